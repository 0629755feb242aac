package import Forms

/// One sentence after a redirect: what was done. A key of the catalogue under `flash.` with its arguments.
package struct Flash: Encodable, Sendable, Equatable {
    package let message: Complaint

    package init(_ key: String, _ arguments: [String: String] = [:]) {
        message = Complaint(key, arguments)
    }
}
