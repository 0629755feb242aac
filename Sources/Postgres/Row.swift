import CPostgres
import Synchronization

/// One result row; columns are read by name, types by inference: `name = try row["name"]`.
package struct Row: Sendable {
    let result: ResultSet
    let index: Int32

    package subscript<Value: SQLDecodable>(_ column: String) -> Value {
        get throws(RowError) {
            guard let position = result.position(of: column) else { throw .noSuchColumn(column) }
            return try value(at: position)
        }
    }

    func value<Value: SQLDecodable>(at position: Int) throws(RowError) -> Value {
        let text = result.text(index, Int32(position))
        guard let value = Value(sqlText: text) else {
            throw .mismatch(column: result.columns[position], expected: "\(Value.self)", found: text ?? "NULL")
        }
        return value
    }
}

/// A row is not what its reader expects: the query and the record disagree.
package enum RowError: Error, Equatable {
    case noSuchColumn(String)
    case mismatch(column: String, expected: String, found: String)
}

/// A type that reads itself from one row.
package protocol RowDecodable: Sendable {
    init(_ row: Row) throws(RowError)
}

/// What one statement answered. libpq never changes a result, so any thread may read it.
package final class ResultSet: @unchecked Sendable {
    private let result: OpaquePointer
    let columns: [String]
    /// Records read their columns in the order in which they were asked for: where to look first.
    private let next = Atomic<Int>(0)

    init(_ result: OpaquePointer) {
        self.result = result
        columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
    }

    deinit { PQclear(result) }

    func position(of column: String) -> Int? {
        let expected = next.load(ordering: .relaxed)
        let position =
            expected < columns.count && columns[expected] == column ? expected : columns.firstIndex(of: column)
        if let position { next.store(position + 1 < columns.count ? position + 1 : 0, ordering: .relaxed) }
        return position
    }

    /// `INSERT 0 1`, `COMMIT`.
    var tag: String { String(cString: PQcmdStatus(result)) }

    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    func text(_ row: Int32, _ column: Int32) -> String? {
        PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
    }

    package func all<Record: RowDecodable>() throws -> [Record] {
        try (0..<PQntuples(result)).map { try Record(Row(result: self, index: $0)) }
    }

    package func first<Record: RowDecodable>() throws -> Record? {
        PQntuples(result) > 0 ? try Record(Row(result: self, index: 0)) : nil
    }

    package func values<Value: SQLDecodable>() throws -> [Value] {
        guard !columns.isEmpty else { throw RowError.noSuchColumn("1") }
        return try (0..<PQntuples(result)).map { try Row(result: self, index: $0).value(at: 0) }
    }

    package func value<Value: SQLDecodable>() throws -> Value? {
        guard !columns.isEmpty else { throw RowError.noSuchColumn("1") }
        return PQntuples(result) > 0 ? try Row(result: self, index: 0).value(at: 0) : nil
    }
}
