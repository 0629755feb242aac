import Foundation
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// End to end with the stand-in: connect, fetch, its webhooks with every disorder, and the figures compared
/// with a second telling of the same events.
struct WholeShopTests {
    private static let orders = 30

    /// A project on office hours that knows the stand-in's statuses.
    private func connected(_ standIn: StandIn) async throws -> ConnectedShop {
        let shop = try await ConnectedShop(to: standIn)
        #expect(await shop.test().contains("12 statuses fetched."))
        try await shop.site.store.saveRule(
            NewRule(.hours, holdsFrom: nil, document: try ProjectHours(project: .office).storedText()), replacing: 1,
            event: .hoursSaved, by: try await shop.site.scope(EditRules.self), at: shop.site.clock.now)
        return shop
    }

    /// Four senders, each with its share in the order given.
    private func send(_ bodies: [[UInt8]], to shop: TestSite) async -> [Status: Int] {
        await withTaskGroup(of: [Status].self) { group in
            for sender in 0..<4 {
                group.addTask {
                    var answers: [Status] = []
                    for index in stride(from: sender, to: bodies.count, by: 4) {
                        answers.append(await shop.hook(body: bodies[index]).status)
                    }
                    return answers
                }
            }
            return await group.reduce(into: [:]) { counts, answers in
                for answer in answers { counts[answer, default: 0] += 1 }
            }
        }
    }

    @Test func `what the pages count is what the events say, whatever order they came in`() async throws {
        let seed = ProcessInfo.processInfo.environment["TAKT_SEED"].flatMap { Int($0) } ?? Int.random(in: 1...9_999)
        print("TAKT_SEED=\(seed)")
        let standIn = try await StandIn(orders: Self.orders)
        let bodies = try StandIn.webhooks(
            orders: Self.orders, seed: seed, ["--shuffle", "--duplicates", "0.3", "--late", "0.2"])
        let shop = try await connected(standIn)
        #expect(await send(bodies, to: shop.site) == [.ok: bodies.count])

        let told = try Retelling(
            bodies, zone: "Europe/Kyiv", closing: [12, 19], limits: SLALimits.preset.normal, opens: 9, closes: 18)
        #expect(try await shop.site.events().count == told.events.count)
        let derived = try await orders(of: shop.site)
        #expect(derived.count == told.orders.count)
        for (order, other) in zip(derived, told.orders) { #expect(order == other) }

        let kept = try await shop.site.deliveries(limit: 10_000).map(\.outcome)
        #expect(kept.count == bodies.count)
        #expect(kept.count { $0 == .duplicate } == bodies.count - told.events.count)
        #expect(kept.allSatisfy { [.stored, .late, .duplicate].contains($0) } && kept.contains(.late))

        let calm = try await connected(standIn)
        let inOrder = try StandIn.webhooks(orders: Self.orders, seed: seed)
        #expect(await send(inOrder, to: calm.site) == [.ok: inOrder.count])
        let (one, other) = (try await shop.site.derived(), try await calm.site.derived())
        #expect(one == other)

        let open = try #require(told.orders.first { $0.closed == nil && $0.over != nil })
        let page = await shop.admin.get(Orders.order(in: shop.site.projectPublicID, open.order))
        #expect(page.status == .ok && page.text.contains("\(open.order)"))
        #expect(await shop.admin.get(Orders.list(in: shop.site.projectPublicID)).status == .ok)
    }

    private func orders(of shop: TestSite) async throws -> [Retelling.Order] {
        try await shop.database.superuser.all(
            """
            SELECT o.*, (SELECT count(*) FROM order_intervals i
                         WHERE i.project_id = o.project_id AND i.order_id = o.order_id) AS intervals
            FROM orders o WHERE o.project_id = \(shop.project) ORDER BY o.order_id
            """)
    }
}

extension Retelling.Order: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        func instant(_ name: String) throws(RowError) -> Int64? {
            let instant: Instant? = try row[name]
            return instant?.microseconds
        }
        let groups: String = try row["group_seconds"]
        self.init(
            order: try row["order_id"], status: try row["status_id"], group: try row["status_group"],
            changed: try instant("changed_at") ?? 0, started: try instant("started_at") ?? 0,
            delivered: try instant("delivery_entered_at"), closed: try instant("closed_at"),
            near: try instant("near_at"), over: try instant("over_at"), working: try row["working_seconds"],
            elapsed: try row["elapsed_seconds"], groups: Self.groups(groups), intervals: try row["intervals"])
    }

    private static func groups(_ text: String) -> [Int: Int] {
        let members = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Int] ?? [:]
        return [Int: Int](uniqueKeysWithValues: members.compactMap { key, value in Int(key).map { ($0, value) } })
    }
}
