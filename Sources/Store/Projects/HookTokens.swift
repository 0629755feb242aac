package import Models
package import Postgres

extension Store {
    /// The secrets of the webhook address that still open it, newest first.
    package func hookTokens(_ scope: ProjectScope<ManageProjects>) async throws -> [HookToken] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT sealed, created_at, expires_at FROM hook_tokens
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                  AND (expires_at IS NULL OR expires_at > now())
                ORDER BY expires_at DESC NULLS FIRST
                """)
        }
    }

    /// Makes a new secret the current one; the one before stays valid for 24 hours, older ones end.
    /// `current`: when the one that the caller saw was made; throws `StaleVersion` when it is not the current
    /// one any more, so that a button pressed twice does not end the secret that the source still uses.
    package func rotateHook(
        tokenHash: [UInt8], sealed: [UInt8], replacing current: Instant, by scope: ProjectScope<ManageProjects>,
        at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            _ = try db.project(scope, locking: true)
            let latest: Instant? = try db.value(
                """
                SELECT created_at FROM hook_tokens
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND expires_at IS NULL
                """)
            guard latest == current else { throw StaleVersion() }
            try db.execute(
                """
                DELETE FROM hook_tokens
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND expires_at IS NOT NULL
                """)
            try db.execute(
                """
                UPDATE hook_tokens SET expires_at = now() + interval '24 hours'
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                """)
            try db.addHook(tokenHash, sealed, to: scope.project, of: scope.organization, at: now)
            // Which secret, never the secret: each is known by when it was made.
            try db.record(
                .hookRotated, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                before: JSONText.object(["made": current.description]),
                after: JSONText.object(["made": now.description]))
        }
    }
}

extension Connection {
    func addHook(
        _ hash: [UInt8], _ sealed: [UInt8], to project: Project.ID, of organization: Organization.ID, at now: Instant
    ) throws {
        try execute(
            """
            INSERT INTO hook_tokens (organization_id, project_id, token_sha256, sealed, created_at)
            VALUES (\(organization), \(project), \(hash), \(sealed), \(now))
            """)
    }
}

extension HookToken: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(sealed: try row["sealed"], createdAt: try row["created_at"], expiresAt: try row["expires_at"])
    }
}
