/// A statement whose interpolated values travel to Postgres as binds, never as text.
///
///     let sql: SQL = "SELECT name FROM orders WHERE id = \(id)"   // … WHERE id = $1
///
/// There is no way to make SQL text out of a runtime `String`: the text of an `SQL` is
/// `StaticString`s, which only the compiler can make, and a fragment is another `SQL`.
package struct SQL: ExpressibleByStringInterpolation, Sendable, Equatable {
    fileprivate enum Piece: Sendable {
        case text(StaticString)
        case bind(String?)
    }

    private var pieces: [Piece]
    private var isNamed = true

    package init(stringLiteral text: StaticString) {
        pieces = [.text(text)]
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
            pieces.append(.text(text))
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
        var binds: [String?] = []
        binds.reserveCapacity(pieces.count / 2 + 1)
        // A bind takes at most `$` and five digits: the server knows no more than 65,535.
        let size = pieces.reduce(0) { size, piece in
            if case .text(let literal) = piece { size + literal.withUTF8Buffer { $0.count } } else { size + 6 }
        }
        let text = String(unsafeUninitializedCapacity: size) { buffer in
            var position = 0
            for piece in pieces {
                switch piece {
                case .text(let literal):
                    literal.withUTF8Buffer { position = buffer[position...].update(fromContentsOf: $0) }
                case .bind(let value):
                    binds.append(value)
                    position = buffer[position...].update(fromContentsOf: "$\(binds.count)".utf8)
                }
            }
            return position
        }
        return Statement(text: text, binds: binds, isNamed: isNamed)
    }
}

extension SQL {
    /// Equal when Postgres would receive the same.
    package static func == (left: SQL, right: SQL) -> Bool {
        left.text == right.text && left.binds == right.binds && left.isNamed == right.isNamed
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
