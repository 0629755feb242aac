import Synchronization

/// Wakes one waiter; a ring that nobody waits for is kept for the next one.
final class Bell: Sendable {
    private enum State {
        case silent
        case rung
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.silent)

    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .waiting(let continuation) = state else {
                state = .rung
                return nil
            }
            state = .silent
            return continuation
        }
        waiter?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isRung = state.withLock { state -> Bool in
                guard case .rung = state else {
                    state = .waiting(continuation)
                    return false
                }
                state = .silent
                return true
            }
            if isRung { continuation.resume() }
        }
    }
}
