package import Models
package import Postgres

extension Store {
    /// Keeps what somebody wants to begin with for 24 hours and posts the mail that lets them confirm it. Where
    /// the address is somebody's already, `letter` is given them, and the link opens nothing.
    package func askSignUp(
        _ form: SignUpForm, tokenHash: [UInt8], letter: @escaping @Sendable (AddressOwner?) throws -> Letter
    ) async throws {
        try await database.transaction([]) { db in
            let owner: AddressOwner? = try db.first(
                """
                SELECT person_id, email, name, language
                FROM ask_sign_up(\(tokenHash), \(form.email), \(form.name), \(form.organization), \(form.language))
                """)
            try db.post(try letter(owner))
        }
    }

    /// What the link would make while it is open; looking uses nothing up.
    package func signUp(tokenHash: [UInt8]) async throws -> SignUpForm? {
        try await database.first("SELECT email, name, organization, language FROM open_sign_up(\(tokenHash))")
    }

    /// Uses the link up and makes the person, their organization and their membership as its admin, all or
    /// nothing. False when it was used or has expired; `EmailTaken` when the address is somebody's by now.
    package func confirmSignUp(_ first: FirstOrganization, tokenHash: [UInt8], at now: Instant) async throws -> Bool {
        let tenancy = Founding(organization: first.organization, person: first.person)
        do {
            return try await transaction(tenancy) { db in
                let used: SignUpForm? = try db.first(
                    "SELECT email, name, organization, language FROM use_sign_up(\(tokenHash))")
                guard let used, used.email == first.email else { return false }
                try db.execute(
                    """
                    INSERT INTO people (id, email, name, password_hash, pepper_id, language, created_at)
                    VALUES (\(first.person), \(first.email), \(first.name), \(first.password.hash),
                            \(first.password.pepperID), \(first.language), \(now))
                    """)
                try db.addOrganization(first, isDemo: false, by: tenancy, at: now)
                return true
            }
        } catch let error as PostgresError where error.constraint == "people_email_taken" {
            throw EmailTaken()
        }
    }
}

extension SignUpForm: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            name: try row["name"], email: try row["email"], organization: try row["organization"],
            language: try row["language"])
    }
}
