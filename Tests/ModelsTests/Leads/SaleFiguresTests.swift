import Forms
import Models
import Testing

/// The figures of the sale as rules: periods, quantiles, shares, samples; each against the plainest way to say it.
struct SaleFiguresTests {
    @Test func `quantiles by nearest rank are what counting finds`() throws {
        var dice = Dice()
        #expect(Quantiles(of: []) == nil)
        for _ in 0..<300 {
            let values = (0..<dice.roll(1...60)).map { _ in dice.roll(0...20) }
            let found = try #require(Quantiles(of: values))
            func least(_ percent: Int) -> Int? {
                values.filter { value in values.count { $0 <= value } * 100 >= percent * values.count }.min()
            }
            #expect(found.median == least(50) && found.ninetieth == least(90), "seed \(dice.seed): \(values)")
            #expect(found.count == values.count)
        }
        #expect(Quantiles(of: [5]) == Quantiles(median: 5, ninetieth: 5, count: 1))
        #expect(Quantiles(of: Array(1...10)) == Quantiles(median: 5, ninetieth: 9, count: 10))
    }

    @Test func `shares and rates are the nearest whole`() throws {
        var dice = Dice()
        #expect(percentage(0, of: 0) == nil)
        #expect(percentage(1, of: 8) == 13 && percentage(1, of: 3) == 33 && percentage(8, of: 8) == 100)
        let day = try #require(LocalDate("2026-03-01"))
        for _ in 0..<300 {
            let (days, qualified) = (dice.roll(1...366), dice.roll(0...3_000))
            let figures = SaleFigures(
                period: SalePeriod(from: day, to: day.advanced(days: days - 1)),
                sources: [
                    .init(source: .form, created: qualified, won: qualified / 3),
                    .init(source: .manual, created: days, won: 0),
                ], stages: [], days: [], qualified: qualified, timeToQualify: nil, contacted: 0, firstContact: nil,
                firstContactWorking: nil, due: .init(completed: qualified, skipped: 1, scheduled: days, started: 2))
            #expect(
                figures.qualifiedPerWeek == Int((Double(qualified) * 7 / Double(days)).rounded()), "seed \(dice.seed)")
            #expect(
                figures.conversion
                    == Int((Double(qualified / 3) * 100 / Double(qualified + days)).rounded()), "seed \(dice.seed)")
            #expect(
                figures.due.completion == Int((Double(qualified) * 100 / Double(qualified + days + 3)).rounded()),
                "seed \(dice.seed)")
        }
    }

    @Test func `a period is cut into days, weeks or months that hold each of its days once`() throws {
        var dice = Dice()
        let begin = try #require(LocalDate("2024-01-01"))
        for _ in 0..<300 {
            let from = begin.advanced(days: dice.roll(0...900))
            let period = SalePeriod(from: from, to: from.advanced(days: dice.roll(0...500)))
            #expect(period.days <= SalePeriod.mostDays)
            let buckets = period.buckets
            #expect(buckets.count <= 45, "\(period)")
            let days = buckets.flatMap { Array($0.from.day...$0.to.day) }
            #expect(days == Array(period.from.day...period.to.day), "seed \(dice.seed): \(period)")
            for bucket in buckets.dropFirst() {
                let parts = bucket.from.parts
                #expect(period.days <= 45 || bucket.from.weekday == .mon || parts.day == 1, "\(period)")
            }
        }
        #expect(SalePeriod(from: begin.advanced(days: 9), to: begin).days == 10, "the other way round")
        #expect(SalePeriod(from: begin, to: begin.advanced(days: 365)).isCut == false)
        let cut = SalePeriod(from: begin, to: begin.advanced(days: 366))
        #expect(cut.isCut && cut.days == 366 && cut.to == begin.advanced(days: 366))
        var query = ListQuery(Input(["from": "2026-02-01", "to": "x"]))
        let today = try #require(LocalDate("2026-03-01"))
        #expect(SalePeriod(&query, today: today) == SalePeriod(from: try #require(LocalDate("2026-02-01")), to: today))
        #expect(query.complaints.count == 1)
        var plain = ListQuery(.none)
        #expect(SalePeriod(&plain, today: today).days == 30)
    }

    @Test func `a bar sums the days it stands for`() throws {
        var dice = Dice()
        let from = try #require(LocalDate("2026-01-07"))
        let period = SalePeriod(from: from, to: from.advanced(days: dice.roll(0...365)))
        let days = (0..<period.days).filter { _ in dice.chance(70) }.map {
            SaleFigures.Day(
                date: from.advanced(days: $0), created: dice.roll(0...9), qualified: dice.roll(0...9))
        }
        let figures = SaleFigures(
            period: period, sources: [], stages: [], days: days, qualified: 0, timeToQualify: nil, contacted: 0,
            firstContact: nil, firstContactWorking: nil, due: .init(completed: 0, skipped: 0, scheduled: 0, started: 0))
        let bars = period.buckets.map(figures.day)
        #expect(bars.reduce(0) { $0 + $1.created } == days.reduce(0) { $0 + $1.created }, "seed \(dice.seed)")
        #expect(bars.reduce(0) { $0 + $1.qualified } == days.reduce(0) { $0 + $1.qualified }, "seed \(dice.seed)")
    }

    @Test func `a sample is all of what is few and enough of what is many`() {
        #expect(SaleSample.lots(of: SaleSample.enough) == Array(0..<128))
        for count in [2_001, 5_000, 100_000, 1_000_000, 900_000_000] {
            let lots = SaleSample.lots(of: count).count
            #expect(lots >= 1 && lots <= 128)
            #expect(count * lots / 128 >= SaleSample.enough || lots == 128, "\(count)")
            #expect(lots == 1 || count * (lots - 1) / 128 < SaleSample.enough, "no more than are needed: \(count)")
        }
    }

    @Test func `working time leaves out what lies outside the hours`() throws {
        // Friday 17:00 to Monday 10:00, UTC.
        let friday = Instant(second: 1_795_194_000)
        let calendar = WorkCalendar(.office, in: .utc, covering: friday, friday.advanced(seconds: 864_000))
        let span = SaleSpan(from: friday, to: friday.advanced(seconds: 65 * 3_600))
        #expect(Quantiles(of: [span], in: calendar)?.median == 2 * 3_600)
        #expect(span.seconds == 65 * 3_600)
    }
}
