/// A statement whose interpolated values travel to Postgres as binds, never as text.
///
///     let sql: SQL = "SELECT name FROM orders WHERE id = \(id)"   // … WHERE id = $1
///
/// There is no way to make SQL text out of a runtime `String`: the text of an `SQL` is
/// `StaticString`s, which only the compiler can make, and a fragment is another `SQL`.
package struct SQL: ExpressibleByStringInterpolation, Sendable, Equatable {
    fileprivate enum Piece: Sendable, Equatable {
        case text(String)
        case bind(String?)
    }

    private var pieces: [Piece]
    private var isNamed = true

    package init(stringLiteral text: StaticString) {
        pieces = [.text(text.description)]
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
        isNamed = stringInterpolation.isNamed
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []
        fileprivate var isNamed = true

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ text: StaticString) {
            pieces.append(.text(text.description))
        }

        package mutating func appendInterpolation(_ value: some SQLEncodable) {
            pieces.append(.bind(value.sqlText))
        }

        /// nil is NULL. An overload of its own, or the compiler warns of an optional in a text.
        package mutating func appendInterpolation(_ value: (some SQLEncodable)?) {
            pieces.append(.bind(value?.sqlText))
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            pieces += fragment.pieces
            isNamed = isNamed && fragment.isNamed
        }
    }

    /// The same statement, planned anew with its values each time: for search patterns, where a
    /// prepared statement's generic plan can be two hundred times slower.
    package var unnamed: SQL {
        var copy = self
        copy.isNamed = false
        return copy
    }

    /// The text Postgres receives, with `$1…$n` numbered left to right.
    package var text: String { statement.text }

    /// What stands for `$1…$n`, in Postgres' text format; nil is NULL.
    package var binds: [String?] { statement.binds }

    var statement: Statement {
        var statement = Statement(text: "", binds: [], isNamed: isNamed)
        for piece in pieces {
            switch piece {
            case .text(let literal):
                statement.text += literal
            case .bind(let value):
                statement.binds.append(value)
                statement.text += "$\(statement.binds.count)"
            }
        }
        return statement
    }
}

/// What one statement is on the wire.
struct Statement: Sendable {
    var text: String
    var binds: [String?]
    /// Prepared under a name and planned once per connection.
    var isNamed: Bool

    /// About what it takes in the socket's buffer.
    var size: Int {
        binds.reduce(text.utf8.count + 64) { $0 + 8 + ($1?.utf8.count ?? 0) }
    }
}

extension Sequence<SQL> {
    /// `conditions.joined(by: " AND ")`
    package func joined(by separator: SQL) -> SQL {
        var result: SQL?
        for fragment in self {
            result = result.map { "\($0)\(separator)\(fragment)" } ?? fragment
        }
        return result ?? ""
    }
}
