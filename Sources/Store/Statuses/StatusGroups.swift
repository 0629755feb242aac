package import Models
package import Postgres

extension Store {
    /// The groups of a project by number; at most 1,000.
    package func statusGroups(_ scope: some ProjectTenancy) async throws -> [StatusGroup] {
        try await reading(scope) { db in try db.statusGroups(scope) }
    }
}

extension Connection {
    func statusGroups(_ scope: some ProjectTenancy) throws -> [StatusGroup] {
        try all(
            """
            SELECT number, name FROM status_groups
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
            ORDER BY number
            """)
    }
}

extension StatusGroup: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(number: try row["number"], name: try row["name"])
    }
}
