import Synchronization

/// A body that goes on while its maker has something to say: a stream of events. The maker sends and ends,
/// the server takes; either may find that the other is gone.
package final class ResponseStream: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var taken = 0
        var isEnded = false
        var isGone = false
        /// It must be whole, and is not yet.
        var isPart = false
        /// The maker waits until everything is taken.
        var turn: CheckedContinuation<Void, Never>?
        /// Set while the server waits for bytes.
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let limit: Int
    private let onEnd: @Sendable () -> Void

    /// `limit`: bytes that may wait for the client; one that is slower is cut off. `onEnd` is called once,
    /// when nothing more can reach the client, on any thread.
    /// `isFile`: it is whole once `finish` says so, and broken otherwise.
    package init(limit: Int = 65_536, isFile: Bool = false, onEnd: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.onEnd = onEnd
        state.withLock { $0.isPart = isFile }
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

    /// Waits until all that was sent is taken, then sends: for a body that is made faster than it is taken.
    /// One maker alone. False when nobody takes it any more.
    package func sendInTurn(_ bytes: [UInt8]) async -> Bool {
        await withCheckedContinuation { turn in
            state.withLock { state in
                if state.isEnded || state.waiting.isEmpty { turn.resume() } else { state.turn = turn }
            }
        }
        return send(bytes)
    }

    /// The whole file was sent. However else it ends, the transfer breaks off, so that no client takes a
    /// part for the whole.
    package func finish() {
        state.withLock { $0.isPart = false }
        end()
    }

    /// Whether an end now would leave the client with a part of a file.
    package var isPart: Bool { state.withLock(\.isPart) }

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
            Self.giveTurn(&state)
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
                Self.giveTurn(&state)
            }
            return count
        }
    }

    /// The server's side: the connection is no more.
    package func leave() {
        let isFirst = state.withLock { state in
            state.isEnded = true
            state.wake = nil
            Self.giveTurn(&state)
            defer { state.isGone = true }
            return !state.isGone
        }
        if isFirst { onEnd() }
    }

    private static func giveTurn(_ state: inout State) {
        state.turn?.resume()
        state.turn = nil
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
