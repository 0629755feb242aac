package import Models
import Postgres

extension Store {
    /// The status events of the open orders that entered their group last, by order: what a change of the
    /// rules is tried on before it is saved.
    package func recentOpenOrders(
        _ scope: some ProjectTenancy, limit: Int = Store.recentOrders
    ) async throws -> [[StatusEvent]] {
        let rows: [OrderEvent] = try await reading(scope) { db in
            try db.all(
                """
                SELECT e.order_id, e.status_id, e.changed_at, e.source_group FROM (
                    SELECT organization_id, project_id, order_id FROM orders
                    WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                      AND closed_at IS NULL AND group_entered_at IS NOT NULL
                    ORDER BY group_entered_at DESC, order_id DESC
                    LIMIT \(limit)) o
                JOIN status_events e USING (organization_id, project_id, order_id)
                """)
        }
        return Array(Dictionary(grouping: rows, by: \.order).mapValues { $0.map(\.event) }.values)
    }
}
