/// All by which the orders of one project are judged, with the calendars laid out: made once for many
/// orders. An interval is judged by the versions in force when it began.
package struct OrderRules: Sendable {
    package let zone: Zone
    package let statuses: Versions<StatusMap>
    package let limits: Versions<SLALimits>
    package let urgent: Versions<UrgentRules>
    package let cycle: CycleRules
    private let project: Versions<ProjectCalendars>
    private let organization: Versions<WorkCalendar>

    private struct ProjectCalendars: Sendable {
        let project: WorkCalendar?
        let groups: [Int: WorkCalendar]
    }

    /// The calendars are quickest between `first` and 800 days after `last`, and right beyond, too.
    package init(
        zone: Zone, statuses: Versions<StatusMap>, limits: Versions<SLALimits>, hours: Versions<ProjectHours>,
        organizationHours: Versions<WorkingHours?> = Versions(nil), urgent: Versions<UrgentRules> = Versions(.none),
        cycle: CycleRules = .standard,
        covering first: Instant, _ last: Instant
    ) {
        var laidOut: [WorkingHours: WorkCalendar] = [:]
        func calendar(_ hours: WorkingHours) -> WorkCalendar {
            if let calendar = laidOut[hours] { return calendar }
            let calendar = WorkCalendar(hours, in: zone, covering: first, last)
            laidOut[hours] = calendar
            return calendar
        }
        self.zone = zone
        self.statuses = statuses
        self.limits = limits
        self.urgent = urgent
        self.cycle = cycle
        project = hours.map { hours in
            ProjectCalendars(project: hours.project.map(calendar), groups: hours.groups.mapValues(calendar))
        }
        organization = organizationHours.map { calendar($0 ?? .roundTheClock) }
    }

    /// The calendar by which a stay in a group counts that began at the instant.
    package func calendar(group: Int, at instant: Instant) -> WorkCalendar {
        let calendars = project.inForce(at: instant)
        return calendars.groups[group] ?? calendars.project ?? organization.inForce(at: instant)
    }

    /// The limit of a group for an interval that began at the instant, and from when an order is near it;
    /// in working seconds.
    package func limit(group: Int, isUrgent: Bool, at instant: Instant) -> (limit: Int, near: Int)? {
        let limits = limits.inForce(at: instant)
        return limits.limit(group: group, isUrgent: isUrgent).map { ($0, limits.near($0)) }
    }

    /// The same for an order with those items: whether they are urgent chooses the grid.
    package func limit(group: Int, items: [OrderItem], at instant: Instant) -> (limit: Int, near: Int)? {
        limit(group: group, isUrgent: urgency(of: items, at: instant) != nil, at: instant)
    }

    /// Why an order with those items is urgent for an interval that began at the instant; nil: it is not.
    package func urgency(of items: [OrderItem], at instant: Instant) -> UrgentRules.Match? {
        items.isEmpty ? nil : urgent.inForce(at: instant).match(items)
    }

    /// The map that says what a status meant at the instant: the one in force, or the first later one that
    /// knows the status, because an order may enter a status before the dictionary has it.
    func map(for status: Int, at instant: Instant) -> StatusMap {
        let map = statuses.inForce(at: instant)
        if map.groups[status] != nil { return map }
        return statuses.changes.first { $0.from > instant && $0.value.groups[status] != nil }?.value ?? map
    }

    /// Working seconds of an interval in a group that began at `from`, up to `to`.
    package func workingSeconds(group: Int, from: Instant, to: Instant) -> Int {
        calendar(group: group, at: from).seconds(from: from, to: to)
    }

    /// What the working seconds of an interval are made of; the open one up to `now`. They sum exactly to
    /// its figure. A closed interval has no slice that counts.
    package func slices(of interval: OrderHistory.Interval, until now: Instant) -> [WorkCalendar.Slice] {
        let from = interval.enteredAt
        let to = interval.leftAt ?? now
        guard !interval.isClosed else {
            return from.second < to.second ? [.init(from: from.wholeSecond, to: to.wholeSecond, isCounted: false)] : []
        }
        return calendar(group: interval.group, at: from).slices(from: from, to: to)
    }
}
