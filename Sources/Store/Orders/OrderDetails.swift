package import Models
package import Postgres

/// One order with all that its page is made of.
package struct OrderDetails: Sendable {
    package struct Event: Sendable {
        package let event: StatusEvent
        package let receivedAt: Instant
    }

    package let project: ProjectRecord
    package let isUrgent: Bool
    /// Oldest first by source time, those of the future too.
    package let events: [Event]
    package let groups: [StatusGroup]
    package let statuses: [OrderStatus]
    package let rules: StoredRules
    /// Whether older rules derived what the lists show of it.
    package let isOutdated: Bool
}

extension Store {
    /// nil when the project has no such order.
    package func order(_ number: Int, _ scope: ProjectScope<ViewOrders>) async throws -> OrderDetails? {
        try await reading(scope) { db in
            let answers = try db.answers(to: [
                """
                SELECT is_urgent, rules_number FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(number)
                """,
                """
                SELECT status_id, changed_at, source_group, received_at FROM status_events
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(number)
                ORDER BY changed_at, status_id
                """,
                Self.groups(scope), Self.dictionary(scope),
            ])
            guard let row: OrderRow = try answers[0].first(), let project = try db.project(scope) else { return nil }
            let rules = StoredRules(number: project.rulesNumber, zone: project.zone, versions: try db.rules(scope))
            return OrderDetails(
                project: project, isUrgent: row.isUrgent, events: try answers[1].all(), groups: try answers[2].all(),
                statuses: try answers[3].all(), rules: rules, isOutdated: row.rulesNumber < project.rulesNumber)
        }
    }
}

private struct OrderRow: RowDecodable {
    let isUrgent: Bool
    let rulesNumber: Int

    init(_ row: Row) throws(RowError) {
        isUrgent = try row["is_urgent"]
        rulesNumber = try row["rules_number"]
    }
}

extension OrderDetails.Event: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        event = try StatusEvent(row)
        receivedAt = try row["received_at"]
    }
}
