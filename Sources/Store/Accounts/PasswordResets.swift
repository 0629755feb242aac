package import Models
import Postgres

extension Store {
    /// Keeps a link for 20 minutes and posts its mail. The same is done whether or not somebody signs in with
    /// the address: `letter` is given nobody then.
    package func askPasswordReset(
        tokenHash: [UInt8], email: String, letter: @escaping @Sendable (AddressOwner?) throws -> Letter
    ) async throws {
        try await database.transaction([]) { db in
            let owner: AddressOwner? = try db.first(
                "SELECT person_id, email, name, language FROM ask_password_reset(\(tokenHash), \(email))")
            try db.post(try letter(owner))
        }
    }

    /// Whose link it is while it is open; looking uses nothing up.
    package func ownerOfPasswordReset(tokenHash: [UInt8]) async throws -> AddressOwner? {
        try await database.first("SELECT person_id, email, name, language FROM open_password_reset(\(tokenHash))")
    }

    /// Uses the link up: the new password holds, every session ends, every known device is forgotten, and the
    /// person is told. False when the link was used or has expired; then nothing is done.
    package func resetPassword(
        _ password: StoredPassword, tokenHash: [UInt8], notice: @escaping @Sendable (AddressOwner) throws -> Letter
    ) async throws -> Bool {
        try await database.transaction([]) { db in
            let found: AddressOwner? = try db.first(
                "SELECT person_id, email, name, language FROM use_password_reset(\(tokenHash))")
            guard let owner = found else { return false }
            try db.become(owner.person)
            try db.execute(
                "UPDATE people SET password_hash = \(password.hash), pepper_id = \(password.pepperID) WHERE id = \(owner.person)"
            )
            try db.execute("DELETE FROM device_marks WHERE person_id = \(owner.person)")
            let ended = try db.endEverythingElse(of: owner.person, keeping: nil)
            try db.post(try notice(owner))
            try db.record(.passwordReset, of: owner.person, after: JSONText.object(["sessions_ended": "\(ended)"]))
            return true
        }
    }
}
