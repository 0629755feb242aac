package import Models
package import Postgres

extension Store {
    /// The stages of the pipeline in their order.
    package func leadStages(_ scope: Scope<ViewLeads>) async throws -> [LeadStage] {
        try await reading(scope) { db in try db.all(Self.leadStages(scope)) }
    }

    /// How many leads that the reader may see stand in each stage; a stage without any may be left out.
    package func leadsByStage(_ scope: Scope<ViewLeads>) async throws -> [Int: Int] {
        let counts: [StageCount] = try await reading(scope) { db in
            try db.all(
                """
                SELECT c.stage_id, sum(c.n)::bigint AS n FROM lead_counts c
                WHERE c.organization_id = \(scope.organization) AND \(scope.visibleCounts)
                GROUP BY c.stage_id
                """)
        }
        return Dictionary(counts.map { ($0.stage, $0.n) }) { first, _ in first }
    }

    static func leadStages(_ scope: some Tenancy) -> SQL {
        """
        SELECT s.id, s.name, s.color, s.kind, s.ageing_days, s.version FROM lead_stages s
        WHERE s.organization_id = \(scope.organization)
        ORDER BY s.position, s.id
        LIMIT 100
        """
    }
}

extension LeadStage.Kind: SQLEncodable, SQLDecodable {}
extension StageColor: SQLEncodable, SQLDecodable {}

extension LeadStage: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], name: try row["name"], color: try row["color"], kind: try row["kind"],
            ageingDays: try row["ageing_days"], version: try row["version"])
    }
}

private struct StageCount: RowDecodable {
    let stage, n: Int

    init(_ row: Row) throws(RowError) {
        stage = try row["stage_id"]
        n = try row["n"]
    }
}
