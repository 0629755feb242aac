/// JSON that may stand inside HTML, also inside `<script>`: keys sorted, everything but ASCII escaped.
struct JSONWriter {
    let indent: Int?
    private(set) var text = ""

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: Value, _ depth: Int) throws {
        guard depth < 100 else { throw Fault.wrong("the value is too deep for JSON") }
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .float(let value):
            text += value.isFinite ? value.pythonText : value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        case .string(let value), .markup(let value): quote(value)
        case .list(let items), .tuple(let items):
            try list("[", "]", items, depth) { writer, item in try writer.write(item, depth + 1) }
        case .record(let record):
            let pairs = zip(record.keys, record.values).sorted { $0.0.precedesByCodePoint($1.0) }
            try list("{", "}", pairs, depth) { writer, pair in
                writer.quote(pair.0)
                writer.text += ": "
                try writer.write(pair.1, depth + 1)
            }
        case .undefined(let name): throw Fault.undefined(name)
        case .object: throw Fault.wrong("\(value.kindName) cannot be written as JSON")
        }
    }

    private mutating func list<Item>(
        _ open: String, _ close: String, _ items: [Item], _ depth: Int, _ write: (inout JSONWriter, Item) throws -> Void
    ) throws {
        text += open
        for (number, item) in items.enumerated() {
            if number > 0 { text += indent == nil ? ", " : "," }
            newLine(depth + 1)
            try write(&self, item)
        }
        if !items.isEmpty { newLine(depth) }
        text += close
    }

    private mutating func newLine(_ depth: Int) {
        if let indent { text += "\n" + String(repeating: " ", count: indent * depth) }
    }

    private mutating func quote(_ value: String) {
        text += "\""
        for unit in value.utf16 {
            switch unit {
            case 34: text += "\\\""
            case 92: text += "\\\\"
            case 8: text += "\\b"
            case 9: text += "\\t"
            case 10: text += "\\n"
            case 12: text += "\\f"
            case 13: text += "\\r"
            case 60, 62, 38, 39: text += "\\u" + UInt32(unit).hexadecimal(4)
            case 32..<127: text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: unit)))
            // Python leaves the delete sign as it is.
            case 127: text += "\u{7F}"
            default: text += "\\u" + UInt32(unit).hexadecimal(4)
            }
        }
        text += "\""
    }
}
