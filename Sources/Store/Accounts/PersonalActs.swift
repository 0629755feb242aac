package import Models
package import Postgres

/// Who signs in with an address.
package struct AddressOwner: Sendable, Equatable {
    package let person: Person.ID
    package let email: String
    package let name: String
    /// What the person chose; nil: not chosen.
    package let language: String?
}

extension AddressOwner: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        person = try row["person_id"]
        email = try row["email"]
        name = try row["name"]
        language = try row["language"]
    }
}

extension Store {
    /// Forgets links of mails that have been of no use for a day; answers how many.
    package func purgeAccountLinks(limit: Int) async throws -> Int {
        try await database.value("SELECT purge_account_links(\(limit))", readOnly: false) ?? 0
    }
}

extension Connection {
    /// From here on the transaction is that person's, who has proven themselves by a secret.
    func become(_ person: Person.ID) throws {
        try execute("SELECT set_config('takt.person', \(person), true)")
    }

    /// Somebody who proved themselves anew, or might be found out: no other session goes on, no link that was
    /// asked for before works any more. `keeping`: the session that stays, if any. Answers how many ended.
    @discardableResult
    func endEverythingElse(of person: Person.ID, keeping session: Int?) throws -> Int {
        let ended = try execute(
            "DELETE FROM sessions WHERE person_id = \(person) AND id IS DISTINCT FROM \(session)")
        try execute("DELETE FROM password_resets WHERE person_id = \(person)")
        try execute("DELETE FROM email_changes WHERE person_id = \(person)")
        return ended
    }
}
