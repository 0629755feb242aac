import Testing

@testable import Models

struct InstantTextTests {
    @Test(arguments: [
        ("2026-03-29T00:59:58.000000Z", "2026-03-29T00:59:58Z"),
        ("2026-03-29T00:59:58.25Z", "2026-03-29T00:59:58.250000Z"),
        ("2026-03-29 00:59:58", "2026-03-29T00:59:58Z"),
        ("2026-03-29T02:59:58+02:00", "2026-03-29T00:59:58Z"),
        ("2026-03-28T19:29:58-0530", "2026-03-29T00:59:58Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
        ("2024-02-29T23:59:59.1234567Z", "2024-02-29T23:59:59.123456Z"),
    ])
    func `the source's ways of writing an instant are read, and written in one way`(text: String, written: String) {
        #expect(Instant(text)?.description == written)
    }

    @Test(arguments: [
        "", "2026-03-29", "2026-02-29T00:00:00Z", "2026-03-29T24:00:00Z", "2026-03-29T00:60:00Z",
        "0000-01-01T00:00:00Z",
        "2026-03-29T00:59:58.Z", "2026-03-29T00:59:58X", "2026-03-29T00:59:58+2", "2026-3-29T00:59:58Z",
        "yesterday, at noon!",
        "2026-03-29T00:59:58+25:00", "２026-03-29T00:59:58Z",
    ])
    func `anything else is no instant`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test
    func `dates and their parts agree over five thousand years`() {
        var date = LocalDate(day: -1_000_000)
        for _ in 0..<50_000 {
            date = date.advanced(days: 37)
            let (year, month, day) = date.parts
            #expect(LocalDate.day(year: year, month: month, day: day) == date.day)
        }
        #expect(LocalDate("2026-07-25")?.weekday == .sat)
        #expect(LocalDate("1900-02-29") == nil)
        #expect(LocalDate("2000-02-29")?.description == "2000-02-29")
    }
}
