package import Models
import Postgres

extension Store {
    /// How many of the orders that changed last the figures for comparison come from.
    package static let recentOrders = 500

    /// The median of the working seconds that recent orders spent in each group they have left, all stays
    /// of an order together, as a limit counts them; a group that none of them has left is missing.
    package func groupMedians(_ scope: some ProjectTenancy) async throws -> [Int: Int] {
        // Open and closed orders stand in indexes of their own.
        let recent: SQL = """
            SELECT order_id, changed_at, status_group, closed_at, group_seconds FROM orders
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND changed_at IS NOT NULL
            """
        let first: SQL = "ORDER BY changed_at DESC, order_id DESC LIMIT \(Self.recentOrders)"
        let medians: [GroupMedian] = try await reading(scope) { db in
            try db.all(
                """
                SELECT spent.key::integer AS number,
                       percentile_disc(0.5) WITHIN GROUP (ORDER BY spent.value::bigint) AS seconds
                FROM (
                    SELECT * FROM ((\(recent) AND closed_at IS NULL \(first)) UNION ALL (\(recent) AND closed_at IS NOT NULL \(first))) lanes
                    \(first)) recent
                CROSS JOIN LATERAL jsonb_each_text(recent.group_seconds) spent
                WHERE spent.key <> recent.status_group::text
                   OR recent.closed_at IS NOT NULL AND spent.value <> '0'
                GROUP BY spent.key
                """)
        }
        return Dictionary(uniqueKeysWithValues: medians.map { ($0.number, $0.seconds) })
    }
}

private struct GroupMedian: RowDecodable {
    let number: Int
    let seconds: Int

    init(_ row: Row) throws(RowError) {
        number = try row["number"]
        seconds = try row["seconds"]
    }
}
