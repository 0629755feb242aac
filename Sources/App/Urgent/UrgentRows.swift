import Forms
import Models

extension Input {
    /// The form of the urgent rules after one of its row buttons: `add`, `remove.2`, `up.2`, `down.2`, the
    /// number being the row's own. nil for anything else.
    func pressingRule(_ button: String) -> Input? {
        let rows = UrgentRules.rows(of: self)
        if button == "add" { return rows.count < UrgentRules.limit ? addingRule(after: rows) : self }
        let parts = button.split(separator: ".").map(String.init)
        guard parts.count == 2, let place = rows.firstIndex(of: "rule.\(parts[1])") else { return nil }
        switch parts[0] {
        case "remove": return Input(fields.filter { !$0.name.hasPrefix(rows[place] + ".") })
        case "up": return swappingRules(rows, place, place - 1)
        case "down": return swappingRules(rows, place, place + 1)
        default: return nil
        }
    }

    private func addingRule(after rows: [String]) -> Input {
        let used = rows.compactMap { Int($0.dropFirst("rule.".count)) }.filter { (0..<1_000_000).contains($0) }
        var input = self
        let row = "rule.\((used.max() ?? -1) + 1)"
        input.append("\(row).kind", UrgentRules.Kind.sku.rawValue)
        input.append("\(row).value", "")
        input.append("\(row).on", "1")
        return input
    }

    /// The order of the rules is the order of their fields.
    private func swappingRules(_ rows: [String], _ one: Int, _ other: Int) -> Input {
        guard rows.indices.contains(one), rows.indices.contains(other) else { return self }
        var order = rows
        order.swapAt(one, other)
        let rest = fields.filter { field in !rows.contains { field.name.hasPrefix($0 + ".") } }
        return Input(rest + order.flatMap { row in fields.filter { $0.name.hasPrefix(row + ".") } })
    }
}

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
