import Models

/// An invented shop with a believable past: the same seed tells the same story, ending at a given
/// instant. Its orders pass through the real intake, so nothing on a page is made up by the page.
struct DemoShop {
    struct Change {
        let order: Int
        let status: OrderStatus
        let at: Instant
    }

    static let statuses = [
        OrderStatus(id: 1, name: "Новий", alias: "new", sourceGroup: 1),
        OrderStatus(id: 20, name: "Передзвонити", alias: "peredzvonyty", sourceGroup: 1),
        OrderStatus(id: 2, name: "Погодження макета", alias: "pohodzhennia", sourceGroup: 2),
        OrderStatus(id: 21, name: "Очікує передплату", alias: "peredplata", sourceGroup: 2),
        OrderStatus(id: 30, name: "Розкрій", alias: "rozkrii", sourceGroup: 3),
        OrderStatus(id: 31, name: "Друк партії", alias: "druk_partiji", sourceGroup: 3),
        OrderStatus(id: 33, name: "Контроль якості", alias: "kontrol", sourceGroup: 3),
        OrderStatus(id: 8, name: "Передано в доставку", alias: "delivery", sourceGroup: 4),
        OrderStatus(id: 12, name: "Виконано", alias: "completed", sourceGroup: 5, isClosing: true),
        OrderStatus(id: 19, name: "Скасовано", alias: "cancelled", sourceGroup: 6, isClosing: true),
    ]

    /// Hours an order usually spends in a status; the story spreads around it.
    private static let stay = [1: 3, 20: 2, 2: 14, 21: 20, 30: 9, 31: 16, 33: 4, 8: 26]

    private var chance: UInt64

    init(seed: UInt64) {
        chance = seed
    }

    /// Every change up to `end` of so many orders, oldest first; about a third of them is still open.
    mutating func story(orders: Int, days: Int, until end: Instant) -> [Change] {
        var changes: [Change] = []
        for number in 0..<orders {
            let begin = end.advanced(seconds: -next(days * 86_400) - 600)
            changes += life(order: 10_400 + number, from: begin, until: end)
        }
        return changes.sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    }

    private mutating func life(order: Int, from begin: Instant, until end: Instant) -> [Change] {
        var path = [1]
        if next(100) < 20 { path.append(20) }
        path.append(2)
        if next(100) < 35 { path.append(21) }
        if next(100) < 8 {
            path.append(19)
        } else {
            path += [30, 31]
            if next(100) < 25 { path += [33, 31] }
            path += [33, 8, 12]
        }
        var at = begin
        var changes: [Change] = []
        for id in path {
            guard at < end, let status = Self.statuses.first(where: { $0.id == id }) else { break }
            changes.append(Change(order: order, status: status, at: at))
            at = at.advanced(seconds: stay(in: id))
        }
        return changes
    }

    /// From a quarter of the usual to nearly four times, mostly near it.
    private mutating func stay(in status: Int) -> Int {
        let usual = (Self.stay[status] ?? 1) * 3_600
        let factor = 25 + next(75) + next(75) + (next(100) < 15 ? next(200) : 0)
        return usual * factor / 100 + next(3_600)
    }

    /// A number from 0 up to `limit`, by a small generator that is the same everywhere (SplitMix64).
    private mutating func next(_ limit: Int) -> Int {
        chance &+= 0x9e37_79b9_7f4a_7c15
        var mixed = chance
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return Int(mixed % UInt64(max(1, limit)))
    }
}
