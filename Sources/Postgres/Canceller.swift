import CPostgres
import Dispatch
import Synchronization

/// Stops the statement a connection is running, from any thread. A connection whose canceller fired is
/// closed afterwards: the cancellation may arrive late and would hit the next statement.
final class Canceller: Sendable {
    private struct State {
        var request: CancelRequest?
        var isArmed = false
        var hasFired = false
    }

    private let state = Mutex(State())

    func prepare(_ request: CancelRequest) {
        state.withLock { $0.request = request }
    }

    func arm() {
        state.withLock { state in
            state.isArmed = true
            state.hasFired = false
        }
    }

    /// Whether it fired since it was armed.
    func disarm() -> Bool {
        state.withLock { state in
            state.isArmed = false
            return state.hasFired
        }
    }

    var hasFired: Bool { state.withLock { $0.hasFired } }

    func fire() {
        let request = state.withLock { state -> CancelRequest? in
            guard state.isArmed, !state.hasFired else { return nil }
            state.hasFired = true
            return state.request
        }
        guard let request else { return }
        // It opens a connection of its own, which may block.
        DispatchQueue.global().async { request.send() }
    }
}

/// The key by which the server lets us stop one of its sessions; libpq allows any thread to use it.
final class CancelRequest: @unchecked Sendable {
    private let handle: OpaquePointer?

    init(of connection: OpaquePointer) {
        handle = PQgetCancel(connection)
    }

    deinit { PQfreeCancel(handle) }

    func send() {
        var reason = [CChar](repeating: 0, count: 256)
        PQcancel(handle, &reason, 256)
    }
}
