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

    package init(
        number: Int, status: Int, group: Int, isUrgent: Bool, changedAt: Instant, groupEnteredAt: Instant,
        closedAt: Instant?, nearAt: Instant?, overAt: Instant?, groupSeconds: Int
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
    }
}

/// The numbers above the list. The ungrouped are counted up to 10,001.
package struct OrderFigures: Sendable, Equatable {
    package let open: Int
    package let over: Int
    package let near: Int
    package let ungrouped: Int
    /// Whether any order has ever arrived.
    package let hasOrders: Bool
    package let nextBreach: Instant?
    package let nextNumber: Int?

    package init(
        open: Int, over: Int, near: Int, ungrouped: Int, hasOrders: Bool, nextBreach: Instant?, nextNumber: Int?
    ) {
        self.open = open
        self.over = over
        self.near = near
        self.ungrouped = ungrouped
        self.hasOrders = hasOrders
        self.nextBreach = nextBreach
        self.nextNumber = nextNumber
    }
}
