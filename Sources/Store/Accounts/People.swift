package import Models
package import Postgres

/// A password as it is kept: the Argon2id text and the id of the pepper that went in before.
package struct StoredPassword: Sendable, Equatable {
    package let hash: String
    package let pepperID: String

    package init(hash: String, pepperID: String) {
        self.hash = hash
        self.pepperID = pepperID
    }
}

/// What a sign-in compares the typed password with.
package struct Login: Sendable {
    package let person: Person.ID
    package let password: StoredPassword
    package let name: String
    package let email: String
    package let lastOrganization: Organization.ID?
}

extension Store {
    /// nil for an address nobody active signs in with.
    package func login(email: String) async throws -> Login? {
        try await database.first(
            "SELECT person_id, password_hash, pepper_id, name, email, last_organization FROM find_login(\(email))")
    }

    /// Whether this browser has signed in as this person before.
    package func isKnownDevice(_ mark: [UInt8], of person: Person.ID) async throws -> Bool {
        try await transaction(of: person) { db in
            try db.value("SELECT true FROM device_marks WHERE token_sha256 = \(mark) AND person_id = \(person)")
                ?? false
        }
    }

    /// Stores a stronger hash of the same password.
    package func rehashPassword(_ password: StoredPassword, of person: Person.ID) async throws {
        try await transaction(of: person) { db in
            _ = try db.execute(
                "UPDATE people SET password_hash = \(password.hash), pepper_id = \(password.pepperID) WHERE id = \(person)"
            )
        }
    }

    /// Replaces the password, ends every other session and every pending link, forgets every known device, and
    /// tells the person by mail.
    package func changePassword(
        _ password: StoredPassword, of scope: PersonScope, keeping session: Int, notice: Letter
    ) async throws {
        try await transaction(of: scope.person) { db in
            try db.execute(
                "UPDATE people SET password_hash = \(password.hash), pepper_id = \(password.pepperID) WHERE id = \(scope.person)"
            )
            try db.execute("DELETE FROM device_marks WHERE person_id = \(scope.person)")
            let ended = try db.endEverythingElse(of: scope.person, keeping: session)
            try db.post(notice)
            try db.record(.passwordChanged, of: scope.person, after: JSONText.object(["sessions_ended": "\(ended)"]))
        }
    }

    package func profile(of scope: PersonScope) async throws -> Profile? {
        try await transaction(of: scope.person) { db in
            try db.first("SELECT name, language, theme, zone, version FROM people WHERE id = \(scope.person)")
        }
    }

    /// Replaces the version the person saw, or throws `StaleVersion`.
    package func saveProfile(_ profile: Profile, of scope: PersonScope) async throws {
        try await transaction(of: scope.person) { db in
            let before: Profile? = try db.first(
                "SELECT name, language, theme, zone, version FROM people WHERE id = \(scope.person) FOR NO KEY UPDATE")
            let changed = try db.execute(
                """
                UPDATE people
                SET name = \(profile.name), language = \(profile.language), theme = \(profile.theme), zone = \(profile.zone),
                    version = version + 1
                WHERE id = \(scope.person) AND version = \(profile.version)
                """)
            guard changed == 1 else { throw StaleVersion() }
            try db.record(.profileChanged, of: scope.person, before: before?.auditText, after: profile.auditText)
        }
    }

    /// Language and theme, chosen by a click anywhere; the last click wins. An empty theme forgets the choice.
    package func savePreference(language: String?, theme: String?, of scope: PersonScope) async throws {
        try await transaction(of: scope.person) { db in
            _ = try db.execute(
                """
                UPDATE people SET language = coalesce(\(language), language), theme = nullif(coalesce(\(theme), theme), '')
                WHERE id = \(scope.person)
                """)
        }
    }
}

extension Login: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        person = try row["person_id"]
        password = StoredPassword(hash: try row["password_hash"], pepperID: try row["pepper_id"])
        name = try row["name"]
        email = try row["email"]
        lastOrganization = try row["last_organization"]
    }
}

extension Profile {
    fileprivate var auditText: String {
        let fields = ["name": name, "language": language, "theme": theme, "zone": zone]
        return JSONText.object(fields.compactMapValues(\.self))
    }
}

extension Profile: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            name: try row["name"], language: try row["language"], theme: try row["theme"], zone: try row["zone"],
            version: try row["version"])
    }
}

extension Store {
    /// Who can grant a right in the organization: its admins by name, at most five.
    package func namesOfAdmins(of member: Member) async throws -> [String] {
        try await database.values(
            """
            SELECT p.name FROM memberships m JOIN people p ON p.id = m.person_id
            WHERE m.organization_id = \(member.organization) AND m.role = 'admin' AND m.is_active
            ORDER BY p.name, p.id
            LIMIT 5
            """,
            settings: [.organization(member.organization)])
    }
}
