/// A row of the list of orders. Its time runs on while it is open: what is stored are instants, the
/// figures follow from the clock.
package struct OrderSummary: Sendable, Equatable {
    package let number: Int
    package let status: Int
    package let group: Int
    package let isUrgent: Bool
    package let changedAt: Instant
    package let groupEnteredAt: Instant
    package let closedAt: Instant?
    package let nearAt: Instant?
    package let overAt: Instant?
    /// Working seconds of the finished intervals in the present group.
    package let groupSeconds: Int
    /// The outside CRM's numbers of who looks after it and where it came from.
    package let manager: Int?
    package let source: Int?
    /// Who buys; nil until the CRM has told.
    package let customer: String?

    /// A row; what the CRM has not told yet is nil.
    package init(
        number: Int, status: Int, group: Int, isUrgent: Bool, changedAt: Instant, groupEnteredAt: Instant,
        closedAt: Instant?, nearAt: Instant?, overAt: Instant?, groupSeconds: Int, manager: Int? = nil,
        source: Int? = nil, customer: String? = nil
    ) {
        self.number = number
        self.status = status
        self.group = group
        self.isUrgent = isUrgent
        self.changedAt = changedAt
        self.groupEnteredAt = groupEnteredAt
        self.closedAt = closedAt
        self.nearAt = nearAt
        self.overAt = overAt
        self.groupSeconds = groupSeconds
        self.manager = manager
        self.source = source
        self.customer = customer
    }
}

/// The numbers above the list. The ungrouped are counted up to 10,001.
package struct OrderFigures: Sendable, Equatable {
    package let open: Int
    package let over: Int
    package let near: Int
    /// Of the open ones, with those of them that are over and near.
    package let urgent: Int
    package let urgentOver: Int
    package let urgentNear: Int
    package let ungrouped: Int
    /// Whether any order has ever arrived.
    package let hasOrders: Bool
    package let nextBreach: Instant?
    package let nextNumber: Int?

    package init(
        open: Int, over: Int, near: Int, urgent: Int = 0, urgentOver: Int = 0, urgentNear: Int = 0, ungrouped: Int,
        hasOrders: Bool, nextBreach: Instant?, nextNumber: Int?
    ) {
        self.open = open
        self.over = over
        self.near = near
        self.urgent = urgent
        self.urgentOver = urgentOver
        self.urgentNear = urgentNear
        self.ungrouped = ungrouped
        self.hasOrders = hasOrders
        self.nextBreach = nextBreach
        self.nextNumber = nextNumber
    }
}
