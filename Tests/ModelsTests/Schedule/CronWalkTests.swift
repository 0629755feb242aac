import Testing

@testable import Models

/// The next run against somebody who looks at the clock on the wall every minute.
struct CronWalkTests {
    /// A year's stretch in which that place changes its clock.
    private static let stretches = [
        ("Europe/Kyiv", "2027-03-26T00:00:00Z"), ("Europe/Kyiv", "2027-10-29T00:00:00Z"),
        ("Europe/Prague", "2027-10-30T00:00:00Z"), ("America/New_York", "2027-03-13T00:00:00Z"),
        ("America/New_York", "2027-11-05T00:00:00Z"), ("Australia/Lord_Howe", "2027-04-02T00:00:00Z"),
        ("Australia/Lord_Howe", "2027-10-01T00:00:00Z"), ("Africa/Cairo", "2027-04-28T00:00:00Z"),
        ("Asia/Kolkata", "2027-02-27T00:00:00Z"),
        // The day that never was.
        ("Pacific/Apia", "2011-12-28T00:00:00Z"),
    ]

    @Test(arguments: stretches.indices)
    func `every run is found, once and in order`(index: Int) throws {
        let (place, start) = Self.stretches[index]
        let zone = try Places.zone(place)
        var dice = Dice()
        for _ in 0..<15 {
            let text = Self.line(&dice)
            guard let expression = CronExpression(text) else { continue }
            let from = at(start), to = from.advanced(seconds: 3 * 86_400)
            let expected = Self.walk(text, zone, from, to)
            var found: [Instant] = []
            var instant = from
            while let next = expression.next(after: instant, in: zone), next <= to {
                found.append(next)
                instant = next
            }
            #expect(found == expected, "\(text) in \(place), seed \(dice.seed)")
            // From anywhere between two runs the next is the same.
            for _ in 0..<10 {
                let anywhere = Instant(
                    microseconds: from.microseconds + Int64(dice.roll(0...(3 * 86_400))) * 1_000_000
                        + Int64(dice.roll(0...999_999)))
                let next = expected.first { $0 > anywhere }
                guard let next else { continue }
                #expect(expression.next(after: anywhere, in: zone) == next, "\(text) in \(place), seed \(dice.seed)")
            }
        }
    }

    /// Minute by minute of real time: as soon as the clock shows a later time than ever before, all the times
    /// up to it have come, the skipped ones with it. A time shown again has been before.
    private static func walk(_ text: String, _ zone: Zone, _ from: Instant, _ to: Instant) -> [Instant] {
        let line = Line(text)
        var runs: [Instant] = []
        var shown = zone.localTime(at: from).second / 60
        var instant = from
        while instant < to {
            instant = instant.advanced(seconds: 60)
            let local = zone.localTime(at: instant).second / 60
            guard local > shown else { continue }
            if (shown + 1...local).contains(where: line.isDue) { runs.append(instant) }
            shown = local
        }
        return runs
    }

    /// Reads the fields anew, by other means than the expression does: each number is asked whether it fits.
    private struct Line {
        let minutes, hours, days, months, weekdays: [Bool]
        let isStar: Bool

        init(_ text: String) {
            let fields = text.split(separator: " ").map(String.init)
            func table(_ field: String, _ range: ClosedRange<Int>) -> [Bool] {
                (0...range.upperBound).map { number in
                    field.split(separator: ",").contains { part in
                        let halves = part.split(separator: "/")
                        let step = halves.count > 1 ? Int(halves[1]) ?? 1 : 1
                        let ends = halves[0].split(separator: "-").compactMap { Int($0) }
                        let low = ends.first ?? range.lowerBound, high = ends.last ?? range.upperBound
                        return number >= low && number <= high && (number - low) % step == 0
                    }
                }
            }
            minutes = table(fields[0], 0...59)
            hours = table(fields[1], 0...23)
            days = table(fields[2], 1...31)
            months = table(fields[3], 1...12)
            weekdays = table(fields[4], 0...7)
            isStar = fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
        }

        /// `minute`: of local time since 1970.
        func isDue(minute: Int) -> Bool {
            let ofDay = minute % 1_440
            guard minutes[ofDay % 60], hours[ofDay / 60] else { return false }
            let date = LocalDate(day: minute / 1_440)
            let (_, month, day) = date.parts
            let weekday = (date.day + 4) % 7
            let isDay = days[day], isWeekday = weekdays[weekday] || weekday == 0 && weekdays[7]
            return months[month] && (isStar ? isDay && isWeekday : isDay || isWeekday)
        }
    }

    /// A random line, mostly due within days and often in the hours where clocks change.
    private static func line(_ dice: inout Dice) -> String {
        func field(_ range: ClosedRange<Int>, star: Int) -> String {
            if dice.chance(star) { return dice.chance(30) ? "*/\(dice.roll(1...7))" : "*" }
            return (0..<dice.roll(1...3)).map { _ in
                let low = dice.roll(range)
                guard dice.chance(40) else { return "\(low)" }
                let high = dice.roll(low...range.upperBound)
                return dice.chance(50) ? "\(low)-\(high)" : "\(low)-\(high)/\(dice.roll(1...5))"
            }.joined(separator: ",")
        }
        let hours = dice.chance(60) ? "\(dice.roll(0...4))" : field(0...23, star: 30)
        return [
            field(0...59, star: 20), hours, field(1...31, star: 80), field(1...12, star: 95), field(0...7, star: 70),
        ].joined(separator: " ")
    }
}
