import Models
import Web

/// `Resources/templates/orders/order.html`: one order, and why it is in its state.
struct OrderPage: Page {
    static let template = "orders/order.html"
    static let place = NavigationItem.orders

    /// The sum over one status group.
    struct Group: Encodable {
        let tag: GroupTag
        /// Leads to its slices below.
        let explain: String
        let visits: Int
        let elapsed: Int
        let working: Int
        /// nil: no limit.
        let limit: Int?
        let sla: SLABadge
        let isCurrent: Bool
    }

    /// One stretch of working time that was counted.
    struct Slice: Encodable {
        let from, to: Instant
        let status: String
        let seconds: Int
        /// Of this and all slices before it.
        let sum: Int
    }

    /// The slices of one group; they sum to its working time exactly.
    struct Explanation: Encodable {
        let tag: GroupTag
        let slices: [Slice]
        let total: Int
        let limit: Int?
        let sla: SLABadge
        /// When the hours in force were saved; nil for the default.
        let hoursSince: Instant?
    }

    struct Event: Encodable {
        let status: String
        /// nil: ungrouped.
        let tag: GroupTag?
        /// By the source's clock.
        let at: Instant
        let receivedAt: Instant
        /// Until the next event, or until now for the last.
        let working, elapsed: Int
        let isLast: Bool
        /// `late`, `future`, `unknown_status`: what was odd about it.
        let marks: [String]
    }

    let number: String
    /// The orders page, with the filter one came from.
    let back: String
    /// The order's page in the CRM, from the link pattern; nil without one.
    let outside: String?
    let isUrgent: Bool
    /// Which rule makes it urgent; nil when none does.
    let urgency: Urgency?
    let isClosed: Bool
    let status: String
    /// nil: ungrouped.
    let group: GroupTag?
    let sla: SLABadge
    /// When it entered the current status.
    let since: Instant
    /// When the limit is or was reached.
    let breach: Instant?
    /// From the first event until now or until it was closed.
    let working, elapsed: Int
    /// Working seconds over limits, all groups together.
    let overBy: Int
    /// Minor units and currency, when the order is known in full.
    let total: Money?
    let customer: String?
    let track: OrderTrack
    let groups: [Group]
    let explanation: Explanation?
    /// Newest first.
    let events: [Event]
    let items: Items
    let source: Source
    let progress: Progress?

    struct Money: Encodable {
        let minor: Int
        let currency: String
    }
}
