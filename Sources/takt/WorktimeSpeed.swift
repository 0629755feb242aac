import App
import Models

/// The figures of the working-time engine: one core, calendars laid out once, spans chosen by a fixed seed.
struct WorktimeSpeed {
    private let zones: ZoneSource

    init(_ zones: @escaping ZoneSource) {
        self.zones = zones
    }

    func report() throws {
        let zone = try zones("Europe/Kyiv")
        let first = Instant(second: 1_672_531_200)
        let last = first.advanced(seconds: 4 * 365 * 86_400)
        let shop = try WorkingHours(storedText: Self.shop)
        let clock = ContinuousClock()
        for (name, hours) in [("Mon-Fri 9-18", WorkingHours.office), ("two windows, night shift, holidays", shop)] {
            let calendar = WorkCalendar(hours, in: zone, covering: first, last)
            for days in [3, 10, 30, 365] {
                let spans = Self.spans(1_000_000, from: first, days: days)
                var sum = 0
                let between = clock.measure {
                    for _ in 0..<5 {
                        for span in spans { sum &+= calendar.seconds(from: span.from, to: span.to) }
                    }
                }
                let deadlines = clock.measure {
                    for span in spans {
                        sum &+= Int(calendar.instant(after: days * 28_800 / 2, from: span.from)?.second ?? 0)
                    }
                }
                print(
                    "\(name), up to \(days) days: \(Self.rate(5_000_000, between)) intervals/s, "
                        + "\(Self.rate(1_000_000, deadlines)) deadlines/s (sum \(sum))")
            }
            var windows = 0
            let layouts = clock.measure {
                for _ in 0..<200 { windows &+= WorkCalendar(hours, in: zone, covering: first, last).windowCount }
            }
            print("\(name): \(Self.rate(200, layouts)) calendars of \(windows / 200) windows/s")
        }
        print("\(try orders(zone, from: first, to: last)) orders of 10 events derived/s")
    }

    /// Orders with all their intervals, sums and instants of breach a second.
    private func orders(_ zone: Zone, from first: Instant, to last: Instant) throws -> Int {
        let statuses = StatusMap(groups: [1: 1, 2: 2, 3: 3, 4: 4, 5: 5], closing: [5])
        let rules = OrderRules(
            zone: zone, statuses: Versions(statuses), limits: Versions(.preset),
            hours: Versions(ProjectHours(project: .office)), covering: first, last)
        let orders = (0..<10_000).map { order in
            Self.spans(10, from: first.advanced(seconds: order * 3600), days: 30).enumerated().map {
                StatusEvent(status: $0.offset % 4 + 1, changedAt: $0.element.to)
            }
        }
        var intervals = 0
        let time = ContinuousClock().measure {
            for events in orders {
                intervals += OrderHistory.derive(events, rules: rules, now: last).intervals.count
            }
        }
        return intervals == 100_000 ? Self.rate(10_000, time) : 0
    }

    private static let shop = """
        {"week":{"mon":[["09:00","13:00"],["14:00","18:00"]],"tue":[["09:00","13:00"],["14:00","18:00"]],\
        "wed":[["09:00","13:00"],["14:00","18:00"]],"thu":[["09:00","13:00"],["14:00","18:00"]],\
        "fri":[["09:00","13:00"],["14:00","24:00"]],"sat":[["22:00","04:00"]]},\
        "exceptions":{"2024-01-01":[],"2024-12-25":[],"2025-01-01":[["10:00","14:00"]]}}
        """

    private static func spans(_ count: Int, from first: Instant, days: Int) -> [(from: Instant, to: Instant)] {
        var state: UInt64 = 20_260_329
        func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
        return (0..<count).map { _ in
            let from = first.advanced(seconds: next(below: 3 * 365 * 86_400))
            return (from, from.advanced(seconds: next(below: days * 86_400)))
        }
    }

    private static func rate(_ count: Int, _ time: Duration) -> Int {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        return Int(Double(count) / seconds)
    }
}
