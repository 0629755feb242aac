import Foundation
import Forms
import Models
import Testing

/// What people type about activities.
struct ActivityFormTests {
    private static func complaints(_ read: () throws -> Void) -> [String: String] {
        do {
            try read()
            return [:]
        } catch let errors as FieldErrors {
            return Dictionary(errors.entries.map { ($0.field, $0.complaint.key) }) { first, _ in first }
        } catch { return ["": "\(error)"] }
    }

    @Test func `a time is read by the clock of the reader's zone, and back`() throws {
        let kyiv = try Places.zone("Europe/Kyiv")
        // The clock went back on 25 October 2026: two hours from UTC since, three before.
        #expect(try DueTime.parse("2026-11-23T10:00", in: kyiv) == Instant("2026-11-23T08:00:00Z"))
        #expect(try DueTime.parse("2026-10-20 10:00", in: kyiv) == Instant("2026-10-20T07:00:00Z"))
        #expect(try DueTime.parse("2026-11-23T10:00:00+01:00", in: kyiv) == Instant("2026-11-23T09:00:00Z"))
        #expect(try DueTime.parse("2026-11-23T10:00:00Z", in: kyiv) == Instant("2026-11-23T10:00:00Z"))
        // Skipped in the night of 28 March 2027: the instant of the skip.
        #expect(try DueTime.parse("2027-03-28T03:30", in: kyiv) == Instant("2027-03-28T01:00:00Z"))
        for time in ["2026-11-23T10:00", "2026-07-01T00:00", "2026-12-31T23:59"] {
            #expect(DueTime.text(try DueTime.parse(time, in: kyiv), in: kyiv) == time)
        }
        for wrong in [
            "", "2026-11-23", "10:00", "2026-11-23T24:00", "2026-02-30T10:00", "1999-01-01T10:00", "tomorrow",
        ] {
            #expect(throws: Complaint.Refusal.self, "\(wrong)") { try DueTime.parse(wrong, in: kyiv) }
        }
    }

    @Test func `every complaint comes at once, and what is good comes back as typed`() throws {
        let wrong = Input([
            "type": "visit", "due_at": "soon", "duration_minutes": "1441", "assigned_to": "me", "version": "x",
            "notes": String(repeating: "n", count: 10_001),
        ])
        #expect(
            Self.complaints { _ = try ActivityForm(reading: wrong, in: .utc) } == [
                "type": "error.choice", "title": "error.required", "due_at": "error.due_time",
                "duration_minutes": "error.range", "assigned_to": "error.choice", "notes": "error.too_long",
                "version": "error.whole_number",
            ])
        let form = ActivityForm(
            type: .meeting, title: "Зустріч", notes: "a", result: "b", dueAt: Instant("2026-11-23T08:00:00Z"),
            minutes: 60, assignee: Person.ID(at: Instant(second: 0), random: []), version: 3)
        #expect(try ActivityForm(reading: form.input(in: .utc), in: .utc) == form)
        let note = try ActivityForm(reading: Input(["type": "note", "title": "n", "version": "0"]), in: .utc)
        #expect(note.isDone, "a note is nothing to do")
        #expect(!(try ActivityForm(reading: Input(["type": "call", "title": "n", "version": "0"]), in: .utc)).isDone)
    }

    @Test func `a next step is asked for whole as soon as a part of it is typed`() throws {
        let plain = try ActivityCompletion(reading: Input(["result": " they agreed ", "next.type": "call"]), in: .utc)
        #expect(plain == ActivityCompletion(result: "they agreed"))
        let timed = Input(["next.type": "call", "next.due_at": "2026-11-23T10:00"])
        #expect(
            Self.complaints { _ = try ActivityCompletion(reading: timed, in: .utc) } == ["next.title": "error.required"]
        )
        let whole = Input(["next.type": "meeting", "next.title": "Meet", "version": "4"])
        let read = try ActivityCompletion(reading: whole, in: .utc)
        #expect(read.next == .init(type: .meeting, title: "Meet", dueAt: nil) && read.version == 4)
        let wrong = Input(["next.type": "x", "next.title": "Meet", "next.due_at": "soon"])
        #expect(
            Self.complaints { _ = try ActivityCompletion(reading: wrong, in: .utc) } == [
                "next.type": "error.choice", "next.due_at": "error.due_time",
            ])
    }
}
