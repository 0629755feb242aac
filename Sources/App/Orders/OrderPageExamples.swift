import Forms
import Models

extension OrderPage {
    static let examples = [full, OrderPage.fresh]

    private static let full = OrderPage(
        number: "10482", back: "/p/a2b3c4d5e6/orders?state=near",
        outside: "https://dubok.keycrm.app/app/orders/view/10482",
        isUrgent: true,
        urgency: Urgency(
            number: 1, kind: "sku", value: "Термінове виготовлення <b>", item: "Терміновість"),
        isClosed: false, status: "Друк партії", group: .production,
        sla: SLABadge(.near, seconds: 6_300),
        since: .example(minutes: -345), breach: .example(minutes: 105), working: 102_480, elapsed: 278_880,
        overBy: 8_400, total: Money(minor: 1_864_000, currency: "UAH"), customer: "Ірина Савчук", track: track,
        groups: [
            Group(
                tag: .new, explain: "?explain=1#explain", visits: 2, elapsed: 17_580, working: 13_980, limit: 14_400,
                sla: SLABadge(.near, seconds: 420, isFinished: true), isCurrent: false),
            Group(
                tag: .approval, explain: "?explain=2#explain", visits: 3, elapsed: 217_200, working: 51_600,
                limit: 43_200, sla: SLABadge(.over, seconds: 8_400, isFinished: true), isCurrent: false),
            Group(
                tag: .production, explain: "?explain=3#explain", visits: 2, elapsed: 44_100, working: 36_900,
                limit: 43_200, sla: SLABadge(.near, seconds: 6_300), isCurrent: true),
            Group(
                tag: .delivery, explain: "?explain=4#explain", visits: 0, elapsed: 0, working: 0, limit: 28_800,
                sla: SLABadge(.unreached), isCurrent: false),
        ],
        explanation: Explanation(
            tag: .production,
            slices: [
                Slice(
                    from: .example(minutes: -345), to: .example(minutes: -160), status: "Друк партії", seconds: 11_100,
                    sum: 11_100),
                Slice(from: .example(minutes: -100), to: .example, status: "Друк партії", seconds: 6_000, sum: 17_100),
            ], total: 17_100, limit: 43_200, sla: SLABadge(.near, seconds: 6_300), hoursSince: .example(hours: -400)),
        events: [
            Event(
                status: "Друк партії", tag: .production, at: .example(minutes: -345),
                receivedAt: .example(minutes: -344),
                working: 17_100, elapsed: 20_700, isLast: true, marks: []),
            Event(
                status: "Статус 77", tag: nil, at: .example(hours: -23), receivedAt: .example(minutes: -340),
                working: 0, elapsed: 63_900, isLast: false, marks: ["late", "unknown_status"]),
            Event(
                status: "<Новий>", tag: .new, at: .example(hours: -77), receivedAt: .example(hours: -77),
                working: 13_980, elapsed: 17_580, isLast: false, marks: []),
        ],
        items: Items(
            state: .fetched,
            lines: [
                Items.Line(name: "Шкатулка <20×20>", sku: "BX-20", quantity: "12", total: 1_668_000),
                Items.Line(name: "Рамка А4", sku: nil, quantity: "0.5", total: 168_050),
                Items.Line(name: "Терміновість", sku: "Термінове виготовлення", quantity: nil, total: nil),
            ], sum: 1_836_050, currency: "UAH", fetchedAt: .example(minutes: -340), failure: nil, triedAt: nil,
            ask: "/p/a2b3c4d5e6/orders/10482/items", hasKey: true, connection: "/p/a2b3c4d5e6/settings"),
        source: Source(
            manager: "Марія Левченко", source: "Instagram", phone: "+380671234567", email: "iryna@example.com",
            isMasked: false,
            marketing: [
                Fact(label: "order.utm_source", value: "google"), Fact(label: "order.utm_campaign", value: "<spring>"),
            ], comment: "Подзвонити <після> шостої", isKnown: true), progress: nil)

    private static let fresh = OrderPage(
        number: "10499", back: "/p/a2b3c4d5e6/orders", outside: nil, isUrgent: false, urgency: nil,
        isClosed: true, status: "№ 77",
        group: nil, sla: SLABadge(.unlimited), since: .example, breach: nil, working: 0, elapsed: 0, overBy: 0,
        total: nil, customer: nil, track: OrderTrack(groups: [], now: .example, day: utcDay, midnight: utcMidnight),
        groups: [], explanation: nil,
        events: [
            Event(
                status: "№ 77", tag: nil, at: .example(hours: 2), receivedAt: .example, working: 0, elapsed: 0,
                isLast: true, marks: ["future"])
        ],
        items: Items(
            state: .failed, lines: [], sum: 0, currency: "", fetchedAt: nil, failure: Complaint("keycrm.malformed"),
            triedAt: .example(minutes: -2), ask: "/p/a2b3c4d5e6/orders/10499/items", hasKey: true, connection: nil),
        source: unknown, progress: Progress(done: 0, total: 1))

    private static let unknown = Source(
        manager: nil, source: nil, phone: "", email: "", isMasked: false, marketing: [], comment: nil, isKnown: false)

    private static let track = OrderTrack(
        groups: [
            ("New", [visit("Новий", -4_620, -4_500), visit("Передзвонити", -4_500, -4_300)]),
            ("Approval", [visit("Погодження макета", -4_300, -3_000), visit("Погодження макета", -1_400, -345)]),
            ("Production", [visit("Розкрій", -3_000, -1_400), visit("Друк партії", -345, 0)]),
            ("Delivery", []),
        ], now: .example, day: utcDay, midnight: utcMidnight)

    private static func visit(_ status: String, _ from: Int, _ to: Int) -> OrderTrack.Visit {
        let middle = (from + to) / 2
        return OrderTrack.Visit(
            status: status, from: .example(minutes: from), to: .example(minutes: to),
            slices: [
                OrderTrack.Slice(from: .example(minutes: from), to: .example(minutes: middle), isOver: false),
                OrderTrack.Slice(
                    from: .example(minutes: middle), to: .example(minutes: (middle + to) / 2), isOver: from == -1_400),
            ])
    }

    private static func utcDay(_ instant: Instant) -> Int { Int(instant.second / 86_400) }
    private static func utcMidnight(_ day: Int) -> Instant { Instant(second: Int64(day) * 86_400) }
}
