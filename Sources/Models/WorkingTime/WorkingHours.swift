/// When a team works: windows of local wall time for each weekday, and dates that differ.
/// Which clock is on the wall is the project's matter, so the hours themselves have no zone.
package struct WorkingHours: Sendable, Hashable {
    /// A stretch of work that belongs to the date on which it opens.
    package struct Window: Sendable, Hashable {
        /// Minute of the day, 0…1439.
        package let opens: Int
        /// Minute of the day, 0…1440; not later than `opens` means the next date.
        package let closes: Int

        /// Nil when a time lies outside the day.
        package init?(opens: Int, closes: Int) {
            guard (0..<1440).contains(opens), (0...1440).contains(closes) else { return nil }
            self.opens = opens
            self.closes = closes
        }

        /// Minutes from the midnight at which its date begins, up to two days.
        var closesAfterMidnight: Int { closes > opens ? closes : closes + 1440 }
    }

    /// Monday first, seven days.
    private var week: [[Window]]
    /// Dates whose windows replace those of the weekday; none for a holiday.
    package private(set) var exceptions: [LocalDate: [Window]]

    package init(week: [Weekday: [Window]], exceptions: [LocalDate: [Window]] = [:]) {
        self.week = Weekday.allCases.map { (week[$0] ?? []).sorted() }
        self.exceptions = exceptions.mapValues { $0.sorted() }
    }

    package func windows(on weekday: Weekday) -> [Window] {
        week[weekday.index]
    }

    package func windows(on date: LocalDate) -> [Window] {
        if !exceptions.isEmpty, let windows = exceptions[date] { return windows }
        return week[date.weekday.index]
    }

    /// Without any window, ever: time does not count at all.
    package var isNever: Bool {
        week.allSatisfy(\.isEmpty) && exceptions.values.allSatisfy(\.isEmpty)
    }

    /// Open without a gap: working time is elapsed time, whatever the clock does.
    package var isRoundTheClock: Bool {
        guard exceptions.isEmpty else { return false }
        let length = 7 * 1440
        let windows = week.enumerated().flatMap { day, windows in
            windows.map { (from: day * 1440 + $0.opens, to: day * 1440 + $0.closesAfterMidnight) }
        }
        // The night from Sunday to Monday stands at the beginning of the week, too.
        let all = (windows + windows.map { ($0.from - length, $0.to - length) }).sorted { $0.0 < $1.0 }
        return all.reduce(0) { reached, window in window.0 <= reached ? max(reached, window.1) : reached } >= length
    }
}

extension WorkingHours {
    /// What the editor offers with one click.
    package enum Preset: String, Sendable, CaseIterable {
        case roundTheClock = "24-7"
        case office = "mon-fri-9-18"

        package var hours: WorkingHours {
            switch self {
            case .roundTheClock: .roundTheClock
            case .office: .office
            }
        }
    }

    /// 24/7, which holds where nobody set anything.
    package static let roundTheClock = WorkingHours(
        week: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [Window.day]) }))

    /// Monday to Friday, 9 to 18.
    package static let office = WorkingHours(
        week: Dictionary(
            uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, [Window.office]) }))

    /// Whose week it has, for the editor to show; dates that differ do not matter.
    package var preset: Preset? {
        Preset.allCases.first { $0.hours.week == week }
    }
}

extension WorkingHours.Window: Comparable {
    fileprivate static let day = Self(trustedOpens: 0, closes: 1440)
    fileprivate static let office = Self(trustedOpens: 9 * 60, closes: 18 * 60)

    private init(trustedOpens: Int, closes: Int) {
        opens = trustedOpens
        self.closes = closes
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.opens, left.closesAfterMidnight) < (right.opens, right.closesAfterMidnight)
    }
}
