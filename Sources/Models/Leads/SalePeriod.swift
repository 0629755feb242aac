/// The days that the figures of the sale are about, first and last included, in the organization's zone; at most a year.
package struct SalePeriod: Sendable, Equatable {
    /// What one bar of a picture stands for.
    package struct Bucket: Sendable, Equatable {
        package let from: LocalDate
        package let to: LocalDate
    }

    package static let mostDays = 366
    package static let standardDays = 30
    /// Up to so many days a bar is a day, up to so many a week, and a month beyond.
    private static let mostDaily = 45, mostWeekly = 190

    package let from: LocalDate
    package let to: LocalDate
    /// A longer time was asked for; its last year is shown.
    package let isCut: Bool

    package init(from: LocalDate, to: LocalDate) {
        let (first, last) = (min(from, to), max(from, to))
        isCut = last.day - first.day >= Self.mostDays
        self.from = isCut ? last.advanced(days: 1 - Self.mostDays) : first
        self.to = last
    }

    /// `from` and `to` of a query; what is missing makes it the last thirty days.
    package init(_ query: inout ListQuery, today: LocalDate) {
        let (from, to) = (query.date("from"), query.date("to"))
        let last = to ?? max(today, from ?? today)
        self.init(from: from ?? last.advanced(days: 1 - Self.standardDays), to: last)
    }

    package var days: Int { to.day - from.day + 1 }

    /// The period cut into days, weeks from Monday or months, the first and the last as short as it cuts them.
    package var buckets: [Bucket] {
        var buckets: [Bucket] = []
        var first = from
        while first <= to {
            let next: LocalDate
            if days <= Self.mostDaily {
                next = first.advanced(days: 1)
            } else if days <= Self.mostWeekly {
                next = first.advanced(days: 7 - first.weekday.index)
            } else {
                let (year, month, day) = first.parts
                next = first.advanced(days: LocalDate.daysInMonth(year: year, month: month) - day + 1)
            }
            buckets.append(Bucket(from: first, to: min(next.advanced(days: -1), to)))
            first = next
        }
        return buckets
    }

    /// As a query says it.
    package var query: [(name: String, value: String)] {
        [("from", from.description), ("to", to.description)]
    }
}
