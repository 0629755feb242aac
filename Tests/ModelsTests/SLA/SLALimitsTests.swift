import Forms
import Testing

@testable import Models

struct SLALimitsTests {
    private let groups = [1, 2, 3, 4]

    @Test
    func `both grids and the near percentage are read as hours and minutes`() throws {
        let limits = try SLALimits(
            Input(["normal.1": "8:00", "normal.2": " 120:30 ", "urgent.1": "0:45", "urgent.3": "", "near": "75"]),
            groups: groups)
        #expect(limits == SLALimits(normal: [1: 28_800, 2: 433_800], urgent: [1: 2700], nearPercent: 75))
        #expect(limits.input["normal.2"] == "120:30" && limits.input["near"] == "75")
        #expect(try SLALimits(limits.input, groups: groups) == limits)
        #expect(try SLALimits(.none, groups: groups) == .none)
    }

    @Test
    func `every wrong field is complained about at once`() {
        let input = Input([
            "normal.1": "8", "normal.2": "8:60", "normal.3": "0:00", "urgent.1": "10000:00", "urgent.2": "-1:00",
            "near": "101", "normal.9": "nonsense of a group that is not ours",
        ])
        #expect {
            try SLALimits(input, groups: groups)
        } throws: { error in
            let fields = (error as? FieldErrors)?.entries.map { "\($0.field) \($0.complaint.key)" }
            return fields == [
                "normal.1 error.hours_minutes", "normal.2 error.hours_minutes", "normal.3 error.range",
                "urgent.1 error.range", "urgent.2 error.hours_minutes", "near error.range",
            ]
        }
    }

    @Test
    func `stored text comes back the same and is always written the same`() throws {
        let limits = SLALimits(normal: [3: 60, 1: 28_800], urgent: [2: 120], nearPercent: 50)
        let text = try limits.storedText()
        #expect(text == #"{"near":50,"normal":{"1":28800,"3":60},"urgent":{"2":120}}"#)
        #expect(try SLALimits(storedText: text) == limits)
        #expect(throws: (any Error).self) { try SLALimits(storedText: "[]") }
    }

    @Test
    func `near begins at the percentage, rounded up, and over at the limit itself`() {
        let limits = SLALimits(normal: [1: 101], nearPercent: 80)
        #expect(limits.near(101) == 81)
        let states = [80, 81, 100, 101].map { SLAState(seconds: $0, limit: 101, near: 81) }
        #expect(states == [.ok, .near, .near, .over])
        #expect(SLAState(seconds: .max, limit: nil, near: nil) == .ok)
        #expect(SLALimits.preset.limit(group: 4, isUrgent: true) == 12 * 3600)
    }
}
