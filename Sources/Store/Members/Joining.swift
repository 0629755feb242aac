package import Models
package import Postgres

/// Somebody new who signs up by an invitation; the address is the one it was sent to.
package struct NewPerson: Sendable {
    package let id: Person.ID
    package let name: String
    package let password: StoredPassword
    package let language: String

    package init(id: Person.ID, name: String, password: StoredPassword, language: String) {
        self.id = id
        self.name = name
        self.password = password
        self.language = language
    }
}

extension Store {
    /// What an open invitation offers; nil when it was used, revoked, has expired or never was.
    package func invitationOffer(tokenHash: [UInt8]) async throws -> InvitationOffer? {
        try await database.first(
            "SELECT organization_name, email, role, inviter, language, person_id FROM find_invitation(\(tokenHash))")
    }

    /// Somebody new takes an invitation up: account and membership, or nothing. Nil when it is not open any
    /// more; `EmailTaken` when somebody signs in with the address meanwhile.
    package func join(by tokenHash: [UInt8], as new: NewPerson, at now: Instant) async throws -> PublicID? {
        do {
            return try await accept(
                """
                SELECT organization_id, public_id, role FROM accept_invitation(
                    \(tokenHash), \(new.id), \(new.name), \(new.password.hash), \(new.password.pepperID), \(new.language), \(now))
                """, new.id, now)
        } catch let error as PostgresError where error.constraint == "people_email_taken" {
            throw EmailTaken()
        }
    }

    /// A person takes an invitation up that was sent to their own address. Nil when it is not open, or was
    /// sent to another one.
    package func join(by tokenHash: [UInt8], as scope: PersonScope, at now: Instant) async throws -> PublicID? {
        try await accept(
            """
            SELECT organization_id, public_id, role
            FROM accept_invitation(\(tokenHash), \(scope.person), NULL, NULL, NULL, NULL, \(now))
            """, scope.person, now)
    }

    private func accept(_ sql: SQL, _ person: Person.ID, _ now: Instant) async throws -> PublicID? {
        try await transaction(of: person) { db in
            guard let joined: Joined = try db.first(sql) else { return nil }
            try db.enter(joined.organization)
            try db.record(
                .memberAdded, .member, person.text, by: Personal(organization: joined.organization, person: person),
                at: now, after: JSONText.object(["role": joined.role.rawValue]))
            return joined.publicID
        }
    }
}

private struct Joined: RowDecodable {
    let organization: Organization.ID
    let publicID: PublicID
    let role: Role

    init(_ row: Row) throws(RowError) {
        organization = try row["organization_id"]
        publicID = try row["public_id"]
        role = try row["role"]
    }
}

extension InvitationOffer: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            organization: try row["organization_name"], email: try row["email"], role: try row["role"],
            inviter: try row["inviter"], language: try row["language"], person: try row["person_id"])
    }
}
