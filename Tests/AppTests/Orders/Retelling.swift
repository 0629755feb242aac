import Foundation

/// The same story told a second way: what dumped webhooks say about each order, with JSON, dates and days
/// by Foundation and none of the program's own working time.
struct Retelling {
    struct Event: Hashable {
        let order: Int
        let status: Int
        let group: Int
        /// Microseconds since 1970.
        let at: Int64
    }

    struct Order: Equatable, Sendable {
        var order = 0
        var status = 0
        var group = 0
        var changed: Int64 = 0
        var started: Int64 = 0
        var delivered: Int64?
        var closed: Int64?
        var near: Int64?
        var over: Int64?
        var working = 0
        var elapsed = 0
        var groups: [Int: Int] = [:]
        var intervals = 0
    }

    let events: [Event]
    private let calendar: Calendar
    private let closing: Set<Int>
    /// Working seconds by group.
    private let limits: [Int: Int]
    private let opens: Int
    private let closes: Int

    /// Monday to Friday from `opens` to `closes` o'clock in that zone.
    init(_ bodies: [[UInt8]], zone: String, closing: Set<Int>, limits: [Int: Int], opens: Int, closes: Int) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        self.calendar = calendar
        self.closing = closing
        self.limits = limits
        self.opens = opens
        self.closes = closes
        let reader = DateFormatter()
        reader.locale = Locale(identifier: "en_US_POSIX")
        reader.timeZone = .gmt
        reader.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        var told: Set<Event> = []
        for body in bodies {
            guard let whole = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
                let context = whole["context"] as? [String: Any], let order = context["id"] as? Int,
                let status = context["status_id"] as? Int, let group = context["status_group_id"] as? Int,
                let text = context["status_changed_at"] as? String,
                let second = reader.date(from: String(text.prefix(19))),
                let fraction = Int64(text.dropFirst(20).prefix(6))
            else { throw Unreadable() }
            let at = Int64(second.timeIntervalSince1970) * 1_000_000 + fraction
            told.insert(Event(order: order, status: status, group: group, at: at))
        }
        events = told.sorted { ($0.order, $0.at, $0.status) < ($1.order, $1.at, $1.status) }
    }

    struct Unreadable: Error {}

    var orders: [Order] {
        Dictionary(grouping: events, by: \.order).sorted { $0.key < $1.key }.map { order($0.key, $0.value) }
    }

    private func order(_ number: Int, _ events: [Event]) -> Order {
        var order = Order(order: number, intervals: events.count)
        order.started = events[0].at
        order.delivered = events.first { $0.group == 4 }?.at
        for (event, next) in zip(events, events.dropFirst()) {
            let isClosed = closing.contains(event.status)
            let (from, to) = (event.at / 1_000_000, next.at / 1_000_000)
            order.elapsed += isClosed ? 0 : Int(to - from)
            let worked = isClosed ? 0 : windows(from, to).reduce(0) { $0 + Int($1.to - $1.from) }
            order.working += worked
            order.groups[event.group, default: 0] += worked
        }
        let last = events[events.count - 1]
        (order.status, order.group, order.changed) = (last.status, last.group, last.at)
        order.groups[last.group, default: 0] += 0
        if closing.contains(last.status) {
            order.closed = events.reversed().prefix { closing.contains($0.status) }.last?.at
        } else if let limit = limits[last.group] {
            order.over = reached(limit, in: last.group, events)
            order.near = reached((limit * 80 + 99) / 100, in: last.group, events)
        }
        return order
    }

    /// When the stays in the group, the open one included, came to so many working seconds: the beginning of
    /// the present stay when earlier ones alone do.
    private func reached(_ seconds: Int, in group: Int, _ events: [Event]) -> Int64? {
        let stay = events.reversed().prefix { $0.group == group }.count
        var missing = seconds
        for (index, event) in events.enumerated() where event.group == group && !closing.contains(event.status) {
            let isPresent = index >= events.count - stay
            if missing <= 0, isPresent { return event.at }
            let from = event.at / 1_000_000
            let to = index + 1 < events.count ? events[index + 1].at / 1_000_000 : from + 400 * 86_400
            for window in windows(from, to) {
                let length = Int(window.to - window.from)
                if isPresent, length >= missing { return (window.from + Int64(missing)) * 1_000_000 }
                missing -= length
            }
        }
        return nil
    }

    /// The working hours between two seconds, day by day of the zone's own calendar.
    private func windows(_ from: Int64, _ to: Int64) -> [(from: Int64, to: Int64)] {
        var windows: [(from: Int64, to: Int64)] = []
        var day = calendar.startOfDay(for: Date(timeIntervalSince1970: TimeInterval(from)))
        while Int64(day.timeIntervalSince1970) < to {
            // 1 is Sunday, 7 Saturday.
            if !(calendar.component(.weekday, from: day) % 7 < 2),
                let start = calendar.date(bySettingHour: opens, minute: 0, second: 0, of: day),
                let end = calendar.date(bySettingHour: closes, minute: 0, second: 0, of: day)
            {
                let begin = max(from, Int64(start.timeIntervalSince1970))
                let stop = min(to, Int64(end.timeIntervalSince1970))
                if begin < stop { windows.append((begin, stop)) }
            }
            day =
                calendar.date(byAdding: .day, value: 1, to: day).map { calendar.startOfDay(for: $0) } ?? .distantFuture
        }
        return windows
    }
}
