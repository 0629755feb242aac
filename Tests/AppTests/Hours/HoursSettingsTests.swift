import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

struct HoursSettingsTests {
    private static func hours(_ site: TestSite) async throws -> (hours: ProjectHours, version: Int) {
        let rule = try await site.store.latestRule(.hours, site.system)
        let found = try #require(rule)
        return (try ProjectHours(storedText: found.document), found.version)
    }

    @Test func `one tab replaces its part alone, and inherit takes it away again`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let page = HoursSettings.page(in: site.projectPublicID)
        let group = HoursSettings.group(in: site.projectPublicID, 3)
        let shown = await manager.get(page)
        #expect(shown.status == .ok && shown.text.contains("name=\"mon.0.closes\" value=\"24:00\""))
        let first = await manager.post(
            page,
            [
                "mon.0.opens": "9:00", "mon.0.closes": "18:00", "exceptions.0.date": "2026-12-25",
                "exceptions.0.windows": "10:00-12:00", "version": "1",
            ])
        #expect(first.status == .seeOther && first.headers["location"] == page)
        let inherited = await manager.get(group)
        #expect(inherited.text.contains("This group has no hours of its own"))
        #expect(inherited.text.contains("name=\"mon.0.opens\" value=\"09:00\""))
        let second = await manager.post(group, ["tue.0.opens": "20:00", "tue.0.closes": "02:00", "version": "2"])
        #expect(second.headers["location"] == group)
        let (both, version) = try await Self.hours(site)
        #expect(version == 3 && both.project?.windows(on: .mon).map(\.description) == ["09:00–18:00"])
        #expect(both.project?.exceptions.count == 1)
        #expect(both.groups.keys.sorted() == [3] && both.groups[3]?.windows(on: .tue).count == 1)
        let third = await manager.post(group, ["tue.0.opens": "wrong", "version": "3", "action": "inherit"])
        #expect(third.status == .seeOther)
        let left = try await Self.hours(site)
        #expect(left.hours == ProjectHours(project: both.project) && left.version == 4)
    }

    @Test func `a row button gives the form back as typed and saves nothing`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let page = HoursSettings.page(in: site.projectPublicID)
        let answer = await manager.post(
            page, ["mon.0.opens": "nine", "mon.0.closes": "", "version": "1", "action": "add.mon"])
        #expect(answer.status == .ok && answer.text.contains("value=\"nine\""))
        #expect(answer.text.contains("name=\"mon.1.opens\" value=\"\""))
        let unknown = await manager.post(page, ["mon.0.opens": "nine", "version": "1", "action": "burn.mon"])
        #expect(unknown.status == .unprocessable && unknown.text.contains("value=\"nine\""))
        let inherit = await manager.post(page, ["version": "1", "action": "inherit"])
        #expect(inherit.status == .unprocessable)
        #expect(try await Self.hours(site).version == 1)
    }

    @Test func `wrong windows and dates come back with their complaints`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let answer = await manager.post(
            HoursSettings.page(in: site.projectPublicID),
            [
                "mon.0.opens": "9", "mon.0.closes": "18:00", "exceptions.0.date": "2026-02-30",
                "exceptions.0.windows": "later", "version": "1",
            ])
        #expect(answer.status == .unprocessable)
        #expect(answer.text.contains("href=\"#mon.0.opens\"") && answer.text.contains("href=\"#exceptions.0.date\""))
        #expect(answer.text.contains("value=\"2026-02-30\"") && answer.text.contains("value=\"later\""))
    }

    @Test func `a stale save answers with both versions`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let page = HoursSettings.page(in: site.projectPublicID)
        _ = await manager.post(page, ["mon.0.opens": "09:00", "mon.0.closes": "18:00", "version": "1"])
        let stale = await manager.post(page, ["mon.0.opens": "10:00", "mon.0.closes": "19:00", "version": "1"])
        #expect(stale.status == .conflict && stale.text.contains("<td>09:00–18:00</td><td>10:00–19:00</td>"))
        #expect(stale.text.contains("name=\"version\" value=\"2\""))
        #expect(try await Self.hours(site).version == 2)
    }

    @Test func `a group that the project does not have has no page`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let answer = await manager.get(HoursSettings.group(in: site.projectPublicID, 77))
        #expect(answer.status == .notFound)
    }
}
