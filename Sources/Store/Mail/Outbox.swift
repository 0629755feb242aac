import FoundationEssentials
package import Models
package import Postgres

/// A mail in the hands of the job that sends it.
package struct PostedMail: Sendable, Equatable {
    package let id: Mail.ID
    /// The raw value of a `Letter.Kind`, perhaps of another version of the program.
    package let kind: String
    package let recipient: String
    package let language: String
    package let fields: [String: String]
    package let link: Letter.Link?
    /// This attempt's number; the first is 1.
    package let attempt: Int
    package let postedAt: Instant
    /// It would be of no use any more.
    package let isLate: Bool
}

extension Store {
    /// Takes a mail up for one attempt, counted and committed before anything is sent. nil when this attempt was
    /// made already; if it ended without a trace, the next one is due when the first must be over.
    package func takeMail(_ job: MailJob) async throws -> PostedMail? {
        let id = Mail.ID(rawValue: job.mail), before = job.attempts
        return try await database.transaction([]) { db in
            let mail: PostedMail? = try db.first(
                """
                UPDATE mails SET attempts = attempts + 1, due_at = now() + interval '5 minutes'
                WHERE id = \(id) AND state = 'waiting' AND attempts = \(before)
                RETURNING id, kind, recipient, language, fields::text, path, sealed_path, attempts, posted_at,
                          coalesce(send_before < now(), false) AS is_late
                """)
            if mail == nil {
                let due: Instant? = try db.value(
                    "SELECT due_at FROM mails WHERE id = \(id) AND state = 'waiting' AND attempts = \(before + 1)")
                if let due { try db.enqueue(mail: id, attempts: before + 1, in: nil, at: due) }
            }
            return mail
        }
    }

    /// The mail was handed over, or written where mails are written. What it said is forgotten.
    package func recordSent(_ id: Mail.ID, _ outcome: String) async throws {
        try await endMail(id, .sent, outcome)
    }

    /// It will not be tried again; the operator sees it with the reason.
    package func recordFailed(_ id: Mail.ID, _ reason: String) async throws {
        try await endMail(id, .failed, reason)
    }

    /// The attempt came to nothing and the next is due after so many seconds.
    package func delayMail(_ mail: PostedMail, by seconds: Int, _ reason: String) async throws {
        try await database.transaction([]) { db in
            let due: Instant? = try db.value(
                """
                UPDATE mails SET due_at = now() + make_interval(secs => \(Double(seconds))), outcome = left(\(reason), 400)
                WHERE id = \(mail.id) AND state = 'waiting' AND attempts = \(mail.attempt)
                RETURNING due_at
                """)
            if let due { try db.enqueue(mail: mail.id, attempts: mail.attempt, in: nil, at: due) }
        }
    }

    /// Forgets up to `limit` mails that ended ninety days ago: whom a mail went to is nobody's business for ever.
    /// Answers how many.
    package func forgetMails(limit: Int) async throws -> Int {
        try await database.transaction([]) { db in
            try db.execute(
                """
                DELETE FROM mails WHERE id IN
                    (SELECT id FROM mails WHERE state <> 'waiting' AND ended_at < now() - interval '90 days'
                     LIMIT \(limit))
                """)
        }
    }

    private func endMail(_ id: Mail.ID, _ state: MailSummary.State, _ outcome: String) async throws {
        try await database.transaction([]) { db in
            _ = try db.execute(
                """
                UPDATE mails SET state = \(state), outcome = left(\(outcome), 400), ended_at = now(), fields = '{}', path = NULL,
                    sealed_path = NULL
                WHERE id = \(id) AND state = 'waiting'
                """)
        }
    }
}

extension PostedMail: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        id = try row["id"]
        kind = try row["kind"]
        recipient = try row["recipient"]
        language = try row["language"]
        let json: String = try row["fields"]
        fields = (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
        let path: String? = try row["path"]
        let sealed: [UInt8]? = try row["sealed_path"]
        link = path.map { .open($0) } ?? sealed.map { .sealed($0) }
        attempt = try row["attempts"]
        postedAt = try row["posted_at"]
        isLate = try row["is_late"]
    }
}
