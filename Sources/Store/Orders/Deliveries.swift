package import Models
package import Postgres

extension Store {
    /// The newest deliveries of a project before a given one (all when nil), at most `limit`; only those of
    /// one outcome, when it is given.
    package func deliveries(
        _ scope: ProjectScope<ManageProjects>, _ outcome: Delivery.Outcome? = nil, before id: Int? = nil,
        limit: Int = 50
    ) async throws -> [Delivery] {
        // The literal lets the planner use the index that leaves out what is merely stored.
        let filter: SQL =
            outcome.map {
                $0 == .stored ? "AND d.outcome = 'stored'" : "AND d.outcome <> 'stored' AND d.outcome = \($0)"
            } ?? ""
        return try await reading(scope) { db in
            try db.all(
                """
                SELECT \(Delivery.columns) FROM \(Delivery.tables)
                WHERE d.organization_id = \(scope.organization) AND d.project_id = \(scope.project)
                  AND d.id < \(id ?? Int.max) \(filter)
                ORDER BY d.id DESC
                LIMIT \(limit)
                """)
        }
    }

    /// One delivery with the bytes that were kept of it.
    package func delivery(_ id: Int, _ scope: ProjectScope<ManageProjects>) async throws -> (Delivery, body: [UInt8])? {
        try await reading(scope) { db in
            let kept: DeliveryBody? = try db.first(
                """
                SELECT \(Delivery.columns), d.body FROM \(Delivery.tables)
                WHERE d.organization_id = \(scope.organization) AND d.project_id = \(scope.project) AND d.id = \(id)
                """)
            return kept.map { ($0.delivery, $0.body) }
        }
    }
}

private struct DeliveryBody: RowDecodable {
    let delivery: Delivery
    let body: [UInt8]

    init(_ row: Row) throws(RowError) {
        delivery = try Delivery(row)
        body = try row["body"]
    }
}

extension Delivery.Verdict: SQLEncodable, SQLDecodable {}
extension Delivery.Mark: SQLEncodable, SQLDecodable {}
extension Delivery.Outcome: SQLEncodable, SQLDecodable {}

extension Delivery: RowDecodable {
    fileprivate static let columns: SQL = """
        d.id, d.received_at, d.verdict, d.outcome, d.reason, d.marks, d.order_id, d.status_id, d.changed_at, d.address, d.length,
        coalesce(nullif(s.name, ''), d.status_id::text) AS status, o.order_id IS NOT NULL AS has_order
        """

    fileprivate static let tables: SQL = """
        deliveries d
        LEFT JOIN statuses s ON s.organization_id = d.organization_id AND s.project_id = d.project_id AND s.status_id = d.status_id
        LEFT JOIN orders o ON o.organization_id = d.organization_id AND o.project_id = d.project_id AND o.order_id = d.order_id
        """

    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], receivedAt: try row["received_at"], verdict: try row["verdict"],
            outcome: try row["outcome"], reason: try row["reason"], marks: try row["marks"],
            orderID: try row["order_id"], statusID: try row["status_id"], status: try row["status"],
            hasOrder: try row["has_order"], changedAt: try row["changed_at"], network: try row["address"],
            length: try row["length"])
    }
}
