/// The codes that a phone shows, by RFC 6238: SHA-1, six digits, a new one every 30 seconds, from a seed that
/// the phone and we share.
package struct OneTimeCodes: Sendable {
    /// Seconds for which a code is shown.
    package static let period: Int64 = 30
    private static let digits = 6

    /// 20 bytes. Kept sealed, shown once while the phone is set up.
    package let seed: [UInt8]

    package init(seed: [UInt8]) {
        self.seed = seed
    }

    /// With a new seed of 160 random bits.
    package static func make() -> OneTimeCodes { OneTimeCodes(seed: RandomBytes.make(20)) }

    /// What the phone shows during that step, the number of whole periods since 1970.
    package func code(at step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let hash = HMAC.sha1(key: seed, counter)
        let offset = Int(hash[19] & 15)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The step whose code this is, at a second since 1970: the present one, the one before or the one after,
    /// as clocks differ, but none up to `last`, as no code works twice. Nil when it is none of them.
    package func step(of code: String, at second: Int64, after last: Int64) -> Int64? {
        let now = second / Self.period
        let typed = Array(code.utf8)
        // All three are compared, so that the time does not tell which one it was.
        let matching = [now - 1, now, now + 1].filter { constantTimeEqual(Array(self.code(at: $0).utf8), typed) }
        return matching.first { $0 > last }
    }

    /// The seed as somebody types it into the phone: `ABCD EFGH …`.
    package var keyText: String {
        let text = Array(Base32.encode(seed))
        return stride(from: 0, to: text.count, by: 4)
            .map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: " ")
    }

    /// The address in the picture that the phone reads. `account` is shown beside the code.
    package func address(issuer: String, account: String) -> String {
        let issuer = Self.escaped(issuer)
        return "otpauth://totp/\(issuer):\(Self.escaped(account))?secret=\(Base32.encode(seed))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.period)"
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte -> String in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 64, 95].contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }
}
