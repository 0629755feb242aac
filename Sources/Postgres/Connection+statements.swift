extension Connection {
    /// Runs one statement and answers how many rows it wrote.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try answer(sql).affectedRows
    }

    package func all<Record: RowDecodable>(_ sql: SQL, as record: Record.Type = Record.self) throws -> [Record] {
        try answer(sql).all()
    }

    package func first<Record: RowDecodable>(_ sql: SQL, as record: Record.Type = Record.self) throws -> Record? {
        try answer(sql).first()
    }

    /// The first column of the first row; nil without a row.
    package func value<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value? {
        try answer(sql).value()
    }

    /// The first column of every row.
    package func values<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> [Value] {
        try answer(sql).values()
    }

    /// Several statements in one trip, whose answers nobody needs.
    package func run(_ statements: [SQL]) throws {
        guard !statements.isEmpty else { return }
        _ = try send(statements.map(\.statement))
    }

    /// Several statements in one trip, with their answers in order.
    package func answers(to statements: [SQL]) throws -> [ResultSet] {
        try send(statements.map(\.statement))
    }

    /// Statements that travel with the COMMIT of the transaction at hand, in its trip: when one of them
    /// fails, nothing is committed.
    package func runAtCommit(_ statements: [SQL]) {
        epilogue += statements.map(\.statement)
    }

    /// Whether another process said something on a channel that this connection listens on; waits for it
    /// for at most so long. For a connection outside any pool.
    package func hears(within limit: Duration) throws -> Bool {
        try hears(milliseconds: Int32(clamping: limit.milliseconds))
    }

    private func answer(_ sql: SQL) throws -> ResultSet {
        guard let answer = try send([sql.statement]).first else { throw ConnectionLost(reason: "no answer") }
        return answer
    }
}
