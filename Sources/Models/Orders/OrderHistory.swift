/// The life of one order as its status events tell it. Nothing here depends on the order in which the
/// events arrived or on how often each was delivered.
package struct OrderHistory: Sendable, Equatable {
    /// A stretch of time in one status.
    package struct Interval: Sendable, Equatable {
        /// From 1, by source time.
        package let number: Int
        package let status: Int
        package let group: Int
        package let enteredAt: Instant
        /// Nil while the order is in it.
        package let leftAt: Instant?
        /// In a status that closes the order; its time does not count.
        package let isClosed: Bool
        /// Whole seconds that count: nil while the order is in it, 0 when the order was closed.
        package let elapsedSeconds: Int?
        package let workingSeconds: Int?
    }

    /// The time of an order in one group: the finished intervals of all its stays.
    package struct GroupTime: Sendable, Equatable {
        package let group: Int
        package let elapsedSeconds: Int
        package let workingSeconds: Int
        /// The limit by which the last of the intervals is judged, and from when it is near; working seconds.
        package let limit: Int?
        package let near: Int?

        /// Where the order stands in the group with so many more working seconds of an open interval.
        package func state(adding open: Int = 0) -> SLAState {
            SLAState(seconds: workingSeconds + open, limit: limit, near: near)
        }
    }

    package let intervals: [Interval]
    /// By number of group.
    package let groups: [GroupTime]
    /// By the rules in force when the present interval began.
    package let isUrgent: Bool
    /// Who looks after it, as the latest event that counts told; nil for nobody.
    package let manager: Int?
    /// Where it came from, as the latest event that told it.
    package let source: Int?
    package let startedAt: Instant?
    package let deliveryEnteredAt: Instant?
    /// Nil while the order is open, also after it was reopened.
    package let closedAt: Instant?
    /// When the present stay in the group began.
    package let groupEnteredAt: Instant?
    /// When the working seconds in the present group come near the limit and when they reach it; nil
    /// without a limit, for a closed order, and when the calendar never gets there.
    package let nearAt: Instant?
    package let overAt: Instant?
    /// When the next event that is dated in the future begins to count.
    package let wakesAt: Instant?

    /// The interval the order is in; nil when no event counts yet.
    package var current: Interval? { intervals.last }

    /// Whole seconds of the finished intervals.
    package var elapsedSeconds: Int { groups.reduce(0) { $0 + $1.elapsedSeconds } }
    package var workingSeconds: Int { groups.reduce(0) { $0 + $1.workingSeconds } }

    /// The time in the group the order is in, without the open interval.
    package var currentGroup: GroupTime? {
        current.flatMap { current in groups.first { $0.group == current.group } }
    }

    /// Elapsed seconds from the start of the cycle to the first entry of delivery.
    package var cycleToDeliverySeconds: Int? {
        guard let startedAt, let deliveryEnteredAt else { return nil }
        return Int(deliveryEnteredAt.second - startedAt.second)
    }

    package func state(at now: Instant) -> SLAState {
        SLAState(at: now, nearAt: nearAt, overAt: overAt)
    }
}

extension OrderHistory {
    /// The whole history as bytes: equal histories, and only they, have the same.
    package var canonicalBytes: [UInt8] {
        func text(_ value: Any?) -> String { value.map { "\($0)" } ?? "-" }
        var lines = [
            "urgent \(isUrgent) started \(text(startedAt)) delivery \(text(deliveryEnteredAt)) closed \(text(closedAt))",
            "manager \(text(manager)) source \(text(source))",
            "group since \(text(groupEnteredAt)) near \(text(nearAt)) over \(text(overAt)) wakes \(text(wakesAt))",
        ]
        lines += intervals.map {
            "\($0.number) status \($0.status) group \($0.group) \($0.enteredAt) to \(text($0.leftAt)) closed \($0.isClosed)"
                + " elapsed \(text($0.elapsedSeconds)) working \(text($0.workingSeconds))"
        }
        lines += groups.map {
            "group \($0.group) elapsed \($0.elapsedSeconds) working \($0.workingSeconds) limit \(text($0.limit)) near \(text($0.near))"
        }
        return Array(lines.joined(separator: "\n").utf8)
    }
}
