package import Models
package import Postgres

/// Somebody's wish to sign in with another address, as its link tells it.
package struct EmailChange: Sendable, Equatable {
    /// With the address as it is, or was until now.
    package let owner: AddressOwner
    package let newEmail: String
}

/// The letters that a wish for another address causes.
package struct EmailChangeLetters: Sendable {
    /// To the new address, with the link.
    package let confirmation: Letter
    /// To the new address instead, when it is somebody's already.
    package let known: Letter
    /// To the address as it is.
    package let warning: Letter

    package init(confirmation: Letter, known: Letter, warning: Letter) {
        self.confirmation = confirmation
        self.known = known
        self.warning = warning
    }
}

extension Store {
    /// Keeps the wish for 24 hours and tells both addresses. An earlier wish is forgotten.
    package func askEmailChange(
        to email: String, tokenHash: [UInt8], of scope: PersonScope, letters: EmailChangeLetters
    ) async throws {
        try await transaction(of: scope.person) { db in
            try db.execute("DELETE FROM email_changes WHERE person_id = \(scope.person)")
            try db.execute(
                """
                INSERT INTO email_changes (token_sha256, person_id, email, expires_at)
                VALUES (\(tokenHash), \(scope.person), \(email), now() + interval '24 hours')
                """)
            let isKnown = try db.value("SELECT email_is_known(\(email))") ?? false
            try db.post(isKnown ? letters.known : letters.confirmation)
            try db.post(letters.warning)
        }
    }

    /// The wish behind a link while it is open; looking uses nothing up.
    package func emailChange(tokenHash: [UInt8]) async throws -> EmailChange? {
        try await database.first(
            "SELECT person_id, email, name, language, new_email FROM open_email_change(\(tokenHash))")
    }

    /// Uses the link up: the person signs in with the new address, other sessions and pending links end, and the
    /// old address is told. nil when the link was used or has expired; `EmailTaken` when the address is
    /// somebody's by now. `keeping`: the session that may stay, where it is the person's.
    package func changeEmail(
        tokenHash: [UInt8], keeping session: Int?,
        notice: @escaping @Sendable (EmailChange) throws -> Letter
    ) async throws -> EmailChange? {
        do {
            return try await database.transaction([]) { db in
                let found: EmailChange? = try db.first(
                    "SELECT person_id, email, name, language, new_email FROM use_email_change(\(tokenHash))")
                guard let change = found else { return nil }
                let person = change.owner.person
                try db.become(person)
                try db.endEverythingElse(of: person, keeping: session)
                try db.post(try notice(change))
                try db.record(
                    .emailChanged, of: person, before: JSONText.object(["email": change.owner.email]),
                    after: JSONText.object(["email": change.newEmail]))
                return change
            }
        } catch let error as PostgresError where error.constraint == "people_email_taken" {
            throw EmailTaken()
        }
    }
}

extension EmailChange: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        owner = try AddressOwner(row)
        newEmail = try row["new_email"]
    }
}
