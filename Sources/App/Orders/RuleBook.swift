package import Models
package import Store
import Synchronization

/// The rules of every project in use, laid out once and kept as long as their number stays the same.
/// The number comes with each transaction, so a change of the rules is never missed.
package final class RuleBook: Sendable {
    private struct Entry {
        let number: Int
        let validUntil: Instant
        let rules: OrderRules
    }

    private let zones: ZoneFiles
    private let kept = Mutex<[Project.ID: Entry]>([:])

    /// Calendars are laid out for two years back; beyond they are right, too, but slower.
    fileprivate static let past = 2 * 366 * 86_400
    private static let limit = 2_000

    package init(zones: ZoneFiles) {
        self.zones = zones
    }

    /// The rules with that number, when they are laid out already.
    func kept(_ project: Project.ID, _ number: Int, at now: Instant) -> OrderRules? {
        guard let entry = kept.withLock({ $0[project] }), entry.number == number, now < entry.validUntil else {
            return nil
        }
        return entry.rules
    }

    /// The rules with that number, laid out from `load` when they are not at hand.
    package func rules(
        _ project: Project.ID, _ number: Int, at now: Instant, _ load: () throws -> StoredRules
    ) throws -> OrderRules {
        if let rules = self.kept(project, number, at: now) { return rules }
        let rules = try OrderRules(stored: try load(), zones: zones, at: now)
        kept.withLock { entries in
            if entries.count >= Self.limit { entries.removeAll() }
            entries[project] = Entry(number: number, validUntil: now.advanced(seconds: 86_400), rules: rules)
        }
        return rules
    }
}

extension OrderRules {
    /// Laid out for orders that are open or ended not long ago.
    init(stored: StoredRules, zones: ZoneFiles, at now: Instant) throws {
        func saved<Rule: StoredText & Sendable>(_ kind: RuleKind, _: Rule.Type) throws -> [(
            from: Instant?, value: Rule
        )] {
            try stored.versions.filter { $0.kind == kind }.map { ($0.holdsFrom, try Rule(storedText: $0.document)) }
        }
        self.init(
            zone: try zones.zone(stored.zone),
            statuses: Versions(.empty, saved: try saved(.statuses, StatusMap.self)),
            limits: Versions(.none, saved: try saved(.sla, SLALimits.self)),
            hours: Versions(.inherited, saved: try saved(.hours, ProjectHours.self)),
            organizationHours: try WorkingHours.versions(stored.organizationHours).map(Optional.some),
            urgent: Versions(.none, saved: try saved(.urgent, UrgentRules.self)),
            covering: now.advanced(seconds: -RuleBook.past), now.advanced(seconds: 86_400))
    }
}
