package import Models
import Postgres

extension Connection {
    /// Tells an audience, in the transaction of what happened: nobody is told of what was rolled back.
    func notify(_ notice: Notice, to audience: Audience, by scope: some Tenancy, at now: Instant) throws {
        try run(Store.statements(telling: notice, to: audience, by: scope, at: now))
        ring()
    }

    /// The same in the trip of the COMMIT.
    func notifyAtCommit(_ notice: Notice, to audience: Audience, by scope: some Tenancy, at now: Instant) {
        runAtCommit(Store.statements(telling: notice, to: audience, by: scope, at: now))
        ring()
    }
}

extension Store {
    /// One statement for all recipients, and before it one for what repeats: who has not read yet what was
    /// told more than an hour ago finds it refreshed.
    static func statements(
        telling notice: Notice, to audience: Audience, by scope: some Tenancy, at now: Instant
    ) -> [SQL] {
        let arguments = JSONText.object(notice.arguments)
        // Each project repeats for itself.
        let key = notice.collapsing.map { collapsing in
            audience.project.map { "\(collapsing) \($0.text)" } ?? collapsing
        }
        let quietSince = now.advanced(seconds: -3_600)
        let add: SQL = """
            WITH told AS (
                INSERT INTO notifications
                    (organization_id, person_id, project_id, permission, type, priority, category, title, message, arguments,
                     action_url, related_entity_type, related_entity_id, collapse_key, expires_at, created_at, told_at)
                SELECT \(scope.organization), a.person_id, \(audience.project), \(audience.permission), \(notice.level),
                       \(notice.priority), \(notice.category), \(notice.words.titleKey), \(notice.words.textKey),
                       \(arguments)::jsonb, \(notice.address), \(notice.subject), \(notice.subjectID),
                       \(key), \(notice.expiresAt)::timestamptz, \(now), \(now)
                FROM (\(people(of: audience, scope))) a
                WHERE NOT EXISTS (
                    SELECT FROM notifications n
                    WHERE n.organization_id = \(scope.organization) AND n.person_id = a.person_id
                      AND n.collapse_key = \(key)
                      AND (n.told_at > \(quietSince) OR NOT n.is_read AND n.deleted_at IS NULL))
                ORDER BY a.person_id
                ON CONFLICT DO NOTHING
                RETURNING person_id)
            INSERT INTO events (organization_id, topic, people)
            SELECT \(scope.organization), \(LiveTopic.notifications), array_agg(told.person_id) FROM told HAVING count(*) > 0
            """
        guard let key else { return [add] }
        let refresh: SQL = """
            UPDATE notifications n
            SET told_at = \(now), arguments = \(arguments)::jsonb, repeats = n.repeats + 1
            WHERE n.organization_id = \(scope.organization) AND n.collapse_key = \(key) AND NOT n.is_read
              AND n.deleted_at IS NULL AND n.told_at <= \(quietSince)
              AND n.person_id IN (\(people(of: audience, scope)))
            """
        return [refresh, add]
    }

    private static func people(of audience: Audience, _ scope: some Tenancy) -> SQL {
        let members: SQL = """
            SELECT m.person_id FROM memberships m
            WHERE m.organization_id = \(scope.organization) AND m.is_active
            """
        switch audience {
        case .members(let people, nil):
            return "\(members) AND m.person_id = ANY(\(people)::uuid[])"
        case .members(let people, let project?):
            return "\(members) AND m.person_id = ANY(\(people)::uuid[]) AND \(sees(project, scope))"
        case .holders(let right, let project):
            let holders: SQL = """
                \(members) AND m.role = ANY(\(Role.allCases.filter(right.isHeld))::text[])
                AND m.person_id IS DISTINCT FROM \(scope.actor.person)::uuid
                """
            return project.map { "\(holders) AND \(sees($0, scope))" } ?? holders
        }
    }

    private static func sees(_ project: Project.ID, _ scope: some Tenancy) -> SQL {
        """
        (m.role = ANY(\(Role.allCases.filter(\.seesEveryProject))::text[]) OR EXISTS (
            SELECT FROM project_members pm
            WHERE pm.organization_id = \(scope.organization) AND pm.project_id = \(project) AND pm.person_id = m.person_id))
        """
    }
}

extension Notice.Level: SQLEncodable, SQLDecodable {}
extension Notice.Priority: SQLEncodable, SQLDecodable {}
extension Notice.Category: SQLEncodable, SQLDecodable {}
extension Notice.Subject: SQLEncodable {}

extension Store {
    /// Forgets at most so many notices ninety days after they were read; answers how many.
    package func purgeNotices(limit: Int) async throws -> Int {
        try await database.value("SELECT purge_notices(\(limit))", readOnly: false) ?? 0
    }
}
