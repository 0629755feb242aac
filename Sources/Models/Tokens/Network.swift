/// An address of the internet or a block of them, version 4 or 6, as it is usually written: `203.0.113.7`,
/// `203.0.113.0/24`, `2001:db8::/32`. Bits behind the prefix are cleared.
package struct Network: Sendable, Hashable, CustomStringConvertible {
    /// Four bytes or sixteen.
    private let bytes: [UInt8]
    /// Leading bits that must agree.
    private let prefix: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let bytes = Self.four(first) ?? Self.six(first) else {
            return nil
        }
        let bits = bytes.count * 8
        guard let prefix = parts.count == 2 ? Self.number(parts[1], atMost: bits) : bits else { return nil }
        self.prefix = prefix
        self.bytes = bytes.enumerated().map { index, byte in
            let kept = min(max(prefix - index * 8, 0), 8)
            return kept == 0 ? 0 : byte & (0xff << UInt8(8 - kept))
        }
    }

    package var description: String {
        if bytes.count == 4 { return bytes.map { "\($0)" }.joined(separator: ".") + "/\(prefix)" }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        return groups.map { String($0, radix: 16) }.joined(separator: ":") + "/\(prefix)"
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { number($0, atMost: 255).map { UInt8($0) } }
        return bytes.count == 4 ? bytes : nil
    }

    private static func six(_ text: Substring) -> [UInt8]? {
        guard text.contains(":"), text.utf8.count <= 45 else { return nil }
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0]), let tail = groups(halves.count == 2 ? halves[1] : "")
        else { return nil }
        let missing = 16 - head.count - tail.count
        guard halves.count == 2 ? missing >= 2 : missing == 0 else { return nil }
        return head + [UInt8](repeating: 0, count: missing) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            let isHex = part.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 0x20) }
            guard (1...4).contains(part.utf8.count), isHex, let value = UInt16(part, radix: 16) else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 255)]
        }
        return bytes
    }

    /// Digits alone, without a leading zero.
    private static func number(_ text: Substring, atMost limit: Int) -> Int? {
        guard let value = digits(Array(text.utf8)), value <= limit, String(value) == text else { return nil }
        return value
    }
}
