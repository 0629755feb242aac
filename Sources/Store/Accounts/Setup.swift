package import Models
import Postgres

/// The first operator with their organization, as the setup page asks for them.
package struct FirstOrganization: Sendable {
    package let person: Person.ID
    package let email: String
    package let name: String
    package let password: StoredPassword
    package let language: String
    package let organization: Organization.ID
    package let publicID: PublicID
    package let organizationName: String
    package let zone: String

    package init(
        person: Person.ID, email: String, name: String, password: StoredPassword, language: String,
        organization: Organization.ID, publicID: PublicID, organizationName: String, zone: String
    ) {
        self.person = person
        self.email = email
        self.name = name
        self.password = password
        self.language = language
        self.organization = organization
        self.publicID = publicID
        self.organizationName = organizationName
        self.zone = zone
    }
}

extension Store {
    /// Whether nobody runs the installation yet.
    package func needsSetup() async throws -> Bool {
        try await database.value("SELECT needs_setup()") ?? false
    }

    /// Keeps a one-time link, open for 24 hours. Earlier links stay open until they expire or are used.
    package func addSetupLink(tokenHash: [UInt8]) async throws {
        try await database.transaction([]) { db in
            _ = try db.execute(
                "INSERT INTO setup_links (token_sha256, expires_at) VALUES (\(tokenHash), now() + interval '24 hours')")
        }
    }

    package func isSetupLinkOpen(tokenHash: [UInt8]) async throws -> Bool {
        try await database.value("SELECT setup_link_is_open(\(tokenHash))") ?? false
    }

    /// Uses the link up and makes its operator, their organization and their membership as admin, all
    /// or nothing. False when the link was used or has expired; `EmailTaken` when the address is known.
    package func setUp(_ first: FirstOrganization, tokenHash: [UInt8], at now: Instant) async throws -> Bool {
        let tenancy = Founding(organization: first.organization, person: first.person)
        do {
            return try await transaction(tenancy) { db in
                let used: Bool? = try db.value(
                    """
                    SELECT use_setup_link(\(tokenHash), \(first.person), \(first.email), \(first.name), \(first.password.hash),
                                          \(first.password.pepperID), \(first.language), \(now))
                    """)
                guard used == true else { return false }
                try db.record(.operatorAdded, of: first.person, after: JSONText.object(["name": first.name]))
                try db.addOrganization(first, isDemo: false, by: tenancy, at: now)
                return true
            }
        } catch let error as PostgresError where error.constraint == "people_email_taken" {
            throw EmailTaken()
        }
    }
}

extension Store {
    /// A person who is nobody's member yet; `EmailTaken` when the address is known.
    package func addPerson(_ first: FirstOrganization, at now: Instant) async throws {
        try await addPerson(first.person, first.email, first.name, first.password, at: now)
    }

    func addPerson(_ id: Person.ID, _ email: String, _ name: String, _ password: StoredPassword, at now: Instant)
        async throws
    {
        do {
            try await transaction(of: id) { db in
                _ = try db.execute(
                    """
                    INSERT INTO people (id, email, name, password_hash, pepper_id, created_at)
                    VALUES (\(id), \(email), \(name), \(password.hash), \(password.pepperID), \(now))
                    """)
            }
        } catch let error as PostgresError where error.constraint == "people_email_taken" {
            throw EmailTaken()
        }
    }

    /// An organization with an existing person as its first admin.
    package func addOrganization(_ first: FirstOrganization, isDemo: Bool = false, at now: Instant) async throws {
        let tenancy = Founding(organization: first.organization, person: first.person)
        try await transaction(tenancy) { db in
            try db.addOrganization(first, isDemo: isDemo, by: tenancy, at: now)
        }
    }
}

/// Somebody signs in with this address already.
package struct EmailTaken: Error {}

/// The tenancy of an organization that is about to exist.
struct Founding: Tenancy {
    let organization: Organization.ID
    let person: Person.ID

    var actor: Actor { .person(person) }
}

extension Connection {
    /// The organization and its first admin.
    func addOrganization(_ first: FirstOrganization, isDemo: Bool, by scope: some Tenancy, at now: Instant) throws {
        try execute(
            """
            INSERT INTO organizations (id, public_id, name, language, zone, country, is_demo, created_at)
            VALUES (\(first.organization), \(first.publicID), \(first.organizationName), \(first.language), \(first.zone),
                    \(first.language == "uk" ? Country(code: "UA") : nil), \(isDemo), \(now))
            """)
        try addMember(first.person, .admin, to: first.organization, at: now)
        try run([
            "SELECT begin_lead_stages(\(first.organization))", "SELECT begin_refusal_reasons(\(first.organization))",
            "SELECT begin_lead_scoring(\(first.organization))",
        ])
        try record(
            .organizationCreated, .organization, first.publicID.rawValue, by: scope, at: now,
            after: JSONText.object([
                "name": first.organizationName, "language": first.language, "zone": first.zone,
            ]))
        try record(
            .memberAdded, .member, first.person.text, by: scope, at: now,
            after: JSONText.object(["role": Role.admin.rawValue]))
    }

    func addMember(_ person: Person.ID, _ role: Role, to organization: Organization.ID, at now: Instant) throws {
        try execute(
            """
            INSERT INTO memberships (organization_id, person_id, role, created_at)
            VALUES (\(organization), \(person), \(role), \(now))
            """)
    }
}
