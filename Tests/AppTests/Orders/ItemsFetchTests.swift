import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// F14: the CRM limits, fails, is slow and tells nonsense; the items come all the same, and never too fast.
@Suite(.timeLimit(.minutes(5)))
struct ItemsFetchTests {
    @Test func `the items of every order come once, whatever the CRM does meanwhile, with two processes`() async throws
    {
        let works = try await WorkedShop()
        var next = 40_000
        for fault in [
            #"{"mode": "none"}"#, #"{"mode": "500", "count": 3}"#, #"{"mode": "html", "count": 2}"#,
            #"{"mode": "truncated", "count": 2}"#, #"{"mode": "slow", "count": 1, "seconds": 3}"#,
        ] {
            try await works.fault(fault)
            await works.deliver(next..<next + 3)
            next += 3
            try await works.until(next - 40_000, are: "fetched")
        }
        // Again with the same event, and with another that tells no new total: nobody asks again.
        let calls = works.calls.filter { $0.path.hasPrefix("/v1/order/4") }
        await works.deliver(40_000..<next)
        _ = await works.site.deliver(TestSite.change(order: 40_000, status: 2, at: "2026-11-18T09:00:00.000000Z"))
        try await Task.sleep(for: .milliseconds(200))
        #expect(works.answered("/v1/order/4") == calls.count { $0.status == 200 })
        #expect(calls.allSatisfy { $0.path.hasSuffix("?include=products.offer,buyer,marketing") })
        #expect(calls.count { $0.status == 500 } == 3 && calls.contains { $0.status == nil })

        // What came is what the CRM told: every order with the express line is urgent, and no other.
        let kept: [String] = try await works.site.database.superuser.values(
            """
            SELECT concat_ws(' ', o.is_urgent, EXISTS (
                       SELECT FROM order_items i WHERE i.order_id = o.order_id AND i.offer_id = 16), c.buyer_name <> '',
                   (SELECT sum(i.price_sold * i.quantity / 1000) FROM order_items i WHERE i.order_id = o.order_id) = c.grand_total)
            FROM orders o JOIN order_contents c USING (order_id) ORDER BY o.order_id
            """)
        #expect(kept.count == next - 40_000)
        #expect(kept.allSatisfy { ["t t t t", "f f t t"].contains($0) }, "\(kept)")
        let dead: Int? = try await works.site.database.superuser.value("SELECT count(*) FROM dead_jobs")
        #expect(dead == 0)
        try await works.end()
    }

    @Test func `after 429 nobody calls for as long as it asked, in no process, and no attempt is lost`() async throws {
        let works = try await WorkedShop()
        try await works.fault(#"{"mode": "429", "count": 2, "retry_after": 1, "path": "/v1/order/"}"#)
        await works.deliver(40_000..<40_008)
        try await works.until(8, are: "fetched")
        let calls = works.calls.filter { $0.path.hasPrefix("/v1/order/4") }
        let limits = calls.filter { $0.status == 429 }
        #expect(!limits.isEmpty)
        for limit in limits {
            // What was already on its way does not count.
            let after = calls.filter { $0.at > limit.at + .milliseconds(200) && $0.at < limit.at + .milliseconds(990) }
            #expect(after.isEmpty)
        }
        let attempts: Int? = try await works.site.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE kind = 'fetch_items'")
        #expect(attempts == 0)
        try await works.end()
    }

    @Test func `the pace holds over two processes, and the waiting hold nothing`() async throws {
        let works = try await WorkedShop(rate: "600/min burst 5")
        let start = ContinuousClock.now
        await works.deliver(40_000..<40_024)
        try await works.until(24, are: "fetched")
        // Five at once, then ten a second; `CallLineTests` holds the line to it in every window.
        #expect(start.duration(to: .now) > .milliseconds(1_700))
        // On a machine that is busy elsewhere a call may be given up and asked once more.
        #expect((24...26).contains(works.answered("/v1/order/4")))
        let forgiven: Int? = try await works.site.database.superuser.value("SELECT count(*) FROM dead_jobs")
        #expect(forgiven == 0)
        try await works.end()
    }

    @Test func `the key itself stands nowhere in the line`() async throws {
        let works = try await WorkedShop()
        await works.deliver([40_000])
        try await works.until(1, are: "fetched")
        let rows: [String] = try await works.site.database.superuser.values(
            "SELECT encode(key_hash, 'escape') || encode(key_hash, 'hex') FROM call_lines")
        #expect(rows.count == 1 && !rows[0].contains(works.key))
        // Another installation, which has keys of its own, would call the line something else.
        var other = works.site.services
        other.ring = try KeyRing(text: KeyRing.newFile())
        let key = Array(works.key.utf8)
        #expect(other.callLine(of: key) != works.site.services.callLine(of: key))
        try await works.end()
    }

    @Test func `a refused key ends at once; the pages say why, and trying again is a button`() async throws {
        let works = try await WorkedShop()
        let shop = works.shop
        try await works.fault(#"{"mode": "401", "count": 1, "path": "/v1/order/"}"#)
        await works.deliver([40_000])
        try await works.until(1, are: "failed")
        func reasons() async throws -> [String] {
            try await works.site.database.superuser.values("SELECT reason FROM dead_jobs")
        }
        while try await reasons().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await reasons() == ["unauthorized"])
        let order = Orders.order(in: works.site.projectPublicID, 40_000)
        #expect(await shop.admin.get(order).text.contains("KeyCRM does not accept the key."))
        #expect(await shop.admin.get(shop.connection).text.contains("The items of 1 order could not be fetched."))
        let viewer = try await works.site.signIn(as: .viewer), manager = try await works.site.signIn(as: .manager)
        let ask = Orders.items(in: works.site.projectPublicID, 40_000)
        #expect(await !viewer.get(order).text.contains(ask))
        #expect(await viewer.post(ask).status == .forbidden)
        #expect(await manager.get(order).text.contains(ask))
        #expect(await manager.post(ask).headers["location"] == order)
        try await works.until(1, are: "fetched")
        let page = await manager.get(order).text
        #expect(page.contains("Fetched from KeyCRM") && page.contains("buyer36@example.com") == false)
        let entries = try await works.site.store.auditEntries(works.site.system).filter { $0.event == .itemsRequested }
        #expect(entries.count == 1 && entries[0].person == manager.person)
        try await works.end()
    }

    @Test func `a new total asks again, and what is missing is asked for with the key`() async throws {
        let works = try await WorkedShop()
        func event(_ total: String, _ at: String) -> String {
            """
            {"event":"order.change_order_status","context":{"id":40001,"status_id":1,"status_changed_at":"\(at)",\
            "products_total":\(total)}}
            """
        }
        _ = await works.site.deliver(event("100", "2026-11-18T08:00:00Z"))
        try await works.until(1, are: "fetched")
        func asked() -> Int { works.answered("/v1/order/40001?") }
        #expect(asked() == 1)
        // The same total, and an older event with another one, change nothing.
        _ = await works.site.deliver(event("\"100.00\"", "2026-11-18T09:00:00Z"))
        _ = await works.site.deliver(event("55", "2026-11-17T09:00:00Z"))
        try await Task.sleep(for: .milliseconds(150))
        #expect(asked() == 1)
        _ = await works.site.deliver(event("120.5", "2026-11-18T10:00:00Z"))
        while asked() < 2 { try await Task.sleep(for: .milliseconds(20)) }
        try await works.until(1, are: "fetched")

        // An order from before the key: forgotten here as if it had come without one.
        _ = try await works.site.database.superuser.execute("DELETE FROM order_contents")
        #expect(await works.shop.admin.post(Connections.items(in: works.site.projectPublicID)).status == .seeOther)
        try await works.until(1, are: "fetched")
        #expect(asked() == 3)
        try await works.end()
    }
}
