import Forms
import Models

/// What two versions of the rules disagree about, place by place.
enum UrgentDifferences {
    static func between(_ theirs: UrgentRules, _ mine: UrgentRules) -> [Conflict.Difference] {
        (0..<max(theirs.rules.count, mine.rules.count)).compactMap { index in
            let old = theirs.rules.at(index), new = mine.rules.at(index)
            if old == new { return nil }
            var difference = Conflict.Difference(
                label: Complaint("urgent.rule", ["number": "\(index + 1)"]), theirs: old?.value ?? "—",
                mine: new?.value ?? "—")
            difference.theirsWords = old?.words
            difference.mineWords = new?.words
            return difference
        }
    }
}

extension UrgentRules.Rule {
    /// “Offer number is 16”, and that it is off where it is.
    fileprivate var words: Complaint {
        Complaint(isEnabled ? "urgent.told_\(kind.rawValue)" : "urgent.told_off_\(kind.rawValue)", ["value": value])
    }
}

extension [UrgentRules.Rule] {
    fileprivate func at(_ index: Int) -> UrgentRules.Rule? { indices.contains(index) ? self[index] : nil }
}
