import Models

extension GroupTag {
    init(_ group: StatusGroup) {
        self.init(name: group.name, color: Self.colors[group.number] ?? (group.number * 5) % 12 + 1)
    }

    private static let colors = [1: 1, 2: 12, 3: 8, 4: 3, 5: 6, 6: 10]
}
