package import Forms

/// The foot of a list: how many match, rows on a page, the pages beside this one.
package struct Pager: Encodable, Sendable, Equatable {
    /// “213 orders”, or “More than 1,000”; nil where nobody counts.
    package let total: Complaint?
    /// Where all that match are counted; nil where that is done or cannot be asked for.
    package var countAll: String?
    package let size: Int
    package let sizes: [Int]
    /// Keyset pages: nil at the ends.
    package let previous: String?
    package let next: String?

    package init(total: Complaint?, size: Int, sizes: [Int], previous: String?, next: String?) {
        self.total = total
        self.size = size
        self.sizes = sizes
        self.previous = previous
        self.next = next
    }
}
