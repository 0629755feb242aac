enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, notIn
}

extension Value {
    static func compare(_ comparison: Comparison, _ left: Value, _ right: Value) throws -> Bool {
        switch comparison {
        case .equal: try left.equals(right)
        case .notEqual: try !left.equals(right)
        case .less: try left.precedes(right)
        case .lessOrEqual: try left.precedes(right, orEquals: true)
        case .greater: try right.precedes(left)
        case .greaterOrEqual: try right.precedes(left, orEquals: true)
        case .isIn: try right.contains(left)
        case .notIn: try !right.contains(left)
        }
    }

    func equals(_ other: Value, _ depth: Int = 0) throws -> Bool {
        guard depth < 100 else { throw Fault.wrong("the lists are too deep to compare") }
        switch (self, other) {
        case (.undefined(let name), _), (_, .undefined(let name)): throw Fault.undefined(name)
        case (.null, .null): return true
        case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
            (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
            return left.isSameText(as: right)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            return try left.count == right.count && zip(left, right).allSatisfy { try $0.equals($1, depth + 1) }
        case (.record(let left), .record(let right)):
            guard left.values.count == right.values.count else { return false }
            for (key, value) in zip(left.keys, left.values) {
                guard let match = right[key], try value.equals(match, depth + 1) else { return false }
            }
            return true
        default:
            guard let left = number, let right = other.number else { return false }
            return left.equals(right)
        }
    }

    /// Order of numbers, texts (by code point) and lists; anything else is an error.
    func precedes(_ other: Value, orEquals: Bool = false, _ depth: Int = 0) throws -> Bool {
        guard depth < 100 else { throw Fault.wrong("the lists are too deep to compare") }
        if let left = number, let right = other.number {
            return orEquals ? left.precedes(right) || left.equals(right) : left.precedes(right)
        }
        switch (self, other) {
        case (.undefined(let name), _), (_, .undefined(let name)): throw Fault.undefined(name)
        case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
            (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
            return orEquals ? !right.precedesByCodePoint(left) : left.precedesByCodePoint(right)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (a, b) in zip(left, right) where try !a.equals(b, depth + 1) {
                return try a.precedes(b, orEquals: orEquals, depth + 1)
            }
            return orEquals ? left.count <= right.count : left.count < right.count
        default: throw Fault.wrong("\(kindName) and \(other.kindName) have no order")
        }
    }

    func contains(_ item: Value) throws -> Bool {
        if case .undefined(let name) = item { throw Fault.undefined(name) }
        switch self {
        case .list(let items), .tuple(let items): return try items.contains { try $0.equals(item) }
        case .record(let record):
            guard case .string(let key) = item else { return false }
            return record.shape.position(of: key) != nil
        case .string(let text), .markup(let text):
            guard let part = item.plainText else { throw Fault.wrong("only text can be in text, not \(item.kindName)") }
            return text.firstRange(ofText: part) != nil
        case .undefined(let name): throw Fault.undefined(name)
        default: throw Fault.wrong("nothing can be in \(kindName)")
        }
    }

    /// The text of a text, marked or not.
    var plainText: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }
}

extension String {
    /// Byte for byte: `==` also holds for different spellings of one letter.
    func isSameText(as other: String) -> Bool {
        guard self == other else { return false }
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                left.count == right.count && left.indices.allSatisfy { left[$0] == right[$0] }
            } ?? false
        }
        return isSame ?? utf8.elementsEqual(other.utf8)
    }

    func precedesByCodePoint(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Where `part` first stands at or after `start`.
    func firstRange(ofText part: String, from start: String.Index? = nil) -> Range<String.Index>? {
        let bytes = Array(part.utf8)
        var place = start ?? utf8.startIndex
        guard let first = bytes.first else { return place..<place }
        while let found = utf8[place...].firstIndex(of: first) {
            var end = found
            var matched = 0
            while matched < bytes.count, end < utf8.endIndex, utf8[end] == bytes[matched] {
                end = utf8.index(after: end)
                matched += 1
            }
            if matched == bytes.count { return found..<end }
            if end == utf8.endIndex, matched < bytes.count, bytes.count == 1 { return nil }
            place = utf8.index(after: found)
        }
        return nil
    }
}
