package import Models
package import Postgres

/// An organization has two open secrets already.
package struct SecretsInUse: Error {}

/// Who knocks at the door of leads with a right secret.
package struct LeadDoor: Sendable {
    package let scope: OrganizationScope
    package let secret: Int
    /// What the organization speaks.
    package let language: String?
}

extension Store {
    /// How many are open at the same time: the one in use and the one that follows it.
    private static let mostSecrets = 2

    /// The organization behind the address, when the secret is one of its.
    package func leadDoor(_ organization: PublicID, secretHash: [UInt8]) async throws -> LeadDoor? {
        try await database.first(
            "SELECT organization_id, secret_id, language FROM find_lead_door(\(organization), \(secretHash))")
    }

    /// The organization of an open form.
    package func leadForm(_ form: PublicID) async throws -> OrganizationScope? {
        let organization: Organization.ID? = try await database.value(
            "SELECT find_lead_form(\(form))", as: Organization.ID.self)
        return organization.map { OrganizationScope(organization: $0, task: .leads) }
    }

    /// Notes that a secret was used, once a minute at most.
    package func noteUse(of door: LeadDoor, at now: Instant) async throws {
        let scope = door.scope
        try await transaction(scope) { db in
            _ = try db.execute(
                """
                UPDATE lead_secrets SET last_used_at = \(now)
                WHERE organization_id = \(scope.organization) AND id = \(door.secret)
                  AND (last_used_at IS NULL OR last_used_at < \(now.advanced(seconds: -60)))
                """)
        }
    }

    /// The open secrets, the newest first.
    package func leadSecrets(_ scope: Scope<ManageOrganization>) async throws -> [LeadSecret] {
        try await reading(scope) { db in try db.all(Self.leadSecrets(scope)) }
    }

    static func leadSecrets(_ scope: some Tenancy) -> SQL {
        """
        SELECT id, created_at, last_used_at FROM lead_secrets
        WHERE organization_id = \(scope.organization)
        ORDER BY id DESC
        LIMIT 10
        """
    }

    /// Opens another secret. Throws `SecretsInUse` where two are open.
    package func addLeadSecret(
        hash: [UInt8], by scope: Scope<ManageOrganization>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            // Two who press the button at once follow each other.
            try db.execute("SELECT FROM organizations WHERE id = \(scope.organization) FOR NO KEY UPDATE")
            let open: [LeadSecret] = try db.all(Self.leadSecrets(scope))
            guard open.count < Self.mostSecrets else { throw SecretsInUse() }
            try db.execute(
                """
                INSERT INTO lead_secrets (organization_id, secret_sha256, created_at, created_by)
                VALUES (\(scope.organization), \(hash), \(now), \(scope.person))
                """)
            // Which secret, never the secret: each is known by when it was made.
            try db.record(
                .leadSecretMade, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(["made": now.description]))
        }
    }

    /// Ends a secret at once. Throws `NotVisible`.
    package func endLeadSecret(_ id: Int, by scope: Scope<ManageOrganization>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let made: Instant? = try db.value(
                """
                DELETE FROM lead_secrets WHERE organization_id = \(scope.organization) AND id = \(id)
                RETURNING created_at
                """)
            guard let made else { throw NotVisible() }
            try db.record(
                .leadSecretEnded, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: JSONText.object(["made": made.description]))
        }
    }

    /// Tells those who look after the organization of each secret that has been in use for `days`, once.
    package func tellOldLeadSecrets(_ notice: Notice, days: Int, by scope: OrganizationScope, at now: Instant)
        async throws
    {
        try await transaction(scope) { db in
            let told = try db.execute(
                """
                UPDATE lead_secrets SET told_at = \(now)
                WHERE organization_id = \(scope.organization) AND told_at IS NULL
                  AND created_at <= \(now.advanced(seconds: -days * 86_400))
                """)
            if told > 0 {
                try db.notify(notice, to: .holders(of: ManageOrganization.self, in: nil), by: scope, at: now)
            }
        }
    }
}

extension LeadDoor: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            scope: OrganizationScope(organization: try row["organization_id"], task: .leads),
            secret: try row["secret_id"], language: try row["language"])
    }
}

extension LeadSecret: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(id: try row["id"], createdAt: try row["created_at"], lastUsedAt: try row["last_used_at"])
    }
}
