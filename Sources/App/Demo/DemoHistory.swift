import HTTP
import Models
import Synchronization

extension Demo {
    /// How many changes are underway at once; those of one order follow each other.
    private static let lanes = 8

    /// The past of all shops, through the door that a real shop uses.
    func tell(_ orders: Int, _ shops: [Shop], _ progress: @escaping @Sendable (Int, Int) -> Void) async throws {
        let now = services.outside.now()
        let begin = now.advanced(seconds: -Self.days * 86_400)
        var lanes: [[(Shop, DemoShop.Change)]] = Array(repeating: [], count: Self.lanes)
        for (number, shop) in shops.enumerated() {
            let share = orders / shops.count + (number < orders % shops.count ? 1 : 0)
            let past = DemoShop(shop.wares, zone: try services.zones.zone(shop.wares.zone), from: begin, until: now)
            for change in past.story(orders: share, days: Self.days, until: now) {
                lanes[change.order % Self.lanes].append((shop, change))
            }
        }
        let count = Count(of: lanes.map(\.count).reduce(0, +))
        try await withThrowingTaskGroup { [lanes] group in
            for lane in lanes {
                group.addTask { [self] in
                    for (shop, change) in lane {
                        try await send(change, of: shop)
                        if let done = count.next() { progress(done, count.total) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private final class Count: Sendable {
        let total: Int
        private let done = Atomic<Int>(0)

        init(of total: Int) { self.total = total }

        /// How many are done, now and then.
        func next() -> Int? {
            let done = done.add(1, ordering: .relaxed).newValue
            return done % 500 == 0 ? done : nil
        }
    }

    /// One webhook, as KeyCRM words it.
    func send(_ change: DemoShop.Change, of shop: Shop) async throws {
        let order = DemoOrder(change.order, in: shop.wares)
        let context: JSON = [
            "id": JSON(change.order), "source_id": JSON(order.source), "manager_id": JSON(order.manager),
            "status_id": JSON(change.status.id), "status_group_id": JSON(change.status.sourceGroup ?? 0),
            "status_changed_at": JSON(change.at.description), "created_at": JSON(change.at.description),
            "grand_total": JSON(order.total), "products_total": JSON(order.total), "is_expired": false,
            "payment_status": "paid", "manager_comment": nil,
        ]
        let body: JSON = ["event": JSON(KeyCRMWebhook.statusEvent), "context": context]
        let answer = await site.respond(
            to: Request(
                .post, shop.hook, headers: ["content-type": "application/json", "host": services.origin.authority],
                body: body.bytes, id: "demo"))
        guard answer.status == .ok else {
            throw Refusal(description: "a status change was not taken: \(answer.status.code)")
        }
    }
}
