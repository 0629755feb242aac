import Testing

@testable import Models

struct WorkCalendarPropertyTests {
    /// A random week with lunch breaks, nights and holidays around the instant, minutes uneven.
    static func randomHours(_ dice: inout Dice, around instant: Instant) throws -> WorkingHours {
        func windows() throws -> [WorkingHours.Window] {
            try (0..<dice.roll(0...3)).map { _ in
                try #require(WorkingHours.Window(opens: dice.roll(0...1439), closes: dice.roll(0...1440)))
            }
        }
        var week: [Weekday: [WorkingHours.Window]] = [:]
        for day in Weekday.allCases where dice.chance(75) { week[day] = try windows() }
        var exceptions: [LocalDate: [WorkingHours.Window]] = [:]
        for _ in 0..<dice.roll(0...4) {
            exceptions[LocalDate(day: Int(instant.second) / 86_400 + dice.roll(-3...12))] = try windows()
        }
        return WorkingHours(week: week, exceptions: exceptions)
    }

    /// Instants near a change of the clock, where mistakes live, in one case of two.
    static func instant(_ dice: inout Dice, _ zone: Zone) -> Instant {
        let changes = zone.since.filter { (946_684_800..<2_000_000_000).contains($0) }
        if let change = changes.randomElement(using: &dice), dice.chance(50) {
            return Instant(second: Int64(change + dice.roll(-400_000...100_000)))
        }
        return Instant(second: Int64(dice.roll(946_684_800...2_000_000_000)))
    }

    @Test(arguments: Places.names)
    func `working time is what a walk from minute to minute counts`(name: String) throws {
        let zone = try Places.zone(name)
        var dice = Dice()
        for _ in 0..<4 {
            let from = Instant(second: Self.instant(&dice, zone).second / 60 * 60)
            let minutes = dice.roll(1...6 * 1440)
            let hours = try Self.randomHours(&dice, around: from)
            let calendar = WorkCalendar(hours, in: zone, covering: from, from)
            let walked = Walker(hours, zone).minutes(from: from, count: minutes)
            let text = try hours.storedText()
            #expect(
                calendar.seconds(from: from, to: from.advanced(seconds: minutes * 60)) == walked * 60,
                "seed \(dice.seed): \(text) from \(from), \(minutes) minutes")
        }
    }

    @Test(arguments: Places.names)
    func `parts sum to the whole, time never runs back, and a deadline is the first instant that reaches it`(
        name: String
    ) throws {
        let zone = try Places.zone(name)
        var dice = Dice()
        for _ in 0..<25 {
            let a = Self.instant(&dice, zone)
            let b = a.advanced(seconds: dice.roll(0...2_000_000))
            let c = b.advanced(seconds: dice.roll(0...2_000_000))
            let hours = try Self.randomHours(&dice, around: a)
            let calendar = WorkCalendar(hours, in: zone, covering: a, b)
            let whole = calendar.seconds(from: a, to: c)
            let seed = "seed \(dice.seed), from \(a), \(try hours.storedText())"
            #expect(calendar.seconds(from: a, to: b) + calendar.seconds(from: b, to: c) == whole, "\(seed)")
            #expect((0...Int(c.second - a.second)).contains(whole), "\(seed)")
            #expect(calendar.seconds(from: c, to: a) == 0)
            let wanted = dice.roll(1...400_000)
            guard let deadline = calendar.instant(after: wanted, from: a) else {
                #expect(calendar.seconds(from: a, to: a.advanced(seconds: WorkCalendar.horizon)) < wanted, "\(seed)")
                continue
            }
            #expect(calendar.seconds(from: a, to: deadline) == wanted, "\(seed)")
            #expect(calendar.seconds(from: a, to: deadline.advanced(seconds: -1)) == wanted - 1, "\(seed)")
        }
    }

    @Test(arguments: Places.names)
    func `slices leave no gap, alternate and sum to the working seconds`(name: String) throws {
        let zone = try Places.zone(name)
        var dice = Dice()
        for _ in 0..<15 {
            let from = Self.instant(&dice, zone)
            let to = from.advanced(seconds: dice.roll(1...1_500_000))
            let calendar = WorkCalendar(try Self.randomHours(&dice, around: from), in: zone, covering: from, to)
            let slices = calendar.slices(from: from, to: to)
            #expect(slices.first?.from == from.wholeSecond && slices.last?.to == to.wholeSecond)
            for (left, right) in zip(slices, slices.dropFirst()) {
                #expect(left.to == right.from && left.isCounted != right.isCounted, "seed \(dice.seed)")
            }
            #expect(slices.allSatisfy { $0.seconds > 0 })
            #expect(
                slices.filter(\.isCounted).reduce(0) { $0 + $1.seconds } == calendar.seconds(from: from, to: to))
        }
    }

    @Test
    func `a week of 24 hours and 7 days has 167 or 169 hours when the clock changes`() throws {
        let kyiv = try Places.zone("Europe/Kyiv")
        let calendar = WorkCalendar(
            .roundTheClock, in: kyiv, covering: at("2027-03-01T00:00:00Z"), at("2027-12-01T00:00:00Z"))
        func week(from date: String) throws -> Int {
            let first = try #require(LocalDate(date))
            return calendar.seconds(
                from: kyiv.firstInstant(showing: LocalTime(first)),
                to: kyiv.firstInstant(showing: LocalTime(first.advanced(days: 7))))
        }
        #expect(try week(from: "2027-03-22") == 167 * 3600)
        #expect(try week(from: "2027-10-25") == 169 * 3600)
        #expect(try week(from: "2027-07-05") == 168 * 3600)
    }

    @Test
    func `round the clock is elapsed time for ever, also when it is put together from shifts`() throws {
        let shifts = try hours(
            #"""
            {"week":{"mon":[["06:00","14:00"],["14:00","22:00"],["22:00","06:00"]],"tue":[["06:00","06:00"]],
            "wed":[["06:00","06:00"]],"thu":[["05:00","06:30"],["06:15","06:00"]],"fri":[["06:00","06:00"]],
            "sat":[["06:00","06:00"]],"sun":[["06:00","06:00"]]}}
            """#)
        #expect(shifts.isRoundTheClock)
        let calendar = WorkCalendar(
            shifts, in: try Places.zone("Pacific/Apia"), covering: at("2020-01-01T00:00:00Z"),
            at("2020-01-02T00:00:00Z"))
        #expect(calendar.seconds(from: at("0001-01-01T00:00:00Z"), to: at("9999-12-31T23:59:59Z")) == 315_537_897_599)
        #expect(!WorkingHours.office.isRoundTheClock && WorkingHours.roundTheClock.isRoundTheClock)
        #expect(try !hours(#"{"week":{"mon":[["00:00","24:00"]]}}"#).isRoundTheClock)
    }

    @Test
    func `absurd instants get an answer and no trap`() throws {
        let zone = try Places.zone("Europe/Kyiv")
        let ends = [Instant(microseconds: .min), Instant(microseconds: .max)]
        let calendar = WorkCalendar(.office, in: zone, covering: ends[0], ends[0])
        #expect(calendar.seconds(from: ends[0], to: ends[1]) > 0)
        #expect(calendar.instant(after: 60, from: ends[0]) == nil)
        #expect(calendar.instant(after: 60, from: ends[1]) == nil)
        #expect(calendar.instant(after: .max, from: at("2026-01-01T00:00:00Z")) == nil)
        #expect(calendar.instant(after: 60, from: at("2199-12-31T00:00:00Z")) != nil)
        let never = WorkCalendar(WorkingHours(week: [:]), in: zone, covering: ends[0], ends[1])
        #expect(never.instant(after: 1, from: at("2026-01-01T00:00:00Z")) == nil)
        #expect(never.slices(from: ends[0], to: ends[1]).count == 1)
    }
}

/// Working time by rule 2 read literally: for each minute of real time, whether some window's opening has
/// been shown by the clock and its closing has not. Slow, and nothing in common with the calendar.
struct Walker {
    let hours: WorkingHours
    let zone: Zone

    init(_ hours: WorkingHours, _ zone: Zone) {
        self.hours = hours
        self.zone = zone
    }

    func minutes(from: Instant, count: Int) -> Int {
        // Local time shown so far, walked from well before, minute by minute.
        let lead = 3 * 1440
        var reached = Int.min
        var open = 0
        for minute in -lead..<count {
            let now = from.advanced(seconds: minute * 60)
            reached = max(reached, zone.localTime(at: now).second)
            if minute >= 0, isOpen(reached) { open += 1 }
        }
        return open
    }

    private func isOpen(_ reached: Int) -> Bool {
        let today = LocalTime(second: reached).date.day
        return (today - 2...today).contains { day in
            hours.windows(on: LocalDate(day: day)).contains { window in
                reached >= day * 86_400 + window.opens * 60 && reached < day * 86_400 + window.closesAfterMidnight * 60
            }
        }
    }
}
