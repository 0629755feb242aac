import Synchronization

/// Short ids for requests: 12 letters and digits without look-alikes, none twice in 2^60.
final class RequestIdentifiers: Sendable {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private let next: Atomic<UInt64>

    init(seed: UInt64) { next = Atomic(seed) }

    func make() -> String {
        var z = next.wrappingAdd(0x9e37_79b9_7f4a_7c15, ordering: .relaxed).newValue
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        z ^= z >> 31
        return String(unsafeUninitializedCapacity: 12) { buffer in
            for index in 0..<12 {
                buffer[index] = Self.alphabet[Int(z & 31)]
                z >>= 5
            }
            return 12
        }
    }
}
