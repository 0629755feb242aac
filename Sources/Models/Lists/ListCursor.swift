/// Where a page of a list begins: the sort value and the id of the row before it. The page after a row is
/// found by these two alone, so the thousandth page costs what the first one does.
package struct ListCursor<Key: CursorPart, ID: CursorPart>: Sendable, Equatable {
    /// nil for rows without a value, which come last.
    package let key: Key?
    package let id: ID
    /// The page before this row, rather than after it.
    package let isBackward: Bool

    package init(key: Key?, id: ID, isBackward: Bool) {
        self.key = key
        self.id = id
        self.isBackward = isBackward
    }

    /// `1795095600000000.10431`, `-` for what has no value.
    package var text: String { "\(key?.cursorText ?? "-").\(id.cursorText)" }

    package init?(_ text: String, isBackward: Bool) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = ID(cursorText: parts[1]) else { return nil }
        if parts[0] == "-" {
            self.init(key: nil, id: id, isBackward: isBackward)
        } else {
            guard let key = Key(cursorText: parts[0]) else { return nil }
            self.init(key: key, id: id, isBackward: isBackward)
        }
    }
}

/// What can stand in a cursor: printed without a dot, and read back to the same value.
package protocol CursorPart: Sendable, Equatable {
    var cursorText: String { get }
    init?(cursorText: Substring)
}

extension Int: CursorPart {
    package var cursorText: String { String(self) }

    package init?(cursorText: Substring) {
        self.init(String(cursorText))
    }
}

extension Instant: CursorPart {
    /// The first day of year 1 in microseconds: the database knows no time before 4713 BC.
    private static let earliest: Int64 = -62_135_596_800_000_000

    package var cursorText: String { String(microseconds) }

    package init?(cursorText: Substring) {
        guard let microseconds = Int64(String(cursorText)), microseconds >= Self.earliest else { return nil }
        self.init(microseconds: microseconds)
    }
}
