/// When something is due by the clock on the wall, as a crontab says it: minute, hour, day of the month,
/// month, day of the week (0 and 7 are Sunday). Each field is `*`, a number, a range `a-b`, either of the
/// last two or `*` with a step `/n`, or several of them with commas. Where both days are restricted either
/// suffices; a day that begins with `*` restricts nothing by itself and must match as well.
package struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// Minutes of the day, in order.
    private let times: [Int]
    private let days, months, weekdays: Set<Int>
    private let isEitherDay: Bool

    /// Nil when the text is no such expression, or when no date ever matches (30 February).
    package init?(_ text: some StringProtocol) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 5,
            let minutes = Self.numbers(fields[0], 0...59), let hours = Self.numbers(fields[1], 0...23),
            let days = Self.numbers(fields[2], 1...31), let months = Self.numbers(fields[3], 1...12),
            let weekdays = Self.numbers(fields[4], 0...7)
        else { return nil }
        description = String(text)
        times = hours.sorted().flatMap { hour in minutes.sorted().map { hour * 60 + $0 } }
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        isEitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        let isPossible = months.contains { month in
            days.contains { $0 <= (month == 2 ? 29 : LocalDate.daysInMonth(year: 2000, month: month)) }
        }
        guard isPossible || isEitherDay else { return nil }
    }

    /// The first instant after the given one at which it is due in the zone; nil when there is none in the
    /// next forty years. A time that the clock skips is due at the skip, one that it shows twice at its first
    /// showing.
    package func next(after instant: Instant, in zone: Zone) -> Instant? {
        var date = zone.localTime(at: instant).date
        for _ in 0..<14_610 {
            if matches(date) {
                for minute in times {
                    let due = zone.firstInstant(showing: LocalTime(date, minute: minute))
                    if due > instant { return due }
                }
            }
            date = date.advanced(days: 1)
        }
        return nil
    }

    /// The minute of the day at which it is due once on every day there is; nil when it is due otherwise.
    package var dailyMinute: Int? {
        let isEveryDay = days.count == 31 && weekdays.count == 7 && months.count == 12
        return isEveryDay && times.count == 1 ? times.first : nil
    }

    /// Whether it is due on that date at all.
    func matches(_ date: LocalDate) -> Bool {
        let (_, month, day) = date.parts
        guard months.contains(month) else { return false }
        let isDay = days.contains(day), isWeekday = weekdays.contains((date.weekday.index + 1) % 7)
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    /// What one field stands for; nil when it is no field or leaves its range.
    private static func numbers(_ field: some StringProtocol, _ range: ClosedRange<Int>) -> Set<Int>? {
        var numbers: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = halves.first, halves.count <= 2 else { return nil }
            let ends = first.split(separator: "-", omittingEmptySubsequences: false).map { digits($0.utf8) }
            let span: ClosedRange<Int>
            switch (first == "*", ends.count, ends.first ?? nil, ends.last ?? nil) {
            case (true, _, _, _): span = range
            case (false, 1, let only?, _) where halves.count == 1: span = only...only
            case (false, 2, let low?, let high?) where low <= high: span = low...high
            default: return nil
            }
            guard range.contains(span.lowerBound), range.contains(span.upperBound) else { return nil }
            let step = halves.count == 2 ? digits(halves[1].utf8) ?? 0 : 1
            guard step > 0 else { return nil }
            numbers.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return numbers.isEmpty ? nil : numbers
    }
}
