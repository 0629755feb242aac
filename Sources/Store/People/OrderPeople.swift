package import Models
package import Postgres

extension Store {
    /// The managers of a project's CRM by name, at most 1,000; the ones it lists no more come last.
    package func orderManagers(_ scope: some ProjectTenancy) async throws -> [CRMPerson] {
        try await reading(scope) { db in try db.all(Self.managers(scope)) }
    }

    static func managers(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT m.manager_id, m.name, m.email, m.is_active, m.person_id, p.name AS member_name FROM order_managers m
        LEFT JOIN people p ON p.id = m.person_id
        WHERE m.organization_id = \(scope.organization) AND m.project_id = \(scope.project)
        ORDER BY m.is_active DESC, m.name, m.manager_id
        LIMIT 1000
        """
    }

    static func sources(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT source_id, name, currency, is_active FROM order_sources
        WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
        ORDER BY is_active DESC, name, source_id
        LIMIT 1000
        """
    }

    /// Keeps what the CRM told of its managers and sources. Nobody is deleted: one that it lists no more is
    /// inactive, and who is whom stays.
    package func savePeople(
        _ managers: [CRMPerson], _ sources: [OrderSource], by scope: some ProjectTenancy, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard try db.project(scope, locking: true) != nil else { throw NotVisible() }
            try db.run([
                """
                INSERT INTO order_managers AS m (organization_id, project_id, seen_at, manager_id, name, email, is_active)
                SELECT \(scope.organization), \(scope.project), \(now), *
                FROM unnest(
                    \(managers.map(\.id))::bigint[], \(managers.map(\.name))::text[], \(managers.map(\.email))::text[],
                    \(managers.map(\.isActive))::bool[])
                ON CONFLICT (organization_id, project_id, manager_id) DO UPDATE SET
                    name = excluded.name, email = excluded.email, is_active = excluded.is_active, seen_at = excluded.seen_at
                """,
                """
                UPDATE order_managers SET is_active = false
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND is_active
                  AND manager_id <> ALL(\(managers.map(\.id))::bigint[])
                """,
                """
                INSERT INTO order_sources AS s (organization_id, project_id, seen_at, source_id, name, currency, is_active)
                SELECT \(scope.organization), \(scope.project), \(now), *
                FROM unnest(
                    \(sources.map(\.id))::bigint[], \(sources.map(\.name))::text[], \(sources.map(\.currency))::text[],
                    \(sources.map(\.isActive))::bool[])
                ON CONFLICT (organization_id, project_id, source_id) DO UPDATE SET
                    name = excluded.name, currency = excluded.currency, is_active = excluded.is_active,
                    seen_at = excluded.seen_at
                """,
                """
                UPDATE order_sources SET is_active = false
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND is_active
                  AND source_id <> ALL(\(sources.map(\.id))::bigint[])
                """,
            ])
        }
    }
}

extension CRMPerson: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["manager_id"], name: try row["name"], email: try row["email"], isActive: try row["is_active"],
            person: try row["person_id"], memberName: try row["member_name"])
    }
}

extension OrderSource: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["source_id"], name: try row["name"], currency: try row["currency"],
            isActive: try row["is_active"])
    }
}
