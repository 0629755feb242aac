import Forms

extension Input {
    /// The form of an ordered list of rules after one of its row buttons: `add`, `remove.2`, `up.2`, `down.2`, the number
    /// being the row's own. `rows`: those there are, `rule.2`, in their order, which is the order of their fields; `new`:
    /// the fields of one that is added, while there are fewer than `most`. nil for anything else.
    func pressingRule(
        _ button: String, rows: [String], atMost most: Int, adding new: [(name: String, value: String)]
    ) -> Input? {
        if button == "add" {
            guard rows.count < most else { return self }
            let used = rows.compactMap { Int($0.dropFirst("rule.".count)) }.filter { (0..<1_000_000).contains($0) }
            var input = self
            let row = "rule.\((used.max() ?? -1) + 1)"
            for field in new { input.append("\(row).\(field.name)", field.value) }
            return input
        }
        let parts = button.split(separator: ".").map(String.init)
        guard parts.count == 2, let place = rows.firstIndex(of: "rule.\(parts[1])") else { return nil }
        var order = rows
        switch parts[0] {
        case "remove": order.remove(at: place)
        case "up": if place > 0 { order.swapAt(place, place - 1) }
        case "down": if place + 1 < order.count { order.swapAt(place, place + 1) }
        default: return nil
        }
        let rest = fields.filter { field in !rows.contains { field.name.hasPrefix($0 + ".") } }
        return Input(rest + order.flatMap { row in fields.filter { $0.name.hasPrefix(row + ".") } })
    }
}
