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
            send: { try await client.send($0) })
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
