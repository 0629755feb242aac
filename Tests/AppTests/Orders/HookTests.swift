import Crypto
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

@testable import App

/// T-HOOK: each row of the table of answers, with what is kept.
struct HookTests {
    private static let first = "2026-11-18T08:00:00.000000Z"
    private static let second = "2026-11-18T09:30:00.250000Z"

    private func shop() async throws -> TestSite {
        let shop = try await TestSite()
        try await shop.knowStatuses()
        return shop
    }

    @Test func `a good event is kept as it came and counts`() async throws {
        let shop = try await shop()
        let body = TestSite.change(order: 7, status: 1, at: Self.first)
        let answer = await shop.deliver(body)
        #expect(answer.status == .ok && answer.text == "stored\n")
        #expect(answer.headers["set-cookie"] == nil)
        let (delivery, bytes) = try #require(try await shop.newest())
        #expect(bytes == Array(body.utf8))
        #expect(delivery.outcome == .stored && delivery.marks.isEmpty && delivery.reason.isEmpty)
        #expect(delivery.orderID == 7 && delivery.status == "status 1" && delivery.hasOrder)
        #expect(delivery.changedAt == Instant(Self.first) && delivery.receivedAt == shop.clock.now)
        #expect(delivery.length == body.utf8.count && delivery.network == "127.0.0.0/24")
        #expect(try await shop.events() == ["7 2026-11-18T08:00:00.000000 1"])
        #expect(try await shop.derived().count == 2)
    }

    @Test func `a repeat is kept, answered like the first, and changes nothing`() async throws {
        let shop = try await shop()
        let body = TestSite.change(order: 7, status: 1, at: Self.first)
        #expect(await shop.deliver(body).status == .ok)
        let before = try await shop.derived()
        let inOtherWords = body.replacing(#""id":7"#, with: #""client_id": 5, "id" : 7"#)
        for again in [body, body, inOtherWords] { #expect(await shop.deliver(again).status == .ok) }
        #expect(try await shop.deliveries().map(\.outcome) == [.duplicate, .duplicate, .duplicate, .stored])
        #expect(try await shop.events().count == 1)
        #expect(try await shop.derived() == before)
    }

    @Test func `the same status entered again later is another event`() async throws {
        let shop = try await shop()
        for at in [Self.first, Self.second] {
            #expect(await shop.deliver(TestSite.change(order: 7, status: 1, at: at)).text == "stored\n")
        }
        #expect(try await shop.events().count == 2)
    }

    @Test func `an event that comes after a later one is marked late and put in its place`() async throws {
        let shop = try await shop()
        for (status, at) in [(2, Self.second), (1, Self.first)] {
            #expect(await shop.deliver(TestSite.change(order: 7, status: status, at: at)).status == .ok)
        }
        #expect(try await shop.deliveries().map(\.outcome) == [.late, .stored])
        let late = try await shop.derived()
        let inOrder = try await self.shop()
        for (status, at) in [(1, Self.first), (2, Self.second)] {
            _ = await inOrder.deliver(TestSite.change(order: 7, status: status, at: at))
        }
        #expect(try await inOrder.derived() == late)
    }

    @Test func `an event from the future is kept, marked, and counts from its own time on`() async throws {
        let shop = try await shop()
        _ = await shop.deliver(TestSite.change(order: 7, status: 1, at: Self.first))
        let ahead = shop.clock.now.advanced(seconds: 3_600)
        #expect(await shop.deliver(TestSite.change(order: 7, status: 2, at: ahead.description)).status == .ok)
        #expect(try await shop.deliveries().map(\.outcome) == [.future, .stored])
        let status = { try await shop.store.orderEvents(7, shop) }
        #expect(try await status() == [1])
        // It wakes when the event begins to count.
        let jobs: Int? = try await shop.database.superuser.value(
            """
            SELECT count(*) FROM jobs
            WHERE organization_id = \(shop.organization) AND kind = \(OrderJob.derive) AND run_at = \(ahead)
            """)
        #expect(jobs == 1)
        shop.clock.set(ahead)
        let book = shop.services.ruleBook
        let scope = shop.system
        try await shop.store.rederive(7, scope, at: ahead) { number, load in
            try book.rules(scope.project, number, at: ahead, load)
        }
        #expect(try await status() == [1, 2])
    }

    @Test func `a status that the dictionary does not know is marked and counts`() async throws {
        let shop = try await shop()
        for status in [77, 77, 1] {
            shop.clock.advance(seconds: 1)
            _ = await shop.deliver(TestSite.change(order: 7, status: status, at: shop.clock.now.description))
        }
        #expect(try await shop.deliveries().map(\.outcome) == [.stored, .unknownStatus, .unknownStatus])
        #expect(try await shop.deliveries().map(\.status) == ["status 1", "77", "77"])
        #expect(try await shop.events().count == 3)
    }

    @Test func `another kind of event is kept with its name and counts nothing`() async throws {
        let shop = try await shop()
        let body = #"{"event":"lead.change_lead_status","context":{"id":9,"status_id":1}}"#
        #expect(await shop.deliver(body).status == .ok)
        let (delivery, bytes) = try #require(try await shop.newest())
        #expect(delivery.outcome == .unknownEvent && delivery.reason == "unknown_event lead.change_lead_status")
        #expect(delivery.orderID == 9 && !delivery.hasOrder)
        #expect(bytes == Array(body.utf8))
        #expect(try await shop.events().isEmpty)
        #expect(try await shop.derived().isEmpty)
    }

    static let malformed: [[UInt8]] = [
        [], Array("{".utf8), Array("[]".utf8), Array("null".utf8), Array(#"{"event":5,"context":{}}"#.utf8),
        Array(#"{"event":"order.change_order_status"}"#.utf8),
        Array(#"{"event":"order.change_order_status","context":{"id":1,"status_id":2}}"#.utf8),
        Array(TestSite.change(order: 1, status: 2, at: "yesterday").utf8),
        Array(TestSite.change(order: 1, status: 2, at: "2026-02-30T00:00:00Z").utf8),
        Array(TestSite.change(order: -1, status: 2, at: first).utf8),
        Array(#"{"event":"order.change_order_status","context":{"id":99999999999999999999,"status_id":2}}"#.utf8),
        Array(String(repeating: "[", count: 5_000).utf8), Array("{\"event\":\"\u{0}\",\"context\":{}}".utf8),
        [0xff, 0xfe, 0x7b], Array("--boundary\r\nContent-Disposition: form-data".utf8), Array("a=b&c=d".utf8),
    ]

    @Test func `a body that cannot be read is kept with the reason`() async throws {
        let shop = try await shop()
        for body in Self.malformed {
            let answer = await shop.hook(body: body)
            #expect(answer.status == .ok, "\(String(decoding: body.prefix(60), as: UTF8.self))")
            let (delivery, bytes) = try #require(try await shop.newest())
            #expect(delivery.outcome == .malformed && !delivery.reason.isEmpty)
            #expect(bytes == body && delivery.length == body.count)
        }
        #expect(try await shop.deliveries().count == Self.malformed.count)
        #expect(try await shop.events().isEmpty)
        #expect(try await shop.derived().isEmpty)
    }

    @Test func `more than 1 MB is refused, and its length and beginning kept`() async throws {
        let shop = try await shop()
        let good = TestSite.change(order: 7, status: 1, at: Self.first)
        let padded = { (count: Int) in Array(good.utf8) + [UInt8](repeating: 0x20, count: count - good.utf8.count) }
        #expect(await shop.hook(body: padded(Intake.bodyLimit)).status == .ok)
        #expect(await shop.hook(body: padded(Intake.bodyLimit + 1)).status == .contentTooLarge)
        let begun = Array(padded(Intake.bodyLimit).prefix(60_000))
        #expect(await shop.hook(body: begun, overflow: 900_000_000).status == .contentTooLarge)
        let kept = try await shop.deliveries()
        #expect(kept.map(\.outcome) == [.tooLarge, .tooLarge, .stored])
        #expect(kept.map(\.length) == [900_000_000, Intake.bodyLimit + 1, Intake.bodyLimit])
        #expect(try await shop.newest()?.body == Array(begun.prefix(4_096)))
        #expect(try await shop.events().count == 1)
    }

    @Test func `a time is the same in each of the forms in which the CRM writes it`() async throws {
        let shop = try await shop()
        for at in ["2026-11-18T08:00:00.000000Z", "2026-11-18 08:00:00", "2026-11-18T08:00:00Z"] {
            #expect(await shop.deliver(TestSite.change(order: 7, status: 1, at: at)).status == .ok)
        }
        #expect(try await shop.deliveries().map(\.outcome) == [.duplicate, .duplicate, .stored])
    }
}

extension Store {
    /// The statuses an order has been in, by what is derived.
    fileprivate func orderEvents(_ order: Int, _ shop: TestSite) async throws -> [Int] {
        try await shop.database.superuser.values(
            "SELECT status_id FROM order_intervals WHERE project_id = \(shop.project) AND order_id = \(order) ORDER BY number"
        )
    }
}
