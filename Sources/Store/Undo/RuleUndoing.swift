package import Models
import Postgres

extension Store {
    /// Takes back one saved change of a project's rules: what was to hold before it holds again, from the same
    /// instants, as new versions. Throws `NewerChange` when the rules were saved again since, `UndoneAlready`
    /// when it has been taken back. Answers the entry by which this can be taken back in turn.
    package func undoRule(
        _ kind: RuleKind, _ entry: AuditEntry, by scope: ProjectScope<EditRules>, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            guard try db.project(scope, locking: true) != nil else { throw NotVisible() }
            try db.refuseUndone(entry.id, scope)
            let versions = try db.rules(scope).filter { $0.kind == kind }
            let saved = try db.savedVersions(entry, scope)
            guard let latest = versions.last, let before = saved.before, latest.version == saved.after else {
                throw NewerChange()
            }
            let restored = RuleVersion.restoring(versions, before: before)
            guard let last = restored.last else { throw NewerChange() }
            for (number, rule) in restored.enumerated() {
                try db.addRule(
                    rule, version: latest.version + 1 + number, project: scope.project, by: scope, at: now)
            }
            if kind == .statuses { try db.forgetSeen(entry, scope) }
            try db.countRulesChange(scope)
            try db.enqueueRecompute(scope)
            return try db.record(
                entry.event, .project, scope.projectPublicID.rawValue, by: scope, at: now, before: latest.auditText,
                after: last.auditText(version: latest.version + restored.count), undoing: entry.id)
        }
    }
}

extension RuleVersion {
    /// The versions to save so that everything holds as it did before the version after `before`: a version
    /// replaces all that was to hold from its instant on, so from the earliest such instant on all is said again.
    static func restoring(_ versions: [RuleVersion], before: Int) -> [NewRule] {
        guard let kind = versions.first?.kind else { return [] }
        let kept = versions.filter { $0.version <= before }, undone = versions.filter { $0.version > before }
        guard let first = kept.first, !undone.isEmpty else { return [] }
        let history = Versions(first.document, saved: kept.map { ($0.holdsFrom, $0.document) })
        let instants = undone.compactMap(\.holdsFrom)
        guard instants.count == undone.count, let start = instants.min() else {
            return [NewRule(kind, holdsFrom: nil, document: history.initial)]
                + history.changes.map { NewRule(kind, holdsFrom: $0.from, document: $0.value) }
        }
        return [NewRule(kind, holdsFrom: start, document: history.inForce(at: start))]
            + history.changes.filter { $0.from > start }.map {
                NewRule(kind, holdsFrom: $0.from, document: $0.value)
            }
    }
}

private struct SavedVersions: RowDecodable {
    let before: Int?
    let after: Int?

    init(_ row: Row) throws(RowError) {
        before = try row["before"]
        after = try row["after"]
    }
}

extension Connection {
    /// The numbers of the rule's versions that an entry speaks of.
    fileprivate func savedVersions(_ entry: AuditEntry, _ scope: some Tenancy) throws -> SavedVersions {
        let saved: SavedVersions? = try first(
            """
            SELECT (before->>'version')::int AS before, (after->>'version')::int AS after FROM audit_entries
            WHERE organization_id = \(scope.organization) AND id = \(entry.id)
            """)
        guard let saved else { throw NotVisible() }
        return saved
    }

    /// The statuses that were new before that map was saved are new again.
    fileprivate func forgetSeen(_ entry: AuditEntry, _ scope: some ProjectTenancy) throws {
        try execute(
            """
            UPDATE statuses SET is_new = true
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND status_id IN (
                SELECT new.id::bigint FROM audit_entries e CROSS JOIN jsonb_array_elements_text(e.before->'new') AS new (id)
                WHERE e.organization_id = \(scope.organization) AND e.id = \(entry.id))
            """)
    }
}
