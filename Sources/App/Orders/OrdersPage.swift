import Models
import Web

/// `Resources/templates/orders/orders.html`: the orders of a project, the most urgent first.
struct OrdersPage: Page {
    static let template = "orders/orders.html"
    static let place = NavigationItem.orders

    /// The numbers on top; each leads to the orders it counts.
    struct Figures: Encodable {
        let open, over, near, ungrouped: Int
        /// The open order that breaches next.
        let nextBreach: Instant?
        let nextNumber: String?
        /// Leads to that order.
        let nextPath: String?
        let openPath, overPath, nearPath, ungroupedPath: String
    }

    struct Choice: Encodable {
        let value: String
        let label: String
    }

    /// What is filtered by, as in the query; empty is “any”.
    struct Filter: Encodable {
        /// The address without a query: the target of the form and of “Clear filters”.
        let path: String
        var number = ""
        var status = ""
        var group = ""
        /// `open`, `over`, `near`, `ok`, `closed`, `all`.
        var state = ""
        /// Dates `2026-11-19` in the project's zone, of the last status change.
        var from = ""
        var to = ""
        /// The order of rows, kept through filtering.
        var sort = ""
        /// Rows on a page.
        var size = 50
        /// Whether anything but the default is asked for.
        var isActive = false
    }

    /// A column head that sorts.
    struct Sort: Encodable {
        let path: String
        /// `ascending` or `descending` when the rows are sorted by it.
        let direction: String?
    }

    struct Row: Encodable {
        /// The outside CRM's number.
        let number: String
        let path: String
        let isUrgent: Bool
        let customer: String?
        /// nil: ungrouped.
        let group: GroupTag?
        let status: String
        /// Working seconds in the group, re-entries summed.
        let age: Int
        let sla: SLABadge
        /// When the limit is or was reached.
        let breach: Instant?
        let manager: String?
    }

    let figures: Figures
    let filter: Filter
    let groups: [Choice]
    let statuses: [Choice]
    let byNumber, byAge, byBreach: Sort
    let rows: [Row]
    /// How many orders match; nil when that was not counted.
    let total: Int?
    /// Keyset pages: nil at the ends.
    let previous, next: String?
    let progress: Progress?
    /// No order has ever arrived. Where the webhook is set up; nil where the role may not.
    let isUntouched: Bool
    let connectionPath: String?
}
