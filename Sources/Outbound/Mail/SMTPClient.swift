/// Hands mails to one SMTP server, with STARTTLS or TLS from the start, a verified certificate and a password.
/// To a server on this very machine it speaks in the clear.
package final class SMTPClient: Sendable {
    /// The server as the installation's settings name it.
    package struct Server: Sendable, Equatable {
        package var host: String
        package var port: Int
        /// TLS from the first byte (`smtps`); otherwise STARTTLS.
        package var isTLS = false
        /// The machine itself, where nobody listens in.
        package var isLoopback = false
        /// Empty where the server asks for none.
        package var user = ""
        package var password = ""
        /// A file with the authorities to trust instead of the system's; nil for the system's.
        package var authorities: String?
        package var connectMilliseconds = 4_000
        /// For the answer to one command.
        package var stepSeconds = 20
        package var totalMilliseconds = 120_000

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let server: Server
    /// `name:port:address` answers instead of the name service; empty in production.
    private let names: [String]
    private let loop = TransferLoop(concurrent: 4, waiting: 100)

    /// `names`: for tests, where the server has a name that no name service knows.
    package init(_ server: Server, names: [String] = []) {
        self.server = server
        self.names = names
    }

    deinit { loop.stop() }

    /// Never throws: whatever goes wrong is an outcome.
    package func send(_ message: MailMessage) async -> MailOutcome {
        guard MailAddress.isEnvelope(message.recipient), MailAddress.isEnvelope(message.from.address) else {
            return .refused("no address that a mail could go to")
        }
        guard let transfer = MailTransfer(message, to: server, names: names) else {
            return .delayed("no memory for the call")
        }
        return await withCheckedContinuation { continuation in
            transfer.answer = continuation
            if !loop.enter(transfer) {
                transfer.answer = nil
                continuation.resume(returning: .delayed("too many mails are on their way"))
            }
        }
    }
}
