import Models
import Web

/// One bar that lies: how much of the width the largest takes.
struct LyingBar: Encodable {
    /// Where its text and its bars stand, from above.
    let textY, barY: Int
    /// `31.20%`
    let width: String
    /// A longer one behind it; nil: there is none.
    let behind: String?

    static let step = 38

    /// Bars in the order of the values; `behind` are values that none of `values` is above.
    static func all(_ values: [Int], behind: [Int]? = nil) -> [LyingBar] {
        let most = max(1, (values + (behind ?? [])).max() ?? 1)
        func width(_ value: Int) -> String { percentage(value <= 0 ? 0 : max(40, 10_000 * value / most)) }
        return values.enumerated().map { index, value in
            LyingBar(
                textY: 12 + step * index, barY: 19 + step * index, width: width(value),
                behind: behind.map { width($0[index]) })
        }
    }

    /// Of so many bars.
    static func height(_ count: Int) -> Int { step * count }
}

/// Bars that stand side by side along the days of a period.
struct ColumnPicture: Encodable {
    struct Bar: Encodable {
        let x, width: String
        let y, height: Int
        /// The first day and the last, and how many.
        let from, to: Instant
        let count: Int
        /// The rows of these days.
        let path: String
    }

    struct Mark: Encodable {
        let y, textY: Int
        let count: Int
    }

    struct Label: Encodable {
        let x: String
        let anchor: String
        let at: Instant
    }

    let bars: [Bar]
    let marks: [Mark]
    let labels: [Label]
    let total: Int

    private static let top = 10, tall = 130
    /// The counts beside the lines take the first 9 percent.
    private static let left = 900, across = 9_100

    /// `at`: a day as the page says it; `path`: where the rows of a bucket are.
    init(
        _ buckets: [SalePeriod.Bucket], _ counts: [Int], at: (LocalDate) -> Instant,
        path: (SalePeriod.Bucket) -> String
    ) {
        let most = Self.round(counts.max() ?? 0)
        let slot = Self.across / max(1, buckets.count)
        bars = zip(buckets, counts).enumerated().map { index, pair in
            let height = pair.1 == 0 ? 0 : max(2, Self.tall * pair.1 / most)
            return Bar(
                x: percentage(Self.left + slot * index + slot / 8), width: percentage(slot * 3 / 4),
                y: Self.top + Self.tall - height, height: height, from: at(pair.0.from), to: at(pair.0.to),
                count: pair.1, path: path(pair.0))
        }
        marks = (most % 2 == 0 ? [0, most / 2, most] : [0, most]).map { count in
            let y = Self.top + Self.tall - Self.tall * count / most
            return Mark(y: y, textY: y + 4, count: count)
        }
        let step = max(1, (buckets.count + 2) / 3)
        labels = stride(from: 0, to: buckets.count, by: step).map { index in
            Label(
                x: percentage(Self.left + slot * index + (index == 0 ? 0 : slot / 2)),
                anchor: index == 0 ? "start" : "middle", at: at(buckets[index].from))
        }
        total = counts.reduce(0, +)
    }

    /// The least of 1, 2, 4, 10, 20, 40, 100 … that is not below.
    private static func round(_ most: Int) -> Int {
        var unit = 1
        while true {
            for factor in [1, 2, 4, 6, 8] where unit * factor >= most { return unit * factor }
            unit *= 10
        }
    }
}
