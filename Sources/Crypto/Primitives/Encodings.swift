/// Base64 in two alphabets. Decoding is strict: one text per value, so that a token has no second spelling.
package enum Base64URL {
    /// Without padding: 32 bytes become 43 characters that need no escaping in a path.
    package static func encode(_ bytes: [UInt8]) -> String {
        Radix64.encode(bytes, Radix64.url, padded: false)
    }

    /// Nil for padding, foreign characters, impossible lengths and bits left over.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Radix64.decode(Array(text.utf8), Radix64.url)
    }
}

/// The ordinary alphabet with padding, as key files and mail have it.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        Radix64.encode(bytes, Radix64.ordinary, padded: true)
    }

    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 4) else { return nil }
        let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
        return Radix64.decode(Array(characters.dropLast(padding)), Radix64.ordinary)
    }

    /// As PHC strings write it: the ordinary alphabet without padding.
    static func encodeBare(_ bytes: [UInt8]) -> String {
        Radix64.encode(bytes, Radix64.ordinary, padded: false)
    }

    static func decodeBare(_ text: some StringProtocol) -> [UInt8]? {
        Radix64.decode(Array(text.utf8), Radix64.ordinary)
    }
}

package enum Hex {
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = digit(characters[index]), let low = digit(characters[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

private enum Radix64 {
    static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    static let ordinary = Array((letters + "+/").utf8)
    static let url = Array((letters + "-_").utf8)

    static func encode(_ bytes: [UInt8], _ alphabet: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0...group.count { text.append(alphabet[bits >> (18 - 6 * position) & 63]) }
            if padded { for _ in group.count..<3 { text.append(UInt8(ascii: "=")) } }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decode(_ text: [UInt8], _ alphabet: [UInt8]) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits = 0
        var held = 0
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6 | value) & 0xffff
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        return bits & (1 << held - 1) == 0 ? bytes : nil
    }
}
