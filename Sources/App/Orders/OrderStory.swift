import Models
import Store

/// An order told for its page: its history derived anew by the rules in force, every figure with the
/// slices that sum to it.
struct OrderStory {
    let details: OrderDetails
    let number: Int
    let rules: OrderRules
    let now: Instant
    let history: OrderHistory
    let names: [Int: String]
    let groupNames: [Int: String]

    init(_ details: OrderDetails, _ number: Int, _ rules: OrderRules, _ now: Instant) {
        self.details = details
        self.number = number
        self.rules = rules
        self.now = now
        history = OrderHistory.derive(
            details.events.map(\.event), items: details.items, rules: rules, now: now)
        names = Dictionary(details.statuses.map { ($0.id, $0.name) }) { first, _ in first }
        groupNames = Dictionary(details.groups.map { ($0.number, $0.name) }) { first, _ in first }
    }

    /// `ask`: where a POST asks the CRM again; nil for those who may not. `connection`: where the project's
    /// key is given; nil likewise.
    func page(
        back: String, path: String, explaining chosen: Int?, ask: String?, connection: String?
    ) -> OrderPage {
        let current = history.current
        let explained = chosen.flatMap { history.group($0) } ?? current.flatMap { history.group($0.group) }
        return OrderPage(
            number: "\(number)", back: back, outside: outside, isUrgent: history.isUrgent,
            urgency: urgency,
            isClosed: history.closedAt != nil, status: current.map { name($0.status) } ?? "",
            group: current.flatMap { GroupTag($0.group, groupNames) }, sla: currentBadge,
            since: current?.enteredAt ?? details.events.first?.event.changedAt ?? now, breach: history.overAt,
            working: history.workingSeconds + openSeconds, elapsed: history.elapsedSeconds + openElapsed,
            overBy: history.groups.reduce(0) { $0 + max(0, worked($1) - ($1.limit ?? .max)) },
            total: details.content?.grandTotal.map { OrderPage.Money(minor: $0, currency: currency) },
            customer: details.content.flatMap { $0.buyer.name.isEmpty ? nil : $0.buyer.name },
            track: track, groups: groups(path), explanation: explained.map { explanation(of: $0) }, events: events,
            items: itemsPanel(ask: ask, connection: connection), source: source,
            progress: details.isOutdated ? Progress(done: 0, total: 1) : nil)
    }

    var outside: String? {
        let pattern = details.project.linkPattern
        return pattern.isEmpty ? nil : pattern.replacing("{id}", with: "\(number)")
    }

    private func name(_ status: Int) -> String {
        names[status].flatMap { $0.isEmpty ? nil : $0 } ?? "#\(status)"
    }

    /// The interval that still runs; a closed order has none.
    var running: OrderHistory.Interval? {
        history.current.flatMap { $0.isClosed ? nil : $0 }
    }

    var openSeconds: Int { running.map { working($0) } ?? 0 }
    var openElapsed: Int { running.map { max(0, Int(now.second - $0.enteredAt.second)) } ?? 0 }

    func working(_ interval: OrderHistory.Interval) -> Int {
        interval.workingSeconds ?? rules.workingSeconds(group: interval.group, from: interval.enteredAt, to: now)
    }

    /// Of a group, the running interval included.
    func worked(_ time: OrderHistory.GroupTime) -> Int {
        time.workingSeconds + (running?.group == time.group ? openSeconds : 0)
    }

    private var currentBadge: SLABadge {
        guard let current = history.current, let time = history.group(current.group) else {
            return SLABadge(.unlimited)
        }
        return badge(time)
    }

    func badge(_ time: OrderHistory.GroupTime) -> SLABadge {
        let isRunning = running?.group == time.group
        let state = time.state(adding: isRunning ? openSeconds : 0)
        return SLABadge(
            worked: worked(time), limit: time.limit, state: state,
            overAt: isRunning ? history.overAt : now, isFinished: !isRunning)
    }
}

extension OrderStory {
    private func groups(_ path: String) -> [OrderPage.Group] {
        let known = details.groups.map(\.number).filter { $0 != StatusGroup.ungrouped }
        let entered = Set(history.groups.map(\.group))
        let numbers = Set(known).union(entered).sorted()
        return numbers.compactMap { number in
            let tag = GroupTag(number, groupNames) ?? GroupTag(name: "—", color: nil)
            let explain = "\(path)?group=\(number)#explain"
            guard let time = history.group(number) else {
                guard let limit = rules.limit(group: number, items: details.items, at: now)?.limit else {
                    return nil
                }
                return OrderPage.Group(
                    tag: tag, explain: explain, visits: 0, elapsed: 0, working: 0, limit: limit,
                    sla: SLABadge(.unreached),
                    isCurrent: false)
            }
            let isRunning = running?.group == number
            return OrderPage.Group(
                tag: tag, explain: explain, visits: visits(number),
                elapsed: time.elapsedSeconds + (isRunning ? openElapsed : 0), working: worked(time), limit: time.limit,
                sla: badge(time), isCurrent: history.current?.group == number)
        }
    }

    /// Moving between statuses of one group is one visit.
    private func visits(_ group: Int) -> Int {
        var count = 0
        var before: Int?
        for interval in history.intervals {
            if interval.group == group, before != group { count += 1 }
            before = interval.group
        }
        return count
    }

    private func explanation(of time: OrderHistory.GroupTime) -> OrderPage.Explanation {
        var sum = 0
        var slices: [OrderPage.Slice] = []
        for interval in history.intervals where interval.group == time.group {
            for slice in rules.slices(of: interval, until: now) where slice.isCounted {
                sum += slice.seconds
                slices.append(
                    OrderPage.Slice(
                        from: slice.from, to: slice.to, status: name(interval.status), seconds: slice.seconds, sum: sum)
                )
            }
        }
        let saved = details.rules.versions.last { $0.kind == .hours && $0.savedBy != nil }
        return OrderPage.Explanation(
            tag: GroupTag(time.group, groupNames) ?? GroupTag(name: "—", color: nil), slices: slices, total: sum,
            limit: time.limit, sla: badge(time), hoursSince: saved?.savedAt)
    }

    /// Newest first. An event dated ahead of the clock stands on top and has no time yet.
    private var events: [OrderPage.Event] {
        let spent = Dictionary(history.intervals.map { ($0.enteredAt, $0) }) { first, _ in first }
        return details.events.reversed().map { kept in
            let event = kept.event
            let interval = spent[event.changedAt].flatMap { $0.status == event.status ? $0 : nil }
            let isLast = interval != nil && interval?.number == history.current?.number
            return OrderPage.Event(
                status: name(event.status),
                tag: GroupTag(interval?.group ?? StatusGroup.ungrouped, groupNames), at: event.changedAt,
                receivedAt: kept.receivedAt, working: interval.map { $0.isClosed ? 0 : working($0) } ?? 0,
                elapsed: interval.map { $0.elapsedSeconds ?? openElapsed } ?? 0, isLast: isLast, marks: marks(kept))
        }
    }

    private func marks(_ kept: OrderDetails.Event) -> [String] {
        var marks: [String] = []
        let isLate = details.events.contains {
            $0.event.changedAt > kept.event.changedAt && $0.receivedAt < kept.receivedAt
        }
        if isLate { marks.append("late") }
        if kept.event.changedAt > now { marks.append("future") }
        if (names[kept.event.status] ?? "").isEmpty { marks.append("unknown_status") }
        return marks
    }
}

extension OrderStory {
    private var track: OrderTrack {
        let numbers = Set(history.intervals.map(\.group)).sorted()
        let lines = numbers.map { number -> (label: String, visits: [OrderTrack.Visit]) in
            var worked = 0
            let limit = history.group(number)?.limit ?? .max
            let visits = history.intervals.filter { $0.group == number && !$0.isClosed }.map { interval in
                OrderTrack.Visit(
                    status: name(interval.status), from: interval.enteredAt, to: interval.leftAt ?? now,
                    slices: rules.slices(of: interval, until: now).filter(\.isCounted).flatMap { slice in
                        defer { worked += slice.seconds }
                        return cut(slice, after: limit - worked)
                    })
            }
            return (groupNames[number] ?? "—", visits)
        }
        return OrderTrack(
            groups: lines.filter { !$0.visits.isEmpty }, now: min(now, history.closedAt ?? now),
            isClosed: history.closedAt != nil,
            day: { rules.zone.localTime(at: $0).date.day }, midnight: { rules.zone.begin(LocalDate(day: $0)) })
    }

    /// A slice in two where the limit was reached inside it.
    private func cut(_ slice: WorkCalendar.Slice, after seconds: Int) -> [OrderTrack.Slice] {
        if seconds <= 0 { return [OrderTrack.Slice(from: slice.from, to: slice.to, isOver: true)] }
        if seconds >= slice.seconds { return [OrderTrack.Slice(from: slice.from, to: slice.to, isOver: false)] }
        let edge = slice.from.advanced(seconds: seconds)
        return [
            OrderTrack.Slice(from: slice.from, to: edge, isOver: false),
            OrderTrack.Slice(from: edge, to: slice.to, isOver: true),
        ]
    }
}

extension OrderHistory {
    func group(_ number: Int) -> GroupTime? {
        groups.first { $0.group == number }
    }
}
