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
    /// Whether any row has one: the column is shown once the shop tells them.
    let hasCustomers, hasManagers, hasSources: Bool
    let progress: Progress?
    /// No order has ever arrived. Where the webhook is set up; nil where the role may not.
    let isUntouched: Bool
    let connectionPath: String?

    init(
        figures: Figures, list: ListFrame, rows: [Row], progress: Progress?, isUntouched: Bool, connectionPath: String?
    ) {
        self.figures = figures
        self.list = list
        self.rows = rows
        hasCustomers = rows.contains { $0.customer != nil }
        hasManagers = rows.contains { $0.manager != nil }
        hasSources = rows.contains { $0.source != nil }
        self.progress = progress
        self.isUntouched = isUntouched
        self.connectionPath = connectionPath
    }
}
