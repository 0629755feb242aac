import Forms
import Models
import Testing

/// The rules of the score: what they sum to, what they say, and what time alone changes.
struct ScoreRulesTests {
    static func rules(_ dice: inout Dice) -> ScoreRules {
        var rules: [ScoreRule] = []
        for _ in 0..<dice.roll(0...12) {
            let condition: ScoreCondition =
                switch dice.roll(0...7) {
                case 0: .source(Lead.Source.allCases[dice.roll(0...6)])
                case 1: .known(LeadField.allCases[dice.roll(0...5)])
                case 2: .segment(["Hotel", "дім", "X"][dice.roll(0...2)])
                case 3: .newer(dice.roll(0...20))
                case 4: .older(dice.roll(0...20))
                case 5: .active(dice.roll(0...20))
                case 6: .silent(dice.roll(0...20))
                default: .activities(dice.roll(1...4))
                }
            let points = dice.roll(-100...100)
            guard points != 0, !rules.contains(where: { $0.condition.asksTheSame(as: condition) }) else { continue }
            rules.append(ScoreRule(condition, points))
        }
        return ScoreRules(rules)
    }

    static func facts(_ dice: inout Dice) -> LeadFacts {
        LeadFacts(
            source: Lead.Source.allCases[dice.roll(0...6)],
            known: Set(LeadField.allCases.filter { _ in dice.chance(50) }),
            segment: [nil, "hotel", "Дім", "Office"][dice.roll(0...3)], age: dice.roll(0...25),
            silence: dice.chance(50) ? dice.roll(0...25) : nil, completed: dice.roll(0...5))
    }

    @Test func `a score is the sum of its lines held between 0 and 100, in whatever order the rules stand`() {
        var dice = Dice()
        var ends: Set<Int> = []
        for _ in 0..<5_000 {
            let rules = Self.rules(&dice), lead = Self.facts(&dice)
            let lines = rules.explain(lead)
            let score = rules.score(lead)
            #expect(score == min(100, max(0, lines.reduce(0) { $0 + $1.points })), "seed \(dice.seed)")
            #expect(lines.allSatisfy { $0.condition.holds(of: lead) } && Set(lines).isSubset(of: rules.rules))
            #expect(ScoreRules(rules.rules.shuffled(using: &dice)).score(lead) == score, "seed \(dice.seed)")
            ends.insert(score)
        }
        #expect(ends.isSuperset(of: [0, 100]) && ends.count > 50, "the rules were tried beyond both bounds")
    }

    @Test func `a day changes only the scores whose number of days a rule names`() {
        var dice = Dice()
        var moved = 0
        for _ in 0..<5_000 {
            let rules = Self.rules(&dice), lead = Self.facts(&dice), turns = rules.turns
            let next = LeadFacts(
                source: lead.source, known: lead.known, segment: lead.segment, age: lead.age + 1,
                silence: lead.silence.map { $0 + 1 }, completed: lead.completed)
            if rules.explain(lead) == rules.explain(next) { continue }
            moved += 1
            let isNamed =
                turns.arrival.contains(next.age) || next.silence.map { turns.activity.contains($0) } ?? false
            #expect(isNamed, "seed \(dice.seed)")
        }
        #expect(moved > 100)
    }

    @Test func `rules survive being kept and being posted unchanged`() throws {
        var dice = Dice()
        for _ in 0..<200 {
            let rules = Self.rules(&dice)
            #expect(try ScoreRules(storedText: rules.storedText()) == rules, "seed \(dice.seed)")
            #expect(try ScoreRules(rules.input) == rules, "seed \(dice.seed)")
        }
        let unknown = #"{"rules":[{"kind":"moon","points":3,"value":""},{"kind":"newer","points":3,"value":"7"}]}"#
        #expect(try ScoreRules(storedText: unknown).rules == [ScoreRule(.newer(7), 3)])
    }

    @Test(arguments: ScoreCondition.kinds) func `every kind is what it says`(_ kind: String) throws {
        let value = kind == "segment" ? "Hotel" : ScoreCondition.range(of: kind) == nil ? "" : "7"
        let condition = try #require(ScoreCondition(kind: kind, value: value))
        #expect(condition.kind == kind && condition.value == value)
    }

    @Test
    func
        `days count from today, silence from the arrival where nothing was done, notes and letters' case do not matter`()
    {
        func lead(_ age: Int, _ silence: Int?) -> LeadFacts {
            LeadFacts(source: .form, known: [], segment: "ДІМ", age: age, silence: silence, completed: 0)
        }
        #expect(ScoreCondition.newer(7).holds(of: lead(7, nil)) && !ScoreCondition.newer(7).holds(of: lead(8, nil)))
        #expect(ScoreCondition.older(7).holds(of: lead(8, nil)) && !ScoreCondition.older(7).holds(of: lead(7, nil)))
        #expect(ScoreCondition.active(2).holds(of: lead(9, 2)) && !ScoreCondition.active(2).holds(of: lead(9, 3)))
        #expect(!ScoreCondition.active(20).holds(of: lead(9, nil)))
        #expect(ScoreCondition.silent(8).holds(of: lead(9, nil)) && !ScoreCondition.silent(8).holds(of: lead(9, 8)))
        #expect(ScoreCondition.segment("дім").holds(of: lead(0, nil)))
    }

    @Test func `a form is refused with every complaint at once`() {
        let input = Input([
            "rule.0.kind": "newer", "rule.0.value": "x", "rule.0.points": "5", "rule.1.kind": "moon",
            "rule.1.points": "0",
            "rule.2.kind": "segment", "rule.2.value": "Hotel", "rule.2.points": "101", "rule.3.kind": "segment",
            "rule.3.value": "hotel", "rule.3.points": "-5", "rule.4.kind": "segment", "rule.4.value": "HOTEL",
            "rule.4.points": "5",
        ])
        let errors = #expect(throws: FieldErrors.self) { try ScoreRules(input) }
        #expect(errors?["rule.0.value"] == [Complaint("error.whole_number")])
        #expect(errors?["rule.1.kind"] == [Complaint("error.choice")])
        #expect(errors?["rule.1.points"] == [Complaint("error.no_points")])
        #expect(errors?["rule.2.points"].first?.key == "error.range")
        #expect(errors?["rule.4.kind"] == [Complaint("error.same_rule")])
    }

    @Test func `a trial counts every lead once on each side and says who moves`() {
        var dice = Dice()
        let leads = (0..<500).map { _ in Self.facts(&dice) }
        let before = Self.rules(&dice), after = ScoreRules.standard
        let trial = ScoreTrial(leads, before: before, after: after)
        #expect(trial.before.counts.reduce(0, +) == 500 && trial.after.counts.reduce(0, +) == 500)
        #expect(trial.up == leads.count { after.score($0) > before.score($0) })
        #expect(trial.down == leads.count { after.score($0) < before.score($0) })
        for score in 0...100 { #expect(ScoreSpread.scores(in: ScoreSpread.band(of: score)).contains(score)) }
    }
}
