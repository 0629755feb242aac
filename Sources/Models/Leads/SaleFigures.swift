/// How the sale went in a period, for everybody or for one person. Numbers of leads are exact; of many times at once the
/// quantiles are those of a sample.
package struct SaleFigures: Sendable, Equatable {
    /// Leads that came in one way in the period.
    package struct Source: Sendable, Equatable {
        package let source: Lead.Source
        /// Created in the period and not deleted since.
        package let created: Int
        /// Those of them that are customers by now.
        package let won: Int

        package init(source: Lead.Source, created: Int, won: Int) {
            self.source = source
            self.created = created
            self.won = won
        }

        package var conversion: Int? { percentage(won, of: created) }
    }

    package struct Stage: Sendable, Equatable {
        package let stage: LeadStage
        /// Standing in it at present, whenever they were created.
        package let leads: Int
        /// Stays that ended in the period: a lead that was there twice counts twice.
        package let left: Int
        /// Seconds from entering to leaving, of stays that ended in the period.
        package let stay: Quantiles?

        package init(stage: LeadStage, leads: Int, left: Int, stay: Quantiles?) {
            self.stage = stage
            self.leads = leads
            self.left = left
            self.stay = stay
        }
    }

    package struct Day: Sendable, Equatable {
        package let date: LocalDate
        /// Created on it, and became customers on it.
        package let created, qualified: Int

        package init(date: LocalDate, created: Int, qualified: Int) {
            self.date = date
            self.created = created
            self.qualified = qualified
        }
    }

    /// Activities that were due in the period, without notes, by how they stand now.
    package struct Due: Sendable, Equatable {
        package let completed, skipped, scheduled, started: Int

        package init(completed: Int, skipped: Int, scheduled: Int, started: Int) {
            self.completed = completed
            self.skipped = skipped
            self.scheduled = scheduled
            self.started = started
        }

        package var total: Int { completed + skipped + scheduled + started }
        /// The completed among all that were due, in percent.
        package var completion: Int? { percentage(completed, of: total) }
    }

    package let period: SalePeriod
    /// The most productive first; those by which nothing came are left out.
    package let sources: [Source]
    package let stages: [Stage]
    /// Days with anything on them, the earliest first.
    package let days: [Day]
    /// Leads that became customers in the period, whenever they were created.
    package let qualified: Int
    /// Seconds from creation to becoming a customer, of those.
    package let timeToQualify: Quantiles?
    /// Leads that somebody reached for the first time in the period: a call, e-mail, meeting or task was done.
    package let contacted: Int
    /// Seconds from creation to that, and the same in working seconds of the organization's hours.
    package let firstContact, firstContactWorking: Quantiles?
    package let due: Due

    package init(
        period: SalePeriod, sources: [Source], stages: [Stage], days: [Day], qualified: Int, timeToQualify: Quantiles?,
        contacted: Int, firstContact: Quantiles?, firstContactWorking: Quantiles?, due: Due
    ) {
        self.period = period
        self.sources = sources
        self.stages = stages
        self.days = days
        self.qualified = qualified
        self.timeToQualify = timeToQualify
        self.contacted = contacted
        self.firstContact = firstContact
        self.firstContactWorking = firstContactWorking
        self.due = due
    }

    package var created: Int { sources.reduce(0) { $0 + $1.created } }
    /// Of the leads created in the period, those that are customers by now, at whatever time they became one.
    package var won: Int { sources.reduce(0) { $0 + $1.won } }
    /// `won` among `created`, in percent; nil where nothing was created.
    package var conversion: Int? { percentage(won, of: created) }
    /// Customers a week: `qualified` × 7 ÷ days of the period, to the nearest whole.
    package var qualifiedPerWeek: Int { (qualified * 14 + period.days) / (2 * period.days) }

    /// What one bar of the picture of days shows.
    package func day(_ bucket: SalePeriod.Bucket) -> Day {
        let within = days.filter { bucket.from <= $0.date && $0.date <= bucket.to }
        return Day(
            date: bucket.from, created: within.reduce(0) { $0 + $1.created },
            qualified: within.reduce(0) { $0 + $1.qualified })
    }
}

/// Two figures that say how long something took: half took no longer than the median, nine of ten no longer than the
/// ninetieth percentile. By nearest rank: the smallest of the values that so many are not above.
package struct Quantiles: Sendable, Equatable {
    /// In the unit of the values.
    package let median, ninetieth: Int
    /// How many values they are of.
    package let count: Int

    package init(median: Int, ninetieth: Int, count: Int) {
        self.median = median
        self.ninetieth = ninetieth
        self.count = count
    }

    /// nil: of nothing.
    package init?(of values: [Int]) {
        if values.isEmpty { return nil }
        let sorted = values.sorted()
        func rank(_ percent: Int) -> Int { sorted[max(1, (sorted.count * percent + 99) / 100) - 1] }
        self.init(median: rank(50), ninetieth: rank(90), count: sorted.count)
    }
}

/// From when to when something took.
package struct SaleSpan: Sendable, Equatable {
    package let from, to: Instant

    package init(from: Instant, to: Instant) {
        self.from = from
        self.to = to
    }

    /// Whole seconds on the clock.
    package var seconds: Int { Int(to.second - from.second) }
}

extension Quantiles {
    /// The same spans in working seconds of a calendar.
    package init?(of spans: [SaleSpan], in calendar: WorkCalendar) {
        self.init(of: spans.map { calendar.seconds(from: $0.from, to: $0.to) })
    }
}

/// Where there are too many times to read them all: leads fall into 128 lots by chance, and those of some lots are read.
package enum SaleSample {
    package static let lots = 128
    /// So many are read in any case; the rank of a quantile of a sample of that size is right to two of a hundred.
    package static let enough = 2_000

    /// The lots to read of so many times.
    package static func lots(of count: Int) -> [Int] {
        Array(0..<(count <= enough ? lots : max(1, (lots * enough + count - 1) / count)))
    }
}

/// Whole percent, halves up; nil of nothing.
package func percentage(_ part: Int, of whole: Int) -> Int? {
    whole > 0 ? (part * 200 + whole) / (2 * whole) : nil
}
