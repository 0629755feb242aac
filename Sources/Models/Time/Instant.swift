/// A point on the UTC time line, in microseconds since 1970, which is what PostgreSQL keeps and what
/// sources send. Working time counts whole seconds: an instant counts from its `second`.
package struct Instant: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Seconds since 1970, held to what microseconds can say (292,000 years either way).
    package init(second: Int64) {
        microseconds = min(max(second, -9_223_372_036_854), 9_223_372_036_854) * 1_000_000
    }

    /// The whole second it falls into, counted from 1970.
    package var second: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    package func advanced(seconds: Int) -> Instant {
        Instant(microseconds: microseconds &+ Int64(seconds) &* 1_000_000)
    }

    /// Seconds from the other instant to this one, fractions included.
    package func seconds(since other: Instant) -> Double {
        Double(microseconds &- other.microseconds) / 1_000_000
    }
}
