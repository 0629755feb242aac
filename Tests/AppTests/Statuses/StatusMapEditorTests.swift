import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

struct StatusMapEditorTests {
    /// Two orders in status 44, one in 31; only events have named the statuses.
    private static func site() async throws -> (TestSite, TestSupport.Browser, path: String) {
        let site = try await TestSite()
        for (order, status) in [(1, 44), (2, 44), (3, 31)] {
            _ = await site.deliver(TestSite.change(order: order, status: status, at: "2026-11-19T10:40:00.000000Z"))
        }
        return (site, try await site.signIn(as: .manager), StatusMapEditor.page(in: site.projectPublicID))
    }

    private static func map(_ site: TestSite) async throws -> (map: StatusMap, version: Int) {
        let rule = try await site.store.latestRule(.statuses, site.system)
        let found = try #require(rule)
        return (try StatusMap(storedText: found.document), found.version)
    }

    @Test func `statuses are shown with their orders, and saving puts them into groups`() async throws {
        let (site, manager, path) = try await Self.site()
        let shown = await manager.get(path)
        #expect(shown.status == .ok && shown.text.contains("#44") && shown.text.contains("name=\"group.31\""))
        let saved = await manager.post(path, ["group.44": "3", "group.31": "", "closing.31": "1", "version": "1"])
        #expect(saved.status == .seeOther && saved.headers["location"] == path)
        let (map, version) = try await Self.map(site)
        #expect(map == StatusMap(groups: [44: 3, 31: 0], closing: [31]) && version == 2)
        let dictionary = try await site.store.statusDictionary(try await site.scope(EditRules.self))
        #expect(dictionary.map(\.orders) == [1, 2] && !dictionary.contains(where: \.isNew))
    }

    @Test func `what the form does not name stays, and a group that does not exist is refused`() async throws {
        let (site, manager, path) = try await Self.site()
        _ = await manager.post(path, ["group.44": "3", "closing.44": "1", "group.31": "1", "version": "1"])
        let refused = await manager.post(path, ["group.31": "70", "version": "2", "applies": "all"])
        #expect(refused.status == .unprocessable && refused.text.contains("href=\"#group.31\""))
        _ = await manager.post(path, ["group.31": "2", "version": "2"])
        #expect(try await Self.map(site).map == StatusMap(groups: [44: 3, 31: 2], closing: [44]))
    }

    @Test func `a stale save answers with both versions`() async throws {
        let (site, manager, path) = try await Self.site()
        _ = await manager.post(path, ["group.44": "3", "group.31": "1", "version": "1"])
        let stale = await manager.post(path, ["group.44": "4", "group.31": "1", "closing.31": "1", "version": "1"])
        #expect(stale.status == .conflict && stale.text.contains("<td>Production</td><td>Delivery</td>"))
        #expect(stale.text.contains("<td>—</td><td>✓</td>"))
        #expect(stale.text.contains("name=\"version\" value=\"2\""))
        #expect(try await Self.map(site).version == 2)
    }

    @Test func `the effect is shown before the save`() async throws {
        let (site, manager, path) = try await Self.site()
        let answer = await manager.post(
            path, ["group.44": "5", "closing.44": "1", "version": "1", "applies": "all", "action": "preview"])
        #expect(answer.status == .ok && answer.text.contains("2 of the last 3 open orders"))
        #expect(answer.text.contains("OK → Closed: 2"))
        #expect(try await Self.map(site).version == 1)
    }
}
