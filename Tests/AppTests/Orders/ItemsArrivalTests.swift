import Forms
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Items come when they come: what is derived from events and items depends on what they say alone.
struct ItemsArrivalTests {
    private enum Arrival: Sendable {
        case event([UInt8])
        case items(Int)
    }

    private static let express = OrderItem(number: 2, name: "Терміновість", sku: "Термінове виготовлення", offer: 16)

    private func arrive(_ arrivals: [Arrival], at site: TestSite) async throws {
        for arrival in arrivals {
            switch arrival {
            case .event(let body): #expect(await site.hook(body: body).status == .ok)
            case .items(let order):
                let box = OrderItem(number: 1, name: "Box \(order)", price: order)
                try await site.keepItems(of: order, order % 3 == 0 ? [box, Self.express] : [box])
            }
        }
    }

    /// A shop whose urgent orders have limits of their own, and whose urgent rules changed in the middle.
    private func shop() async throws -> TestSite {
        let site = try await TestSite()
        try await site.knowStatuses([1, 20, 2, 21, 30, 31, 32, 33, 8, 11, 12, 19])
        let edit = try await site.scope(EditRules.self)
        let limits = SLALimits(normal: SLALimits.preset.normal, urgent: [1: 3_600, 2: 7_200, 3: 9_000, 4: 3_600])
        try await site.store.saveRule(
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()), replacing: 1, event: .slaSaved, by: edit,
            at: site.clock.now)
        let off = UrgentRules([UrgentRules.Rule(.sku, "Термінове виготовлення", isEnabled: false)])
        try await site.store.saveRule(
            NewRule(.urgent, holdsFrom: Instant("2026-05-01T00:00:00Z"), document: try off.storedText()), replacing: 1,
            event: .urgentSaved, by: edit, at: site.clock.now)
        return site
    }

    @Test func `any order of events and items, with repeats, gives the same derived rows`() async throws {
        let bodies = try StandIn.webhooks(orders: 12)
        let orders = Set(try bodies.map { try #require(try JSON(parsing: $0)["context"]?["id"]?.int) }).sorted()
        let calm = try await shop()
        try await arrive(bodies.map(Arrival.event) + orders.map(Arrival.items), at: calm)
        let wanted = try await calm.derived()
        #expect(wanted.contains { $0.contains("\"is_urgent\": true") })
        #expect(wanted.contains { $0.contains("\"is_urgent\": false") })
        for _ in 0..<3 {
            let wild = try await shop()
            let arrivals = bodies.map(Arrival.event) + orders.map(Arrival.items) + orders.prefix(5).map(Arrival.items)
            try await arrive((arrivals + bodies.prefix(20).map(Arrival.event)).shuffled(), at: wild)
            #expect(try await wild.derived() == wanted)
        }
    }

    @Test func `late items make an order urgent, and it is near and over by the urgent grid from then on`() async throws
    {
        let site = try await TestSite()
        try await site.knowStatuses()
        let limits = SLALimits(normal: [1: 36_000], urgent: [1: 3_600])
        try await site.store.saveRule(
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()), replacing: 1, event: .slaSaved,
            by: try await site.scope(EditRules.self), at: site.clock.now)
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00Z"))
        func row() async throws -> String? {
            try await site.database.superuser.value(
                """
                SELECT concat_ws(' ', is_urgent, to_char(near_at AT TIME ZONE 'UTC', 'HH24:MI'),
                                 to_char(over_at AT TIME ZONE 'UTC', 'HH24:MI'))
                FROM orders WHERE project_id = \(site.project) AND order_id = 7
                """)
        }
        #expect(try await row() == "f 16:00 18:00")
        try await site.keepItems(of: 7, [Self.express])
        #expect(try await row() == "t 08:48 09:00")
        // An older answer of the CRM changes nothing; a newer one takes the urgency back.
        let box = [OrderItem(number: 1, name: "Box")]
        try await site.keepItems(of: 7, [Self.express], updatedAt: Instant("2026-11-19T10:00:00Z"))
        try await site.keepItems(of: 7, box, updatedAt: Instant("2026-11-19T09:59:59Z"))
        #expect(try await row() == "t 08:48 09:00")
        try await site.keepItems(of: 7, box, updatedAt: Instant("2026-11-19T10:00:01Z"))
        #expect(try await row() == "f 16:00 18:00")
        let lines: Int? = try await site.database.superuser.value(
            "SELECT count(*) FROM order_items WHERE project_id = \(site.project)")
        #expect(lines == 1)
    }

    @Test func `an order with nothing but future events has items and is still in no list`() async throws {
        let site = try await TestSite()
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-12-19T08:00:00Z"))
        try await site.keepItems(of: 7, [Self.express])
        #expect(try await site.derived().isEmpty)
        let scope = try await site.scope(ViewOrders.self)
        #expect(try await site.store.orders(OrderFilter(), from: nil, to: nil, scope, at: site.clock.now).rows.isEmpty)
    }

    @Test func `what a role may not see of the buyer is not in its page`() async throws {
        let site = try await TestSite()
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00Z"))
        try await site.keepItems(
            of: 7, [Self.express], buyer: Buyer(name: "Ірина", phone: "+380671234567", email: "iryna@example.com"))
        let path = Orders.order(in: site.projectPublicID, 7)
        for role in [Role.viewer, .rep, .manager, .admin] {
            let page = await (try await site.signIn(as: role)).get(path).text
            #expect(page.contains("Ірина"))
            #expect(page.contains("+380671234567") == (role != .viewer), "\(role)")
            #expect(page.contains("iryna@example.com") == (role != .viewer), "\(role)")
            #expect(page.contains("•••4567") == (role == .viewer))
            #expect(page.contains("Urgent by rule 1, SKU is “Термінове виготовлення”: item “Терміновість”."))
        }
        let list = await (try await site.signIn(as: .viewer)).get(Orders.list(in: site.projectPublicID) + "?urgent=yes")
        #expect(list.text.contains("Ірина") && list.text.contains("#7"))
    }
}
