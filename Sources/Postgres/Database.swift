import Synchronization

/// The database as the application sees it: transactions on pooled connections.
package final class Database: Sendable {
    /// For metrics: connections open and idle, callers waiting, loans since the start, callers turned
    /// away after waiting.
    package struct Counters: Sendable, Equatable {
        package let open: Int
        package let idle: Int
        package let waiting: Int
        package let acquired: Int
        package let exhausted: Int
    }

    package let settings: DatabaseSettings
    private let pool: Pool
    private let listeners = Mutex<[Int: @Sendable () -> Void]>([:])

    package init(_ settings: DatabaseSettings) {
        self.settings = settings
        pool = Pool(settings)
    }

    package var counters: Counters { pool.counters }

    /// Calls back after each commit of this process whose body rang, until it is told to stop with the number
    /// that it answers. The call comes on any thread and must not block.
    package func onRing(_ action: @escaping @Sendable () -> Void) -> Int {
        listeners.withLock { listeners in
            let number = (listeners.keys.max() ?? 0) + 1
            listeners[number] = action
            return number
        }
    }

    /// Ends what `onRing` began.
    package func stopRinging(_ number: Int) {
        listeners.withLock { $0[number] = nil }
    }

    /// Opens all connections, so that the first requests need not; throws when the database is away.
    package func warm() async throws {
        let connections = try await withThrowingTaskGroup(of: Connection.self) { group in
            for _ in 0..<settings.size { group.addTask { try await self.pool.acquire() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for connection in connections { pool.release(connection, isReusable: true) }
    }

    package func close() {
        pool.close()
    }

    /// The body's statements in one transaction under the given settings. BEGIN, the settings and the
    /// body's first statement are one trip. The body is synchronous and may be run only once; when it
    /// throws, everything is rolled back.
    @discardableResult
    package func transaction<Value: Sendable>(
        _ settings: [Setting] = [], readOnly: Bool = false,
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await lend { await $0.attempt(settings, readOnly: readOnly, body) }
    }

    /// One statement in a transaction of its own, in one trip; pass `readOnly: false` when it writes.
    package func all<Record: RowDecodable>(
        _ sql: SQL, settings: [Setting] = [], readOnly: Bool = true, as record: Record.Type = Record.self
    ) async throws -> [Record] {
        try await single(sql, settings, readOnly).all()
    }

    package func first<Record: RowDecodable>(
        _ sql: SQL, settings: [Setting] = [], readOnly: Bool = true, as record: Record.Type = Record.self
    ) async throws -> Record? {
        try await single(sql, settings, readOnly).first()
    }

    /// The first column of the first row; nil without a row.
    package func value<Value: SQLDecodable>(
        _ sql: SQL, settings: [Setting] = [], readOnly: Bool = true, as type: Value.Type = Value.self
    ) async throws -> Value? {
        try await single(sql, settings, readOnly).value()
    }

    /// The first column of every row.
    package func values<Value: SQLDecodable>(
        _ sql: SQL, settings: [Setting] = [], readOnly: Bool = true, as type: Value.Type = Value.self
    ) async throws -> [Value] {
        try await single(sql, settings, readOnly).values()
    }

    /// One writing statement in one trip; answers how many rows it wrote.
    @discardableResult
    package func execute(_ sql: SQL, settings: [Setting] = []) async throws -> Int {
        try await single(sql, settings, false).affectedRows
    }

    /// A read that lost its connection may be tried once more: it changed nothing.
    private func single(_ sql: SQL, _ settings: [Setting], _ readOnly: Bool) async throws -> ResultSet {
        let statement = sql.statement
        do {
            return try await lend { await $0.single(statement, settings, readOnly: readOnly) }
        } catch is ConnectionLost where readOnly {
            return try await lend { await $0.single(statement, settings, readOnly: readOnly) }
        }
    }

    private func lend<Value: Sendable>(_ work: (Connection) async -> Outcome<Value>) async throws -> Value {
        while true {
            let connection = try await pool.acquire()
            let outcome = await withTaskCancellationHandler {
                await work(connection)
            } onCancel: {
                connection.canceller.fire()
            }
            pool.release(connection, isReusable: outcome.isReusable)
            if outcome.rings { for listener in listeners.withLock({ Array($0.values) }) { listener() } }
            if case .failure(let error) = outcome.result, error is ConnectionStale { continue }
            return try outcome.result.get()
        }
    }
}
