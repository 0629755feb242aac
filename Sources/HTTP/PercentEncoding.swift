/// Percent encoding as URLs and forms use it, read strictly: text that is not exactly right is refused
/// rather than guessed at, because a guess here and another guess elsewhere is how checks are passed by.
package enum PercentEncoding {
    /// Nil for a `%` without two hex digits, `%00`, raw control characters, what is not UTF-8 and
    /// endless runs of combining marks.
    package static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool = false) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.underestimatedCount)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue),
                    high << 4 | low != 0
                else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            case 0..<32, 127: return nil
            default: decoded.append(byte)
            }
        }
        return StreamSafe.string(decoded)
    }

    /// One segment of a path. An encoded slash or backslash is refused: it would be one segment here
    /// and two for whoever decodes again.
    package static func decodeSegment(_ segment: some StringProtocol) -> String? {
        guard let text = decode(segment.utf8), !text.utf8.contains(where: { $0 == 0x2f || $0 == 0x5c || $0 < 32 })
        else { return nil }
        return text
    }

    /// Everything but letters, digits and `-._~` as `%XX`: fits a segment, a query value or a cookie.
    package static func encode(_ text: some StringProtocol) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
        default: false
        }
    }
}
