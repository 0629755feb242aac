import Forms
import Models

extension Input {
    /// The hours form after one of its row buttons: `add.mon`, `remove.mon.0`, `add.exceptions`,
    /// `remove.exceptions.0`, `copy.mon` (to Tuesday until Friday), `preset.24-7`. nil for anything else.
    func pressing(_ button: String) -> Input? {
        let parts = button.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "add" where parts[1] == "exceptions":
            return adding("exceptions", ["date", "windows"])
        case "add" where Weekday(rawValue: parts[1]) != nil:
            return adding(parts[1], ["opens", "closes"])
        case "remove":
            return removing(parts[1])
        case "copy":
            return Weekday(rawValue: parts[1]).map(copying)
        case "preset":
            return WorkingHours.Preset(rawValue: parts[1]).map { replacingWeek(by: $0.hours) }
        default:
            return nil
        }
    }

    private func adding(_ part: String, _ names: [String]) -> Input {
        let used = group(part).keys.compactMap { Int($0) }.filter { (0..<1_000_000).contains($0) }
        let index = (used.max() ?? -1) + 1
        var input = self
        for name in names { input.append("\(part).\(index).\(name)", "") }
        return input
    }

    /// `row`: `mon.0`, `exceptions.3`.
    private func removing(_ row: String) -> Input? {
        guard let part = row.split(separator: ".").first.map(String.init), row.contains("."),
            part == "exceptions" || Weekday(rawValue: part) != nil
        else { return nil }
        return Input(fields.filter { !$0.name.hasPrefix(row + ".") })
    }

    private func copying(_ day: Weekday) -> Input {
        let others = Weekday.allCases.prefix(5).filter { $0 != day }
        var input = without(others)
        for other in others {
            for field in group(day.rawValue).fields { input.append("\(other.rawValue).\(field.name)", field.value) }
        }
        return input
    }

    private func replacingWeek(by hours: WorkingHours) -> Input {
        let days = Set(Weekday.allCases.map(\.rawValue))
        var input = without(Weekday.allCases)
        for field in hours.input.fields {
            guard let day = field.name.split(separator: ".").first, days.contains(String(day)) else { continue }
            input.append(field.name, field.value)
        }
        return input
    }

    private func without(_ days: some Sequence<Weekday>) -> Input {
        let prefixes = days.map { $0.rawValue + "." }
        return Input(fields.filter { field in !prefixes.contains { field.name.hasPrefix($0) } })
    }
}
