package import Models
package import Postgres

/// A lead is refused without one of the organization's reasons.
package struct ReasonNeeded: Error {}

extension Store {
    /// Why leads are refused, in the order of the list.
    package func refusalReasons(_ scope: Scope<some Permission>) async throws -> [RefusalReason] {
        try await reading(scope) { db in try db.refusalReasons(scope) }
    }

    /// Replaces the list by those names; what was kept with leads stays as it is. `shown`: the names as the form showed
    /// them. Throws `StaleVersion` where they are others by now.
    package func saveRefusalReasons(
        _ names: [String], replacing shown: [String], by scope: Scope<EditStages>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            // One at a time, also where there is no reason yet that could be locked.
            try db.execute(
                """
                SELECT FROM lead_stages WHERE organization_id = \(scope.organization) ORDER BY position, id FOR UPDATE
                """)
            let old = try db.refusalReasons(scope).map(\.name)
            guard old == shown else { throw StaleVersion() }
            if old == names { return }
            try db.run([
                "DELETE FROM refusal_reasons WHERE organization_id = \(scope.organization) AND NOT name = ANY(\(names)::text[])",
                """
                INSERT INTO refusal_reasons AS r (organization_id, name, position)
                SELECT \(scope.organization), n.name, n.place
                FROM unnest(\(names)::text[]) WITH ORDINALITY AS n (name, place)
                ON CONFLICT (organization_id, lower(name)) DO UPDATE SET position = excluded.position
                """,
            ])
            try db.record(
                .refusalReasonsSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: JSONText.object(["reasons": old.joined(separator: "; ")]),
                after: JSONText.object(["reasons": names.joined(separator: "; ")]))
        }
    }
}

extension Connection {
    fileprivate func refusalReasons(_ scope: some Tenancy) throws -> [RefusalReason] {
        try all(
            """
            SELECT r.id, r.name FROM refusal_reasons r
            WHERE r.organization_id = \(scope.organization)
            ORDER BY r.position, r.id
            LIMIT 100
            """)
    }

    /// What the reason is called; throws `ReasonNeeded` where there is none of that number.
    func refusal(_ reason: Int?, _ scope: some Tenancy) throws -> String {
        let reasons = try refusalReasons(scope)
        guard let found = reasons.first(where: { $0.id == reason }) else { throw ReasonNeeded() }
        return found.name
    }
}

extension RefusalReason: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(id: try row["id"], name: try row["name"])
    }
}
