import Forms
import Models

/// What two versions of the limits disagree about, in the words of the form.
enum SLADifferences {
    static func between(_ theirs: SLALimits, _ mine: SLALimits, groups: [StatusGroup]) -> [Conflict.Difference] {
        var differences: [Conflict.Difference] = []
        func compare(_ label: Complaint, _ theirs: String, _ mine: String) {
            if theirs != mine { differences.append(Conflict.Difference(label: label, theirs: theirs, mine: mine)) }
        }
        func text(_ limit: Int?) -> String { limit.map(LimitText.text) ?? "—" }
        for group in groups {
            compare(
                Complaint("sla.normal_in", ["group": group.name]), text(theirs.normal[group.number]),
                text(mine.normal[group.number]))
        }
        for group in groups {
            compare(
                Complaint("sla.urgent_in", ["group": group.name]), text(theirs.urgent[group.number]),
                text(mine.urgent[group.number]))
        }
        compare(Complaint("sla.near"), "\(theirs.nearPercent)", "\(mine.nearPercent)")
        return differences
    }
}
