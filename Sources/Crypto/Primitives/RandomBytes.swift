import CCrypto

/// Bytes nobody can foretell: tokens, nonces, salts, pads.
package enum RandomBytes {
    package static func make(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        if RAND_bytes(&bytes, Int32(clamping: count)) == 1 { return bytes }
        // The library's generator could not be seeded: the kernel's own is as good, only slower.
        var system = SystemRandomNumberGenerator()
        return bytes.map { _ in UInt8.random(in: .min ... .max, using: &system) }
    }
}
