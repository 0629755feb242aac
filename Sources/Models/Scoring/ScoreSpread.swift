/// How scores are spread: in ten bands, the last of which holds 100 as well.
package struct ScoreSpread: Sendable, Equatable {
    package static let bands = 10

    /// Leads in each band, the lowest first.
    package private(set) var counts = Array(repeating: 0, count: ScoreSpread.bands)

    package init(_ scores: [Int]) {
        for score in scores { counts[Self.band(of: score)] += 1 }
    }

    /// The band of a score, from 0.
    package static func band(of score: Int) -> Int {
        min(bands - 1, max(0, score) / 10)
    }

    /// The scores of a band.
    package static func scores(in band: Int) -> ClosedRange<Int> {
        band * 10...(band == bands - 1 ? 100 : band * 10 + 9)
    }
}

/// What other rules would do to the scores of some leads.
package struct ScoreTrial: Sendable, Equatable {
    package let before, after: ScoreSpread
    /// How many leads would get more, and how many less.
    package let up, down: Int
    /// Leads it was tried on.
    package let leads: Int

    package init(_ leads: [LeadFacts], before: ScoreRules, after: ScoreRules) {
        let pairs = leads.map { (before.score($0), after.score($0)) }
        self.before = ScoreSpread(pairs.map(\.0))
        self.after = ScoreSpread(pairs.map(\.1))
        up = pairs.count { $0.1 > $0.0 }
        down = pairs.count { $0.1 < $0.0 }
        self.leads = leads.count
    }
}
