import App
import Crypto
import Foundation
import Models
import Outbound

extension Outside {
    /// The real time, chance and network.
    static func live(_ settings: Settings) -> Outside {
        let door = OutboundGuard(
            opening: settings.outboundAllow.map { OutboundGuard.Opened(host: $0.host, port: Int($0.port)) })
        let client = OutboundClient(guard: door)
        return Outside(
            now: { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) },
            randomBytes: { RandomBytes.make($0) },
            nanoseconds: { DispatchTime.now().uptimeNanoseconds },
            send: { try await client.send($0) },
            mail: mail(settings))
    }

    private static func mail(_ settings: Settings) -> @Sendable (MailMessage) async -> MailOutcome {
        switch settings.mail.way(settings.publicOrigin) {
        case .server:
            guard let client = settings.mail.server.map({ SMTPClient($0) }) else { break }
            return { await client.send($0) }
        case .folder(let path):
            let folder = MailFolder(path)
            return { folder.write($0) }
        case .none: break
        }
        return { _ in .delayed("this installation has no mail server: set TAKT_SMTP_URL") }
    }
}

/// The log on standard output: one JSON object a line, the time first.
enum StandardLog {
    static func make(_ now: @escaping @Sendable () -> Instant) -> Log {
        Log { line in
            let bytes = Array("{\"at\":\"\(now())\",\(line.dropFirst())\n".utf8)
            // One call a line, so that lines of two threads do not mix.
            _ = write(STDOUT_FILENO, bytes, bytes.count)
        }
    }
}
