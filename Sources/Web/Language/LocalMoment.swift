package import Models

/// What the clock on the wall shows at an instant: a date, a time of day and how far the zone is from UTC.
package struct LocalMoment: Sendable, Equatable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    package let day: Int
    /// 0 is Monday.
    package let weekday: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    /// Seconds east of UTC.
    package let offset: Int
    /// Days since 1 January 1970, to count days between two local dates.
    package let dayNumber: Int

    package init(_ instant: Instant, offset: Int) {
        let local = Int(instant.second) + offset
        dayNumber = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let secondOfDay = local - dayNumber * 86_400
        (year, month, day) = LocalDate(day: dayNumber).parts
        weekday = ((dayNumber + 3) % 7 + 7) % 7
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        self.offset = offset
    }

    /// A date without a time, from days since 1970.
    package init(dayNumber: Int) {
        self.init(Instant(second: Int64(dayNumber) * 86_400), offset: 0)
    }

    /// `17:05`.
    package var clock: String { "\(twoDigits(hour)):\(twoDigits(minute))" }

    /// `2026-11-19`, as `<time datetime>` and date fields want it.
    package var isoDate: String { "\(fourDigits(year))-\(twoDigits(month))-\(twoDigits(day))" }

    /// `2026-11-19T17:05:00+02:00`.
    package var iso: String {
        let distance = abs(offset) / 60
        let zone =
            offset == 0 ? "Z" : "\(offset < 0 ? "-" : "+")\(twoDigits(distance / 60)):\(twoDigits(distance % 60))"
        return "\(isoDate)T\(clock):\(twoDigits(second))\(zone)"
    }
}

func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

private func fourDigits(_ value: Int) -> String {
    String(repeating: "0", count: max(0, 4 - String(value).count)) + String(value)
}
