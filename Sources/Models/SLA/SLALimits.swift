/// How long an order may stay in each group, in working time: one grid for normal orders, one for urgent
/// ones. The limit applies to the sum over all stays in the group.
package struct SLALimits: Sendable, Hashable {
    /// Seconds by group; a group that is missing has no limit.
    package let normal: [Int: Int]
    /// Seconds by group; where it is missing the normal limit applies to urgent orders, too.
    package let urgent: [Int: Int]
    /// From how many percent of a limit an order is near it.
    package let nearPercent: Int

    package static let defaultNearPercent = 80

    package init(normal: [Int: Int], urgent: [Int: Int] = [:], nearPercent: Int = SLALimits.defaultNearPercent) {
        self.normal = normal
        self.urgent = urgent
        self.nearPercent = min(max(nearPercent, 1), 100)
    }

    package static let none = SLALimits(normal: [:])

    /// What a new project begins with: 8 h new, 24 h approval, 24 h production, 12 h delivery.
    package static let preset = SLALimits(normal: [1: 8 * 3600, 2: 24 * 3600, 3: 24 * 3600, 4: 12 * 3600])

    /// The limit of a group in working seconds.
    package func limit(group: Int, isUrgent: Bool) -> Int? {
        isUrgent ? urgent[group] ?? normal[group] : normal[group]
    }

    /// From how many working seconds an order is near that limit; rounded up to the second.
    package func near(_ limit: Int) -> Int {
        (limit * nearPercent + 99) / 100
    }
}

extension SLALimits: StoredText {
    private enum Key: String, CodingKey {
        case normal, urgent, near
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func grid(_ key: Key) throws -> [Int: Int] {
            let grid = try values.decodeIfPresent([Int: Int].self, forKey: key) ?? [:]
            return grid.filter { LimitText.range.contains($0.value) }
        }
        self.init(
            normal: try grid(.normal), urgent: try grid(.urgent),
            nearPercent: try values.decodeIfPresent(Int.self, forKey: .near) ?? Self.defaultNearPercent)
    }

    /// `{"near":80,"normal":{"1":28800},"urgent":{}}`, limits in seconds.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(normal, forKey: .normal)
        try values.encode(urgent, forKey: .urgent)
        try values.encode(nearPercent, forKey: .near)
    }
}
