package import Models
package import Postgres

extension Store {
    /// The stages of the pipeline in their order.
    package func leadStages(_ scope: Scope<ViewLeads>) async throws -> [LeadStage] {
        try await reading(scope) { db in try db.all(Self.leadStages(scope)) }
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
