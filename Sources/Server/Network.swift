import Glibc

/// One address, or all that begin with the same bits: `10.0.0.0/8`.
package struct Network: Sendable, Equatable {
    private let bytes: [UInt8]
    private let bits: Int

    /// Nil for what is not an address in digits, and for more bits than it has. Without `prefix` it is
    /// the one address.
    package init?(_ address: String, prefix: Int? = nil) {
        guard let bytes = PeerAddress.bytes(address) else { return nil }
        bits = prefix ?? bytes.count * 8
        guard (0...bytes.count * 8).contains(bits) else { return nil }
        self.bytes = bytes
    }

    package func contains(_ address: String) -> Bool {
        guard let other = PeerAddress.bytes(address), other.count == bytes.count else { return false }
        let whole = bits / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        guard bits % 8 > 0 else { return true }
        return (other[whole] ^ bytes[whole]) >> (8 - bits % 8) == 0
    }
}
