package import Models
import Postgres

extension Store {
    /// The status events and items of the open orders that entered their group last: what a change of the
    /// rules is tried on before it is saved.
    package func recentOpenOrders(
        _ scope: some ProjectTenancy, limit: Int = Store.recentOrders
    ) async throws -> [RecentOrder] {
        try await reading(scope) { db in
            let rows: [OrderEvent] = try db.all(
                """
                SELECT e.order_id, \(StatusEvent.columns) FROM (
                    SELECT organization_id, project_id, order_id FROM orders
                    WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                      AND closed_at IS NULL AND group_entered_at IS NOT NULL
                    ORDER BY group_entered_at DESC, order_id DESC
                    LIMIT \(limit)) o
                JOIN status_events e USING (organization_id, project_id, order_id)
                """)
            let events = Dictionary(grouping: rows, by: \.order).mapValues { $0.map(\.event) }
            let items = try db.items(of: Array(events.keys), scope)
            return events.map { RecentOrder(events: $0.value, items: items[$0.key] ?? []) }
        }
    }
}

/// What an order is judged by: its events and its items.
package struct RecentOrder: Sendable {
    package let events: [StatusEvent]
    package let items: [OrderItem]

    /// An order whose items are not known yet, unless they are given.
    package init(events: [StatusEvent], items: [OrderItem] = []) {
        self.events = events
        self.items = items
    }
}
