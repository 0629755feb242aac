import Forms
import Models

extension ScoreCondition {
    /// What it asks, in words of the catalogue.
    var words: Complaint {
        switch self {
        case .source, .known: Complaint("score_kind.\(kind)")
        case .segment(let name): Complaint("score_rule.segment", ["segment": name])
        case .newer, .older, .active, .silent, .activities: Complaint("score_rule.\(kind)", ["n": value])
        }
    }
}

extension ScoreRule {
    /// Its points with their sign.
    var signed: String { points < 0 ? "−\(-points)" : "+\(points)" }
}

/// What two versions of the rules disagree about, rule by rule; their order says nothing.
enum ScoreDifferences {
    static func between(_ theirs: ScoreRules, _ mine: ScoreRules) -> [Conflict.Difference] {
        let asked =
            theirs.rules
            + mine.rules.filter { rule in
                !theirs.rules.contains { $0.condition.asksTheSame(as: rule.condition) }
            }
        return asked.compactMap { rule in
            let old = theirs.rule(asking: rule.condition), new = mine.rule(asking: rule.condition)
            if old?.points == new?.points { return nil }
            return Conflict.Difference(
                label: rule.condition.words, theirs: old?.signed ?? "—", mine: new?.signed ?? "—")
        }
    }
}

extension ScoreRules {
    fileprivate func rule(asking condition: ScoreCondition) -> ScoreRule? {
        rules.first { $0.condition.asksTheSame(as: condition) }
    }
}

/// Why a lead has its score: `Resources/templates/leads/score.html`.
struct LeadScore: Encodable {
    struct Line: Encodable {
        let words: Complaint
        let points: String
    }

    let score: Int
    let lines: [Line]
    /// What the lines sum to, where that is beyond the bounds.
    let sum: String?
    /// What the list still shows, where that is something else.
    let listed: Int?
    /// Where the rules are changed; nil for those who may not.
    let rules: String?

    /// `listed`: the score that is kept.
    init(_ reasons: [ScoreRule], listed: Int, rules: String?) {
        let sum = reasons.reduce(0) { $0 + $1.points }
        score = ScoreRules.held(sum)
        lines = reasons.map { Line(words: $0.condition.words, points: $0.signed) }
        self.sum = sum == score ? nil : sum < 0 ? "−\(-sum)" : "\(sum)"
        self.listed = listed == score ? nil : listed
        self.rules = rules
    }
}
