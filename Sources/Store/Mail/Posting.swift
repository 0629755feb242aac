package import FoundationEssentials
import Jobs
package import Models
import Postgres

/// What the job that sends a mail is told: one attempt at one mail.
package struct MailJob: Codable, Sendable, Equatable {
    package static let send = "send_mail"

    package let mail: UUID
    /// How many attempts came before; an attempt is made once.
    package let attempts: Int

    package init(mail: UUID, attempts: Int) {
        self.mail = mail
        self.attempts = attempts
    }
}

extension Connection {
    /// Posts a mail with the change that causes it: both happen or neither. The process then wakes its workers
    /// with `services.wakeWorkers()`.
    func post(_ letter: Letter) throws {
        var path: String?
        var sealed: [UInt8]?
        switch letter.link {
        case .open(let address): path = address
        case .sealed(let bytes): sealed = bytes
        case nil: break
        }
        let fields = JSONText.object(letter.fields)
        try execute(
            """
            INSERT INTO mails (id, kind, recipient, language, fields, path, sealed_path, send_before)
            VALUES (\(letter.id), \(letter.kind), \(letter.recipient), \(letter.language), \(fields)::jsonb, \(path),
                    \(sealed), now() + make_interval(secs => \(letter.lifetime.map(Double.init))))
            """)
        // The work is the tenant's whose transaction posts it, so that nobody's mails stand in everybody's way.
        let tenant: UUID? = try value("SELECT current_organization()", as: UUID?.self) ?? nil
        try enqueue(mail: letter.id, attempts: 0, in: tenant, at: nil)
    }

    /// The job for the next attempt, at an instant of the database's clock.
    func enqueue(mail: Mail.ID, attempts: Int, in tenant: UUID?, at instant: Instant?) throws {
        var job = try Job(
            MailJob.send, organization: tenant, payload: MailJob(mail: mail.rawValue, attempts: attempts),
            key: "\(mail.text) \(attempts)")
        job.runAt = instant?.microseconds
        try enqueue(job)
    }
}

extension Letter.Kind: SQLEncodable, SQLDecodable {}
extension MailSummary.State: SQLEncodable, SQLDecodable {}
