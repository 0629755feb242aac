package import Models
import Postgres

extension Store {
    /// Takes back a change of one's own saved view, or its deletion: it is there again under its number, and the lists
    /// that opened with it do so again unless they were given another one since. `canShare`: whether the person may
    /// share views now. Throws `NewerChange` when the view was changed since or its name is taken, `UndoneAlready`,
    /// and `NotVisible` for somebody else's. Answers the entry by which this can be taken back in turn.
    package func undoView(
        _ entry: AuditEntry, of place: ListPlace, canShare: Bool, by scope: some Tenancy, at now: Instant
    ) async throws -> Int {
        guard let id = Int(entry.targetID), entry.person == scope.actor.person else { throw NotVisible() }
        do {
            return try await transaction(scope) { db in
                let current = try db.stored(id, place, scope)
                try db.refuseUndone(entry.id, scope)
                try db.refuseOlder(entry, scope)
                let saved: SavedState? = try db.first(
                    """
                    SELECT before->>'name' AS name, before->>'query' AS query, before->>'shared' = 'yes' AS is_shared,
                           before->>'openers' AS openers, after::text AS after
                    FROM audit_entries WHERE organization_id = \(scope.organization) AND id = \(entry.id)
                    """)
                guard let saved, canShare || !saved.isShared else { throw NewerChange() }
                let text = ViewText.text(saved.name, saved.query, isShared: saved.isShared, place)
                if let current {
                    guard entry.event == .viewChanged else { throw NewerChange() }
                    try db.execute(
                        """
                        UPDATE saved_views
                        SET name = \(saved.name), query = \(saved.query), is_shared = \(saved.isShared), saved_at = \(now),
                            version = version + 1
                        WHERE organization_id = \(scope.organization) AND id = \(id)
                        """)
                    return try db.record(
                        .viewChanged, .view, "\(id)", by: scope, at: now, before: current, after: text,
                        undoing: entry.id)
                }
                guard entry.event == .viewDeleted else { throw NewerChange() }
                try db.restore(id, saved, place, scope, at: now)
                return try db.record(
                    .viewSaved, .view, "\(id)", by: scope, at: now, after: text, undoing: entry.id)
            }
        } catch let error as PostgresError where error.constraint == "saved_views_name_taken" {
            throw NewerChange()
        } catch let error as PostgresError where error.constraint == "saved_views_pkey" {
            throw UndoneAlready()
        }
    }
}

extension Connection {
    /// The view as the audit log would keep it, locked; nil when it is deleted. Throws `NotVisible` for somebody else's.
    fileprivate func stored(_ id: Int, _ place: ListPlace, _ scope: some Tenancy) throws -> String? {
        let view: StoredView? = try first(
            """
            SELECT name, query, is_shared, owner_id FROM saved_views
            WHERE organization_id = \(scope.organization) AND id = \(id) AND \(place.condition) FOR UPDATE
            """)
        guard let view else { return nil }
        guard view.owner == scope.actor.person else { throw NotVisible() }
        return ViewText.text(view.name, view.query, isShared: view.isShared, place)
    }

    fileprivate func restore(
        _ id: Int, _ saved: SavedState, _ place: ListPlace, _ scope: some Tenancy, at now: Instant
    ) throws {
        let count: Int? = try value(
            """
            SELECT count(*) FROM saved_views
            WHERE organization_id = \(scope.organization) AND \(place.condition)
              AND owner_id = \(scope.actor.person)
            """)
        guard (count ?? 0) < SavedView.most else { throw NewerChange() }
        try execute(
            """
            INSERT INTO saved_views (organization_id, id, list, project_id, owner_id, name, query, is_shared, saved_at)
            OVERRIDING SYSTEM VALUE
            VALUES (\(scope.organization), \(id), \(place.name), \(place.project), \(scope.actor.person), \(saved.name), \(saved.query),
                    \(saved.isShared), \(now))
            """)
        try execute(
            """
            INSERT INTO default_views (organization_id, list, project_id, person_id, view_id)
            SELECT \(scope.organization), \(place.name), \(place.project), m.person_id, \(id) FROM memberships m
            WHERE m.organization_id = \(scope.organization) AND m.person_id = ANY(\(saved.openers)::uuid[])
            ON CONFLICT DO NOTHING
            """)
    }
}

private struct StoredView: RowDecodable {
    let name, query: String
    let isShared: Bool
    let owner: Person.ID

    init(_ row: Row) throws(RowError) {
        name = try row["name"]
        query = try row["query"]
        isShared = try row["is_shared"]
        owner = try row["owner_id"]
    }
}

private struct SavedState: RowDecodable {
    let name, query: String
    let isShared: Bool
    let openers: [Person.ID]

    init(_ row: Row) throws(RowError) {
        let openers: String? = try row["openers"]
        name = try row["name"]
        query = try row["query"]
        isShared = try row["is_shared"]
        self.openers = (openers ?? "").split(separator: " ").compactMap { Person.ID(text: String($0)) }
    }
}
