import App
import Crypto
import Foundation
import HTTP
import Models
import Store
import TestSupport
import Testing

/// One mechanism takes changes back: by the button of the words that say them done, and from the activity log.
struct UndoTests {
    private static func saved(_ site: TestSite, _ kind: RuleKind) async throws -> String {
        try #require(try await site.store.latestRule(kind, site.system)).document
    }

    /// Fills the page's own form in and sends it.
    private static func save(
        _ browser: Browser, _ path: String, _ fields: [(key: String, value: String)]
    ) async throws -> Response {
        let form = try #require(PageForm(in: await browser.get(path), to: path))
        var all = form.fields
        for field in fields {
            all.removeAll { $0.key == field.key }
            all.append(field)
        }
        return await browser.send(browser.request(path, all))
    }

    /// Where the button beside the last words leads.
    private static func button(_ page: Response) -> String? {
        page.text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) }
    }

    @Test func `limits are put back by the button, once`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/sla"
        let before = try await Self.saved(site, .sla)
        #expect(try await Self.save(manager, path, [("normal.1", "5:00")]).status == .seeOther)
        let changed = try await Self.saved(site, .sla)
        #expect(changed != before)
        let undo = try #require(Self.button(await manager.get(path)))
        for _ in 0..<2 {
            let answer = await manager.post(undo, [:])
            #expect(answer.status == .seeOther && answer.headers["location"] == path)
            #expect(await manager.get(path).text.contains("Undone: everything is as it was before."))
        }
        #expect(try await Self.saved(site, .sla) == before)
        let undone = try await site.store.auditEntries(site.system).filter { $0.undoes != nil }
        #expect(undone.count == 1)
        // And back again, from the log.
        let again = "/o/\(site.organizationPublicID.rawValue)/undo/\(try #require(undone.first).id)"
        let admin = try await site.signIn(as: .admin)
        #expect(await admin.get("/o/\(site.organizationPublicID.rawValue)/activity").text.contains(again))
        #expect(await admin.post(again, [:]).status == .seeOther)
        #expect(try await Self.saved(site, .sla) == changed)
    }

    @Test func `a change for all history gives back what held at which time`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/sla"
        for hours in ["5:00", "6:00"] {
            site.clock.advance(seconds: 3_600)
            _ = try await Self.save(manager, path, [("normal.1", hours)])
        }
        let before = try await Self.history(site)
        #expect(before.count == 3)
        site.clock.advance(seconds: 3_600)
        _ = try await Self.save(manager, path, [("normal.1", "7:00"), ("applies", "all")])
        #expect(try await Self.history(site).count == 1)
        _ = await manager.post(try #require(Self.button(await manager.get(path))), [:])
        #expect(try await Self.history(site) == before)
    }

    /// The limit of the first group and from when on it holds.
    private static func history(_ site: TestSite) async throws -> [String] {
        let saved = try await site.store.rules(site.system).filter { $0.kind == .sla }.map {
            (from: $0.holdsFrom, value: try SLALimits(storedText: $0.document).normal[1] ?? 0)
        }
        let versions = Versions(0, saved: saved)
        return ["\(versions.initial)"] + versions.changes.map { "\($0.from) \($0.value)" }
    }

    @Test func `the map puts its new statuses back among the new`() async throws {
        let site = try await TestSite()
        let rules = try await site.scope(EditRules.self)
        _ = try await site.store.saveStatuses(
            [OrderStatus(id: 1, name: "Новий", sourceGroup: 1)], by: rules, at: site.clock.now)
        _ = try await site.store.saveStatuses(
            [OrderStatus(id: 1, name: "Новий", sourceGroup: 1), OrderStatus(id: 2, name: "Інший", sourceGroup: 2)],
            by: rules, at: site.clock.now)
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/statuses"
        let before = try await Self.saved(site, .statuses)
        _ = try await Self.save(manager, path, [("group.2", "3")])
        #expect(try await site.store.statusDictionary(rules).allSatisfy { !$0.isNew })
        _ = await manager.post(try #require(Self.button(await manager.get(path))), [:])
        #expect(try await Self.saved(site, .statuses) == before)
        #expect(try await site.store.statusDictionary(rules).filter(\.isNew).map(\.id) == [2])
    }

    @Test func `hours and project settings are put back`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let hours = "/p/\(site.projectPublicID.rawValue)/settings/hours"
        let week = try await Self.saved(site, .hours)
        _ = try await Self.save(admin, hours, [("mon.0.opens", "10:00")])
        _ = await admin.post(try #require(Self.button(await admin.get(hours))), [:])
        #expect(try await Self.saved(site, .hours) == week)

        let settings = "/p/\(site.projectPublicID.rawValue)/settings"
        let limits = try await Self.saved(site, .sla)
        _ = try await Self.save(
            admin, settings,
            [("name", "Other \(site.project.text.prefix(8))"), ("near", "60"), ("zone", "Europe/Warsaw")])
        let changed = try #require(try await site.store.project(site.system))
        #expect(changed.zone == "Europe/Warsaw" && changed.name.hasPrefix("Other"))
        _ = await admin.post(try #require(Self.button(await admin.get(settings))), [:])
        let project = try #require(try await site.store.project(site.system))
        #expect(project.name == "Shop" && project.zone == "Europe/Kyiv")
        #expect(try await Self.saved(site, .sla) == limits)
    }

    @Test func `what newer changes stand on stays, and so does what is old`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/sla"
        _ = try await Self.save(manager, path, [("normal.1", "5:00")])
        let first = try #require(Self.button(await manager.get(path)))
        _ = try await Self.save(manager, path, [("normal.2", "6:00")])
        let second = try #require(Self.button(await manager.get(path)))
        let newest = try await Self.saved(site, .sla)
        _ = await manager.post(first, [:])
        #expect(await manager.get(path).text.contains("something that depends on it was changed since"))
        site.clock.advance(seconds: 601)
        _ = await manager.post(second, [:])
        #expect(await manager.get(path).text.contains("that is possible for ten minutes"))
        #expect(try await Self.saved(site, .sla) == newest)
    }

    @Test func `a new API key is not kept anywhere to be put back`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let settings = "/p/\(site.projectPublicID.rawValue)/settings"
        _ = try await Self.save(admin, settings, [("api_key", "a-new-key")])
        let page = await admin.get(settings)
        #expect(page.text.contains("Project saved.") && Self.button(page) == nil)
        let entry = try #require(try await site.store.auditEntries(site.system).first)
        #expect(entry.event == .projectChanged)
        #expect(entry.before?.contains("a-new-key") == false && entry.after?.contains("a-new-key") == false)
        _ = await admin.post("/o/\(site.organizationPublicID.rawValue)/undo/\(entry.id)", [:])
        #expect(await admin.get("/o/\(site.organizationPublicID.rawValue)").text.contains("This cannot be undone."))
    }

    @Test func `nobody takes back what they may not do, or what they do not see`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/sla"
        _ = try await Self.save(manager, path, [("normal.1", "5:00")])
        let undo = try #require(Self.button(await manager.get(path)))
        #expect(try await site.signIn(as: .rep).post(undo, [:]).status == .forbidden)
        #expect(try await site.signIn(as: .viewer, inProject: false).post(undo, [:]).status == .notFound)
        #expect(try await other.signIn(as: .admin).post(undo, [:]).status == .notFound)
        // The same number under their own organization.
        let theirs = undo.replacing(site.organizationPublicID.rawValue, with: other.organizationPublicID.rawValue)
        #expect(try await other.signIn(as: .admin).post(theirs, [:]).status == .notFound)
        #expect(try SLALimits(storedText: try await Self.saved(site, .sla)).normal[1] == 5 * 3_600)
    }
}
