import Jobs
package import Models
import Postgres

extension Store {
    /// Every version of the organization's working hours, oldest first; none: it works around the clock.
    package func organizationHours(_ scope: some Tenancy) async throws -> [RuleVersion] {
        try await reading(scope) { db in try db.organizationHours(scope) }
    }

    /// Saves the next version after the one that the caller saw, or throws `StaleVersion`. Projects that have no hours of
    /// their own go by these, so the orders of every project are counted again by a job. Answers the audit entry.
    @discardableResult
    package func saveOrganizationHours(
        _ hours: NewRule, replacing version: Int, by scope: Scope<EditRules>, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            // Two who save at once are told apart here.
            try db.execute("SELECT FROM organizations WHERE id = \(scope.organization) FOR NO KEY UPDATE")
            let latest = try db.organizationHours(scope).last
            guard latest?.version ?? 0 == version else { throw StaleVersion() }
            try db.execute(
                """
                INSERT INTO organization_hours (organization_id, version, holds_from, document, saved_by, saved_at)
                VALUES (\(scope.organization), \(version + 1), \(hours.holdsFrom), \(hours.document)::jsonb, \(scope.person), \(now))
                """)
            let projects: [Project.ID] = try db.values(
                """
                UPDATE projects SET rules_number = rules_number + 1
                WHERE organization_id = \(scope.organization)
                RETURNING id
                """)
            for project in projects.sorted(by: { $0.text < $1.text }) {
                try db.enqueue(
                    Job(
                        OrderJob.recompute, organization: scope.organization.rawValue,
                        payload: OrderJob(project: project.rawValue, order: nil), key: project.text))
            }
            return try db.record(
                .organizationHoursSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: latest?.auditText, after: hours.auditText(version: version + 1))
        }
    }
}

extension Store {
    /// So many of the organization's projects, those first that are there longest.
    package func firstProjects(_ count: Int, _ scope: Scope<EditRules>) async throws -> [ProjectAccess] {
        let projects: [FirstProject] = try await reading(scope) { db in
            try db.all(
                """
                SELECT id, public_id FROM projects WHERE organization_id = \(scope.organization)
                ORDER BY id LIMIT \(count)
                """)
        }
        return projects.map { ProjectAccess(id: $0.id, publicID: $0.publicID, isMember: false) }
    }
}

private struct FirstProject: RowDecodable {
    let id: Project.ID
    let publicID: PublicID

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        publicID = try row["public_id"]
    }
}

extension Connection {
    func organizationHours(_ scope: some Tenancy) throws -> [RuleVersion] {
        try all(
            """
            SELECT 'hours' AS kind, h.version, h.holds_from, h.document::text, p.name AS saved_by, h.saved_at
            FROM organization_hours h LEFT JOIN people p ON p.id = h.saved_by
            WHERE h.organization_id = \(scope.organization)
            ORDER BY h.version
            LIMIT 10000
            """)
    }
}
