import Models

/// An invented shop with a believable past: people work its hours, most orders go through, some come back, a
/// few are cancelled. The same seed tells the same story. Its orders pass through the real intake, so nothing on
/// a page is made up by the page.
struct DemoShop: Sendable {
    struct Change: Sendable, Equatable {
        let order: Int
        let status: OrderStatus
        let at: Instant
    }

    let wares: DemoWares
    private let calendar: WorkCalendar
    private var zone: Zone { calendar.zone }

    /// `first` and `end`: the instants between which its story is asked for.
    init(_ wares: DemoWares, zone: Zone, from first: Instant, until end: Instant) {
        self.wares = wares
        calendar = WorkCalendar(.office, in: zone, covering: first.advanced(seconds: -40 * 86_400), end)
    }

    static let firstOrder = 10_400

    /// Hours that an order usually spends in a status: of work, but for the way to the buyer.
    private static let stay = [1: 1, 20: 2, 2: 5, 21: 8, 30: 4, 31: 7, 33: 2, 8: 30]
    private static let onTheWay = 8

    /// Every change up to `end` of so many orders that came in over so many days, oldest first. Those of the last
    /// days are still underway.
    func story(orders: Int, days: Int, until end: Instant) -> [Change] {
        begins(orders, days, end).enumerated()
            .flatMap { number, begin in life(of: Self.firstOrder + number, from: begin).filter { $0.at < end } }
            .sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    }

    /// What comes after a status in the life of an order; nil after the last.
    func status(after status: Int, of order: Int) -> OrderStatus? {
        let path = Self.path(wares, order)
        guard let place = path.firstIndex(of: status), place + 1 < path.count else { return nil }
        return wares.status(path[place + 1])
    }

    /// Buyers write in the daytime, less on Saturday and Sunday.
    private func begins(_ orders: Int, _ days: Int, _ end: Instant) -> [Instant] {
        var chance = DemoChance(wares.seed, orders)
        let today = zone.localTime(at: end).date
        var begins: [Instant] = []
        while begins.count < orders {
            let date = today.advanced(days: -chance.next(days))
            if [.sat, .sun].contains(date.weekday), chance.happens(55) { continue }
            let second = 7 * 3_600 + chance.next(8 * 3_600) + chance.next(7 * 3_600)
            let begin = zone.firstInstant(showing: LocalTime(second: date.day * 86_400 + second))
            if begin < end.advanced(seconds: -120) { begins.append(begin) }
        }
        return begins.sorted()
    }

    private func life(of order: Int, from begin: Instant) -> [Change] {
        var chance = DemoChance(wares.seed, order, 2)
        var at = begin
        var changes: [Change] = []
        for id in Self.path(wares, order) {
            guard let status = wares.status(id) else { continue }
            changes.append(Change(order: order, status: status, at: at))
            let seconds = Self.seconds(in: id, &chance)
            at = id == Self.onTheWay ? at.advanced(seconds: seconds) : calendar.instant(after: seconds, from: at) ?? at
        }
        return changes
    }

    /// The statuses of an order from the first to the last. A reprint goes back one step.
    private static func path(_ wares: DemoWares, _ order: Int) -> [Int] {
        var chance = DemoChance(wares.seed, order, 1)
        var path = [1]
        if chance.happens(18) { path.append(20) }
        path.append(2)
        if chance.happens(35) { path.append(21) }
        if chance.happens(7) { return path + [19] }
        path.append(30)
        path += chance.happens(12) ? [31, 33, 30, 31, 33] : [31, 33]
        return path + (chance.happens(2) ? [8, 19] : [8, 12])
    }

    /// From a third of the usual to nearly twice, and one in eight much longer.
    private static func seconds(in status: Int, _ chance: inout DemoChance) -> Int {
        let usual = (stay[status] ?? 1) * 3_600
        let percent = 30 + chance.next(70) + chance.next(70) + (chance.happens(12) ? chance.next(260) : 0)
        return usual * percent / 100 + chance.next(900)
    }
}
