import CPostgres

/// One connection on one thread of its own. Work on it is a synchronous body that holds the connection
/// from its first line to its last, so nobody can wait for anything else while a transaction is open.
package actor Connection {
    private nonisolated let thread = ThreadExecutor()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    nonisolated let canceller = Canceller()
    private var link: Link?
    /// BEGIN and the settings travel with the body's first statement.
    private var prelude: [Statement] = []
    /// Statements that travel with the COMMIT.
    var epilogue: [Statement] = []
    /// Somebody waits for what this transaction commits.
    private var rings = false

    /// A connection outside any pool: for migrations and listeners.
    package static func open(_ settings: DatabaseSettings) async throws -> Connection {
        let connection = Connection()
        try await connection.connect(settings)
        return connection
    }

    private init() {}

    private func connect(_ settings: DatabaseSettings) throws {
        let link = try Link(settings)
        canceller.prepare(link.cancelRequest)
        self.link = link
    }

    /// Several statements in one text: the only door for text, used by migrations, which take no values.
    package func script(_ text: String) throws {
        if !prelude.isEmpty { _ = try send([]) }
        try open().script(text)
    }

    /// The body's statements in one transaction, rolled back when it throws.
    package func transaction<Value: Sendable>(
        _ settings: [Setting] = [], readOnly: Bool = false,
        _ body: @Sendable (isolated Connection) throws -> Value
    ) throws -> Value {
        try attempt(settings, readOnly: readOnly, body).result.get()
    }

    /// Takes back what the body did when it throws, and lets the transaction go on.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try run(["SAVEPOINT takt"])
        do {
            let value = try body()
            try run(["RELEASE takt"])
            return value
        } catch let error as PostgresError {
            try run(["ROLLBACK TO takt", "RELEASE takt"])
            throw error
        }
    }

    /// Once the transaction at hand has committed, those are told who wait for it: `Database.onRing`.
    package func ring() {
        rings = true
    }

    func send(_ statements: [Statement]) throws -> [ResultSet] {
        let link = try open()
        try Task.checkCancellation()
        let before = prelude
        prelude = []
        return Array(try link.trip(before + statements).dropFirst(before.count))
    }

    func hears(milliseconds: Int32) throws -> Bool {
        try open().hears(milliseconds: milliseconds)
    }

    private func open() throws -> Link {
        guard let link else { throw ConnectionLost(reason: "not connected") }
        return link
    }
}

/// How work on a connection ended, and whether another may use the connection after it.
struct Outcome<Value: Sendable>: Sendable {
    let result: Result<Value, any Error>
    let isReusable: Bool
    /// It has committed something that somebody waits for.
    var rings = false
}

/// The server hung up while the connection was idle; nothing has been tried.
struct ConnectionStale: Error {}

extension Connection {
    func attempt<Value: Sendable>(
        _ settings: [Setting], readOnly: Bool, _ body: @Sendable (isolated Connection) throws -> Value
    ) -> Outcome<Value> {
        guarded { link in
            prelude = Connection.prelude(settings, readOnly: readOnly)
            epilogue = []
            let value = try body(self)
            // Nothing was sent, so there is nothing to commit.
            guard prelude.isEmpty || !epilogue.isEmpty else { return value }
            try commit(prelude + epilogue, on: link, readOnly: readOnly)
            return value
        }
    }

    /// One statement in a transaction of its own, in one trip, COMMIT included.
    func single(_ statement: Statement, _ settings: [Setting], readOnly: Bool) -> Outcome<ResultSet> {
        guarded { link in
            try Task.checkCancellation()
            let before = Connection.prelude(settings, readOnly: readOnly)
            return try commit(before + [statement], on: link, readOnly: readOnly)[before.count]
        }
    }

    private func guarded<Value: Sendable>(_ work: (Link) throws -> Value) -> Outcome<Value> {
        guard let link, link.isFresh else { return Outcome(result: .failure(ConnectionStale()), isReusable: false) }
        canceller.arm()
        rings = false
        let result = Result { try work(link) }
        prelude = []
        epilogue = []
        if case .failure = result, !link.isSpoiled, link.transactionStatus != PQTRANS_IDLE, !canceller.hasFired {
            _ = try? link.trip([Connection.rollback])
        }
        let hasFired = canceller.disarm()
        var outcome = Outcome(
            result: result.mapError { explained($0, link, hasFired) }, isReusable: !hasFired && link.isReusable)
        if case .success = result { outcome.rings = rings }
        return outcome
    }

    /// Sends COMMIT after the given statements. It counts only when its tag says so: the server answers
    /// the COMMIT of a failed transaction with ROLLBACK and without an error.
    @discardableResult
    private func commit(_ statements: [Statement], on link: Link, readOnly: Bool) throws -> [ResultSet] {
        try link.checkAlive()
        let answers: [ResultSet]
        do {
            answers = try link.trip(statements + [Connection.commit])
        } catch let error as ConnectionLost {
            throw readOnly ? error : CommitUnknown()
        }
        guard answers.last?.tag == "COMMIT" else { throw TransactionRolledBack() }
        return answers
    }

    private func explained(_ error: any Error, _ link: Link, _ hasFired: Bool) -> any Error {
        guard hasFired else { return error }
        let isOurs = (error as? PostgresError)?.state == "57014" || error is ConnectionLost
        return isOurs ? CancellationError() : error
    }

    private static let commit = Statement(text: "COMMIT", binds: [], isNamed: true)
    private static let rollback = Statement(text: "ROLLBACK", binds: [], isNamed: true)

    private static func prelude(_ settings: [Setting], readOnly: Bool) -> [Statement] {
        let begin = Statement(text: readOnly ? "BEGIN READ ONLY" : "BEGIN", binds: [], isNamed: true)
        guard !settings.isEmpty else { return [begin] }
        let values: [SQL] = settings.map { "set_config(\($0.name), \($0.value), true)" }
        let statement: SQL = "SELECT \(values.joined(by: ", "))"
        return [begin, statement.statement]
    }
}
