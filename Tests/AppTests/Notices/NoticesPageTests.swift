import Foundation
import HTTP
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The notices' page and who writes them.
struct NoticesPageTests {
    private static func malformed(_ site: TestSite) async {
        #expect(await site.deliver("{\"event\":\"order.change_order_status\",\"context\":{}}").status == .ok)
    }

    @Test func `webhooks that cannot be read are told to the admins once, and the badge counts it`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin), manager = try await site.signIn(as: .manager)
        for _ in 0..<5 { await Self.malformed(site) }
        let page = await admin.get("/notifications")
        #expect(page.status == .ok)
        #expect(page.text.contains("Webhooks that cannot be read"))
        #expect(page.text.contains("/p/\(site.projectPublicID.rawValue)/deliveries?verdict=malformed"))
        #expect(page.text.contains("Notifications, unread: 1"))
        #expect(await admin.get("/notifications/unread-count").text == "{\"unread\":1}")
        #expect(await manager.get("/notifications").text.contains("Nothing unread"))
    }

    @Test func `a notice is said in the reader's language`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        await Self.malformed(site)
        _ = await admin.post("/preferences/language", ["language": "uk"])
        #expect(await admin.get("/notifications").text.contains("Вебхуки, які не вдається прочитати"))
    }

    @Test func `one is read, then all, then one deleted; loading the page reads nothing`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let person = try #require(admin.person)
        let now = site.clock.now
        for status in 1...3 {
            try await site.store.transaction(site.system) { db in
                try db.notify(
                    .newStatuses(["S\(status)"]), to: .members([person], in: site.project), by: site.system, at: now)
            }
        }
        func unread() async throws -> Int { try await site.store.unreadNotices(of: person, at: site.clock.now) }
        _ = await admin.get("/notifications")
        _ = await admin.get("/notifications?show=all")
        #expect(try await unread() == 3)
        let scope = PersonScope(person: person, isOperator: false)
        let ids = try await site.store.notices(of: scope, isUnreadOnly: false, at: now).rows.map(\.id)
        for _ in 0..<2 {
            let answer = await admin.post("/notifications/\(ids[0])/read")
            #expect(answer.status == .seeOther && answer.headers["location"] == "/notifications")
        }
        #expect(try await unread() == 2)
        let all = await admin.post("/notifications/mark-all-read", ["up_to": "\(ids[0])", "show": "all"])
        #expect(all.headers["location"] == "/notifications?show=all")
        #expect(await admin.get("/notifications?show=all").text.contains("2 notifications marked as read."))
        #expect(try await unread() == 0)
        #expect(await admin.post("/notifications/\(ids[1])/delete").status == .seeOther)
        #expect(try await site.store.notices(of: scope, isUnreadOnly: false, at: now).rows.count == 2)
        #expect(await admin.post("/notifications/\(ids[1])/delete").status == .notFound)
    }

    @Test func `an order in a status that nobody knows is told to those who edit the rules`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let edit = try await site.scope(EditRules.self)
        _ = try await site.store.saveStatuses(
            [OrderStatus(id: 1, name: "New", sourceGroup: 1)], by: edit, at: site.clock.now)
        for (order, status) in [(1, 1), (2, 77), (3, 77), (4, 78)] {
            _ = await site.deliver(TestSite.change(order: order, status: status, at: "2026-11-19T08:00:00.000000Z"))
        }
        let page = await manager.get("/notifications").text
        #expect(page.contains("Status 77 is not in the dictionary"))
        #expect(!page.contains("Status 78"), "repeats are told once an hour")
        #expect(await rep.get("/notifications").text.contains("Nothing unread"))

        _ = try await site.store.saveStatuses(
            [
                OrderStatus(id: 1, name: "New", sourceGroup: 1),
                OrderStatus(id: 77, name: "Lost & found", sourceGroup: 1),
            ], by: edit, at: site.clock.now)
        #expect(await manager.get("/notifications").text.contains("Lost &amp; found."))
    }

    @Test func `a connection that begins to fail is told once to the other admins`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let scope = try await site.scope(ManageProjects.self)
        for isWorking in [true, false, false] {
            try await site.store.recordConnection(
                ConnectionTest(
                    isWorking: isWorking, outcome: isWorking ? "working" : "refused", status: nil, text: "",
                    at: site.clock.now), by: scope)
        }
        #expect(await admin.get("/notifications").text.contains("The CRM no longer answers"))
        #expect(await admin.get("/notifications/unread-count").text == "{\"unread\":1}")
        let me = PersonScope(person: scope.person, isOperator: false)
        #expect(try await site.store.unreadNotices(of: me.person, at: site.clock.now) == 0)
    }

    @Test func `a job that gave up is told to the admins of its organization`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let admin = try await site.signIn(as: .admin), rep = try await site.signIn(as: .rep)
        let stranger = try await other.signIn(as: .admin)
        let organization = site.organization
        for _ in 0..<3 {
            try await site.database.superuser.execute(
                """
                INSERT INTO dead_jobs (job_id, organization_id, kind, payload, priority, max_attempts, attempts, reason, created_at)
                VALUES (1, \(organization), 'derive_order', '{}', 1, 6, 6, 'secret reason', now())
                """)
        }
        let page = await admin.get("/notifications").text
        #expect(page.contains("“Count one order again” failed 6 times and is not tried again."))
        #expect(!page.contains("secret reason"))
        let failed = "/o/\(site.organizationPublicID.rawValue)/settings/jobs"
        #expect(page.contains("href=\"\(failed)\">Show failed work"))
        #expect(await admin.get(failed).status == .ok)
        #expect(await admin.get("/notifications/unread-count").text == "{\"unread\":1}")
        #expect(await rep.get("/notifications").text.contains("Nothing unread"))
        #expect(await stranger.get("/notifications").text.contains("Nothing unread"))
    }
}
