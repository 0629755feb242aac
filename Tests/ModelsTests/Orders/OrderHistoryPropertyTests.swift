import Testing

@testable import Models

struct OrderHistoryPropertyTests {
    private static func rules(_ dice: inout Dice) throws -> OrderRules {
        var limits = Versions(SLALimits.preset)
        limits.save(
            SLALimits(normal: [1: dice.roll(60...90_000), 3: dice.roll(60...90_000)], nearPercent: dice.roll(1...100)),
            from: Shop.now.advanced(seconds: -dice.roll(0...2_000_000)))
        var hours = Versions(ProjectHours(project: .office))
        hours.save(
            ProjectHours(
                project: try WorkCalendarPropertyTests.randomHours(&dice, around: Shop.now),
                groups: [3: try WorkCalendarPropertyTests.randomHours(&dice, around: Shop.now)]),
            from: Shop.now.advanced(seconds: -dice.roll(0...2_000_000)))
        limits.save(
            SLALimits(
                normal: [1: dice.roll(60...90_000)], urgent: [1: dice.roll(60...9_000), 3: dice.roll(60...9_000)]),
            from: Shop.now.advanced(seconds: -dice.roll(0...1_000_000)))
        var urgent = Versions(UrgentRules([UrgentRules.Rule(.offer, "16")]))
        urgent.save(
            UrgentRules([UrgentRules.Rule(.skuPart, "urg"), UrgentRules.Rule(.name, "express")]),
            from: Shop.now.advanced(seconds: -dice.roll(0...2_000_000)))
        return try Shop.rules(hours: hours, limits: limits, urgent: urgent)
    }

    private static func events(_ dice: inout Dice) -> [StatusEvent] {
        (0..<dice.roll(0...9)).map { _ in
            StatusEvent(
                status: [1, 2, 31, 32, 4, 12, 19, 77].randomElement(using: &dice) ?? 1,
                changedAt: Shop.now.advanced(seconds: -dice.roll(-3...40) * dice.roll(1...40_000)),
                recordedGroup: dice.chance(30) ? dice.roll(0...7) : nil,
                manager: dice.chance(70) ? dice.roll(1...3) : nil, source: dice.chance(50) ? dice.roll(1...3) : nil)
        }
    }

    /// Lines of which some are urgent by one of the versions of the rules.
    private static func items(_ dice: inout Dice) -> [OrderItem] {
        (0..<dice.roll(0...3)).map {
            OrderItem(
                number: $0 + 1, name: dice.chance(20) ? "Express box" : "Box", sku: dice.chance(20) ? "URGENT" : nil,
                offer: dice.roll(14...18))
        }
    }

    @Test
    func `any permutation of the deliveries, with duplicates, gives the same bytes`() throws {
        var dice = Dice()
        for _ in 0..<15 {
            let rules = try Self.rules(&dice)
            for _ in 0..<8 {
                let events = Self.events(&dice)
                let items = Self.items(&dice)
                let history = OrderHistory.derive(events, items: items, rules: rules, now: Shop.now)
                for _ in 0..<4 {
                    var delivered = events
                    for _ in 0..<dice.roll(0...5) { delivered += events.randomElement(using: &dice).map { [$0] } ?? [] }
                    delivered.shuffle(using: &dice)
                    let again = OrderHistory.derive(delivered, items: items, rules: rules, now: Shop.now)
                    #expect(again == history, "seed \(dice.seed)")
                    #expect(again.canonicalBytes == history.canonicalBytes, "seed \(dice.seed)")
                }
            }
        }
    }

    @Test
    func `intervals leave no gap, groups sum them, and slices explain them`() throws {
        var dice = Dice()
        for _ in 0..<10 {
            let rules = try Self.rules(&dice)
            for _ in 0..<10 {
                let history = OrderHistory.derive(Self.events(&dice), rules: rules, now: Shop.now)
                for (left, right) in zip(history.intervals, history.intervals.dropFirst()) {
                    #expect(left.leftAt == right.enteredAt && left.number + 1 == right.number, "seed \(dice.seed)")
                }
                #expect(history.intervals.allSatisfy { ($0.leftAt == nil) == ($0.number == history.intervals.count) })
                for group in history.groups {
                    let inGroup = history.intervals.filter { $0.group == group.group }
                    #expect(inGroup.reduce(0) { $0 + ($1.workingSeconds ?? 0) } == group.workingSeconds)
                }
                for interval in history.intervals {
                    guard let working = interval.workingSeconds else { continue }
                    let slices = rules.slices(of: interval, until: Shop.now)
                    #expect(slices.filter(\.isCounted).reduce(0) { $0 + $1.seconds } == working, "seed \(dice.seed)")
                }
            }
        }
    }

    @Test
    func `an order is over from the first second at which its time in the group reaches the limit`() throws {
        var dice = Dice()
        for _ in 0..<30 {
            let rules = try Self.rules(&dice)
            let history = OrderHistory.derive(
                Self.events(&dice), items: Self.items(&dice), rules: rules, now: Shop.now)
            guard let group = history.currentGroup, history.closedAt == nil else {
                #expect(history.overAt == nil && history.nearAt == nil, "seed \(dice.seed)")
                continue
            }
            for (seconds, instant) in [(group.limit, history.overAt), (group.near, history.nearAt)] {
                guard let seconds else {
                    #expect(instant == nil)
                    continue
                }
                // Nil is right only when 800 days do not get there.
                let late = Shop.now.advanced(seconds: WorkCalendar.horizon - 200 * 86_400)
                guard let instant else {
                    #expect(Self.worked(history, rules, by: late) < seconds, "seed \(dice.seed)")
                    continue
                }
                #expect(Self.worked(history, rules, by: instant) >= seconds, "seed \(dice.seed)")
                if let stay = history.groupEnteredAt, instant > stay {
                    let before = instant.wholeSecond.advanced(seconds: -1)
                    #expect(Self.worked(history, rules, by: before) < seconds, "seed \(dice.seed)")
                }
            }
        }
    }

    /// The time in the present group up to an instant, counted slowly.
    private static func worked(_ history: OrderHistory, _ rules: OrderRules, by instant: Instant) -> Int {
        history.intervals.filter { $0.group == history.current?.group && !$0.isClosed }.reduce(0) { sum, interval in
            let end = min(interval.leftAt ?? instant, instant)
            return sum + rules.workingSeconds(group: interval.group, from: interval.enteredAt, to: end)
        }
    }

    @Test
    func `absurd clocks at the source harm nobody`() throws {
        let rules = try Shop.rules()
        let events = [Int64.min, -62_135_596_800_000_000, 0, 253_402_300_799_000_000, .max].map {
            StatusEvent(status: 31, changedAt: Instant(microseconds: $0))
        }
        let history = OrderHistory.derive(events, rules: rules, now: Shop.now)
        #expect(history.intervals.count == 3 && history.wakesAt == at("9999-12-31T23:59:59Z"))
        #expect(OrderHistory.derive(events, rules: rules, now: Instant(microseconds: .max)).intervals.count == 5)
    }
}
