package import Models
package import Postgres

extension Store {
    /// The newest hundred mails of the installation, or those of one state, for its operators.
    package func newestMails(_ state: MailSummary.State?) async throws -> [MailSummary] {
        let only: SQL = state.map { "WHERE state = \($0)" } ?? ""
        return try await database.transaction([], readOnly: true) { db in
            try db.all(
                """
                SELECT id, kind, recipient, state, attempts, outcome, posted_at, coalesce(ended_at, due_at) AS at
                FROM mails
                \(only)
                ORDER BY posted_at DESC, id DESC
                LIMIT 100
                """)
        }
    }
}

extension MailSummary: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], kind: try row["kind"], recipient: try row["recipient"], state: try row["state"],
            attempts: try row["attempts"], outcome: try row["outcome"], postedAt: try row["posted_at"],
            at: try row["at"])
    }
}
