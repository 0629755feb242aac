import Models

/// The life of an order as a picture: one line per status group, one bar per visit, working time in
/// colour. Positions across are percentages, so that text never scales.
struct OrderTrack: Encodable {
    /// One stay in a group.
    struct Visit {
        let status: String
        let from: Instant
        /// Now, for the open one.
        let to: Instant
        let slices: [Slice]
    }

    /// A stretch of working time, cut where the limit was reached.
    struct Slice {
        let from: Instant
        let to: Instant
        let isOver: Bool
    }

    struct Bar: Encodable {
        let x, width: String
        /// `off`, `work` or `over`.
        let kind: String
    }

    struct Stay: Encodable {
        let bar: Bar
        let status: String
        let from, to: Instant
        let elapsed: Int
        let slices: [Bar]
    }

    struct Line: Encodable {
        let label: String
        let textY, barY: Int
        let stays: [Stay]
    }

    /// A midnight.
    struct Mark: Encodable {
        let x: String
        let at: Instant
    }

    let height: Int
    let lines: [Line]
    let marks: [Mark]
    /// Where it ends: now, or when the order was closed.
    let now: String
    let isClosed: Bool
    let from, to: Instant

    /// `midnight` gives the instant at which a local date, as days since 1970, begins; `day` the local
    /// date of an instant. `now`: of a closed order, when it was closed.
    init(
        groups: [(label: String, visits: [Visit])], now: Instant, isClosed: Bool = false, day: (Instant) -> Int,
        midnight: (Int) -> Instant
    ) {
        self.isClosed = isClosed
        let visits = groups.flatMap(\.visits)
        let firstDay = visits.map(\.from).min().map(day) ?? day(now)
        let lastDay = max(visits.map(\.to).max().map(day) ?? day(now), firstDay)
        let scale = Scale(from: midnight(firstDay), to: midnight(lastDay + 1))
        let step = max(1, (lastDay - firstDay + 8) / 8)
        marks = stride(from: firstDay, through: lastDay, by: step).map { day in
            Mark(x: scale.x(midnight(day)), at: midnight(day))
        }
        lines = groups.enumerated().map { index, group in
            Line(
                label: group.label, textY: 36 + 35 * index, barY: 42 + 35 * index,
                stays: group.visits.map { visit in
                    Stay(
                        bar: scale.bar(visit.from, visit.to, "off"), status: visit.status, from: visit.from,
                        to: visit.to, elapsed: Int(visit.to.second - visit.from.second),
                        slices: visit.slices.map { scale.bar($0.from, $0.to, $0.isOver ? "over" : "work") })
                })
        }
        height = 38 + 35 * groups.count
        self.now = scale.x(now)
        from = scale.from
        to = now
    }

    private struct Scale {
        let from: Instant
        let to: Instant

        /// In hundredths of a percent, inside the picture.
        private func position(_ instant: Instant) -> Int {
            let length = max(1, to.second - from.second)
            return Int(min(max(0, (instant.second - from.second) * 10_000 / length), 10_000))
        }

        func x(_ instant: Instant) -> String { percentage(position(instant)) }

        func bar(_ from: Instant, _ to: Instant, _ kind: String) -> Bar {
            let left = position(from)
            return Bar(x: percentage(left), width: percentage(max(position(to) - left, 8)), kind: kind)
        }
    }
}

/// Hundredths of a percent as an SVG length: 1067 is `10.67%`.
func percentage(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
}
