import Synchronization

/// Lends connections, opens them when needed, at most `size`. Whoever waits is served in order, for at
/// most `wait`, then gives up with `PoolExhausted`.
final class Pool: Sendable {
    private enum Grant {
        case connection(Connection)
        /// Room to open one.
        case room
    }

    private struct State {
        var idle: [Connection] = []
        var open = 0
        var acquired = 0
        var exhausted = 0
        var tickets = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Grant, any Error>)] = []
        var isClosed = false

        mutating func nextWaiter() -> CheckedContinuation<Grant, any Error>? {
            guard !waiting.isEmpty else { return nil }
            acquired += 1
            return waiting.removeFirst().continuation
        }
    }

    private let state = Mutex(State())
    private let settings: DatabaseSettings

    init(_ settings: DatabaseSettings) {
        self.settings = settings
    }

    func acquire() async throws -> Connection {
        switch try immediate() {
        case .connection(let connection): return connection
        case .room: return try await connect()
        case nil: break
        }
        switch try await turn() {
        case .connection(let connection): return connection
        case .room: return try await connect()
        }
    }

    func release(_ connection: Connection, isReusable: Bool) {
        guard isReusable else { return makeRoom() }
        let waiter = state.withLock { state -> CheckedContinuation<Grant, any Error>? in
            guard !state.isClosed else {
                state.open -= 1
                return nil
            }
            if let waiter = state.nextWaiter() { return waiter }
            state.idle.append(connection)
            return nil
        }
        waiter?.resume(returning: .connection(connection))
    }

    /// Later callers are refused; connections in use end when they are given back.
    func close() {
        let (waiting, idle) = state.withLock { state in
            state.isClosed = true
            state.open -= state.idle.count
            defer {
                state.idle = []
                state.waiting = []
            }
            return (state.waiting, state.idle)
        }
        for waiter in waiting { waiter.continuation.resume(throwing: ConnectionLost(reason: "closed")) }
        _ = idle  // dropped outside the lock
    }

    var counters: Database.Counters {
        state.withLock { state in
            Database.Counters(
                open: state.open, idle: state.idle.count, waiting: state.waiting.count, acquired: state.acquired,
                exhausted: state.exhausted)
        }
    }

    private func immediate() throws -> Grant? {
        try state.withLock { state in
            if state.isClosed { throw ConnectionLost(reason: "closed") }
            guard state.waiting.isEmpty else { return nil }
            // The one used last: its plans and pages are warm, and the others may rest.
            if let connection = state.idle.popLast() {
                state.acquired += 1
                return .connection(connection)
            }
            guard state.open < settings.size else { return nil }
            state.open += 1
            state.acquired += 1
            return .room
        }
    }

    private func connect() async throws -> Connection {
        do {
            return try await Connection.open(settings)
        } catch {
            makeRoom()
            throw error
        }
    }

    private func makeRoom() {
        let waiter = state.withLock { state -> CheckedContinuation<Grant, any Error>? in
            if let waiter = state.nextWaiter() { return waiter }
            state.open -= 1
            return nil
        }
        waiter?.resume(returning: .room)
    }

    private func turn() async throws -> Grant {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        let alarm = Task { [settings] in
            try await Task.sleep(for: settings.wait)
            giveUp(ticket, PoolExhausted())
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in wait(ticket, continuation) }
        } onCancel: {
            giveUp(ticket, CancellationError())
        }
    }

    private func wait(_ ticket: Int, _ continuation: CheckedContinuation<Grant, any Error>) {
        let answer = state.withLock { state -> Result<Grant, any Error>? in
            if state.isClosed { return .failure(ConnectionLost(reason: "closed")) }
            // Cancelled before it could stand in the queue: the handler found no ticket.
            if Task.isCancelled { return .failure(CancellationError()) }
            // Given back since the first look.
            if state.waiting.isEmpty, let connection = state.idle.popLast() {
                state.acquired += 1
                return .success(.connection(connection))
            }
            if state.waiting.isEmpty, state.open < settings.size {
                state.open += 1
                state.acquired += 1
                return .success(.room)
            }
            state.waiting.append((ticket, continuation))
            return nil
        }
        if let answer { continuation.resume(with: answer) }
    }

    private func giveUp(_ ticket: Int, _ error: any Error) {
        let waiter = state.withLock { state -> CheckedContinuation<Grant, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            if error is PoolExhausted { state.exhausted += 1 }
            return state.waiting.remove(at: index).continuation
        }
        waiter?.resume(throwing: error)
    }
}
