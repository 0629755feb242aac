import Models
import Web

/// `Resources/templates/orders/orders.html`: the orders of a project, the most urgent first.
struct OrdersPage: Page {
    static let template = "orders/orders.html"
    static let place = NavigationItem.orders

    /// The numbers on top; each leads to the orders it counts.
    struct Figures: Encodable {
        let open, over, near, ungrouped: Int
        /// Of the open ones, and of those how many are over and near.
        let urgent, urgentOver, urgentNear: Int
        /// The open order that breaches next.
        let nextBreach: Instant?
        let nextNumber: String?
        /// Leads to that order.
        let nextPath: String?
        let openPath, overPath, nearPath, urgentPath, ungroupedPath: String
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
        /// Working seconds in the group, re-entries summed; nil: it is closed and grows no older.
        let age: Int?
        let sla: SLABadge
        /// When the limit is or was reached.
        let breach: Instant?
        let manager: String?
        let source: String?
    }

    let figures: Figures
    let list: ListFrame
    let rows: [Row]
    let progress: Progress?
    /// No order has ever arrived. Where the webhook is set up; nil where the role may not.
    let isUntouched: Bool
    let connectionPath: String?
}
