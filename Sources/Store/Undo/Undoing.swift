package import Models
package import Postgres

/// A change that was made and may be taken back.
package struct Undoing: Sendable {
    package let entry: AuditEntry
    /// The project it was made in: the one that was changed, or the one whose list a view is of; nil when it was made
    /// in none.
    package let project: ProjectAccess?
    /// Somebody has taken it back.
    package let isUndone: Bool
}

/// Something newer stands on what is to be taken back.
package struct NewerChange: Error {
    package init() {}
}

/// It has been taken back: a button pressed twice does no harm.
package struct UndoneAlready: Error {
    package init() {}
}

extension Store {
    /// The change behind an entry of the audit log; nil when the organization has none of that number.
    package func undoing(_ id: Int, _ scope: Scope<SeeOrganization>) async throws -> Undoing? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT \(AuditEntry.columns), j.id AS project_id, j.public_id AS project_public_id,
                       EXISTS (SELECT FROM project_members m
                               WHERE m.organization_id = j.organization_id AND m.project_id = j.id
                                 AND m.person_id = \(scope.person)) AS is_project_member,
                       EXISTS (SELECT FROM audit_entries u
                               WHERE u.organization_id = e.organization_id AND u.undoes = e.id) AS is_undone
                FROM audit_entries e
                LEFT JOIN projects j ON j.organization_id = e.organization_id AND CASE e.target_type
                    WHEN 'project' THEN j.public_id = e.target_id
                    WHEN 'view' THEN j.id = (e.before->>'project')::uuid
                END
                WHERE e.organization_id = \(scope.organization) AND e.id = \(id)
                """)
        }
    }
}

extension Connection {
    /// Throws `UndoneAlready` when another entry took that one back. Call it under the lock of what is changed.
    func refuseUndone(_ entry: Int, _ scope: some Tenancy) throws {
        let undone: Int? = try value(
            "SELECT id FROM audit_entries WHERE organization_id = \(scope.organization) AND undoes = \(entry)")
        if undone != nil { throw UndoneAlready() }
    }
}

extension Undoing: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        entry = try AuditEntry(row)
        isUndone = try row["is_undone"]
        guard let id: Project.ID = try row["project_id"] else {
            project = nil
            return
        }
        project = ProjectAccess(
            id: id, publicID: try row["project_public_id"], isMember: try row["is_project_member"])
    }
}
