/// The rules by which an organization's leads are scored. A score is the sum of the points of all rules that hold of the
/// lead, from 0 to 100; the order of the rules says nothing.
package struct ScoreRules: Sendable, Hashable {
    package let rules: [ScoreRule]

    package init(_ rules: [ScoreRule]) {
        self.rules = rules
    }

    /// Of one organization.
    package static let most = 40
    /// Scores are read like a percentage: lists filter by 25, 50 and 75, and no lead is worse than 0.
    package static let bounds = 0...100
    /// What one rule may give or take.
    package static let points = -100...100

    /// The rules that hold of the lead: each with its points is one line of the reasons.
    package func explain(_ lead: LeadFacts) -> [ScoreRule] {
        rules.filter { $0.condition.holds(of: lead) }
    }

    /// The sum of the lines, held within the bounds.
    package func score(_ lead: LeadFacts) -> Int {
        var sum = 0
        for rule in rules where rule.condition.holds(of: lead) { sum += rule.points }
        return Self.held(sum)
    }

    /// A sum of points as a score.
    package static func held(_ sum: Int) -> Int {
        min(bounds.upperBound, max(bounds.lowerBound, sum))
    }

    /// On how many days after its arrival, and after the last thing that was completed with it, a lead may get another
    /// score by time alone: whoever counts anew each day need look at no others.
    package var turns: (arrival: [Int], activity: [Int]) {
        var arrival: Set<Int> = [], activity: Set<Int> = []
        for rule in rules {
            switch rule.condition {
            case .newer(let days), .older(let days): arrival.insert(days + 1)
            case .active(let days): activity.insert(days + 1)
            case .silent(let days):
                arrival.insert(days + 1)
                activity.insert(days + 1)
            case .source, .known, .segment, .activities: break
            }
        }
        return (arrival.sorted(), activity.sorted())
    }

    /// Whether any rule asks how many activities were completed.
    package var countsActivities: Bool {
        rules.contains { if case .activities = $0.condition { true } else { false } }
    }

    /// What an organization begins with: how it came, how much is known, how fresh it is and whether anybody talks to it.
    package static let standard = ScoreRules([
        ScoreRule(.source(.form), 10), ScoreRule(.source(.webhook), 10), ScoreRule(.source(.manual), 5),
        ScoreRule(.known(.email), 5), ScoreRule(.known(.phone), 10), ScoreRule(.known(.inn), 5),
        ScoreRule(.known(.contact), 10), ScoreRule(.known(.value), 15), ScoreRule(.known(.segment), 5),
        ScoreRule(.newer(7), 10), ScoreRule(.active(14), 15), ScoreRule(.activities(3), 10),
        ScoreRule(.silent(30), -20), ScoreRule(.older(180), -10),
    ])
}

extension ScoreRules: StoredText {
    private enum Key: String, CodingKey {
        case rules
    }

    private struct Stored: Codable {
        let kind, value: String
        let points: Int
    }

    /// Rules of kinds that another version of the program knew are left out.
    package init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: Key.self).decode([Stored].self, forKey: .rules)
        self.init(
            stored.compactMap { rule in
                ScoreCondition(kind: rule.kind, value: rule.value).map { ScoreRule($0, rule.points) }
            })
    }

    /// `{"rules":[{"kind":"newer","points":10,"value":"7"}]}`
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(
            rules.map { Stored(kind: $0.condition.kind, value: $0.condition.value, points: $0.points) }, forKey: .rules)
    }
}
