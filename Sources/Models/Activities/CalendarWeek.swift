/// A week from Monday to Sunday as ISO 8601 counts them: `2026-W47`.
package struct CalendarWeek: RawRepresentable, Sendable, Equatable {
    package let monday: LocalDate

    package init(containing date: LocalDate) {
        monday = date.advanced(days: -date.weekday.index)
    }

    /// Nil for anything but a week of the years 2000 to 2099.
    package init?(rawValue text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "W"),
            let year = digits(bytes[0..<4]), (2000...2099).contains(year), let number = digits(bytes[6...]),
            let inFirst = LocalDate(year: year, month: 1, day: 4)
        else { return nil }
        self.init(containing: inFirst.advanced(days: 7 * (number - 1)))
        // There is no week 0, and a week 53 in few years.
        if rawValue != text { return nil }
    }

    /// The year is that of its Thursday.
    package var rawValue: String {
        let thursday = monday.advanced(days: 3), year = thursday.parts.year
        let number = (thursday.day - LocalDate.day(year: year, month: 1, day: 1)) / 7 + 1
        return "\(padded(year, to: 4))-W\(padded(number))"
    }

    package var days: [LocalDate] { (0..<7).map { monday.advanced(days: $0) } }
    package var previous: CalendarWeek { CalendarWeek(containing: monday.advanced(days: -7)) }
    package var next: CalendarWeek { CalendarWeek(containing: monday.advanced(days: 7)) }
}
