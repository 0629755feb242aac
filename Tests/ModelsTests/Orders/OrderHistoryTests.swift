import Testing

@testable import Models

/// Mon 1 June 2026, 9:00 in Kyiv is 06:00Z; office hours are 06:00Z to 15:00Z.
struct OrderHistoryTests {
    private func derive(
        _ pairs: KeyValuePairs<Int, String>, now: String = "2026-06-10T12:00:00Z", isUrgent: Bool = false,
        _ rules: OrderRules? = nil
    ) throws -> OrderHistory {
        OrderHistory.derive(
            Shop.events(pairs), items: isUrgent ? [Shop.express] : [], rules: try rules ?? Shop.rules(), now: at(now))
    }

    @Test
    func `intervals run from event to event in elapsed and working seconds`() throws {
        let history = try derive([
            1: "2026-06-01T05:00:00Z", 2: "2026-06-01T07:00:00Z", 31: "2026-06-05T14:00:00Z",
            4: "2026-06-08T07:00:00Z",
        ])
        #expect(history.intervals.map(\.number) == [1, 2, 3, 4])
        #expect(history.intervals.map(\.group) == [1, 2, 3, 4])
        #expect(history.intervals.map(\.workingSeconds) == [3600, (4 * 9 + 7) * 3600, 7200, nil])
        #expect(history.intervals.map(\.elapsedSeconds) == [7200, 4 * 86_400 + 7 * 3600, 65 * 3600, nil])
        #expect(history.startedAt == at("2026-06-01T05:00:00Z"))
        #expect(history.deliveryEnteredAt == at("2026-06-08T07:00:00Z"))
        #expect(history.cycleToDeliverySeconds == 7 * 86_400 + 7200)
        #expect(history.current?.status == 4 && history.closedAt == nil && history.wakesAt == nil)
        #expect(history.workingSeconds == 3600 + 43 * 3600 + 7200)
    }

    @Test
    func `limits apply to the sum over all stays in a group, and near and over are instants of the calendar`() throws {
        // 3 h of new on Monday, then 8 h are reached after 5 h more.
        let history = try derive(
            [1: "2026-06-01T06:00:00Z", 2: "2026-06-01T09:00:00Z", 1: "2026-06-02T12:00:00Z"],
            now: "2026-06-02T12:00:00Z")
        #expect(history.currentGroup?.workingSeconds == 3 * 3600)
        #expect(history.currentGroup?.limit == 8 * 3600)
        // 80 % of 8 h are 6:24; 3:24 after Tuesday 12:00Z is Wednesday 06:24Z.
        #expect(history.nearAt == at("2026-06-03T06:24:00Z"))
        #expect(history.overAt == at("2026-06-03T08:00:00Z"))
        #expect(history.state(at: at("2026-06-03T06:23:59Z")) == .ok)
        #expect(history.state(at: at("2026-06-03T06:24:00Z")) == .near)
        #expect(history.state(at: at("2026-06-03T07:59:59Z")) == .near)
        #expect(history.state(at: at("2026-06-03T08:00:00Z")) == .over)
    }

    @Test
    func `moving between statuses of one group does not move the breach`() throws {
        let one = try derive([31: "2026-06-01T06:00:00Z"])
        let two = try derive([31: "2026-06-01T06:00:00Z", 32: "2026-06-05T06:00:00Z"])
        #expect(one.overAt == at("2026-06-03T12:00:00Z"))
        #expect(two.overAt == one.overAt && two.nearAt == one.nearAt)
        #expect(two.groupEnteredAt == at("2026-06-01T06:00:00Z"))
        #expect(two.groups.map(\.group) == [3])
    }

    @Test
    func `an order that comes back to a group whose limit is spent is over at once`() throws {
        let history = try derive([
            1: "2026-06-01T06:00:00Z", 2: "2026-06-03T06:00:00Z", 1: "2026-06-06T10:00:00Z",
        ])
        #expect(history.overAt == at("2026-06-06T10:00:00Z"))
        #expect(history.nearAt == history.overAt)
    }

    @Test
    func `urgent orders have their own grid, and the normal one where it is empty`() throws {
        let limits = SLALimits(normal: [1: 8 * 3600, 2: 3600], urgent: [1: 3600])
        let rules = try Shop.rules(limits: Versions(limits))
        let urgent = try derive([1: "2026-06-01T06:00:00Z"], isUrgent: true, rules)
        #expect(urgent.overAt == at("2026-06-01T07:00:00Z") && urgent.isUrgent)
        #expect(try derive([1: "2026-06-01T06:00:00Z"], rules).overAt == at("2026-06-01T14:00:00Z"))
        #expect(try derive([2: "2026-06-01T06:00:00Z"], isUrgent: true, rules).overAt == at("2026-06-01T07:00:00Z"))
    }

    @Test
    func `urgency is judged by the rules in force when the present interval began`() throws {
        var urgent = Versions(UrgentRules.none)
        urgent.save(Shop.urgent, from: at("2026-06-02T00:00:00Z"))
        let rules = try Shop.rules(
            limits: Versions(SLALimits(normal: [1: 8 * 3600, 2: 8 * 3600], urgent: [1: 3600, 2: 3600])), urgent: urgent)
        let before = try derive([1: "2026-06-01T06:00:00Z"], isUrgent: true, rules)
        #expect(!before.isUrgent && before.overAt == at("2026-06-01T14:00:00Z"))
        let after = try derive([1: "2026-06-01T06:00:00Z", 2: "2026-06-02T06:00:00Z"], isUrgent: true, rules)
        #expect(after.isUrgent && after.overAt == at("2026-06-02T07:00:00Z"))
        #expect(after.groups.map(\.limit) == [8 * 3600, 3600])
        // Without items nobody can tell.
        #expect(try !derive([2: "2026-06-02T06:00:00Z"], rules).isUrgent)
    }

    @Test
    func `the manager is the latest event's, the source the latest that was told`() throws {
        let events = [
            StatusEvent(status: 1, changedAt: at("2026-06-01T06:00:00Z"), manager: 4, source: 3),
            StatusEvent(status: 2, changedAt: at("2026-06-02T06:00:00Z"), manager: 5),
            StatusEvent(status: 31, changedAt: at("2026-07-02T06:00:00Z"), manager: 6, source: 9),
        ]
        let history = OrderHistory.derive(events, rules: try Shop.rules(), now: Shop.now)
        #expect(history.manager == 5 && history.source == 3)
        let nobody = events.prefix(1) + [StatusEvent(status: 2, changedAt: at("2026-06-02T06:00:00Z"))]
        #expect(OrderHistory.derive(nobody, rules: try Shop.rules(), now: Shop.now).manager == nil)
    }

    @Test
    func `without a limit, without working time ahead and once closed there is no breach`() throws {
        #expect(try derive([31: "2026-06-01T06:00:00Z"], Shop.rules(limits: Versions(.none))).overAt == nil)
        let never = Versions(ProjectHours(project: WorkingHours(week: [:])))
        let stuck = try derive([31: "2026-06-01T06:00:00Z"], Shop.rules(hours: never))
        #expect(stuck.overAt == nil && stuck.nearAt == nil && stuck.state(at: Shop.now) == .ok)
        let limits = Versions(SLALimits(normal: [5: 60]))
        let closed = try derive([12: "2026-06-01T06:00:00Z"], Shop.rules(limits: limits))
        #expect(closed.overAt == nil && closed.closedAt == at("2026-06-01T06:00:00Z"))
    }

    @Test
    func `a reopened order runs on, and the time it was closed does not count`() throws {
        let history = try derive([
            31: "2026-06-01T06:00:00Z", 12: "2026-06-01T08:00:00Z", 31: "2026-06-05T06:00:00Z",
        ])
        #expect(history.closedAt == nil)
        #expect(history.intervals[1].isClosed)
        #expect(history.intervals[1].elapsedSeconds == 0 && history.intervals[1].workingSeconds == 0)
        #expect(history.workingSeconds == 7200 && history.elapsedSeconds == 7200)
        #expect(history.groups.first { $0.group == 3 }?.workingSeconds == 7200)
        // 22 h are left on Friday 06:00Z: 9 on Friday, 9 on Monday, 4 on Tuesday.
        #expect(history.overAt == at("2026-06-09T10:00:00Z"))
        let closedAgain = try derive([
            31: "2026-06-01T06:00:00Z", 12: "2026-06-01T08:00:00Z", 19: "2026-06-02T08:00:00Z",
        ])
        #expect(closedAgain.closedAt == at("2026-06-01T08:00:00Z"))
    }

    @Test
    func `an event dated in the future waits for its instant`() throws {
        let pairs: KeyValuePairs = [1: "2026-06-01T06:00:00Z", 2: "2026-06-20T06:00:00Z", 31: "2026-06-21T06:00:00Z"]
        let before = try derive(pairs)
        #expect(before.current?.status == 1 && before.intervals.count == 1)
        #expect(before.wakesAt == at("2026-06-20T06:00:00Z"))
        #expect(try derive(pairs, now: "2026-06-20T05:59:59Z").current?.status == 1)
        let then = try derive(pairs, now: "2026-06-20T06:00:00Z")
        #expect(then.current?.status == 2 && then.wakesAt == at("2026-06-21T06:00:00Z"))
        let none = try derive(pairs, now: "2026-05-01T00:00:00Z")
        #expect(none.intervals.isEmpty && none.startedAt == nil && none.wakesAt == at("2026-06-01T06:00:00Z"))
        #expect(none.state(at: Shop.now) == .ok)
    }

    @Test
    func `of two events at one instant the higher status is the current one`() throws {
        let history = try derive([32: "2026-06-01T06:00:00Z", 31: "2026-06-01T06:00:00Z"])
        #expect(history.intervals.map(\.status) == [31, 32])
        #expect(history.intervals[0].elapsedSeconds == 0)
    }

    @Test
    func `seconds are whole: an instant counts from its second, and parts sum to the whole`() throws {
        let history = try derive([
            1: "2026-06-01T06:00:00.9Z", 2: "2026-06-01T06:00:01.1Z", 31: "2026-06-01T06:00:03.999999Z",
        ])
        #expect(history.intervals.map(\.elapsedSeconds) == [1, 2, nil])
        #expect(history.intervals.map(\.workingSeconds) == [1, 2, nil])
    }

    @Test
    func `the cycle begins and is delivered where its rules say`() throws {
        let rules = try Shop.rules(cycle: CycleRules(start: .group(2), delivery: .status(32)))
        let history = try derive(
            [
                32: "2026-06-01T06:00:00Z", 2: "2026-06-02T06:00:00Z", 31: "2026-06-03T06:00:00Z",
                32: "2026-06-04T06:00:00Z",
            ], rules)
        #expect(history.startedAt == at("2026-06-02T06:00:00Z"))
        #expect(history.deliveryEnteredAt == at("2026-06-04T06:00:00Z"))
        let never = try derive([1: "2026-06-01T06:00:00Z"], rules)
        #expect(never.startedAt == nil && never.deliveryEnteredAt == nil && never.cycleToDeliverySeconds == nil)
    }

    @Test
    func `working time is right over a change of the clock`() throws {
        // The night of 29 March 2026 has no hour from 3 to 4 in Kyiv.
        let hours = try Models.WorkingHours(storedText: #"{"week":{"sat":[["22:00","06:00"]]}}"#)
        let history = try derive(
            [1: "2026-03-28T12:00:00Z", 2: "2026-03-29T12:00:00Z"],
            Shop.rules(hours: Versions(ProjectHours(project: hours))))
        #expect(history.intervals[0].workingSeconds == 7 * 3600)
    }
}
