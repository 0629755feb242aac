package import Models
package import Postgres

extension Store {
    /// The tokens that have come under a threshold of days that their member was not told of, at most `limit`; those
    /// that open nothing any more are not among them.
    package func endingTokens(
        _ scope: OrganizationScope, limit: Int = 100, at now: Instant
    ) async throws -> [EndingToken] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT t.id, t.name, t.person_id, p.name AS person_name, p.email, p.language, t.expires_at, d.threshold,
                       o.name AS organization_name, o.public_id, o.zone
                FROM api_tokens t
                JOIN organizations o ON o.id = t.organization_id
                JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id AND m.is_active
                JOIN people p ON p.id = t.person_id AND p.is_active
                CROSS JOIN LATERAL (
                    SELECT min(days) AS threshold FROM unnest(\(EndingToken.thresholds)::int[]) AS days
                    WHERE t.expires_at <= \(now)::timestamptz + make_interval(days => days)
                      AND t.expires_at > t.created_at + make_interval(days => days)) d
                WHERE t.organization_id = \(scope.organization) AND t.revoked_at IS NULL AND t.expires_at > \(now)::timestamptz
                  AND (t.told_days IS NULL OR t.told_days > d.threshold) AND d.threshold IS NOT NULL
                ORDER BY t.expires_at, t.id
                LIMIT \(limit)
                """)
        }
    }

    /// Tells the token's member by a notice and a mail, and everybody who looks after tokens by the same notice; false
    /// when it was told before, or the token was revoked meanwhile.
    package func tell(
        _ token: EndingToken, _ notice: Notice, _ letter: Letter, by scope: OrganizationScope, at now: Instant
    ) async throws -> Bool {
        try await transaction(scope) { db in
            let told = try db.execute(
                """
                UPDATE api_tokens SET told_days = \(token.threshold)
                WHERE organization_id = \(scope.organization) AND id = \(token.id) AND revoked_at IS NULL
                  AND (told_days IS NULL OR told_days > \(token.threshold))
                """)
            guard told > 0 else { return false }
            // An admin's own token is told them once: it is the same notice.
            try db.notify(notice, to: .members([token.person], in: nil), by: scope, at: now)
            try db.notify(notice, to: .holders(of: ManageTokens.self, in: nil), by: scope, at: now)
            try db.post(letter)
            return true
        }
    }
}

extension EndingToken: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], name: try row["name"], person: try row["person_id"], personName: try row["person_name"],
            email: try row["email"], language: try row["language"], expiresAt: try row["expires_at"],
            threshold: try row["threshold"], organizationName: try row["organization_name"],
            organizationPublicID: try row["public_id"], zone: try row["zone"])
    }
}
