import App
import Foundation
import Models
package import Outbound
import Postgres
package import Store
import Synchronization

/// Everybody's letter box: what the site has sent, oldest first.
package final class TestMailbox: Sendable {
    private let kept = Mutex<[MailMessage]>([])

    package var all: [MailMessage] { kept.withLock { $0 } }

    func take(_ message: MailMessage) -> MailOutcome {
        kept.withLock { $0.append(message) }
        return .taken("250 ok")
    }
}

extension TestSite {
    /// The jobs that wait to send something to that address, as the queue would give them out.
    package func mailJobs(to recipient: String) async throws -> [MailJob] {
        let rows = try await database.superuser.values(
            "SELECT id::text || ' ' || attempts FROM mails WHERE recipient = \(recipient) AND state = 'waiting' ORDER BY posted_at, id",
            as: String.self)
        return rows.compactMap { row in
            let words = row.split(separator: " ")
            guard let mail = UUID(uuidString: String(words[0])), let attempts = Int(words[1]) else { return nil }
            return MailJob(mail: mail, attempts: attempts)
        }
    }

    /// Sends what waits for that address, and answers everything that has come there.
    package func mails(to recipient: String) async throws -> [MailMessage] {
        for job in try await mailJobs(to: recipient) { try await MailJobs(services: services).attempt(job) }
        return mailbox.all.filter { $0.recipient == recipient }
    }
}

extension MailMessage {
    /// The path of the first link with that beginning, as somebody who clicks would ask for it.
    package func link(to beginning: String) -> String? {
        guard let start = text.range(of: beginning) else { return nil }
        return String(text[start.lowerBound...].prefix { !$0.isWhitespace })
    }
}
