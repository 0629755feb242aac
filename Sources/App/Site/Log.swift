package import HTTP

/// One JSON object a line. Names and values never hold personal data or secrets: ids, codes and times.
package struct Log: Sendable {
    private let write: @Sendable (String) -> Void

    package init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    /// What the program says about itself; `at` is business time in microseconds since 1970.
    package func event(_ name: String, _ fields: KeyValuePairs<String, JSON>) {
        var members = [JSON.Member("event", .string(name))]
        members += fields.map { JSON.Member($0.key, $0.value) }
        write(JSON.object(members).text)
    }

    /// A path as the log keeps it: the secrets in addresses replaced.
    package static func masked(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if path.hasPrefix("/hooks/"), parts.count > 3 { return parts.prefix(4).joined(separator: "/") + "/***" }
        return SecretAddress.prefix(of: path).map { $0 + "***" } ?? path
    }
}
