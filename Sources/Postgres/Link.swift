import CPostgres
import Glibc

/// One libpq session: opens it, sends statements in pipelines, reads the answers. It blocks, and it
/// belongs to one thread.
final class Link {
    private let handle: OpaquePointer
    private let settings: DatabaseSettings
    /// Names of prepared statements by their text.
    private var prepared: [String: String] = [:]
    private var namesGiven = 0
    /// Nothing more can be said on this session.
    private(set) var isSpoiled = false
    private var lossReason: String?

    init(_ settings: DatabaseSettings) throws {
        let parameters = settings.parameters
        guard let handle = connect(parameters.map(\.name), parameters.map(\.value)) else {
            throw ConnectionLost(reason: "out of memory")
        }
        self.handle = handle
        self.settings = settings
        guard PQstatus(handle) == CONNECTION_OK else { throw lose() }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        var session = settings.session.statement
        session.isNamed = false
        _ = try trip([session])
    }

    deinit { PQfinish(handle) }

    var cancelRequest: CancelRequest { CancelRequest(of: handle) }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }

    /// Idle, and the server has not hung up: an idle session with something to read is at its end.
    var isFresh: Bool {
        guard isReusable else { return false }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) > 0 else { return true }
        PQconsumeInput(handle)
        return PQstatus(handle) == CONNECTION_OK && poll(&descriptor, 1, 0) == 0
    }

    var isReusable: Bool {
        !isSpoiled && PQstatus(handle) == CONNECTION_OK && transactionStatus == PQTRANS_IDLE
    }

    /// Throws once the session is lost.
    func checkAlive() throws {
        if let lossReason { throw ConnectionLost(reason: lossReason) }
    }

    /// Statements in order, answers in order, in as few trips as are safe: when both sockets' buffers
    /// fill, client and server would wait for each other, so more than 8 kB are never underway together.
    func trip(_ statements: [Statement]) throws -> [ResultSet] {
        try checkAlive()
        try forgetNames()
        var answers: [ResultSet] = []
        var first = 0
        while first < statements.count {
            var next = first + 1
            var size = statements[first].size
            while next < statements.count, size + statements[next].size <= 8192 {
                size += statements[next].size
                next += 1
            }
            answers += try pipeline(statements[first..<next])
            first = next
        }
        return answers
    }

    /// Several statements in one text, without values.
    func script(_ text: String) throws {
        try checkAlive()
        guard !text.utf8.contains(0) else { throw PostgresError(state: "22021", message: "a NUL in a script") }
        guard PQsendQuery(handle, text) == 1 else { throw lose() }
        var failure: PostgresError?
        while let result = try answer() {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw lose("COPY is not spoken here")
            default: failure = failure ?? PostgresError(result)
            }
        }
        if let failure { throw refused(failure) }
    }

    /// Whether a notification came, waiting for one for at most so long.
    func hears(milliseconds: Int32) throws -> Bool {
        try checkAlive()
        if takeNotifications() { return true }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return false }
        guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { throw lose() }
        return takeNotifications()
    }

    private func takeNotifications() -> Bool {
        var isAny = false
        while let notification = PQnotifies(handle) {
            PQfreemem(notification)
            isAny = true
        }
        return isAny
    }

    private enum Step {
        case prepare(text: String, name: String)
        case run
    }

    private func pipeline(_ statements: ArraySlice<Statement>) throws -> [ResultSet] {
        guard !statements.contains(where: { $0.binds.contains { $0?.utf8.contains(0) ?? false } }) else {
            throw PostgresError(state: "22021", message: "text with a NUL character")
        }
        guard PQenterPipelineMode(handle) == 1 else { throw lose() }
        let steps = try send(statements)
        guard PQpipelineSync(handle) == 1 else { throw lose() }
        var answers: [ResultSet] = []
        var failure: PostgresError?
        for step in steps {  // one result, then a NULL, per step
            guard let result = try answer() else { throw lose(failure) }
            switch (PQresultStatus(result), step) {
            case (PGRES_COMMAND_OK, .prepare(let text, let name)):
                prepared[text] = name
                PQclear(result)
            case (PGRES_TUPLES_OK, .run), (PGRES_COMMAND_OK, .run), (PGRES_EMPTY_QUERY, .run):
                answers.append(ResultSet(result))
            case (PGRES_PIPELINE_ABORTED, _):
                PQclear(result)
            default:
                failure = failure ?? PostgresError(result)
                PQclear(result)
            }
            guard try answer() == nil else { throw lose(failure) }
        }
        guard let sync = try answer() else { throw lose(failure) }
        defer { PQclear(sync) }
        guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else { throw lose(failure) }
        if let failure { throw refused(failure) }
        return answers
    }

    private func send(_ statements: ArraySlice<Statement>) throws -> [Step] {
        var steps: [Step] = []
        var asked = prepared
        for statement in statements {
            var name = asked[statement.text]
            if name == nil, statement.isNamed, settings.prepared, asked.count < Link.namesAtMost {
                namesGiven += 1
                let new = "s\(namesGiven)"
                guard PQsendPrepare(handle, new, statement.text, 0, nil) == 1 else { throw lose() }
                steps.append(.prepare(text: statement.text, name: new))
                asked[statement.text] = new
                name = new
            }
            let sent = withCStrings(statement.binds) { binds, count in
                if statement.isNamed, let name {
                    PQsendQueryPrepared(handle, name, count, binds, nil, nil, 0)
                } else {
                    PQsendQueryParams(handle, statement.text, count, nil, binds, nil, nil, 0)
                }
            }
            guard sent == 1 else { throw lose() }
            steps.append(.run)
        }
        return steps
    }

    /// A server keeps the plans of every name; past the limit all are forgotten and given anew, which
    /// can only be done between transactions: a name is gone even when its transaction fails.
    private func forgetNames() throws {
        guard prepared.count >= Link.namesAtMost, transactionStatus == PQTRANS_IDLE else { return }
        prepared = [:]
        _ = try pipeline([Statement(text: "DEALLOCATE ALL", binds: [], isNamed: false)])
    }

    private static let namesAtMost = 200

    /// The next result, or nil between results. Waits in slices, so that a cancelled task gets away
    /// from a server that has stopped answering.
    private func answer() throws -> OpaquePointer? {
        var waited = 0
        var cancelled = 0
        while PQisBusy(handle) == 1 {
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            let ready = poll(&descriptor, 1, Link.slice)
            if ready > 0 {
                guard PQconsumeInput(handle) == 1 else { throw lose() }
            } else if ready == 0 {
                waited += Int(Link.slice)
                cancelled += Task.isCancelled ? Int(Link.slice) : 0
                let limit = settings.statement.milliseconds
                if cancelled > 1000 { throw lose("no answer to a cancelled statement") }
                if limit > 0, waited > limit + 5000 { throw lose("no answer") }
            } else if errno != EINTR {
                throw lose("poll: \(errno)")
            }
        }
        return PQgetResult(handle)
    }

    private static let slice: Int32 = 250

    private func refused(_ error: PostgresError) -> any Error {
        if error.spoilsConnection { isSpoiled = true }
        return error.isFatal ? lose(error) : error
    }

    private func lose(_ cause: PostgresError?) -> ConnectionLost {
        lose(cause?.description ?? String(cString: PQerrorMessage(handle)))
    }

    private func lose() -> ConnectionLost { lose(nil as PostgresError?) }

    private func lose(_ reason: String) -> ConnectionLost {
        isSpoiled = true
        let line = reason.split(separator: "\n").joined(separator: "; ")
        lossReason = line
        return ConnectionLost(reason: line)
    }
}

private func connect(_ names: [String], _ values: [String]) -> OpaquePointer? {
    withCStrings(names + [nil]) { names, _ in
        withCStrings(values + [nil]) { values, _ in PQconnectdbParams(names, values, 1) }
    }
}

private func withCStrings<Value>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?, Int32) -> Value
) -> Value {
    let copies = strings.map { $0.flatMap { strdup($0) } }
    defer { for copy in copies { free(copy) } }
    return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count)) }
}
