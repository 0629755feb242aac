package import Models
package import Postgres

extension Store {
    /// The views of a list that the person may open: their own and the shared ones, by name.
    package func savedViews(of place: ListPlace, _ scope: some Tenancy) async throws -> [SavedView] {
        try await reading(scope) { db in try db.all(Self.savedViews(of: place, scope)) }
    }

    /// Rides along with the list's own statements.
    static func savedViews(of place: ListPlace, _ scope: some Tenancy) -> SQL {
        """
        SELECT v.id, v.name, v.query, v.is_shared, v.owner_id = \(scope.actor.person) AS is_own, v.version,
               coalesce((SELECT p.name FROM people p WHERE p.id = v.owner_id), '') AS owner,
               EXISTS (SELECT FROM default_views d
                       WHERE d.organization_id = v.organization_id AND d.view_id = v.id
                         AND d.person_id = \(scope.actor.person)) AS is_default
        FROM (SELECT * FROM saved_views
              WHERE organization_id = \(scope.organization) AND \(place.condition) AND owner_id = \(scope.actor.person)
              UNION ALL
              SELECT * FROM saved_views
              WHERE organization_id = \(scope.organization) AND \(place.condition) AND is_shared
                AND owner_id <> \(scope.actor.person)) v
        ORDER BY lower(v.name), v.id
        LIMIT 100
        """
    }

    /// Keeps a filter under a name for the person; answers the view's id. Throws `NameTaken` where they have
    /// one of that name, `TooManyViews` when they have thirty.
    package func saveView(
        _ form: SavedViewForm, query: String, of place: ListPlace, by scope: some Tenancy, at now: Instant
    ) async throws -> Int {
        try await namingViewTaken {
            try await transaction(scope) { db in
                let count: Int? = try db.value(
                    """
                    SELECT count(*) FROM saved_views
                    WHERE organization_id = \(scope.organization) AND \(place.condition)
                      AND owner_id = \(scope.actor.person)
                    """)
                guard (count ?? 0) < SavedView.most else { throw TooManyViews() }
                let id: Int? = try db.value(
                    """
                    INSERT INTO saved_views (organization_id, list, project_id, owner_id, name, query, is_shared, saved_at)
                    VALUES (\(scope.organization), \(place.name), \(place.project), \(scope.actor.person), \(form.name),
                            \(query), \(form.isShared), \(now))
                    RETURNING id
                    """)
                guard let id else { throw NotVisible() }
                try db.setDefault(form.isDefault, id, of: place, scope)
                try db.record(
                    .viewSaved, .view, "\(id)", by: scope, at: now,
                    after: ViewText.text(form.name, query, isShared: form.isShared, place))
                return id
            }
        }
    }

    /// Renames one's own view, shares it or takes it back, and with `query` lets it show something else.
    /// Of somebody else's shared view only whether one's own list opens with it changes. Throws `NotVisible`,
    /// `NameTaken`, and `StaleVersion` when it was changed since the form was shown. Answers the entry by which it can
    /// be taken back; nil when nothing of it was changed.
    @discardableResult
    package func changeView(
        _ id: Int, _ form: SavedViewForm, query: String?, of place: ListPlace, by scope: some Tenancy,
        at now: Instant
    ) async throws -> Int? {
        try await namingViewTaken {
            try await transaction(scope) { db in
                guard let view = try db.view(id, of: place, scope) else { throw NotVisible() }
                try db.setDefault(form.isDefault, id, of: place, scope)
                guard view.isOwn else { return nil }
                guard view.version == form.version else { throw StaleVersion() }
                let query = query ?? view.query
                let before = ViewText.text(view.name, view.query, isShared: view.isShared, place)
                let after = ViewText.text(form.name, query, isShared: form.isShared, place)
                if before == after { return nil }
                try db.execute(
                    """
                    UPDATE saved_views
                    SET name = \(form.name), query = \(query), is_shared = \(form.isShared), saved_at = \(now),
                        version = version + 1
                    WHERE organization_id = \(scope.organization) AND id = \(id)
                    """)
                return try db.record(.viewChanged, .view, "\(id)", by: scope, at: now, before: before, after: after)
            }
        }
    }

    /// Deletes one's own view for everybody. Throws `NotVisible`, also for somebody else's. Answers the entry by which
    /// it can be taken back.
    @discardableResult
    package func deleteView(
        _ id: Int, of place: ListPlace, by scope: some Tenancy, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            guard let view = try db.view(id, of: place, scope), view.isOwn else { throw NotVisible() }
            let openers: [Person.ID] = try db.values(
                """
                SELECT person_id FROM default_views
                WHERE organization_id = \(scope.organization) AND view_id = \(id) ORDER BY person_id
                """)
            try db.execute("DELETE FROM saved_views WHERE organization_id = \(scope.organization) AND id = \(id)")
            return try db.record(
                .viewDeleted, .view, "\(id)", by: scope, at: now,
                before: ViewText.text(view.name, view.query, isShared: view.isShared, place, openers: openers))
        }
    }

    private func namingViewTaken<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as PostgresError
            where error.constraint == "saved_views_name_taken"
        {
            throw NameTaken()
        }
    }
}

extension Connection {
    /// Locked, so that two changes come one after the other.
    fileprivate func view(_ id: Int, of place: ListPlace, _ scope: some Tenancy) throws -> SavedView? {
        let isThere: Int? = try value(
            """
            SELECT 1 FROM saved_views WHERE organization_id = \(scope.organization) AND id = \(id) FOR UPDATE
            """)
        guard isThere != nil else { return nil }
        let views: [SavedView] = try all(Store.savedViews(of: place, scope))
        return views.first { $0.id == id }
    }

    fileprivate func setDefault(_ isDefault: Bool, _ id: Int, of place: ListPlace, _ scope: some Tenancy) throws {
        guard isDefault else {
            try execute(
                """
                DELETE FROM default_views
                WHERE organization_id = \(scope.organization) AND view_id = \(id) AND person_id = \(scope.actor.person)
                """)
            return
        }
        try execute(
            """
            INSERT INTO default_views (organization_id, list, project_id, person_id, view_id)
            VALUES (\(scope.organization), \(place.name), \(place.project), \(scope.actor.person), \(id))
            ON CONFLICT (organization_id, list, project_id, person_id) DO UPDATE SET view_id = excluded.view_id
            """)
    }
}

/// A saved view as the audit log keeps it.
enum ViewText {
    /// `openers`: whose lists open with it.
    static func text(
        _ name: String, _ query: String, isShared: Bool, _ place: ListPlace, openers: [Person.ID] = []
    ) -> String {
        var fields = ["name": name, "query": query, "shared": isShared ? "yes" : "no", "list": place.name.rawValue]
        fields["project"] = place.project?.text
        if !openers.isEmpty { fields["openers"] = openers.map(\.text).joined(separator: " ") }
        return JSONText.object(fields)
    }
}

extension ListPlace.Name: SQLEncodable {}

extension ListPlace {
    /// Only with `=` or `IS NULL` is the place looked up in an index.
    var condition: SQL {
        if let project { "list = \(name) AND project_id = \(project)" } else { "list = \(name) AND project_id IS NULL" }
    }
}

extension SavedView: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], name: try row["name"], query: try row["query"], isShared: try row["is_shared"],
            isOwn: try row["is_own"], isDefault: try row["is_default"], owner: try row["owner"],
            version: try row["version"])
    }
}
