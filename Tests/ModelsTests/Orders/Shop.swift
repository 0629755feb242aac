import Testing

@testable import Models

/// A shop with six groups: status 1 new, 2 approval, 31 and 32 production, 4 delivery, 12 done, 19 cancelled.
enum Shop {
    static let map = StatusMap(groups: [1: 1, 2: 2, 31: 3, 32: 3, 4: 4, 12: 5, 19: 6], closing: [12, 19])

    static func rules(
        hours: Versions<ProjectHours> = Versions(ProjectHours(project: .office)),
        limits: Versions<SLALimits> = Versions(.preset), statuses: Versions<StatusMap> = Versions(map),
        organization: Versions<WorkingHours?> = Versions(nil), urgent: Versions<UrgentRules> = Versions(Shop.urgent),
        cycle: CycleRules = .standard
    ) throws -> OrderRules {
        OrderRules(
            zone: try Places.zone("Europe/Kyiv"), statuses: statuses, limits: limits, hours: hours,
            organizationHours: organization, urgent: urgent, cycle: cycle, covering: at("2025-01-01T00:00:00Z"),
            at("2027-01-01T00:00:00Z"))
    }

    static func events(_ pairs: KeyValuePairs<Int, String>) -> [StatusEvent] {
        pairs.map { StatusEvent(status: $0.key, changedAt: at($0.value)) }
    }

    static let urgent = UrgentRules([UrgentRules.Rule(.offer, "16")])
    static let express = OrderItem(number: 2, name: "Терміновість", offer: 16)

    static let now = at("2026-06-10T12:00:00Z")
}
