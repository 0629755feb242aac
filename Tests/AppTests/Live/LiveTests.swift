@testable import App
import Crypto
import Foundation
import HTTP
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// What open pages are told, and who is told nothing.
struct LiveTests {
    /// A site with streams of its own pace, which run while the body does.
    static func running(
        _ site: TestSite, _ change: (inout LiveStreams.Pace, inout LiveStreams.Limits) -> Void = { _, _ in },
        _ body: (LiveStreams) async throws -> Void
    ) async throws {
        var pace = LiveStreams.Pace(), limits = LiveStreams.Limits()
        pace.look = .milliseconds(50)
        pace.rest = .milliseconds(5)
        change(&pace, &limits)
        let live = LiveStreams(site.store, site.services.outside, limits: limits, pace: pace)
        let run = Task { await live.run() }
        do {
            try await body(live)
            run.cancel()
        } catch {
            run.cancel()
            throw error
        }
    }

    static func open(
        _ live: LiveStreams, _ browser: TestSupport.Browser, project: PublicID? = nil, after mark: String? = nil
    ) async throws -> StreamReader {
        let token = try #require(browser.cookies["__Host-s"].flatMap { Token($0) })
        return StreamReader(
            try await live.open(
                .page(tokenHash: token.hash), of: try #require(browser.person), project: project,
                after: mark.flatMap(LiveMark.init)))
    }

    static func deliver(_ site: TestSite, _ orders: some Sequence<Int>) async {
        for order in orders {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        }
    }

    @Test func `an order that changes is told to those who see the project, by its number alone`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        try await Self.running(site) { live in
            let rep = try await Self.open(live, try await site.signIn(as: .rep))
            let outsider = try await Self.open(live, try await site.signIn(as: .rep, inProject: false))
            let stranger = try await Self.open(live, try await other.signIn(as: .admin))
            await Self.deliver(site, [77])
            #expect(try await eventually { rep.orders == [77] })
            let event = try #require(rep.news.first)
            #expect(event.name == "order_updated")
            #expect(event.data == "{\"project\":\"\(site.projectPublicID.rawValue)\",\"order\":77}")
            await Self.deliver(other, [78])
            #expect(try await eventually { stranger.orders == [78] })
            #expect(outsider.news == [] && rep.orders == [77])
        }
    }

    @Test func `a page of one project is told of that project alone; an unseen one is not there`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let person = try #require(admin.person)
        try await other.join(person, as: .admin)
        try await Self.running(site) { live in
            let page = try await Self.open(live, admin, project: site.projectPublicID)
            let everything = try await Self.open(live, admin)
            await Self.deliver(site, [1])
            await Self.deliver(other, [2])
            #expect(try await eventually { everything.orders.sorted() == [1, 2] })
            #expect(page.orders == [1])
            let rep = try await site.signIn(as: .rep)
            await #expect(throws: NotVisible.self) {
                try await Self.open(live, rep, project: other.projectPublicID)
            }
        }
        #expect(await admin.get("/events?project=\(site.projectPublicID.rawValue)").stream != nil)
        #expect(await admin.get("/events?project=zzzzzzzzzz").status == .notFound)
        #expect(await admin.get("/events?project=x").status == .notFound)
        #expect(await site.visitor().get("/events").status == .seeOther)
    }

    @Test func `a notice is told to its person, without what it says`() async throws {
        let site = try await TestSite()
        let mine = try await site.signIn(as: .admin), yours = try await site.signIn(as: .admin)
        try await Self.running(site) { live in
            let me = try await Self.open(live, mine, project: site.projectPublicID)
            let you = try await Self.open(live, yours)
            let (person, now) = (try #require(mine.person), site.clock.now)
            try await site.store.transaction(site.system) { db in
                try db.notify(.newStatuses(["A"]), to: .members([person], in: nil), by: site.system, at: now)
            }
            #expect(try await eventually { me.news.map(\.name) == ["notifications"] })
            #expect(me.news.first?.data == "{}")
            #expect(you.news == [])
        }
    }

    @Test func `who comes again hears what they missed, once; after too long they are told to load anew`() async throws
    {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        try await Self.running(site) { live in
            let first = try await Self.open(live, admin)
            await Self.deliver(site, [1, 2])
            #expect(try await eventually { first.orders.sorted() == [1, 2] })
            let mark = try #require(first.last)
            first.stream.leave()
            #expect(try await eventually { await live.count == 0 })
            await Self.deliver(site, [3, 4])
            let second = try await Self.open(live, admin, after: mark)
            #expect(try await eventually { second.orders.sorted() == [3, 4] })
            await Self.deliver(site, [5])
            #expect(try await eventually { second.orders.sorted() == [3, 4, 5] })
            let third = try await Self.open(live, admin, after: second.last)
            #expect(third.news == [])
            // Half of a batch came through before the connection broke.
            let half = try await Self.open(live, admin, after: second.news.first?.id)
            #expect(try await eventually { half.orders.count == 2 })

            site.clock.advance(seconds: Store.feedSeconds)
            let late = try await Self.open(live, admin, after: mark)
            #expect(try await eventually { late.events.map(\.name) == ["invalidate", "notifications", "ready"] })
            let nonsense = try await Self.open(live, admin, after: "1-2-x")
            #expect(try await eventually { nonsense.events.map(\.name) == ["ready"] })
        }
    }

    @Test func `an ended session, a lost membership and a lost project end the stream`() async throws {
        let site = try await TestSite()
        try await Self.running(site, { pace, _ in pace.check = .milliseconds(100) }) { live in
            let signedOut = try await site.signIn(as: .admin), deactivated = try await site.signIn(as: .manager)
            let moved = try await site.signIn(as: .rep), stays = try await site.signIn(as: .rep)
            let pages = [
                try await Self.open(live, signedOut), try await Self.open(live, deactivated),
                try await Self.open(live, moved, project: site.projectPublicID),
            ]
            let general = try await Self.open(live, moved)
            let staying = try await Self.open(live, stays, project: site.projectPublicID)
            try await Task.sleep(for: .milliseconds(300))
            #expect(pages.allSatisfy { !$0.stream.isEnded } && !staying.stream.isEnded)
            let (gone, left) = (try #require(deactivated.person), try #require(moved.person))
            _ = await signedOut.post("/logout")
            try await site.database.superuser.execute(
                "UPDATE memberships SET is_active = false WHERE person_id = \(gone)")
            try await site.database.superuser.execute("DELETE FROM project_members WHERE person_id = \(left)")
            #expect(try await eventually(5) { pages.allSatisfy(\.stream.isEnded) })
            #expect(!staying.stream.isEnded && !general.stream.isEnded)
            // The page of no project stays, but hears nothing of what its person no longer sees.
            await Self.deliver(site, [9])
            #expect(try await eventually { staying.orders == [9] })
            #expect(general.orders == [])
            #expect(await live.count == 2)
            // So does an organization that is shut.
            let organization = site.organization
            try await site.database.superuser.execute(
                "UPDATE organizations SET suspended_at = now() WHERE id = \(organization)")
            #expect(try await eventually(5) { staying.stream.isEnded && general.stream.isEnded })
        }
    }

    @Test func `a person and an organization have so many pages and no more`() async throws {
        let site = try await TestSite()
        try await Self.running(site, { _, limits in (limits.ofPerson, limits.ofOrganization) = (2, 3) }) { live in
            let first = try await site.signIn(as: .admin), second = try await site.signIn(as: .viewer)
            let page = try await Self.open(live, first)
            _ = try await Self.open(live, first)
            await #expect(throws: TooMany.self) { try await Self.open(live, first) }
            _ = try await Self.open(live, second)
            await #expect(throws: TooMany.self) { try await Self.open(live, second) }
            page.stream.leave()
            #expect(try await eventually { await live.count == 2 })
            _ = try await Self.open(live, second)
        }
        let admin = try await site.signIn(as: .admin)
        for _ in 0..<20 { #expect(await admin.get("/events").status == .ok) }
        let refused = await admin.get("/events")
        #expect(refused.status == .tooManyRequests && refused.headers["retry-after"] == "60")
    }

    @Test func `closing ends every page with a moment to come again, and lets nobody in`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        try await Self.running(site) { live in
            let page = try await Self.open(live, admin)
            await live.close()
            #expect(page.stream.isEnded)
            await #expect(throws: TooMany.self) { try await Self.open(live, admin) }
        }
    }

    @Test func `what changes more orders than one would name says so once for each project`() {
        let (one, two) = (Project.ID(at: .example, random: [1]), Project.ID(at: .example, random: [2]))
        let organization = Organization.ID(at: .example, random: [3])
        let records = (1...20).map { row in
            LiveRecord(
                position: LivePosition(transaction: 5, row: Int64(row)), organization: organization,
                topic: .orderUpdated, project: row % 5 == 0 ? two : one, people: [], entity: "\(row % 8)")
        }
        let collapsed = records.collapsed(over: 4)
        #expect(collapsed.filter { $0.project == one }.map(\.topic) == [.invalidate])
        #expect(collapsed.filter { $0.project == two }.compactMap(\.entity) == ["5", "2", "7", "4"])
        #expect(collapsed.map(\.position.row) == collapsed.map(\.position.row).sorted())
        #expect(records.collapsed(over: 100).count == 12)
        #expect(LiveMark("8123-77-1795095600")?.text == "8123-77-1795095600")
        for text in ["", "1-2", "1-2-3-4", "-1-2-3", "a-b-c", "1--3"] { #expect(LiveMark(text) == nil, "\(text)") }
    }
}
