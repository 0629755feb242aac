package import Models
package import Postgres

extension Connection {
    /// Called inside the transaction that makes the change, so that neither happens without the other. Answers
    /// the entry's id, by which the change can be taken back. `undoing`: the entry whose change this one takes back.
    @discardableResult
    func record(
        _ event: AuditEntry.Event, _ target: AuditEntry.Target, _ id: String, by scope: some Tenancy, at now: Instant,
        before: String? = nil, after: String? = nil, undoing: Int? = nil
    ) throws -> Int {
        let entry: Int? = try value(
            """
            INSERT INTO audit_entries
                (organization_id, person_id, actor, event, target_type, target_id, before, after, at, undoes)
            VALUES
                (\(scope.organization), \(scope.actor.person), \(scope.actor.name), \(event), \(target), \(id),
                 \(before)::jsonb, \(after)::jsonb, \(now), \(undoing))
            RETURNING id
            """)
        guard let entry else { throw RowError.noSuchColumn("id") }
        return entry
    }

    /// What a person did to their own account, in their own transaction; it belongs to no organization. By the
    /// database's clock, as sessions are.
    func record(
        _ event: AuditEntry.Event, of person: Person.ID, before: String? = nil, after: String? = nil
    ) throws {
        try execute(
            """
            INSERT INTO installation_entries (person_id, actor, event, target_type, target_id, before, after)
            VALUES (\(person), 'person', \(event), 'person', \(person.text), \(before)::jsonb, \(after)::jsonb)
            """)
    }
}

extension Actor {
    /// As the audit log keeps it: `person`, or the part of the program.
    fileprivate var name: String {
        switch self {
        case .person: "person"
        case .system(let task): "system:" + task.rawValue
        }
    }
}

extension Store {

    /// The newest entries of an organization, at most 200.
    package func auditEntries(_ scope: some Tenancy) async throws -> [AuditEntry] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT \(AuditEntry.columns) FROM audit_entries e
                WHERE e.organization_id = \(scope.organization)
                ORDER BY e.id DESC
                LIMIT 200
                """)
        }
    }
}

/// Who made the last change of a kind, and when.
package struct LastChange: Sendable {
    /// nil when it was the program.
    package let by: String?
    package let at: Instant
}

extension Store {
    package func lastChange(of event: AuditEntry.Event, _ scope: ProjectScope<some Permission>) async throws
        -> LastChange?
    {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT p.name, a.at FROM audit_entries a LEFT JOIN people p ON p.id = a.person_id
                WHERE a.organization_id = \(scope.organization) AND a.event = \(event)
                  AND a.target_id = \(scope.projectPublicID.rawValue)
                ORDER BY a.id DESC
                LIMIT 1
                """)
        }
    }
}

extension LastChange: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        by = try row["name"]
        at = try row["at"]
    }
}

extension AuditEntry.Event: SQLEncodable, SQLDecodable {}
extension AuditEntry.Target: SQLEncodable, SQLDecodable {}

extension AuditEntry: RowDecodable {
    static let columns: SQL = """
        e.id, e.event, e.person_id, e.actor, e.target_type, e.target_id, e.before::text, e.after::text, e.at, e.undoes
        """

    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], event: try row["event"], person: try row["person_id"], actor: try row["actor"],
            target: try row["target_type"], targetID: try row["target_id"], before: try row["before"],
            after: try row["after"], at: try row["at"], undoes: try row["undoes"])
    }
}

extension Store {
    /// A stored secret does not open with the installation's keys: what needed it was not done.
    package func recordUnreadable(_ secret: String, by scope: some ProjectTenancy, at now: Instant) async throws {
        try await transaction(scope) { db in
            guard let project = try db.project(scope) else { return }
            try db.record(
                .secretUnreadable, .project, project.publicID.rawValue, by: scope, at: now,
                after: JSONText.object(["secret": secret]))
        }
    }
}
