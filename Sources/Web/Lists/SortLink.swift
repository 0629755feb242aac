/// The head of a column that sorts.
package struct SortLink: Encodable, Sendable, Equatable {
    package let path: String
    /// `ascending` or `descending` when the rows are sorted by it.
    package let direction: String?

    package init(path: String, direction: String?) {
        self.path = path
        self.direction = direction
    }
}
