/// A point on the UTC time line, in microseconds since 1970, which is what PostgreSQL keeps and what
/// sources send. Working time counts whole seconds: an instant counts from its `second`.
package struct Instant: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package init(second: Int64) {
        microseconds = second * 1_000_000
    }

    /// The whole second it falls into, counted from 1970.
    package var second: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    package func advanced(seconds: Int) -> Instant {
        Instant(microseconds: microseconds &+ Int64(seconds) &* 1_000_000)
    }

    /// Seconds from the other instant to this one, fractions included.
    package func seconds(since other: Instant) -> Double {
        Double(microseconds - other.microseconds) / 1_000_000
    }
}
