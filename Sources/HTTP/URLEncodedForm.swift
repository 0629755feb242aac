package import Forms

/// What one submission may hold before it is refused unread.
package struct InputLimits: Sendable {
    package var bytes: Int
    package var fields: Int
    /// Of one field's name once it is decoded, the dots of nesting included.
    package var nameBytes: Int
    package var depth: Int

    package init(bytes: Int = 1 << 20, fields: Int = 1_000, nameBytes: Int = 1_024, depth: Int = 32) {
        self.bytes = bytes
        self.fields = fields
        self.nameBytes = nameBytes
        self.depth = depth
    }

    package static let standard = InputLimits()
}

/// The form of HTML forms and of query strings.
package enum URLEncodedForm {
    package static func decode(_ bytes: some Collection<UInt8>, limits: InputLimits = .standard) throws(BodyRefusal)
        -> Input
    {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        var fields: [Input.Field] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard fields.count < limits.fields else { throw .malformed("more than \(limits.fields) fields") }
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            // Three bytes at most stand for one.
            guard let left = sides.first, left.count <= 3 * limits.nameBytes else {
                throw .malformed("a field name is too long")
            }
            guard let name = PercentEncoding.decode(left, plusIsSpace: true),
                let value = PercentEncoding.decode(
                    sides.count > 1 ? sides[1] : pair[pair.endIndex...], plusIsSpace: true)
            else { throw .malformed("field \(fields.count + 1) is not percent-encoded UTF-8") }
            guard name.utf8.count <= limits.nameBytes else { throw .malformed("a field name is too long") }
            fields.append(Input.Field(name, value))
        }
        return Input(fields)
    }

    /// For links: `status=over&page=2`.
    package static func encode(_ input: Input) -> String {
        input.fields.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: "&")
    }
}
