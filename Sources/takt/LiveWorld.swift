import App
import Crypto
import Foundation
import Models
import Outbound
import Synchronization

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

/// Ends a wait when the process is asked to stop: SIGTERM from a supervisor, SIGINT from a keyboard.
enum StopSignal {
    static func wait() async {
        let signals = [SIGTERM, SIGINT]
        signals.forEach { signal($0, SIG_IGN) }
        let sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        let isWaiting = Mutex(true)
        await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
            for source in sources {
                source.setEventHandler {
                    // A second signal during the stop says nothing new.
                    if isWaiting.withLock({ wasWaiting in
                        defer { wasWaiting = false }; return wasWaiting
                    }) {
                        waiting.resume()
                    }
                }
                source.resume()
            }
        }
        // Also what keeps them alive so long: an optimized build lets go of them after their last use.
        sources.forEach { $0.cancel() }
    }
}
