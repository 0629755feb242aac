import Forms
import Models
import Testing

/// From which score a lead is called, and by when.
struct LeadCallRulesTests {
    @Test func `only a score that comes up to the limit asks for a call`() {
        let rules = LeadCallRules(threshold: 70)
        let cases = [(0, 70, true), (69, 70, true), (0, 100, true), (70, 90, false), (90, 70, false), (0, 69, false)]
        for (old, new, isReached) in cases {
            #expect(rules.isReached(from: old, to: new) == isReached, "\(old) \(new)")
        }
        #expect(!LeadCallRules(threshold: nil).isReached(from: 0, to: 100))
    }

    @Test func `deadlines pass over nights and the weekend`() throws {
        let zone = try Places.zone("Europe/Kyiv")
        // Friday, 17:00 in Kyiv: one hour is left of the week.
        let rose = try #require(Instant("2026-11-20T15:00:00Z"))
        let calendar = WorkCalendar(.office, in: zone, covering: rose, rose)
        let moments = LeadCallRules(threshold: 70, callWithin: 24, escalateAfter: 2).moments(from: rose, in: calendar)
        // 1 hour on Friday, 9 on Monday, 9 on Tuesday, 5 on Wednesday.
        #expect(moments.due == Instant("2026-11-25T12:00:00Z"))
        #expect(moments.escalation == Instant("2026-11-23T08:00:00Z"))
        let always = WorkCalendar(.roundTheClock, in: zone, covering: rose, rose)
        #expect(LeadCallRules(threshold: 70).moments(from: rose, in: always).due == rose.advanced(seconds: 86_400))
        let never = WorkCalendar(WorkingHours(week: [:]), in: zone, covering: rose, rose)
        #expect(LeadCallRules(threshold: 70).moments(from: rose, in: never).due == nil)
    }

    @Test func `the form says every complaint, and an empty limit is none`() throws {
        #expect(try LeadCallRules(reading: LeadCallRules(threshold: nil).input) == LeadCallRules(threshold: nil))
        #expect(
            try LeadCallRules(reading: LeadCallRules(threshold: 5, version: 3).input)
                == LeadCallRules(threshold: 5, version: 3))
        let errors = #expect(throws: FieldErrors.self) {
            try LeadCallRules(reading: Input(["threshold": "101", "call_hours": "0", "version": "1"]))
        }
        #expect(errors?["threshold"].first?.key == "error.range" && errors?["call_hours"].first?.key == "error.range")
        #expect(errors?["escalate_hours"].first?.key == "error.required")
    }
}
