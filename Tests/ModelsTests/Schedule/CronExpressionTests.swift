import Testing

@testable import Models

/// When a crontab's line is due, over clock changes too.
struct CronExpressionTests {
    private func runs(_ text: String, _ place: String, after: String, _ count: Int) throws -> [String] {
        let zone = try Places.zone(place)
        let expression = try #require(CronExpression(text))
        var instant = at(after)
        return try (0..<count).map { _ in
            instant = try #require(expression.next(after: instant, in: zone))
            return instant.description
        }
    }

    @Test func `a daily time follows the wall through both clock changes`() throws {
        #expect(
            try runs("30 3 * * *", "Europe/Kyiv", after: "2027-03-27T00:00:00Z", 3) == [
                // On the 28th 03:30 is skipped: the skip itself, 03:00 EET = 04:00 EEST.
                "2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z",
            ])
        #expect(
            try runs("30 3 * * *", "Europe/Kyiv", after: "2027-10-30T00:00:00Z", 3) == [
                // On the 31st 03:30 is shown twice: the first, in summer time.
                "2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z",
            ])
        #expect(
            try runs("30 2 * * *", "America/New_York", after: "2027-03-13T12:00:00Z", 2) == [
                "2027-03-14T07:00:00Z", "2027-03-15T06:30:00Z",
            ])
        #expect(
            try runs("30 1 * * *", "America/New_York", after: "2027-11-07T00:00:00Z", 2) == [
                "2027-11-07T05:30:00Z", "2027-11-08T06:30:00Z",
            ])
    }

    @Test func `ranges, steps, lists and days of the week`() throws {
        #expect(
            try runs("*/20 9-10 * * 1-5", "Asia/Kolkata", after: "2027-01-01T03:00:00Z", 8).map { $0.dropFirst(8) } == [
                "01T03:30:00Z", "01T03:50:00Z", "01T04:10:00Z", "01T04:30:00Z", "01T04:50:00Z", "01T05:10:00Z",
                // 2 January is a Saturday.
                "04T03:30:00Z", "04T03:50:00Z",
            ])
        #expect(
            try runs("0 0 1,15 * 1", "UTC", after: "2027-01-01T12:00:00Z", 4).map { $0.prefix(10) } == [
                // Either day: Mondays, and the 1st and 15th.
                "2027-01-04", "2027-01-11", "2027-01-15", "2027-01-18",
            ])
        #expect(
            try runs("0 12 * * 7", "UTC", after: "2027-01-01T00:00:00Z", 1)
                == runs("0 12 * * 0", "UTC", after: "2027-01-01T00:00:00Z", 1))
        #expect(
            try runs("0 0 29 2 *", "UTC", after: "2097-01-01T00:00:00Z", 1) == ["2104-02-29T00:00:00Z"],
            "2100 is no leap year")
    }

    @Test(arguments: [
        ("10 4 * * *", 250), ("0 0 * * *", 0), ("59 23 1-31 1-12 0-6", 1_439), ("0 4,5 * * *", nil),
        ("*/20 4 * * *", nil),
        ("10 4 * * 1-5", nil), ("10 4 1 * *", nil), ("10 4 * 1-11 *", nil),
    ])
    func `what is due once on every day says when`(text: String, minute: Int?) throws {
        #expect(try #require(CronExpression(text)).dailyMinute == minute)
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8",
        "a * * * *", "1- * * * *", "-1 * * * *", "5-1 * * * *", "*/0 * * * *", "*/x * * * *", "1,,2 * * * *",
        "1,2, * * * *", "5/2 * * * *", "1/2/3 * * * *", "0 0 30 2 *", "0 0 31 4,6 *", "0  0 * * *", " 0 0 * * *",
        "99999999999999999999 * * * *", "٣ * * * *",
    ])
    func `what is no crontab line is refused`(text: String) {
        #expect(CronExpression(text) == nil)
        #expect(Timetable.cron(text) == .never)
    }

    @Test func `elapsed time knows no clock change`() throws {
        let kyiv = try Places.zone("Europe/Kyiv")
        var instant = at("2027-10-30T23:59:59.999999Z")
        for hour in 0..<4 {
            instant = try #require(Timetable.hourly(at: 15).next(after: instant, in: kyiv))
            #expect(instant.description == "2027-10-31T0\(hour):15:00Z")
        }
        let every = Timetable.every(seconds: 300)
        #expect(every.next(after: at("1969-12-31T23:58:00Z"), in: .utc) == at("1970-01-01T00:00:00Z"))
        #expect(every.next(after: at("1969-12-31T23:54:00Z"), in: .utc) == at("1969-12-31T23:55:00Z"))
        #expect(Timetable.never.next(after: instant, in: .utc) == nil)
        #expect(Timetable.every(seconds: 0).next(after: instant, in: .utc) == nil)
    }
}
