package import Forms

/// One sentence after a redirect: what was done, or why it was not. A key of the catalogue with its arguments.
package struct Flash: Encodable, Sendable, Equatable {
    package let message: Complaint
    /// It was not done.
    package let isProblem: Bool

    package init(_ key: String, _ arguments: [String: String] = [:], isProblem: Bool = false) {
        message = Complaint(key, arguments)
        self.isProblem = isProblem
    }
}
