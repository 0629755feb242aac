import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

struct DeliveriesTests {
    private let shop: TestSite
    private let admin: TestSupport.Browser
    private let list: String

    init() async throws {
        shop = try await TestSite()
        admin = try await shop.signIn(as: .admin)
        list = Deliveries.list(in: shop.projectPublicID)
        try await shop.knowStatuses()
    }

    private func rows(_ page: String) -> Int { page.ranges(of: #"<th scope="row""#).count }

    private func link(_ rel: Regex<(Substring, Substring)>, in page: String) -> String? {
        page.firstMatch(of: rel).map { String($0.1).replacing("&amp;", with: "&") }
    }

    @Test func `the list says that nothing has come yet`() async throws {
        let page = await admin.get(list)
        #expect(page.status == .ok && page.text.contains("No webhook yet"))
        #expect(await admin.get(list + "?verdict=malformed").text.contains("No webhook with this verdict"))
    }

    @Test func `a verdict filters the list, and pages follow each other without a gap`() async throws {
        for number in 1...120 {
            let body =
                number.isMultiple(of: 2) ? "{" : TestSite.change(order: number, status: 1, at: "2026-11-18T08:00:00Z")
            #expect(await shop.deliver(body).status == .ok)
        }
        #expect(await shop.deliver(TestSite.change(order: 1, status: 99, at: "2026-11-18T09:00:00Z")).status == .ok)
        for (filter, count) in [("", 121), ("malformed", 60), ("stored", 60), ("unknown_status", 1), ("late", 0)] {
            var path: String? = filter.isEmpty ? list : list + "?verdict=" + filter
            var seen: [String] = []
            var pages = 0
            while let here = path, pages < 9 {
                let page = await admin.get(here).text
                seen += page.matches(of: /<th scope="row"[^>]*><a href="([^"]*)"/).map { String($0.1) }
                #expect(rows(page) <= 50)
                pages += 1
                path = link(/<a href="([^"]*)" rel="next"/, in: page)
            }
            #expect(seen.count == count && Set(seen).count == count, "\(filter)")
            #expect(pages == max(1, (count + 49) / 50), "\(filter)")
        }
    }

    @Test func `a delivery shows its bytes as text that nothing in it can break out of`() async throws {
        let hostile =
            Array(#"{"event":"<script>alert(1)</script>","x":""#.utf8) + [0xff, 0xc3, 0, 27] + Array("\"".utf8)
        #expect(await shop.hook(body: hostile).status == .ok)
        let id = try #require(try await shop.newest()?.0.id)
        let page = await admin.get(Deliveries.delivery(in: shop.projectPublicID, id))
        #expect(page.status == .ok)
        #expect(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert"))
        #expect(page.text.contains("\u{fffd}") && !page.body.contains(0) && !page.body.contains(27))
        #expect(page.text.contains("not_json byte"))
        #expect(!page.text.contains("Only the beginning is shown"))
    }

    @Test func `an event tells its order, its status by name, and all that is odd about it`() async throws {
        let ahead = shop.clock.now.advanced(seconds: 600)
        _ = await shop.deliver(TestSite.change(order: 7, status: 1, at: shop.clock.now.description))
        _ = await shop.deliver(TestSite.change(order: 7, status: 1, at: ahead.advanced(seconds: 60).description))
        _ = await shop.deliver(TestSite.change(order: 7, status: 99, at: ahead.description))
        let id = try #require(try await shop.newest()?.0.id)
        let page = await admin.get(Deliveries.delivery(in: shop.projectPublicID, id)).text
        #expect(page.contains("<a href=\"\(Orders.order(in: shop.projectPublicID, 7))\">#7</a>"))
        #expect(page.contains("Unknown status") && page.contains(#"<span class="tag">Late</span>"#))
        #expect(page.contains(#"<span class="tag">From the future</span>"#))
        #expect(await admin.get(list).text.contains("status 1"))
    }

    @Test func `only a project's own deliveries are there`() async throws {
        let other = try await TestSite()
        #expect(await other.deliver("{}").status == .ok)
        let id = try #require(try await other.newest()?.0.id)
        for path in [
            Deliveries.delivery(in: shop.projectPublicID, id), Deliveries.delivery(in: other.projectPublicID, id),
            Deliveries.list(in: other.projectPublicID), Deliveries.delivery(in: shop.projectPublicID, Int.max),
        ] {
            #expect(await admin.get(path).status == .notFound, "\(path)")
        }
        let manager = try await shop.signIn(as: .manager)
        #expect(await manager.get(list).status == .forbidden)
    }

    @Test func `a rare verdict is found by its index`() async throws {
        let shop = shop
        // Among enough others that the planner has a choice to make.
        _ = try await shop.database.app.execute(
            """
            INSERT INTO deliveries (organization_id, project_id, received_at, verdict, length, body)
            SELECT \(shop.organization), \(shop.project), now(), 'accepted', 2, '{}' FROM generate_series(1, 20000)
            """, settings: [.init(name: "takt.organization", value: shop.organization.text)])
        _ = try await shop.database.superuser.transaction { try $0.execute("ANALYZE deliveries") }
        let plan = try await shop.database.app.transaction([
            .init(name: "takt.organization", value: shop.organization.text)
        ]) { db -> [String] in
            try db.execute("SET LOCAL enable_seqscan = off")
            return try db.values(
                """
                EXPLAIN SELECT id FROM deliveries d
                WHERE d.organization_id = \(shop.organization) AND d.project_id = \(shop.project)
                  AND d.id < \(Int.max) AND d.outcome <> 'stored' AND d.outcome = \("late")
                ORDER BY d.id DESC LIMIT 51
                """)
        }
        #expect(plan.joined(separator: "\n").contains("deliveries_by_outcome"), "\(plan)")
    }
}

struct DeliveryTextTests {
    @Test func `a cut does not go through a character`() {
        for (character, count) in [("a", 1), ("ї", 2), ("€", 3), ("🙂", 4)] {
            for shift in 0..<4 {
                let body =
                    [UInt8](repeating: 0x61, count: shift)
                    + Array(String(repeating: character, count: 5_000).utf8)
                let shown = DeliveryText(body)
                #expect(!shown.text.contains("\u{fffd}"))
                #expect(shown.bytes <= DeliveryText.limit && shown.bytes > DeliveryText.limit - count)
                #expect(shown.text.utf8.count == shown.bytes)
            }
        }
    }

    @Test func `a whole body is shown whole`() {
        for text in ["", "a", "ї", String(repeating: "x", count: DeliveryText.limit)] {
            let shown = DeliveryText(Array(text.utf8))
            #expect(shown.text == text && shown.bytes == text.utf8.count)
        }
        #expect(DeliveryText([0xc3]).text == "\u{fffd}")
        #expect(DeliveryText([0xe2, 0x82]).bytes == 2)
    }
}
