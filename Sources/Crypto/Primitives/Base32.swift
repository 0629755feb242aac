/// Base32 of RFC 4648 without padding: what a person can type from a screen, as no `0`, `1` or `8` is in it.
package enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits = 0
        var held = 0
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xfff
            held += 8
            while held >= 5 {
                held -= 5
                text.append(letters[bits >> held & 31])
            }
        }
        if held > 0 { text.append(letters[bits << (5 - held) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Upper or lower case. Nil for foreign characters, impossible lengths and bits left over.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits = 0
        var held = 0
        for character in text.utf8 {
            let upper = (97...122).contains(character) ? character - 32 : character
            guard let value = letters.firstIndex(of: upper) else { return nil }
            bits = (bits << 5 | value) & 0xfff
            held += 5
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        return held < 5 && bits & (1 << held - 1) == 0 ? bytes : nil
    }
}
