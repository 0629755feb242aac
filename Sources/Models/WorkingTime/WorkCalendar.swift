/// Working hours laid out on the time line of one place: which seconds count and how many of them lie
/// before any instant. Expanded once, asked millions of times.
///
/// Answers are right for every span between the years 1900 and 2200 (nothing counts outside, but 24/7
/// does); within `span` they cost tens of nanoseconds.
package struct WorkCalendar: Sendable {
    package let hours: WorkingHours
    package let zone: Zone
    /// The seconds since 1970 that are laid out.
    let span: Range<Int>
    let isRoundTheClock: Bool
    let windows: [Window]
    /// For each UTC day of the span the first window that ends after the day's beginning: a look-up
    /// begins there instead of searching.
    let firstOfDay: [Int32]

    /// An open stretch in seconds since 1970, with the working seconds of the span before it.
    struct Window: Equatable {
        let start: Int
        let end: Int
        let before: Int
    }

    /// How far ahead a deadline is looked for, in seconds: 800 days.
    package static let horizon = 800 * 86_400
    static let limits = -2_208_988_800..<7_258_118_400

    /// Laid out from the first instant to 800 days after the last, so that deadlines are inside.
    package init(_ hours: WorkingHours, in zone: Zone, covering first: Instant, _ last: Instant) {
        let from = Int(clamping: first.second)
        let to = Int(clamping: max(first, last).second).addingReportingOverflow(WorkCalendar.horizon)
        self.init(hours, zone, span: from..<(to.overflow ? Int.max : to.partialValue))
    }

    private init(_ hours: WorkingHours, _ zone: Zone, span wanted: Range<Int>) {
        self.hours = hours
        self.zone = zone
        isRoundTheClock = hours.isRoundTheClock
        let wanted = isRoundTheClock ? 0..<0 : wanted.clamped(to: WorkCalendar.limits)
        let days = wanted.lowerBound.floored(by: 86_400)..<wanted.upperBound.floored(by: 86_400) + 1
        span = days.lowerBound * 86_400..<days.upperBound * 86_400
        windows = isRoundTheClock ? [] : WorkCalendar.expand(hours, zone, span)
        var index = 0
        var firstOfDay: [Int32] = []
        firstOfDay.reserveCapacity(days.count)
        for day in days {
            while index < windows.count, windows[index].end <= day * 86_400 { index += 1 }
            firstOfDay.append(Int32(index))
        }
        self.firstOfDay = firstOfDay
    }

    /// Working seconds in `[from, to)`; 0 when it is empty. Fractions of a second do not count.
    package func seconds(from: Instant, to: Instant) -> Int {
        let start = Int(from.second)
        let end = Int(to.second)
        guard start < end else { return 0 }
        if isRoundTheClock { return end - start }
        if start >= span.lowerBound, end < span.upperBound { return counted(before: end) - counted(before: start) }
        return secondsOutside(start, end)
    }

    /// The first instant that has so many working seconds behind it, counted from `from`: itself for 0.
    /// Nil when there is none within 800 days.
    package func instant(after seconds: Int, from: Instant) -> Instant? {
        if seconds <= 0 { return from }
        let start = Int(from.second)
        guard seconds <= WorkCalendar.horizon else { return nil }
        if isRoundTheClock { return Instant(second: Int64(start + seconds)) }
        let end = start + WorkCalendar.horizon
        if start >= span.lowerBound, end < span.upperBound { return instant(after: seconds, from: start, within: end) }
        guard WorkCalendar.limits.contains(start) else { return nil }
        return WorkCalendar(hours, zone, span: start..<end + 1).instant(after: seconds, from: start, within: end)
    }

    private func instant(after seconds: Int, from start: Int, within end: Int) -> Instant? {
        let wanted = counted(before: start) + seconds
        guard let window = window(reaching: wanted) else { return nil }
        let second = window.start + (wanted - window.before)
        return second <= end ? Instant(second: Int64(second)) : nil
    }

    /// How many open stretches are laid out.
    package var windowCount: Int { windows.count }

    /// Working seconds of the span before a second inside the span.
    private func counted(before second: Int) -> Int {
        var index = Int(firstOfDay[(second - span.lowerBound) / 86_400])
        while index < windows.count {
            let window = windows[index]
            if second < window.end { return window.before + max(0, second - window.start) }
            index += 1
        }
        return total
    }

    private var total: Int {
        windows.last.map { $0.before + $0.end - $0.start } ?? 0
    }

    /// The first window at whose end at least so many seconds have been worked.
    private func window(reaching seconds: Int) -> Window? {
        guard seconds <= total else { return nil }
        var low = 0
        var high = windows.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if windows[middle].before < seconds { low = middle } else { high = middle }
        }
        return windows[low]
    }

    /// For instants beyond the span: laid out anew, a few years at a time.
    private func secondsOutside(_ start: Int, _ end: Int) -> Int {
        let inside = (min(start, end)..<max(start, end)).clamped(to: WorkCalendar.limits)
        var sum = 0
        var from = inside.lowerBound
        while from < inside.upperBound {
            let to = min(from + 2 * WorkCalendar.horizon, inside.upperBound)
            let piece = WorkCalendar(hours, zone, span: from..<to + 1)
            sum += piece.counted(before: to) - piece.counted(before: from)
            from = to
        }
        return sum
    }
}

extension Int {
    func floored(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
