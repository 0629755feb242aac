package import Models
import Postgres

extension Store {
    /// Gives a member the role and the projects of before. Throws `NewerChange` when something was done with the member
    /// since, when a project of before is gone, or when nobody would be left to administrate; `UndoneAlready`. Answers
    /// the entry by which this can be taken back in turn.
    package func undoMember(
        _ entry: AuditEntry, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws -> Int {
        guard let person = Person.ID(text: entry.targetID) else { throw NotVisible() }
        do {
            return try await keepingAnAdmin(scope) { db in
                guard let current = try db.member(person, scope, locking: true) else { throw NotVisible() }
                try db.refuseUndone(entry.id, scope)
                try db.refuseOlder(entry, scope)
                let saved: SavedPlace? = try db.first(
                    """
                    SELECT before->>'role' AS role, before->>'projects' AS projects,
                           after = \(current.auditText)::jsonb AS is_current
                    FROM audit_entries WHERE organization_id = \(scope.organization) AND id = \(entry.id)
                    """)
                guard let saved, saved.isCurrent, current.isActive else { throw NewerChange() }
                do { try db.setPlace(saved.role, saved.projects, of: person, scope) } catch is NotVisible {
                    throw NewerChange()
                }
                let after = try db.member(person, scope)
                return try db.record(
                    .memberChanged, .member, person.text, by: scope, at: now, before: current.auditText,
                    after: after?.auditText, undoing: entry.id)
            }
        } catch is LastAdmin {
            throw NewerChange()
        }
    }
}

extension Connection {
    /// Throws `NewerChange` when another entry about the same thing stands after that one.
    func refuseOlder(_ entry: AuditEntry, _ scope: some Tenancy) throws {
        let newer: Int? = try value(
            """
            SELECT id FROM audit_entries
            WHERE organization_id = \(scope.organization) AND target_type = \(entry.target) AND target_id = \(entry.targetID)
              AND id > \(entry.id)
            LIMIT 1
            """)
        if newer != nil { throw NewerChange() }
    }
}

private struct SavedPlace: RowDecodable {
    let role: Role
    let projects: Set<PublicID>
    let isCurrent: Bool

    init(_ row: Row) throws(RowError) {
        let projects: String = try row["projects"]
        role = try row["role"]
        self.projects = Set(projects.split(separator: " ").compactMap { PublicID(rawValue: String($0)) })
        isCurrent = try row["is_current"]
    }
}
