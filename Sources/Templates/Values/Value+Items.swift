extension Value {
    /// What a loop goes through: items, names, code points.
    func items() throws -> [Value] {
        switch self {
        case .list(let items), .tuple(let items): items
        case .record(let record): record.keys.map { .string($0) }
        // The parts of markup are no markup of their own.
        case .string(let text), .markup(let text): text.unicodeScalars.map { .string(String($0)) }
        case .undefined(let name): throw Fault.undefined(name)
        default: throw Fault.wrong("\(kindName) has no items to go through")
        }
    }

    /// How many items there are; of text, code points.
    func length() throws -> Int {
        switch self {
        case .list(let items), .tuple(let items): items.count
        case .record(let record): record.values.count
        case .string(let text), .markup(let text): text.unicodeScalars.count
        case .undefined(let name): throw Fault.undefined(name)
        default: throw Fault.wrong("\(kindName) has no length")
        }
    }

    /// `value[index]`: what is not there is undefined.
    func item(at index: Value) throws -> Value {
        if case .undefined(let name) = self { throw Fault.undefined(name) }
        if case .undefined(let name) = index { throw Fault.undefined(name) }
        switch (self, index) {
        case (.record(let record), _):
            if let key = index.plainText, let value = record[key] { return value }
        case (.list(let items), _), (.tuple(let items), _):
            guard case .whole(let number)? = index.number else { break }
            if let place = Value.place(number, items.count) { return items[place] }
        case (.string, .int(let number)), (.markup, .int(let number)):
            let scalars = Array((plainText ?? "").unicodeScalars)
            if let place = Value.place(number, scalars.count) { return rewrapped(String(scalars[place])) }
        default: break
        }
        return .undefined("the item \((try? index.text()) ?? "?") of \(kindName)")
    }

    private static func place(_ index: Int, _ count: Int) -> Int? {
        let place = index < 0 ? index + count : index
        return (0..<count).contains(place) ? place : nil
    }

    /// Text of the same kind as this one.
    func rewrapped(_ text: String) -> Value {
        if case .markup = self { .markup(text) } else { .string(text) }
    }

    func slice(_ from: Value, _ to: Value, _ step: Value) throws -> Value {
        func bound(_ value: Value) throws -> Int? {
            switch value {
            case .null: return nil
            case .int(let number): return number
            case .undefined(let name): throw Fault.undefined(name)
            default: throw Fault.wrong("a slice takes whole numbers, not \(value.kindName)")
            }
        }
        let step = try bound(step) ?? 1
        guard step != 0 else { throw Fault.wrong("the step of a slice is zero") }
        func places(_ count: Int) throws -> [Int] {
            let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
            func clamped(_ bound: Int?, _ standard: Int) -> Int {
                guard let bound else { return standard }
                return min(max(bound < 0 ? bound &+ count : bound, low), high)
            }
            let start = clamped(try bound(from), step > 0 ? low : high)
            let end = clamped(try bound(to), step > 0 ? high : low)
            return Array(stride(from: start, to: end, by: step))
        }
        switch self {
        case .list(let items): return .list(try places(items.count).map { items[$0] })
        case .tuple(let items): return .tuple(try places(items.count).map { items[$0] })
        case .string(let text), .markup(let text):
            let scalars = Array(text.unicodeScalars)
            return rewrapped(String(scalars: try places(scalars.count).map { scalars[$0] }))
        case .undefined(let name): throw Fault.undefined(name)
        default: throw Fault.wrong("\(kindName) cannot be sliced")
        }
    }

    /// The value as HTML text: what is not markup is escaped.
    func escaped() throws -> String {
        if case .markup(let html) = self { return html }
        return Markup(escaping: try text()).html
    }

    /// `a ~ b`: markup as soon as one part is.
    static func concatenation(_ parts: [Value]) throws -> Value {
        let hasMarkup = parts.contains { if case .markup = $0 { true } else { false } }
        return hasMarkup
            ? .markup(try parts.map { try $0.escaped() }.joined()) : .string(try parts.map { try $0.text() }.joined())
    }

    /// `a.b.c` or `0` or `a.0.b`: what filters call an attribute.
    func attribute(path: Value) throws -> Value {
        if case .int = path { return try item(at: path) }
        guard let path = path.plainText else { throw Fault.wrong("an attribute is named by text") }
        // Nearly always one name.
        if !path.utf8.contains(where: { $0 == UInt8(ascii: ".") || ($0 >= 0x30 && $0 <= 0x39) }) {
            return try member(path)
        }
        var value = self
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            if let number = Int(part) {
                value = try value.item(at: .int(number))
            } else {
                value = try value.member(String(part))
            }
        }
        return value
    }

    private func member(_ name: String) throws -> Value {
        switch self {
        case .record(let record): record[name] ?? .undefined("“\(name)” of \(kindName)")
        case .tuple(let items) where items.count == 2 && name == "grouper": items[0]
        case .tuple(let items) where items.count == 2 && name == "list": items[1]
        case .undefined(let name): throw Fault.undefined(name)
        default: .undefined("“\(name)” of \(kindName)")
        }
    }
}

extension String {
    init(scalars: some Sequence<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}
