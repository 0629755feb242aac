/// What the outside CRM told: from this instant on the order was in this status.
package struct StatusEvent: Sendable, Hashable {
    package let status: Int
    package let changedAt: Instant
    /// The group as the event named it.
    package let recordedGroup: Int?
    /// The outside CRM's numbers of who looks after the order and where it came from, at that time.
    package let manager: Int?
    package let source: Int?

    /// A status change; what else it told may be missing.
    package init(
        status: Int, changedAt: Instant, recordedGroup: Int? = nil, manager: Int? = nil, source: Int? = nil
    ) {
        self.status = status
        self.changedAt = changedAt
        self.recordedGroup = recordedGroup
        self.manager = manager
        self.source = source
    }
}

extension Sequence<StatusEvent> {
    /// By source time, ties by status; each status and instant once. What distinguishes two tellings of the
    /// same event is settled without regard to which came first.
    func inSourceOrder() -> [StatusEvent] {
        func key(_ event: StatusEvent) -> (Instant, Int, Int, Int, Int) {
            (
                event.changedAt, event.status, event.recordedGroup ?? .max, event.manager ?? .max, event.source ?? .max
            )
        }
        var told: [StatusEvent] = []
        for event in sorted(by: { key($0) < key($1) }) {
            if let last = told.last, last.changedAt == event.changedAt, last.status == event.status { continue }
            told.append(event)
        }
        return told
    }
}
