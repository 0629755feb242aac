import Synchronization

/// A body that goes on while its maker has something to say: a stream of events. The maker sends and ends,
/// the server takes; either may find that the other is gone.
package final class ResponseStream: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var taken = 0
        var isEnded = false
        var isGone = false
        /// Set while the server waits for bytes.
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let limit: Int
    private let onEnd: @Sendable () -> Void

    /// `limit`: bytes that may wait for the client; one that is slower is cut off. `onEnd` is called once,
    /// when nothing more can reach the client, on any thread.
    package init(limit: Int = 65_536, onEnd: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.onEnd = onEnd
    }

    /// False when nobody takes it any more.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        let (isTaken, isTooSlow) = state.withLock { state in
            guard !state.isEnded else { return (false, false) }
            guard state.waiting.count - state.taken + bytes.count <= limit else { return (false, true) }
            state.waiting += bytes
            Self.wake(&state)
            return (true, false)
        }
        if isTooSlow { drop() }
        return isTaken
    }

    /// What was sent still goes out, then the answer is complete.
    package func end() {
        state.withLock { state in
            state.isEnded = true
            Self.wake(&state)
        }
    }

    /// The client is gone or too slow: nothing more goes out.
    package func drop() {
        state.withLock { state in
            state.isEnded = true
            state.waiting = []
            state.taken = 0
            Self.wake(&state)
        }
        leave()
    }

    package var isEnded: Bool { state.withLock(\.isEnded) }

    /// The server's side: fills the buffer and answers how much; nil at the end. Without anything to take
    /// it is 0, and `pause` is called before anybody can send more; `wake` once there is something.
    package func take(
        into buffer: UnsafeMutableRawBufferPointer, pause: () -> Void, wake: @escaping @Sendable () -> Void
    ) -> Int? {
        state.withLock { state in
            let count = min(buffer.count, state.waiting.count - state.taken)
            if count == 0 {
                if state.isEnded { return nil }
                pause()
                state.wake = wake
                return 0
            }
            state.waiting.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[state.taken..<state.taken + count]))
            }
            state.taken += count
            if state.taken == state.waiting.count {
                state.waiting.removeAll(keepingCapacity: state.waiting.capacity <= 4_096)
                state.taken = 0
            }
            return count
        }
    }

    /// The server's side: the connection is no more.
    package func leave() {
        let isFirst = state.withLock { state in
            state.isEnded = true
            state.wake = nil
            defer { state.isGone = true }
            return !state.isGone
        }
        if isFirst { onEnd() }
    }

    /// Under the lock, so that the server's side cannot leave in between.
    private static func wake(_ state: inout State) {
        guard let wake = state.wake else { return }
        state.wake = nil
        wake()
    }
}

extension ResponseStream: Equatable {
    package static func == (left: ResponseStream, right: ResponseStream) -> Bool { left === right }
}
