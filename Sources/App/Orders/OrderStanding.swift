import Models

/// How an order of the list stands in its group at a moment.
struct OrderStanding {
    /// Working seconds in the group, the running stay included.
    let worked: Int
    /// nil: none, or the order is closed.
    let limit: Int?
    let badge: SLABadge

    init(_ row: OrderSummary, _ rules: OrderRules, now: Instant) {
        let running = row.closedAt == nil ? rules.workingSeconds(group: row.group, from: row.changedAt, to: now) : 0
        let limit = rules.limit(group: row.group, isUrgent: row.isUrgent, at: row.changedAt)?.limit
        worked = row.groupSeconds + running
        self.limit = row.closedAt == nil ? limit : nil
        badge = SLABadge(
            worked: worked, limit: self.limit, state: SLAState(at: now, nearAt: row.nearAt, overAt: row.overAt),
            overAt: row.overAt, isFinished: row.closedAt != nil)
    }
}
