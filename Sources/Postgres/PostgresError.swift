import CPostgres

/// Postgres refused a statement; the transaction it stood in is rolled back.
package struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The SQLSTATE, `23505` for a second row under a unique key.
    package let state: String
    package let message: String
    package let constraint: String?
    package let table: String?
    package let column: String?
    /// The session ended with it.
    let isFatal: Bool

    package init(
        state: String, message: String, constraint: String? = nil, table: String? = nil, column: String? = nil
    ) {
        self.state = state
        self.message = message
        self.constraint = constraint
        self.table = table
        self.column = column
        isFatal = false
    }

    init(_ result: OpaquePointer) {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        state = field("C") ?? "XX000"
        message = field("M") ?? String(cString: PQresultErrorMessage(result))
        constraint = field("n")
        table = field("t")
        column = field("c")
        let severity = field("V") ?? ""
        isFatal = severity == "FATAL" || severity == "PANIC" || state.hasPrefix("08") || state.hasPrefix("57P0")
    }

    package var description: String {
        "\(message) (\(state)\(constraint.map { ", \($0)" } ?? ""))"
    }

    /// A prepared statement is not what this connection believes: PgBouncer, or a changed table.
    var spoilsConnection: Bool {
        state == "26000" || state == "42P05" || state == "0A000" && message.contains("cached plan")
    }
}

/// The server cannot be reached or went away before COMMIT was sent: nothing was written.
package struct ConnectionLost: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }

    package var description: String { "the database is out of reach: \(reason)" }
}

/// The connection died during COMMIT: the work may be stored or not. Look it up by its key before
/// doing it again.
package struct CommitUnknown: Error, Sendable, Equatable {
    package init() {}
}

/// COMMIT was answered with ROLLBACK, because a statement before it had failed: nothing was written.
package struct TransactionRolledBack: Error, Sendable, Equatable {
    package init() {}
}

/// Every connection stayed busy for longer than a request may wait.
package struct PoolExhausted: Error, Sendable, Equatable {
    package init() {}
}
