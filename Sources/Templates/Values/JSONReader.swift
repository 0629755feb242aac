extension Value {
    /// JSON as a value, names in the order they are written. For context files and cases; depth is limited.
    package init(json text: String) throws {
        var reader = JSONReader(bytes: Array(text.utf8))
        self = try reader.document()
    }
}

struct JSONReader {
    struct Malformed: Error, CustomStringConvertible {
        let offset: Int
        var description: String { "this is not JSON, at byte \(offset)" }
    }

    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8 { place < bytes.count ? bytes[place] : 0 }
    private var malformed: Malformed { Malformed(offset: place) }

    mutating func document() throws -> Value {
        let value = try value(0)
        skipSpace()
        guard place == bytes.count else { throw malformed }
        return value
    }

    private mutating func skipSpace() {
        while [32, 9, 10, 13].contains(byte) { place += 1 }
    }

    private mutating func skip(_ sign: Character) -> Bool {
        skipSpace()
        guard let code = sign.asciiValue, byte == code else { return false }
        place += 1
        return true
    }

    private mutating func value(_ depth: Int) throws -> Value {
        guard depth < 100 else { throw malformed }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"):
            place += 1
            return .record(
                Record(
                    try items("}") { reader in
                        reader.skipSpace()
                        let key = try reader.string()
                        guard reader.skip(":") else { throw reader.malformed }
                        return (key, try reader.value(depth + 1))
                    }))
        case UInt8(ascii: "["):
            place += 1
            return .list(try items("]") { try $0.value(depth + 1) })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"): return try word("NaN", .float(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .float(.infinity))
        default: return try number()
        }
    }

    private mutating func items<Item>(_ end: Character, _ read: (inout JSONReader) throws -> Item) throws -> [Item] {
        var items: [Item] = []
        if skip(end) { return items }
        repeat { items.append(try read(&self)) } while skip(",")
        guard skip(end) else { throw malformed }
        return items
    }

    private mutating func word(_ word: String, _ value: Value) throws -> Value {
        guard bytes[place...].starts(with: word.utf8) else { throw malformed }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws -> Value {
        let start = place
        while (48...57).contains(byte) || [43, 45, 46, 69, 101].contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let number = Int(text) { return .int(number) }
        guard let number = Double(text) else { throw malformed }
        return .float(number)
    }

    private mutating func string() throws -> String {
        guard byte == UInt8(ascii: "\"") else { throw malformed }
        place += 1
        var units: [UInt8] = []
        while byte != UInt8(ascii: "\"") {
            guard place < bytes.count else { throw malformed }
            if byte == UInt8(ascii: "\\") {
                place += 1
                units.append(contentsOf: String(try escape()).utf8)
            } else {
                units.append(byte)
                place += 1
            }
        }
        place += 1
        return String(decoding: units, as: UTF8.self)
    }

    private mutating func escape() throws -> Unicode.Scalar {
        let plain: [UInt8: Unicode.Scalar] = [
            34: "\"", 92: "\\", 47: "/", 98: "\u{8}", 102: "\u{C}", 110: "\n", 114: "\r", 116: "\t",
        ]
        let sign = byte
        place += 1
        if let scalar = plain[sign] { return scalar }
        guard sign == UInt8(ascii: "u") else { throw malformed }
        let high = try unit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard bytes[min(place, bytes.count)...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
        place += 2
        let low = try unit()
        guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func unit() throws -> UInt32 {
        guard place + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw malformed }
        place += 4
        return unit
    }
}
