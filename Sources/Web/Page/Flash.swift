package import Forms

/// One sentence after a redirect: what was done, or why it was not. A key of the catalogue with its arguments.
package struct Flash: Encodable, Sendable, Equatable {
    package let message: Complaint
    /// It was not done.
    package let isProblem: Bool
    /// Where a POST takes the act back; nil when it cannot be taken back.
    package var undo: String?

    package init(
        _ key: String, _ arguments: [String: String] = [:], isProblem: Bool = false, undo: String? = nil
    ) {
        message = Complaint(key, arguments)
        self.isProblem = isProblem
        self.undo = undo
    }
}
