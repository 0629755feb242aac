import App
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Saved views and urgent rules are taken back like everything else.
struct ViewUndoTests {
    private static func base(_ site: TestSite) -> String { "/p/\(site.projectPublicID.rawValue)/orders/views" }

    private static func add(_ browser: Browser, _ site: TestSite, _ fields: KeyValuePairs<String, String>) async throws
        -> Int
    {
        let answer = await browser.submit(base(site), [("version", "0")] + fields.map { ($0.key, $0.value) })
        let address = try #require(answer.headers["location"], "\(answer.text)")
        return try #require(address.firstMatch(of: /view=(\d+)/).flatMap { Int($0.1) })
    }

    private static func button(_ browser: Browser, _ site: TestSite) async throws -> String {
        try #require(
            await browser.get(base(site)).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map {
                String($0.1)
            })
    }

    /// `name query shared openers` of every view of the project.
    private static func views(_ site: TestSite) async throws -> [String] {
        let project = site.project
        return try await site.database.superuser.values(
            """
            SELECT v.id || ' ' || v.name || ' ' || v.query || ' ' || v.is_shared || ' ' || (
                SELECT count(*) FROM default_views d WHERE d.organization_id = v.organization_id AND d.view_id = v.id)
            FROM saved_views v WHERE v.project_id = \(project) ORDER BY v.id
            """)
    }

    @Test func `a deleted view is there again under its number, shared, with those whose lists opened with it`()
        async throws
    {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let base = Self.base(site)
        let id = try await Self.add(
            manager, site, ["name": "Late", "query": "state=over", "shared": "on", "default": "on"])
        _ = await rep.post(base + "/\(id)", ["name": "Late", "version": "1", "default": "on"])
        let before = try await Self.views(site)
        #expect(before == ["\(id) Late state=over true 2"])
        #expect(await manager.post(base + "/\(id)/delete", [:]).status == .seeOther)
        #expect(try await Self.views(site) == [])
        let undo = try await Self.button(manager, site)
        #expect(await rep.post(undo, [:]).status == .notFound, "somebody else's")
        #expect(try await site.signIn(as: .admin).post(undo, [:]).status == .notFound)
        for _ in 0..<2 { #expect(await manager.post(undo, [:]).headers["location"] == base) }
        #expect(try await Self.views(site) == before)
        #expect(await manager.get(base).text.contains("Undone: everything is as it was before."))
        let log = await (try site.signIn(as: .admin)).get("/o/\(site.organizationPublicID.rawValue)/activity").text
        #expect(!log.contains(site.project.text) && !log.contains("openers"))
    }

    @Test func `a name is put back unless the view was changed or deleted since, or the name is taken`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let base = Self.base(site)
        let id = try await Self.add(rep, site, ["name": "One", "query": "state=over"])
        func rename(_ name: String, _ version: Int) async throws -> String {
            let answer = await rep.post(base + "/\(id)", ["name": name, "version": "\(version)"])
            #expect(answer.status == .seeOther, "\(answer.text)")
            return try await Self.button(rep, site)
        }
        let first = try await rename("Two", 1)
        #expect(await rep.post(first, [:]).status == .seeOther)
        #expect(try await Self.views(site) == ["\(id) One state=over false 0"])
        let second = try await rename("Three", 3)
        _ = try await rename("Four", 4)
        _ = await rep.post(second, [:])
        #expect(await rep.get(base).text.contains("something that depends on it was changed"))
        #expect(try await Self.views(site) == ["\(id) Four state=over false 0"])
        let third = try await rename("Five", 5)
        _ = try await Self.add(rep, site, ["name": "Four", "query": "state=all"])
        _ = await rep.post(third, [:])
        #expect(await rep.get(base).text.contains("something that depends on it was changed"))
        #expect(try await Self.views(site).first == "\(id) Five state=over false 0")
        _ = await rep.post(base + "/\(id)/delete", [:])
        site.clock.advance(seconds: 601)
        _ = await rep.post(try await Self.button(rep, site), [:])
        #expect(try await Self.views(site).count == 1)
    }

    @Test func `two who press at once restore it once`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let id = try await Self.add(rep, site, ["name": "Late", "query": "state=over"])
        _ = await rep.post(Self.base(site) + "/\(id)/delete", [:])
        let undo = try await Self.button(rep, site)
        let statuses = await withTaskGroup(of: Status.self) { group in
            for _ in 0..<4 { group.addTask { await rep.post(undo, [:]).status } }
            return await group.reduce(into: [Status]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: .seeOther, count: 4))
        #expect(try await Self.views(site).count == 1)
        let undone = try await site.store.auditEntries(site.system).filter { $0.undoes != nil }
        #expect(undone.count == 1)
    }

    @Test func `urgent rules are put back`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = "/p/\(site.projectPublicID.rawValue)/settings/urgent"
        let before = try #require(try await site.store.latestRule(.urgent, site.system)).document
        let form = try #require(PageForm(in: await manager.get(path), to: path))
        var fields = form.fields.filter { $0.key != "rule.1.value" }
        fields.append(("rule.1.value", "77"))
        #expect(await manager.send(manager.request(path, fields)).status == .seeOther)
        #expect(try #require(try await site.store.latestRule(.urgent, site.system)).document != before)
        let undo = try #require(
            await manager.get(path).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        #expect(await manager.post(undo, [:]).headers["location"] == path)
        #expect(try #require(try await site.store.latestRule(.urgent, site.system)).document == before)
    }
}
