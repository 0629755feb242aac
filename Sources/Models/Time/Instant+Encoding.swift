extension Instant: Encodable {
    /// As its microseconds: what pages hand to templates.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}
