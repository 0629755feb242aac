import HTTP
import Synchronization

/// One open connection, and what is being waited for on it.
final class Peer: Sendable {
    enum Stage {
        /// Open, nothing read yet.
        case fresh
        /// The request line is read, the header is not.
        case head
        case body(received: Int)
        /// A handler works; the client waits.
        case handling
        case writing(bytes: Int)
        /// An answer that lasts until its maker or its client ends it.
        case streaming
        /// Between two requests.
        case idle
    }

    struct State {
        var stage = Stage.fresh
        var since: ContinuousClock.Instant
        var requests = 0
        var exchange: Exchange?
    }

    let descriptor: Int32
    let address: String
    let state: Mutex<State>

    init(descriptor: Int32, address: String, now: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.address = address
        state = Mutex(State(since: now))
    }

    /// What it streams at this moment.
    var stream: ResponseStream? {
        let exchange = state.withLock { state -> Exchange? in
            if case .streaming = state.stage { state.exchange } else { nil }
        }
        return exchange?.stream
    }

    func enter(_ stage: Stage, _ now: ContinuousClock.Instant) {
        state.withLock {
            $0.stage = stage
            $0.since = now
        }
    }
}

extension Peer.State {
    /// Something was read or is worked on, so that stopping now would break a promise.
    var isBusy: Bool {
        switch stage {
        case .fresh, .idle: false
        case .head, .body, .handling, .writing, .streaming: true
        }
    }

    /// The client took longer than it may.
    func isOverdue(_ now: ContinuousClock.Instant, _ settings: ServerSettings) -> Bool {
        let spent = now - since
        switch stage {
        case .fresh, .head: return spent > settings.headerTime
        case .body(let received):
            guard spent > settings.bodyGrace else { return false }
            let late = (spent - settings.bodyGrace).components
            return Double(received) < (Double(late.seconds) + Double(late.attoseconds) / 1e18)
                * Double(settings.bodyRate)
        // A stream that its client does not take is cut off by its own limit.
        case .handling, .streaming: return false
        case .writing(let bytes): return spent > settings.writeTime + .milliseconds(bytes)
        case .idle: return spent > settings.idleTime
        }
    }
}
