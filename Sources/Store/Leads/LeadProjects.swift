package import Models
import Postgres

/// There is no such project, or none that the actor sees.
package struct NoSuchProject: Error {
    package init() {}
}

extension Store {
    /// The projects that a lead may concern, as far as the reader sees them, by name; at most 200.
    package func leadProjects(_ scope: Scope<ViewLeads>) async throws -> [ProjectLink] {
        try await reading(scope) { db in try db.all(Self.projectLinks(scope)) }
    }
}

extension Connection {
    /// The project that a lead is to concern. `known`: the one it concerns, which may stay. Throws `NoSuchProject` for
    /// one that is not there, and for one that the actor does not see.
    func leadProject(
        _ publicID: PublicID?, keeping known: ProjectLink? = nil, _ scope: Scope<some Permission>
    ) throws -> LeadProject? {
        guard let publicID else { return nil }
        let isKept = publicID == known?.publicID
        let project: LeadProject? = try first(
            """
            SELECT j.id, j.name FROM projects j
            WHERE j.organization_id = \(scope.organization) AND j.public_id = \(publicID)
              AND (\(isKept)::boolean OR j.is_active AND \(Store.visible(to: scope)))
            """)
        guard let project else { throw NoSuchProject() }
        return project
    }
}

struct LeadProject: RowDecodable {
    let id: Project.ID
    let name: String

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        name = try row["name"]
    }
}
