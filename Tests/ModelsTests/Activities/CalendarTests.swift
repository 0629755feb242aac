import Foundation
import Testing

@testable import Models

/// Weeks as ISO 8601 counts them, and events as RFC 5545 writes them.
struct CalendarTests {
    @Test func `a week is named as the calendar names it, and found by that name`() throws {
        for (date, week) in [
            ("2026-11-19", "2026-W47"), ("2026-11-22", "2026-W47"), ("2026-11-23", "2026-W48"),
            ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
            ("2024-12-30", "2025-W01"), ("2021-01-01", "2020-W53"),
        ] {
            let found = CalendarWeek(containing: try #require(LocalDate(date)))
            #expect(found.rawValue == week, "\(date)")
            #expect(CalendarWeek(rawValue: week) == found)
        }
        // Every day of a hundred years lies in the week that its name leads to, and weeks follow each other.
        var day = try #require(LocalDate("2000-01-03"))
        while day.parts.year < 2099 {
            let week = CalendarWeek(containing: day)
            #expect(CalendarWeek(rawValue: week.rawValue) == week && week.days.contains(day))
            #expect(week.next.previous == week)
            day = day.advanced(days: 5)
        }
        for wrong in [
            "", "2026-47", "2026-W00", "2026-W54", "2025-W53", "1999-W10", "2026-w47", "2026-W4x", "2026W047",
        ] {
            #expect(CalendarWeek(rawValue: wrong) == nil, "\(wrong)")
        }
    }

    private func event(_ summary: String, description: String = "") -> CalendarEvent {
        CalendarEvent(
            id: "a1", summary: summary, description: description, address: "https://takt.example/o/x/activities/a1",
            begin: Instant(second: 1_795_095_600), minutes: 45, changedAt: Instant(second: 1_795_000_000), version: 3,
            isCancelled: false)
    }

    @Test func `an event is written line by line in UTC under an id that stays`() {
        let text = ICalendar.text("Takt: Dubok", [event("Call")])
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.first == "BEGIN:VCALENDAR" && lines.suffix(2) == ["END:VCALENDAR", ""])
        #expect(
            lines.filter { $0.contains(":") }.contains("DTSTART:20261119T134000Z") && lines.contains("DURATION:PT45M"))
        #expect(lines.contains("UID:a1@takt") && lines.contains("SEQUENCE:2") && lines.contains("STATUS:CONFIRMED"))
        #expect(lines.contains("DTSTAMP:20261118T110640Z") && lines.contains("VERSION:2.0"))
        #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
    }

    @Test func `no sign of a text ends its value or its line`() {
        #expect(ICalendar.escaped("a;b,c\\d") == "a\\;b\\,c\\\\d")
        #expect(ICalendar.escaped("a\r\nb\nc\rd\u{2028}e\u{7}f") == "a\\nb\\nc\\nd\\nef")
        let text = ICalendar.text(
            "x", [event("Call\r\nEND:VEVENT\nATTACH:http://evil", description: "x\u{85}BEGIN:VALARM")])
        #expect(text.components(separatedBy: "\r\n").filter { $0 == "END:VEVENT" }.count == 1)
        #expect(!text.contains("\r\nATTACH") && !text.contains("\r\nBEGIN:VALARM"))
    }

    @Test func `a line has at most 75 octets, and no character is cut`() {
        for text in [
            String(repeating: "a", count: 500), String(repeating: "Ж", count: 200), String(repeating: "👍🏽", count: 60),
            "x" + String(repeating: "є", count: 200), String(repeating: "a", count: 75),
        ] {
            let folded = ICalendar.folded(text)
            let lines = folded.components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 75 })
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") })
            #expect(folded.replacingOccurrences(of: "\r\n ", with: "") == text)
        }
        #expect(!ICalendar.folded(String(repeating: "a", count: 75)).contains("\r"))
    }
}
