import Foundation
import Testing

@testable import Models

/// The cases that were walked minute by minute elsewhere.
struct WorkCalendarCaseTests {
    struct Case: Decodable {
        struct Calendar: Decodable {
            let zone: String
        }

        let name: String
        let calendar: Calendar
        let from: String
        let to: String
        let workingSeconds: Int
        let deadlineAfter: Int
        let deadline: String?
    }

    struct Hours: Decodable {
        let calendar: WorkingHours
    }

    @Test
    func `all cases hold, from calendars of any span`() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let lines = try Places.fixture("worktime-cases.jsonl").split(separator: 10)
        #expect(lines.count == 150)
        for line in lines {
            let example = try decoder.decode(Case.self, from: line)
            let hours = try JSONDecoder().decode(Hours.self, from: line).calendar
            let zone = try Places.zone(example.calendar.zone)
            let from = at(example.from)
            let to = at(example.to)
            let fitting = WorkCalendar(hours, in: zone, covering: from, to)
            let elsewhere = WorkCalendar(
                hours, in: zone, covering: at("2050-01-01T00:00:00Z"), at("2050-02-01T00:00:00Z"))
            let half = WorkCalendar(hours, in: zone, covering: to, to)
            for calendar in [fitting, elsewhere, half] {
                #expect(calendar.seconds(from: from, to: to) == example.workingSeconds, "\(example.name)")
                let deadline = calendar.instant(after: example.deadlineAfter, from: from)
                #expect(deadline == example.deadline.map(at), "\(example.name)")
                let slices = calendar.slices(from: from, to: to)
                #expect(slices.filter(\.isCounted).reduce(0) { $0 + $1.seconds } == example.workingSeconds)
            }
        }
    }
}
