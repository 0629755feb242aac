import FoundationEssentials
import HTTP
package import Jobs
import Models
import Outbound
package import Store
import Web

/// Sends the mails of the outbox. One that the server has taken is never sent again; where nobody can know,
/// because the connection broke off at the end, it is sent again under the same `Message-ID`.
package struct MailJobs: Sendable {
    private let services: Services

    /// Seconds before the second attempt, the third and so on; then the mail is given up, most of a day later.
    package static let delays = [60, 300, 900, 3_600, 14_400, 43_200]

    package init(services: Services) {
        self.services = services
    }

    package var handlers: [String: Worker.Handler] {
        [MailJob.send: { run in try await attempt(try run.payload(as: MailJob.self)) }]
    }

    /// One attempt at one mail.
    package func attempt(_ job: MailJob) async throws {
        guard let mail = try await services.store.takeMail(job) else { return }
        if mail.isLate { return try await give(up: mail, "too late: its link would not work any more") }
        if mail.kind == Letter.Kind.passwordResetOfNobody.rawValue {
            return try await services.store.recordSent(mail.id, "nobody has this address: nothing was sent")
        }
        let message: MailMessage
        do { message = try self.message(of: mail) } catch {
            return try await give(up: mail, "it cannot be written: \(type(of: error))")
        }
        switch await services.outside.mail(message) {
        case .taken(let reply):
            try await services.store.recordSent(mail.id, reply)
            tell("mail_sent", mail)
        case .refused(let reason): try await give(up: mail, reason)
        case .delayed(let reason):
            guard mail.attempt <= Self.delays.count else { return try await give(up: mail, reason) }
            try await services.store.delayMail(mail, by: Self.delays[mail.attempt - 1], reason)
            tell("mail_delayed", mail)
        }
    }

    private func give(up mail: PostedMail, _ reason: String) async throws {
        try await services.store.recordFailed(mail.id, reason)
        tell("mail_failed", mail)
    }

    private func message(of mail: PostedMail) throws -> MailMessage {
        let page = try services.page(of: mail)
        return MailMessage(
            id: mail.id.text, from: services.room.from, recipient: mail.recipient, subject: page.subject,
            text: page.text, html: try services.html(of: page, in: Language(rawValue: mail.language) ?? .standard),
            language: mail.language, second: mail.postedAt.second)
    }

    /// Never the address: the id leads the operator to it.
    private func tell(_ event: String, _ mail: PostedMail) {
        services.log.event(
            event,
            ["mail": .string(mail.id.text), "kind": .string(mail.kind), "attempt": .number("\(mail.attempt)")])
    }
}
