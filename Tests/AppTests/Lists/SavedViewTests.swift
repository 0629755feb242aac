import Forms
import Foundation
import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Saved views as people use them: kept, opened, shared, opened first, changed by one and deleted.
struct SavedViewTests {
    private static func save(
        _ browser: TestSupport.Browser, _ site: TestSite, _ fields: [(key: String, value: String)]
    ) async throws -> Int {
        let answer = await browser.submit(
            SavedOrderViews.all(in: site.projectPublicID), fields + [("version", "0")])
        #expect(answer.status == .seeOther, "\(answer.text.prefix(2_000))")
        let id = answer.headers["location"].flatMap { $0.firstMatch(of: /view=(\d+)/)?.1 }.flatMap { Int($0) }
        return try #require(id)
    }

    @Test func `a view keeps what makes sense of a query and opens with it`() async throws {
        let site = try await TestSite()
        let viewer = try await site.signIn(as: .viewer)
        let list = Orders.list(in: site.projectPublicID)
        let plain = await viewer.get(list)
        #expect(!plain.text.contains("aria-label=\"Saved views\""), "nothing saved, nothing to save")
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        let filtered = await viewer.get(list + "?state=closed&sort=-number&colour=red")
        #expect(filtered.text.contains("views/new?query=state%3Dclosed%26sort%3D-number\""))
        let id = try await Self.save(
            viewer, site, [("name", "Closed"), ("query", "state=closed&sort=-number&colour=red&size=999")])
        let view = try #require(
            try await site.store.savedViews(
                of: ListPlace(.orders, in: site.project), site.scope(of: viewer)
            ).first)
        #expect(view.id == id && view.query == "state=closed&sort=-number" && view.isOwn && !view.isShared)
        let opened = await viewer.get(list + "?state=closed&sort=-number&view=\(id)")
        #expect(opened.text.contains("view=\(id)\" aria-current=\"page\">Closed"))
        #expect(!opened.text.contains("views/new?"), "it is saved already")
        let changed = await viewer.get(list + "?state=all&view=\(id)")
        #expect(changed.text.contains("views/new?query=state%3Dall&amp;view=\(id)\""))
    }

    @Test func `the default opens where nothing is asked for, and there is a way past it`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        let list = Orders.list(in: site.projectPublicID)
        let first = try await Self.save(rep, site, [("name", "Closed"), ("query", "state=closed"), ("default", "on")])
        #expect(await rep.get(list).headers["location"] == "\(list)?state=closed&view=\(first)")
        let past = await rep.get(list + "?view=0")
        #expect(past.status == .ok && past.text.contains("view=0\" aria-current=\"page\">Open orders"))
        #expect(past.text.contains("<input type=\"hidden\" name=\"view\" value=\"0\">"), "filtering stays past it")
        let filtered = await rep.get(list + "?state=over")
        #expect(filtered.text.contains("href=\"\(list)?view=0\">Clear filters"))
        let second = try await Self.save(rep, site, [("name", "All"), ("query", "state=all"), ("default", "on")])
        #expect(await rep.get(list).headers["location"] == "\(list)?state=all&view=\(second)", "one opens first")
        let other = try await site.signIn(as: .rep)
        #expect(await other.get(list).status == .ok, "everybody's default is their own")
    }

    @Test func `managers share; others see it, may open with it and may not touch it`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let shared = try await Self.save(manager, site, [("name", "Late"), ("query", "state=over"), ("shared", "on")])
        let wish = try await Self.save(rep, site, [("name", "Mine"), ("query", "state=near"), ("shared", "on")])
        let list = Orders.list(in: site.projectPublicID)
        let place = ListPlace(.orders, in: site.project)
        #expect(try await site.store.savedViews(of: place, site.scope(of: manager)).map(\.id) == [shared])
        #expect(try await site.store.savedViews(of: place, site.scope(of: rep)).map(\.id) == [shared, wish])
        let path = SavedOrderViews.view(in: site.projectPublicID, shared)
        let answer = await rep.post(path, ["name": "Stolen", "version": "1", "default": "on", "query": "state=all"])
        #expect(answer.status == .seeOther)
        let seen = try await site.store.savedViews(of: place, site.scope(of: manager))
        #expect(seen.first?.name == "Late" && seen.first?.query == "state=over" && seen.first?.isDefault == false)
        #expect(await rep.get(list).headers["location"] == "\(list)?state=over&view=\(shared)")
        let delete = SavedOrderViews.delete(in: site.projectPublicID, shared)
        #expect(await rep.get(delete).status == .notFound)
        #expect(await rep.post(delete).status == .notFound)
        // Taken back, it opens nobody's list but its owner's.
        #expect(await manager.post(path, ["name": "Late", "version": "1"]).status == .seeOther)
        #expect(await rep.get(list).status == .ok)
        #expect(await rep.get(path).status == .notFound)
    }

    @Test func `renaming, replacing and deleting are noted, and the second of two editors is told`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let id = try await Self.save(manager, site, [("name", "Late"), ("query", "state=over")])
        let path = SavedOrderViews.view(in: site.projectPublicID, id)
        #expect(await manager.get(path).text.contains("value=\"Late\""))
        #expect(await manager.post(path, ["name": "Later", "version": "1", "query": "state=near"]).status == .seeOther)
        let stale = await manager.post(path, ["name": "Latest", "version": "1"])
        #expect(stale.status == .conflict && stale.text.contains("value=\"Latest\""))
        #expect(await manager.post(path, ["name": "", "version": "2"]).status == .unprocessable)
        _ = try await Self.save(manager, site, [("name", "Other"), ("query", "")])
        let taken = await manager.post(path, ["name": "oTHER", "version": "2"])
        #expect(taken.status == .unprocessable && taken.text.contains("You have a view of this name already"))
        let delete = SavedOrderViews.delete(in: site.projectPublicID, id)
        #expect(await manager.get(delete).text.contains("Delete the view “Later”?"))
        #expect(await manager.post(delete).status == .seeOther)
        let list = await manager.get(SavedOrderViews.all(in: site.projectPublicID))
        #expect(list.text.contains("Other") && !list.text.contains("Later"))
        let events = try await site.store.auditEntries(site.system).filter { $0.targetID == "\(id)" }.map(\.event)
        #expect(events == [.viewDeleted, .viewChanged, .viewSaved])
    }

    @Test func `nobody keeps more than thirty views of a list`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        for number in 0..<30 { _ = try await Self.save(rep, site, [("name", "View \(number)"), ("query", "")]) }
        let answer = await rep.post(
            SavedOrderViews.all(in: site.projectPublicID), ["name": "One more", "query": "", "version": "0"])
        #expect(answer.status == .unprocessable && answer.text.contains("You have 30 views"))
    }

    @Test func `a view whose group is gone says so`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        let page = await rep.get(Orders.list(in: site.projectPublicID) + "?group=77&status=4141")
        #expect(page.status == .ok && page.text.matches(of: /no longer exists/).count == 2)
    }
}

extension TestSite {
    /// The scope of somebody who signed in.
    func scope(of browser: TestSupport.Browser) throws -> ProjectScope<ViewOrders> {
        let member = Member(
            organization: organization, organizationPublicID: organizationPublicID,
            person: try #require(browser.person), role: .manager)
        return try ProjectScope<ViewOrders>(
            member, in: ProjectAccess(id: project, publicID: projectPublicID, isMember: true))
    }
}
