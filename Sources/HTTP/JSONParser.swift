/// Why a text is not JSON, and at which byte.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package let reason: String
    package let offset: Int

    package var description: String { "not JSON at byte \(offset): \(reason)" }
}

extension JSON {
    /// RFC 8259 to the letter, and stricter where programs disagree: a name twice in one object, half a
    /// surrogate pair, U+0000 (which the database cannot keep), names over 1 kB, numbers over 256 digits
    /// and more than `maxDepth` levels are refused.
    package init(parsing bytes: [UInt8], maxDepth: Int = 32) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document(maxDepth: maxDepth)
    }

    package init(parsing text: String, maxDepth: Int = 32) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maxDepth: maxDepth)
    }
}

struct JSONParser {
    static let nameLimit = 1_024
    static let numberLimit = 256

    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document(maxDepth: Int) throws(JSONError) -> JSON {
        let value = try self.value(depth: maxDepth)
        skipSpace()
        guard position == bytes.count else { throw error("something follows the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        skipSpace()
        guard let byte = peek else { throw error("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), 48...57: return .number(try number())
        default: throw error("a value cannot begin like this")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        guard depth > 0 else { throw error("nested too deep") }
        position += 1
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take("}") { return .object([]) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw error("a name should stand here") }
            let start = position
            let name = try string()
            // The cap keeps hashing cheap: Swift normalizes a string to hash it.
            guard name.utf8.count <= Self.nameLimit else { throw error("a name is too long", at: start) }
            guard names.insert(name).inserted else { throw error("a name occurs twice in one object", at: start) }
            skipSpace()
            guard take(":") else { throw error("a colon should stand here") }
            members.append(JSON.Member(name, try value(depth: depth - 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("a comma or } should stand here") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        guard depth > 0 else { throw error("nested too deep") }
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return .array([]) }
        while true {
            elements.append(try value(depth: depth - 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw error("a comma or ] should stand here") }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let text = Array(word.description.utf8)
        guard bytes[position...].starts(with: text) else { throw error("a value cannot begin like this") }
        position += text.count
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take("-")
        if take("0") {} else { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        guard position - start <= Self.numberLimit else { throw error("a number is too long", at: start) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = peek, 48...57 ~= byte { position += 1 }
        guard position > start else { throw error("a digit should stand here") }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private func error(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: offset ?? position)
    }
}

extension JSONParser {
    private mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = StreamSafe.string(text) else {
                    throw error("a string is not UTF-8, or has endless combining marks", at: start)
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<32: throw error("a control character stands in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("a string does not end", at: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        position += 1
        guard let byte = peek else { throw error("a string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): text += String(try scalar()).utf8
        default: throw error("no such escape", at: position - 1)
        }
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let first = try unit()
        var value = first
        if 0xd800..<0xdc00 ~= first {
            guard take("\\"), take("u") else { throw error("half a surrogate pair", at: start) }
            let second = try unit()
            guard 0xdc00..<0xe000 ~= second else { throw error("half a surrogate pair", at: start) }
            value = 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
        }
        guard value != 0, let scalar = Unicode.Scalar(value) else {
            throw error(value == 0 ? "U+0000 is not accepted" : "half a surrogate pair", at: start)
        }
        return scalar
    }

    private mutating func unit() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap(PercentEncoding.hexValue) else {
                throw error("four hex digits should stand here")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
