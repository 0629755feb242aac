/// The rule at the end of a zone file, in POSIX notation (`EET-2EEST,M3.5.0/3,M10.5.0/4`): what holds in
/// every year after the table.
struct ZoneRule: Equatable {
    struct Change: Equatable {
        enum Day: Equatable {
            /// Day 1…365 of the year, 29 February never counted.
            case julian(Int)
            /// Day 0…365 of the year.
            case ordinal(Int)
            /// The n-th (5: the last) weekday (0: Sunday) of a month.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        /// Seconds after midnight of that day; may be negative or beyond the day.
        let time: Int
    }

    /// Seconds east of UTC.
    let standard: Int
    let summer: (offset: Int, from: Change, to: Change)?

    static func == (left: ZoneRule, right: ZoneRule) -> Bool {
        left.standard == right.standard && left.summer?.offset == right.summer?.offset
            && left.summer?.from == right.summer?.from && left.summer?.to == right.summer?.to
    }

    init?(_ text: some Collection<UInt8>) {
        var scanner = Scanner(rest: text[...].map { $0 }[...])
        guard scanner.name(), let standard = scanner.time(hours: 24) else { return nil }
        self.standard = -standard
        if scanner.rest.isEmpty {
            summer = nil
            return
        }
        guard scanner.name() else { return nil }
        var offset = 3600 - standard
        if scanner.rest.first != UInt8(ascii: ",") {
            guard let given = scanner.time(hours: 24) else { return nil }
            offset = -given
        }
        guard scanner.take(","), let from = scanner.change(), scanner.take(","), let to = scanner.change(),
            scanner.rest.isEmpty
        else { return nil }
        summer = (offset, from, to)
    }

    /// All changes of those years, in order.
    func changes(years: ClosedRange<Int>) -> [(second: Int, offset: Int)] {
        guard let summer else { return [] }
        return years.flatMap { year in
            [
                (second: summer.from.second(in: year) - standard, offset: summer.offset),
                (second: summer.to.second(in: year) - summer.offset, offset: standard),
            ]
        }.sorted { $0.second < $1.second }
    }
}

extension ZoneRule.Change {
    /// The change in seconds of local time since 1970.
    func second(in year: Int) -> Int {
        let newYear = LocalDate.day(year: year, month: 1, day: 1)
        switch day {
        case .julian(let number):
            return (newYear + number - 1 + (LocalDate.isLeap(year) && number > 59 ? 1 : 0)) * 86_400 + time
        case .ordinal(let number):
            return (newYear + number) * 86_400 + time
        case .weekday(let month, let week, let weekday):
            let first = LocalDate.day(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday; Sunday is 0.
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            if day >= LocalDate.daysInMonth(year: year, month: month) { day -= 7 }
            return (first + day) * 86_400 + time
        }
    }
}

private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// `EET` or `<+0330>`; only its end matters.
    mutating func name() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (65...90).contains($0) || (97...122).contains($0) }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
    mutating func time(hours most: Int) -> Int? {
        let negative = take("-")
        if !negative { _ = take("+") }
        guard let hours = number(), hours <= most else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(), minutes < 60 else { return nil }
            seconds += minutes * 60
        }
        if take(":") {
            guard let rest = number(), rest < 60 else { return nil }
            seconds += rest
        }
        return negative ? -seconds : seconds
    }

    mutating func change() -> ZoneRule.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Change(day: day, time: 7200) }
        return time(hours: 167).map { ZoneRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> ZoneRule.Change.Day? {
        if take("M") {
            guard let month = number(), (1...12).contains(month), take("."), let week = number(),
                (1...5).contains(week), take("."), let weekday = number(), weekday < 7
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
        if take("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            return .julian(number)
        }
        guard let number = number(), number <= 365 else { return nil }
        return .ordinal(number)
    }

    private mutating func number() -> Int? {
        let figures = rest.prefix { (48...57).contains($0) }.prefix(3)
        rest = rest.dropFirst(figures.count)
        return digits(figures)
    }
}
