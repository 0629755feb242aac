extension OrderHistory {
    /// What follows from the events. Events that are dated after `now` do not count yet; `wakesAt` says when
    /// the next of them will. The items are those of the CRM's latest answer; whether they make the order
    /// urgent is judged for each interval by the rules in force when it began.
    package static func derive(
        _ events: some Sequence<StatusEvent>, items: [OrderItem] = [], rules: OrderRules, now: Instant
    ) -> OrderHistory {
        let told = events.inSourceOrder()
        let counting = told.prefix { $0.changedAt <= now }
        let intervals = intervals(counting, rules)
        let groups = groupTimes(intervals, items, rules)
        let stay = intervals.suffix(while: { $0.group == intervals.last?.group })
        let limit = intervals.last.flatMap { last in groups.first { last.isClosed ? false : $0.group == last.group } }
        let cycle = intervals.drop { rules.cycle.start?.isEntered(by: $0) == false }
        return OrderHistory(
            intervals: intervals, groups: groups,
            isUrgent: intervals.last.map { rules.urgency(of: items, at: $0.enteredAt) != nil } ?? false,
            manager: counting.last?.manager, source: counting.last { $0.source != nil }?.source,
            startedAt: cycle.first?.enteredAt,
            deliveryEnteredAt: cycle.first { rules.cycle.delivery.isEntered(by: $0) }?.enteredAt,
            closedAt: intervals.suffix(while: \.isClosed).first?.enteredAt,
            groupEnteredAt: stay.first?.enteredAt,
            nearAt: limit.flatMap { $0.near }.flatMap { reached($0, in: stay, of: limit, rules) },
            overAt: limit.flatMap { $0.limit }.flatMap { reached($0, in: stay, of: limit, rules) },
            wakesAt: told.dropFirst(counting.count).first?.changedAt)
    }

    private static func intervals(_ events: ArraySlice<StatusEvent>, _ rules: OrderRules) -> [Interval] {
        events.indices.map { index in
            let event = events[index]
            let leftAt = index + 1 < events.endIndex ? events[index + 1].changedAt : nil
            let map = rules.map(for: event.status, at: event.changedAt)
            let group = map.group(of: event.status, recorded: event.recordedGroup)
            let isClosed = map.isClosing(event.status)
            return Interval(
                number: index + 1, status: event.status, group: group, enteredAt: event.changedAt, leftAt: leftAt,
                isClosed: isClosed,
                elapsedSeconds: leftAt.map { isClosed ? 0 : Int($0.second - event.changedAt.second) },
                workingSeconds: leftAt.map {
                    isClosed ? 0 : rules.workingSeconds(group: group, from: event.changedAt, to: $0)
                })
        }
    }

    private static func groupTimes(
        _ intervals: [Interval], _ items: [OrderItem], _ rules: OrderRules
    ) -> [GroupTime] {
        Dictionary(grouping: intervals, by: \.group).sorted { $0.key < $1.key }.map { group, stays in
            let judged = stays.last.flatMap { rules.limit(group: group, items: items, at: $0.enteredAt) }
            return GroupTime(
                group: group,
                elapsedSeconds: stays.reduce(0) { $0 + ($1.elapsedSeconds ?? 0) },
                workingSeconds: stays.reduce(0) { $0 + ($1.workingSeconds ?? 0) },
                limit: judged?.limit, near: judged?.near)
        }
    }

    /// When the sum over all stays in the group reached or will reach so many working seconds; the beginning
    /// of the present stay when earlier stays alone reach it.
    private static func reached(
        _ seconds: Int, in stay: ArraySlice<Interval>, of group: GroupTime?, _ rules: OrderRules
    ) -> Instant? {
        let inStay = stay.reduce(0) { $0 + ($1.workingSeconds ?? 0) }
        var missing = seconds - ((group?.workingSeconds ?? 0) - inStay)
        for interval in stay where !interval.isClosed {
            guard let worked = interval.workingSeconds, worked < missing else {
                return rules.calendar(group: interval.group, at: interval.enteredAt)
                    .instant(after: missing, from: interval.enteredAt)
            }
            missing -= worked
        }
        return nil
    }
}

extension Array {
    /// The longest end of which all hold.
    fileprivate func suffix(while holds: (Element) -> Bool) -> ArraySlice<Element> {
        let first = lastIndex { !holds($0) }.map { $0 + 1 } ?? startIndex
        return self[first...]
    }
}
