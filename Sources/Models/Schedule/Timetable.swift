/// When a task is due, again and again.
package enum Timetable: Sendable, Hashable, CustomStringConvertible {
    /// By the clock on the wall of the place the task is done for.
    case wall(CronExpression)
    /// Every so many seconds of elapsed time whatever clocks show, counted from 1970, so that every process
    /// means the same instants; `offset` seconds later than that.
    case every(seconds: Int, offset: Int = 0)
    /// Not by itself; an operator may still run it.
    case never

    /// A crontab's five fields. A text that is none is never due, which a test of every task refuses.
    package static func cron(_ text: String) -> Timetable {
        CronExpression(text).map(Timetable.wall) ?? .never
    }

    /// Once a day by the clock on the wall.
    package static func daily(at hour: Int, _ minute: Int) -> Timetable {
        cron("\(minute) \(hour) * * *")
    }

    /// Once in every elapsed hour, so many minutes after the full hour of UTC.
    package static func hourly(at minute: Int) -> Timetable {
        .every(seconds: 3_600, offset: minute * 60)
    }

    /// The first instant after the given one at which it is due; nil when there is none.
    package func next(after instant: Instant, in zone: Zone) -> Instant? {
        switch self {
        case .wall(let expression): return expression.next(after: instant, in: zone)
        case .every(let seconds, let offset):
            guard seconds > 0 else { return nil }
            let since = instant.second - Int64(offset)
            let passed = since / Int64(seconds) - (since % Int64(seconds) < 0 ? 1 : 0)
            return Instant(second: (passed + 1) * Int64(seconds) + Int64(offset))
        case .never: return nil
        }
    }

    /// As the database keeps it, to see that it was changed: `30 3 * * *`, `every 300 s`.
    package var description: String {
        switch self {
        case .wall(let expression): expression.description
        case .every(let seconds, 0): "every \(seconds) s"
        case .every(let seconds, let offset): "every \(seconds) s + \(offset) s"
        case .never: "never"
        }
    }
}
