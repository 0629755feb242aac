package import Models
package import Postgres

extension Store {
    /// The tokens of one member, or of everybody in the organization; those that open something first, then the
    /// newest, at most 500.
    package func tokens(_ scope: Scope<SeeOrganization>, ofEverybody: Bool) async throws -> [TokenRecord] {
        let whose: SQL = ofEverybody ? "true" : "t.person_id = \(scope.person)"
        return try await reading(scope) { db in
            try db.all(
                """
                \(Self.tokenRows)
                WHERE t.organization_id = \(scope.organization) AND \(whose)
                ORDER BY t.revoked_at IS NOT NULL OR t.expires_at <= now() OR NOT m.is_active, t.created_at DESC, t.id
                LIMIT 500
                """)
        }
    }

    /// One token of the member's own, or any for an admin; nil when there is none that they may see.
    package func token(_ id: String, _ scope: Scope<SeeOrganization>) async throws -> TokenRecord? {
        try await reading(scope) { db in try db.token(id, scope) }
    }

    /// Keeps a new token of the member; `hash` is that of its secret.
    package func addToken(
        _ form: TokenForm, id: String, hash: [UInt8], by scope: Scope<SeeOrganization>, at now: Instant
    ) async throws {
        let expiry = now.advanced(seconds: form.days * 86_400)
        let networks = form.networks.map(\.description)
        try await transaction(scope) { db in
            try db.execute(
                """
                INSERT INTO api_tokens
                    (organization_id, id, person_id, name, scopes, secret_sha256, networks, created_at, expires_at)
                VALUES
                    (\(scope.organization), \(id), \(scope.person), \(form.name), \(form.scopes.map(\.rawValue)), \(hash),
                     \(networks)::cidr[], \(now), \(expiry))
                """)
            try db.record(.tokenCreated, .token, id, by: scope, at: now, after: form.auditText(until: expiry))
        }
    }

    /// Ends a token at once and for ever; throws `NotVisible` when there is none that the member may end. One that
    /// has ended stays as it is.
    package func revokeToken(_ id: String, by scope: Scope<SeeOrganization>, at now: Instant) async throws {
        try await transaction(scope) { db in
            guard let token = try db.token(id, scope) else { throw NotVisible() }
            guard token.revokedAt == nil else { return }
            try db.execute(
                """
                UPDATE api_tokens SET revoked_at = \(now)
                WHERE organization_id = \(scope.organization) AND id = \(id) AND revoked_at IS NULL
                """)
            try db.record(
                .tokenRevoked, .token, id, by: scope, at: now, before: JSONText.object(["name": token.name]))
        }
    }

    fileprivate static let tokenRows: SQL = """
        SELECT t.id, t.person_id, p.name AS person_name, t.name, t.scopes, t.networks::text[] AS networks, t.created_at,
               t.expires_at, t.last_used_at, t.revoked_at, m.is_active
        FROM api_tokens t
        JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id
        JOIN people p ON p.id = t.person_id
        """
}

extension Connection {
    fileprivate func token(_ id: String, _ scope: Scope<SeeOrganization>) throws -> TokenRecord? {
        let whose: SQL = ManageTokens.isHeld(by: scope.role) ? "true" : "t.person_id = \(scope.person)"
        return try first(
            "\(Store.tokenRows) WHERE t.organization_id = \(scope.organization) AND t.id = \(id) AND \(whose)")
    }
}

extension TokenForm {
    fileprivate func auditText(until expiry: Instant) -> String {
        JSONText.object([
            "name": name, "scopes": scopes.map(\.rawValue).joined(separator: " "), "expires_at": "\(expiry)",
            "networks": networks.map(\.description).joined(separator: " "),
        ])
    }
}

extension TokenRecord: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let scopes: [String] = try row["scopes"]
        self.init(
            id: try row["id"], person: try row["person_id"], personName: try row["person_name"], name: try row["name"],
            scopes: scopes.compactMap(TokenScope.init(rawValue:)), networks: try row["networks"],
            createdAt: try row["created_at"], expiresAt: try row["expires_at"], lastUsedAt: try row["last_used_at"],
            revokedAt: try row["revoked_at"], isMemberActive: try row["is_active"])
    }
}
