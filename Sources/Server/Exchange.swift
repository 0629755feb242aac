import CMicrohttpd
import HTTP
import Synchronization

/// The library's handle of a connection. Suspending and resuming are safe from any thread; the pointer is
/// touched only while the exchange's phase says that the library keeps the connection alive.
struct Connection: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// One request and its answer, from the request line to the last byte. Released when the library says
/// that the request is completed.
final class Exchange: Sendable {
    enum Phase {
        /// The request line is read.
        case head
        /// Header checked, the body comes.
        case body
        /// The handler was started on the reading thread and has not yet waited.
        case running
        /// The handler waits for something; the library leaves the connection alone.
        case suspended(Connection)
        case ready(Reply)
        case answered
    }

    struct State {
        var phase = Phase.head
        var request: Request?
        /// Of the body.
        var received = 0
        var declared: Int?
        var limit = BodyLimit(bytes: 0)
        var method = ""
        var status: Status?
        var bytes = 0
        /// What still goes out, for an answer that streams.
        var stream: ResponseStream?
    }

    let target: Target
    let id: String
    let began: ContinuousClock.Instant
    let state = Mutex(State())

    init(target: Target, id: String, began: ContinuousClock.Instant) {
        self.target = target
        self.id = id
        self.began = began
    }

    /// The answer is there. The first one counts; returns whether this was it.
    @discardableResult func finish(_ reply: Reply) -> Bool {
        state.withLock {
            switch $0.phase {
            case .suspended(let connection):
                $0.phase = .ready(reply)
                MHD_resume_connection(connection.pointer)
                return true
            case .running:
                $0.phase = .ready(reply)
                return true
            case .head, .body, .ready, .answered: return false
            }
        }
    }

    var stream: ResponseStream? { state.withLock(\.stream) }

    /// Takes what came of the body. Returns whether more of it should be read.
    func receive(_ bytes: UnsafeBufferPointer<CChar>, drained: Int) -> Bool {
        state.withLock {
            $0.received += bytes.count
            let isOver = $0.received > $0.limit.bytes || $0.declared ?? 0 > $0.limit.bytes
            let room = isOver ? $0.limit.keptOfOverflow : $0.limit.bytes
            let held = $0.request?.body.count ?? 0
            if held < room {
                $0.request?.body.append(
                    contentsOf: UnsafeRawBufferPointer(bytes).prefix(room - held))
            }
            guard isOver else { return true }
            if held > room { $0.request?.body.removeLast(held - room) }
            $0.request?.bodyOverflow = max($0.declared ?? 0, $0.received)
            // Of a body too long to be drained only what is kept is awaited.
            return $0.received <= drained && ($0.declared ?? 0 <= drained || $0.received < room)
        }
    }
}
