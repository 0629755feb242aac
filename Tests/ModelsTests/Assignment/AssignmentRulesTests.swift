import Forms
import Models
import Testing

/// Who gets a lead that arrives: the first rule that fits, in turn, and nobody who has left.
struct AssignmentRulesTests {
    private static let people = (1...4).map { Person.ID(at: Instant(second: Int64($0)), random: []) }
    private static let rules = AssignmentRules([
        .init(segment: "Hotel", source: .form, people: [people[0]]),
        .init(segment: "hotel", source: nil, people: [people[1], people[2]]),
        .init(segment: nil, source: .webhook, people: [people[1], people[2], people[3]]),
    ])

    @Test func `the first rule that fits and has somebody decides`() {
        let all = Set(Self.people)
        func decide(_ source: Lead.Source, _ segment: String?, _ active: Set<Person.ID>, turn: Int = 0) -> [Int]? {
            Self.rules.decide(source, segment, active: active) { _ in turn }.map {
                [$0.rule, Self.people.firstIndex(of: $0.person) ?? -1]
            }
        }
        #expect(decide(.form, "HOTEL", all) == [0, 0] && decide(.manual, "Hotel", all) == [1, 1])
        #expect(decide(.webhook, nil, all, turn: 5) == [2, 3] && decide(.form, "Office", all) == nil)
        #expect(
            decide(.form, "Hotel", [Self.people[2]]) == [1, 2],
            "who has left is passed over, and so is a rule without anybody")
        #expect(decide(.form, "Hotel", []) == nil)
    }

    @Test func `turns are even however many arrive, whatever arrives in between`() {
        var dice = Dice()
        for _ in 0..<50 {
            let leads = (0..<dice.roll(1...120)).map { _ in
                (source: dice.chance(50) ? Lead.Source.webhook : .manual, segment: dice.chance(30) ? "Hotel" : nil)
            }
            let active = Set(Self.people.filter { _ in dice.chance(80) })
            let decisions = Self.rules.rehearse(leads, active: active)
            #expect(decisions.count == leads.count)
            #expect(zip(leads, decisions).allSatisfy { $0.source != .manual || $1 == nil }, "entered by hand")
            for rule in 0..<3 {
                let given = decisions.compactMap { $0 }.filter { $0.rule == rule }
                let people = Self.rules.rules[rule].people.filter(active.contains)
                let counts = people.map { person in given.count { $0.person == person } }
                #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "seed \(dice.seed)")
                #expect(counts.reduce(0, +) == given.count)
            }
        }
    }

    @Test func `rules survive being kept and posted, and a form says every complaint`() throws {
        #expect(try AssignmentRules(storedText: Self.rules.storedText()) == Self.rules)
        #expect(try AssignmentRules(Self.rules.input) == Self.rules)
        let errors = #expect(throws: FieldErrors.self) {
            try AssignmentRules(
                Input(["rule.0.segment": "", "rule.0.source": "moon", "rule.1.segment": "x", "rule.1.people": "nobody"])
            )
        }
        #expect(errors?["rule.0.source"] == [Complaint("error.choice")])
        #expect(errors?["rule.0.people"] == [Complaint("error.required")])
        #expect(errors?["rule.1.people"].contains(Complaint("error.choice")) == true)
    }
}
