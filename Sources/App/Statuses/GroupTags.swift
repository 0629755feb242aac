import Models

extension GroupTag {
    init(_ group: StatusGroup) {
        self.init(name: group.name, color: Self.color(of: group.number))
    }

    /// nil for the ungrouped.
    init?(_ group: Int, _ names: [Int: String]) {
        guard group != StatusGroup.ungrouped else { return nil }
        self.init(name: names[group] ?? "#\(group)", color: Self.color(of: group))
    }

    /// Groups keep their colour: it follows from the number.
    private static func color(of group: Int) -> Int { colors[group] ?? (group * 5) % 12 + 1 }

    private static let colors = [1: 1, 2: 12, 3: 8, 4: 3, 5: 6, 6: 10]
}
