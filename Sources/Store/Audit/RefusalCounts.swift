package import Models
package import Postgres

extension Store {
    /// Counts a wrong password: one row an hour for each person, and one for all addresses that are no account's.
    package func noteSignInFailure(of person: Person.ID?) async throws {
        _ = try await database.execute("SELECT note_sign_in_failure(\(person))")
    }

    /// Counts a refused right: one row an hour for each member and right.
    package func noteDenial(of right: String, to member: Member, at now: Instant) async throws {
        let hour = Instant(second: now.second / 3_600 * 3_600)
        try await database.execute(
            """
            INSERT INTO denials AS d (organization_id, hour, person_id, right_key, count, last_at)
            VALUES (\(member.organization), \(hour), \(member.person), \(right), 1, \(now))
            ON CONFLICT (organization_id, hour, person_id, right_key) DO UPDATE
            SET count = d.count + 1, last_at = excluded.last_at
            """, settings: [.organization(member.organization)])
    }

    /// What members were refused and where their sign-ins failed since an instant, newest first, at most 200.
    package func refusals(_ scope: Scope<SeeActivity>, since: Instant) async throws -> [RefusalCount] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT p.name AS person, x.right_key, x.count, x.last_at
                FROM (SELECT d.person_id, d.right_key, sum(d.count)::bigint AS count, max(d.last_at) AS last_at
                      FROM denials d
                      WHERE d.organization_id = \(scope.organization) AND d.hour >= \(since)
                      GROUP BY d.person_id, d.right_key
                      UNION ALL
                      SELECT f.person_id, NULL, sum(f.count)::bigint, max(f.last_at)
                      FROM memberships m JOIN sign_in_failures f ON f.person_id = m.person_id
                      WHERE m.organization_id = \(scope.organization) AND f.hour >= \(since)
                      GROUP BY f.person_id) x
                JOIN people p ON p.id = x.person_id
                ORDER BY x.last_at DESC, p.name
                LIMIT 200
                """)
        }
    }
}

/// How often somebody was refused something.
package struct RefusalCount: Sendable, Equatable, RowDecodable {
    package let person: String
    /// The right that was missing; nil: a wrong password at the sign-in.
    package let right: String?
    package let count: Int
    package let lastAt: Instant

    package init(_ row: Row) throws(RowError) {
        person = try row["person"]
        right = try row["right_key"]
        count = try row["count"]
        lastAt = try row["last_at"]
    }
}
