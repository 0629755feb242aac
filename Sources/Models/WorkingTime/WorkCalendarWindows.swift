extension WorkCalendar {
    /// The open stretches that meet the span, in order, merged where they touch or overlap, and cut at
    /// the ends of the span.
    static func expand(_ hours: WorkingHours, _ zone: Zone, _ span: Range<Int>) -> [Window] {
        guard !hours.isNever else { return [] }
        // A window is at most two days long and a local date at most a day and two hours from UTC.
        let first = span.lowerBound / 86_400 - 4
        let last = span.upperBound / 86_400 + 3
        var windows: [Window] = []
        var openStart = 0
        var openEnd = Int.min
        var worked = 0
        var stretch = 0
        func close() {
            let start = max(openStart, span.lowerBound)
            let end = min(openEnd, span.upperBound)
            guard start < end else { return }
            windows.append(Window(start: start, end: end, before: worked))
            worked += end - start
        }
        for day in first...last {
            let midnight = day * 86_400
            for window in hours.windows(on: LocalDate(day: day)) {
                let start = zone.firstSecond(showing: midnight + window.opens * 60, &stretch)
                let end = zone.firstSecond(showing: midnight + window.closesAfterMidnight * 60, &stretch)
                if start <= openEnd {
                    openEnd = max(openEnd, end)
                } else {
                    close()
                    openStart = start
                    openEnd = end
                }
            }
        }
        close()
        return windows
    }

    /// A stretch of an interval that counts or does not.
    package struct Slice: Sendable, Equatable {
        package let from: Instant
        package let to: Instant
        package let isCounted: Bool

        /// Whole seconds.
        package var seconds: Int { Int(to.second - from.second) }
    }

    /// What a figure is made of: the interval cut where work opens and closes. The counted slices sum
    /// exactly to `seconds(from:to:)`, all slices to the elapsed seconds.
    package func slices(from: Instant, to: Instant) -> [Slice] {
        let start = Int(from.second)
        let end = Int(to.second)
        guard start < end else { return [] }
        func slice(_ from: Int, _ to: Int, _ isCounted: Bool) -> Slice {
            Slice(from: Instant(second: Int64(from)), to: Instant(second: Int64(to)), isCounted: isCounted)
        }
        if isRoundTheClock { return [slice(start, end, true)] }
        var slices: [Slice] = []
        var reached = start
        for window in openStretches(meeting: start..<end) {
            let opens = max(window.start, start)
            let closes = min(window.end, end)
            if opens > reached { slices.append(slice(reached, opens, false)) }
            slices.append(slice(opens, closes, true))
            reached = closes
        }
        if reached < end { slices.append(slice(reached, end, false)) }
        return slices
    }

    private func openStretches(meeting wanted: Range<Int>) -> ArraySlice<Window> {
        guard wanted.lowerBound >= span.lowerBound, wanted.upperBound < span.upperBound else {
            let inside = wanted.clamped(to: WorkCalendar.limits)
            return WorkCalendar.expand(hours, zone, inside)[...]
        }
        let first = Int(firstOfDay[(wanted.lowerBound - span.lowerBound) / 86_400])
        let windows = windows[first...].drop { $0.end <= wanted.lowerBound }
        return windows.prefix { $0.start < wanted.upperBound }
    }
}
