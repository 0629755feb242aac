package import Models
package import Postgres

extension Store {
    /// The newest deliveries of a project before a given one (all when nil), at most `limit`.
    package func deliveries(
        _ scope: ProjectScope<ManageProjects>, before id: Int? = nil, limit: Int = 50
    ) async throws -> [Delivery] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT id, received_at, verdict, reason, marks, order_id, status_id, changed_at, address, length FROM deliveries
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                  AND id < \(id ?? Int.max)
                ORDER BY id DESC
                LIMIT \(limit)
                """)
        }
    }

    /// One delivery with the bytes that were kept of it.
    package func delivery(_ id: Int, _ scope: ProjectScope<ManageProjects>) async throws -> (Delivery, body: [UInt8])? {
        try await reading(scope) { db in
            let kept: DeliveryBody? = try db.first(
                """
                SELECT id, received_at, verdict, reason, marks, order_id, status_id, changed_at, address, length, body FROM deliveries
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND id = \(id)
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

extension Delivery: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], receivedAt: try row["received_at"], verdict: try row["verdict"],
            reason: try row["reason"],
            marks: try row["marks"], orderID: try row["order_id"],
            statusID: try row["status_id"], changedAt: try row["changed_at"], network: try row["address"],
            length: try row["length"])
    }
}
