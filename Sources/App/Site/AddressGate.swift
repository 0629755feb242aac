import Synchronization

/// Turns away an address that asks far more often than people do, before the request costs a query. One
/// process counts for itself; what must hold for the whole installation is counted in the database.
package final class AddressGate: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: UInt64
    }

    private let rate: Rate
    private let buckets = Mutex<[String: Bucket]>([:])

    package init(_ rate: Rate) {
        self.rate = rate
    }

    /// 0 lets the request in; otherwise the seconds to wait. `nanoseconds` is a clock that never runs back.
    package func wait(_ address: String, at nanoseconds: UInt64) -> Int {
        let key = address.contains(":") ? AddressPrefix.of(address) : address
        return buckets.withLock { buckets in
            if buckets.count >= Self.limit { buckets = buckets.filter { !isFull($0.value, nanoseconds) } }
            // Still as many: a flood from everywhere, which no count by address can tell apart.
            if buckets.count >= Self.limit { buckets.removeAll(keepingCapacity: true) }
            var bucket = buckets[key] ?? Bucket(tokens: Double(rate.burst), at: nanoseconds)
            bucket.tokens = filled(bucket, nanoseconds)
            bucket.at = max(bucket.at, nanoseconds)
            let missing = 1 - bucket.tokens
            if missing <= 0 { bucket.tokens -= 1 }
            buckets[key] = bucket
            return missing <= 0 ? 0 : max(1, Int((missing / perSecond).rounded(.up)))
        }
    }

    /// Addresses remembered at once.
    private static let limit = 20_000
    private var perSecond: Double { Double(rate.count) / Double(rate.seconds) }

    private func filled(_ bucket: Bucket, _ nanoseconds: UInt64) -> Double {
        let passed = nanoseconds > bucket.at ? Double(nanoseconds - bucket.at) / 1e9 : 0
        return min(Double(rate.burst), bucket.tokens + passed * perSecond)
    }

    private func isFull(_ bucket: Bucket, _ nanoseconds: UInt64) -> Bool {
        filled(bucket, nanoseconds) >= Double(rate.burst)
    }
}
