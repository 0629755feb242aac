import Glibc
import Synchronization

/// Connections that were answered before their body was read. Closing them at once would make the system
/// answer the rest of the body with a reset, which destroys the answer on its way. So a second descriptor
/// keeps each open for a moment and what still comes is thrown away.
enum Linger {
    private static let limit = 64
    private static let time: Duration = .seconds(3)

    private struct Kept {
        let descriptor: Int32
        let until: ContinuousClock.Instant
    }

    private static let kept = Mutex<[Kept]>([])

    static func keep(_ descriptor: Int32) {
        kept.withLock {
            guard $0.count < limit else { return }
            let second = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            if second >= 0 { $0.append(Kept(descriptor: second, until: .now + time)) }
        }
    }

    static var isEmpty: Bool { kept.withLock(\.isEmpty) }

    /// Reads what came; closes what has ended or had its time.
    static func sweep(_ now: ContinuousClock.Instant) {
        kept.withLock { kept in
            kept.removeAll { connection in
                let isOver = now > connection.until || hasEnded(connection.descriptor)
                if isOver { close(connection.descriptor) }
                return isOver
            }
        }
    }

    private static func hasEnded(_ descriptor: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // At most 16 MB a sweep: a fast sender must not hold the sweep.
        for _ in 0..<256 {
            let count = recv(descriptor, &bytes, bytes.count, SocketFlags.dontWait)
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN && errno != EINTR }
        }
        return false
    }
}
