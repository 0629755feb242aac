extension Value {
    /// Truth as Python has it: nothing, zero and what is empty are false.
    func isTrue() throws -> Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let items), .tuple(let items): !items.isEmpty
        case .record(let record): !record.values.isEmpty
        case .undefined(let name): throw Fault.undefined(name)
        case .object: true
        }
    }

    /// What the value is, for a message.
    var kindName: String {
        switch self {
        case .null: "none"
        case .bool: "a boolean"
        case .int, .float: "a number"
        case .string, .markup: "text"
        case .list, .tuple: "a list"
        case .record: "a mapping"
        case .undefined: "an undefined name"
        case .object(let object):
            switch object.kind {
            case .function: "a function"
            case .macro: "a macro"
            case .namespace: "a namespace"
            case .loop: "a loop"
            }
        }
    }

    /// The value as it is printed, without escaping.
    func text() throws -> String {
        switch self {
        case .string(let text), .markup(let text): text
        default: try literal(0)
        }
    }

    /// The value as a Python program would write it: what a list prints of its items.
    private func literal(_ depth: Int) throws -> String {
        guard depth < 100 else { throw Fault.wrong("the list is too deep to print") }
        switch self {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return String(value)
        case .float(let value): return value.pythonText
        case .string(let text): return text.pythonLiteral
        case .markup(let text): return "Markup(\(text.pythonLiteral))"
        case .list(let items): return "[\(try items.map { try $0.literal(depth + 1) }.joined(separator: ", "))]"
        case .tuple(let items):
            let inside = try items.map { try $0.literal(depth + 1) }.joined(separator: ", ")
            return items.count == 1 ? "(\(inside),)" : "(\(inside))"
        case .record(let record):
            let pairs = try zip(record.keys, record.values).map { "\($0.pythonLiteral): \(try $1.literal(depth + 1))" }
            return "{\(pairs.joined(separator: ", "))}"
        case .undefined(let name): throw Fault.undefined(name)
        case .object: throw Fault.wrong("\(kindName) cannot be printed")
        }
    }
}

extension Double {
    /// `1.5`, `2.0`, `1e+16`, `nan`, `inf`.
    var pythonText: String {
        guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
        let text = description
        // Swift writes whole numbers out up to 2^54, Python up to 10^16.
        guard magnitude >= 1e16, !text.contains("e") else { return text }
        var digits = Array(text.utf8.prefix { $0 != UInt8(ascii: ".") })
        let sign = digits.first == UInt8(ascii: "-") ? "-" : ""
        if !sign.isEmpty { digits.removeFirst() }
        let exponent = digits.count - 1
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
        return sign + String(decoding: digits.prefix(1), as: UTF8.self) + (tail.isEmpty ? "" : ".\(tail)")
            + "e+\(exponent)"
    }
}

extension String {
    /// The text in quotes, as Python prints it inside a list.
    var pythonLiteral: String {
        let quote: Unicode.Scalar = unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case quote: result += "\\" + String(quote)
            case _ where scalar.value < 32 || scalar.value == 127: result += "\\x" + scalar.value.hexadecimal(2)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + String(quote)
    }
}

extension UInt32 {
    func hexadecimal(_ width: Int) -> String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
