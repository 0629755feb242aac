package import Forms
import Models

/// What can be done with the rows that are ticked, or with all that match. The form leads to a page that says
/// how many they are and asks; nothing is done by the list itself.
package struct BulkBar: Encodable, Sendable, Equatable {
    /// The page that asks.
    package let path: String
    /// By the act's name in the address.
    package let acts: [FilterField.Choice]
    /// The filter, for “all that match”; read again by the list's own decoder when it comes back.
    package let query: String
    /// The ids of the rows shown, for “all on this page” without a script.
    package let shown: [String]
    /// All that match are selected, not only what is ticked.
    package let isEvery: Bool
    /// “All 213 that match”
    package let every: Complaint
    /// “Select all 213”; nil when all that match are shown.
    package let selectEvery: Complaint?
    /// Selects all that match, or, when they are, only what is ticked again.
    package let everyPath: String

    /// `total`: how many match, nil above 1,000.
    package init(
        path: String, acts: [FilterField.Choice], address: ListAddress, shown: [String], total: Int?, isEvery: Bool
    ) {
        self.path = path
        self.acts = acts
        query = address.without(["size", "select", "view"]).query
        self.shown = shown
        self.isEvery = isEvery
        let count = ["n": "\(total ?? ListQuery.mostCounted)"]
        every = total == nil ? Complaint("list.every_over", count) : Complaint("list.every", count)
        let isMore = total.map { $0 > shown.count } ?? true
        selectEvery =
            isMore
            ? total == nil ? Complaint("list.select_every_over", count) : Complaint("list.select_every", count) : nil
        everyPath = address.with("select", isEvery ? nil : "every").text
    }
}
