/// How large a request may be and how long it may take to arrive.
package struct RequestLimits: Sendable {
    package let connections: Int
    /// Of one address.
    package let connectionsPerAddress: Int
    package let urlBytes: Int
    package let headerFields: Int
    package let headerBytes: Int
    package let headerSeconds: Int
    /// A body may take this long before its speed matters.
    package let bodySeconds: Int
    package let bodyBytesPerSecond: Int
    package let formBytes: Int
    package let formFields: Int
    /// Of a form with files.
    package let uploadBytes: Int
    package let jsonDepth: Int
    package let hookBytes: Int
    package let keepAliveSeconds: Int
    package let keepAliveRequests: Int
    /// Open pages that are told what changes.
    package let streams: LiveStreams.Limits

    init(_ read: inout SettingsReader) {
        connections = read.number("TAKT_CONNECTIONS", 1_000, in: 10...100_000)
        connectionsPerAddress = read.number("TAKT_CONNECTIONS_PER_ADDRESS", 200, in: 1...100_000)
        urlBytes = read.number("TAKT_URL_BYTES", 8_192, in: 256...65_536)
        headerFields = read.number("TAKT_HEADER_FIELDS", 100, in: 10...1_000)
        headerBytes = read.number("TAKT_HEADER_BYTES", 16_384, in: 1_024...262_144)
        headerSeconds = read.number("TAKT_HEADER_SECONDS", 10, in: 1...120)
        bodySeconds = read.number("TAKT_BODY_SECONDS", 5, in: 1...120)
        bodyBytesPerSecond = read.number("TAKT_BODY_BYTES_PER_SECOND", 1_024, in: 1...1_048_576)
        formBytes = read.number("TAKT_FORM_BYTES", 1_048_576, in: 1_024...20_971_520)
        uploadBytes = read.number("TAKT_UPLOAD_BYTES", 20_971_520, in: 1_024...20_971_520)
        formFields = read.number("TAKT_FORM_FIELDS", 1_000, in: 10...100_000)
        jsonDepth = read.number("TAKT_JSON_DEPTH", 32, in: 2...256)
        hookBytes = read.number("TAKT_HOOK_BYTES", 1_048_576, in: 1_024...20_971_520)
        keepAliveSeconds = read.number("TAKT_KEEP_ALIVE_SECONDS", 60, in: 1...3_600)
        keepAliveRequests = read.number("TAKT_KEEP_ALIVE_REQUESTS", 1_000, in: 1...1_000_000)
        var streams = LiveStreams.Limits()
        streams.ofPerson = read.number("TAKT_STREAMS_PER_PERSON", streams.ofPerson, in: 1...10_000)
        streams.ofOrganization = read.number("TAKT_STREAMS_PER_ORGANIZATION", streams.ofOrganization, in: 1...100_000)
        self.streams = streams
    }
}
