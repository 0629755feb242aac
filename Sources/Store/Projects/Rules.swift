package import Models
package import Postgres

/// The kinds of rules a project's orders are judged by.
package enum RuleKind: String, Sendable, CaseIterable {
    case sla, hours, statuses, urgent
}

/// One version of a rule as stored: its document, and the instant from which it holds.
package struct RuleVersion: Sendable, Equatable {
    package let kind: RuleKind
    package let version: Int
    /// nil: for all history.
    package let holdsFrom: Instant?
    /// JSON, as the rule's own type prints and reads it.
    package let document: String
    /// Who saved it; nil: the program, with the project.
    package let savedBy: String?
    package let savedAt: Instant
}

/// A rule about to be saved.
package struct NewRule: Sendable, Equatable {
    package let kind: RuleKind
    package let holdsFrom: Instant?
    package let document: String

    package init(_ kind: RuleKind, holdsFrom: Instant?, document: String) {
        self.kind = kind
        self.holdsFrom = holdsFrom
        self.document = document
    }
}

extension Store {
    /// Every version of every rule of a project, oldest first: what derives its orders. At most 10,000.
    package func rules(_ scope: some ProjectTenancy) async throws -> [RuleVersion] {
        try await reading(scope) { db in try db.rules(scope) }
    }

    /// The latest version of one kind.
    package func latestRule(_ kind: RuleKind, _ scope: some ProjectTenancy) async throws -> RuleVersion? {
        try await reading(scope) { db in try db.latestRule(kind, scope) }
    }

    /// Saves the next version after the one that the caller saw, or throws `StaleVersion`; every order
    /// derived by older rules is out of date from here on, and a job begins to count them again.
    ///
    /// `changes`: what else changes in the same transaction.
    package func saveRule(
        _ rule: NewRule, replacing version: Int, event: AuditEntry.Event, by scope: ProjectScope<EditRules>,
        at now: Instant, and changes: @escaping @Sendable (isolated Connection) throws -> Void = { _ in }
    ) async throws {
        try await transaction(scope) { db in
            guard try db.project(scope, locking: true) != nil else { throw NotVisible() }
            let latest = try db.latestRule(rule.kind, scope)
            guard latest?.version ?? 0 == version else { throw StaleVersion() }
            try db.addRule(rule, version: version + 1, project: scope.project, by: scope, at: now)
            try changes(db)
            try db.countRulesChange(scope)
            try db.enqueueRecompute(scope)
            try db.record(
                event, .project, scope.projectPublicID.rawValue, by: scope, at: now, before: latest?.document,
                after: rule.document)
        }
    }
}

extension Connection {
    func rules(_ scope: some ProjectTenancy) throws -> [RuleVersion] {
        try all(
            """
            SELECT r.kind, r.version, r.holds_from, r.document::text, p.name AS saved_by, r.saved_at
            FROM rule_versions r LEFT JOIN people p ON p.id = r.saved_by
            WHERE r.organization_id = \(scope.organization) AND r.project_id = \(scope.project)
            ORDER BY r.kind, r.version
            LIMIT 10000
            """)
    }

    func latestRule(_ kind: RuleKind, _ scope: some ProjectTenancy) throws -> RuleVersion? {
        try first(
            """
            SELECT r.kind, r.version, r.holds_from, r.document::text, p.name AS saved_by, r.saved_at
            FROM rule_versions r LEFT JOIN people p ON p.id = r.saved_by
            WHERE r.organization_id = \(scope.organization) AND r.project_id = \(scope.project) AND r.kind = \(kind)
            ORDER BY r.version DESC
            LIMIT 1
            """)
    }

    func addRule(_ rule: NewRule, version: Int, project: Project.ID, by scope: some Tenancy, at now: Instant) throws {
        try execute(
            """
            INSERT INTO rule_versions
                (organization_id, project_id, kind, version, holds_from, document, saved_by, saved_at)
            VALUES
                (\(scope.organization), \(project), \(rule.kind), \(version), \(rule.holdsFrom), \(rule.document)::jsonb,
                 \(scope.actor.person), \(now))
            """)
    }
}

extension RuleKind: SQLEncodable, SQLDecodable {}

extension RuleVersion: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        kind = try row["kind"]
        version = try row["version"]
        holdsFrom = try row["holds_from"]
        document = try row["document"]
        savedBy = try row["saved_by"]
        savedAt = try row["saved_at"]
    }
}
