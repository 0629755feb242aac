import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

struct SLASettingsTests {
    private static func limits(_ site: TestSite) async throws -> (limits: SLALimits, rule: RuleVersion) {
        let rule = try await site.store.latestRule(.sla, site.system)
        let found = try #require(rule)
        return (try SLALimits(storedText: found.document), found)
    }

    @Test func `what was saved is shown, and a save is the next version and a job`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = SLASettings.page(in: site.projectPublicID)
        let shown = await manager.get(path)
        #expect(shown.status == .ok && shown.text.contains("name=\"normal.1\" value=\"8:00\""))
        let saved = await manager.post(
            path, ["normal.1": "7:30", "urgent.1": "1:00", "near": "70", "version": "1"])
        #expect(saved.status == .seeOther && saved.headers["location"] == path)
        let (limits, rule) = try await Self.limits(site)
        #expect(limits == SLALimits(normal: [1: 27_000], urgent: [1: 3_600], nearPercent: 70))
        #expect(rule.version == 2 && rule.holdsFrom == site.clock.now && rule.savedBy == "Olena")
        let after = await manager.get(path)
        #expect(after.text.contains("Limits saved") && after.text.contains("value=\"7:30\""))
    }

    @Test func `for all history there is no instant from which a version holds`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        _ = await manager.post(
            SLASettings.page(in: site.projectPublicID), ["normal.1": "7:30", "version": "1", "applies": "all"])
        #expect(try await Self.limits(site).rule.holdsFrom == nil)
    }

    @Test func `a refused form comes back as typed, with every complaint, and saves nothing`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let answer = await manager.post(
            SLASettings.page(in: site.projectPublicID),
            ["normal.1": "<8 h>", "urgent.2": "1:75", "near": "0", "version": "1", "applies": "all"])
        #expect(answer.status == .unprocessable)
        for text in ["value=\"&lt;8 h&gt;\"", "value=\"1:75\"", "href=\"#near\"", "value=\"all\" checked"] {
            #expect(answer.text.contains(text), "\(text)")
        }
        #expect(try await Self.limits(site).rule.version == 1)
    }

    @Test func `a stale save answers with both versions and keeps the other one's`() async throws {
        let site = try await TestSite()
        let first = try await site.signIn(as: .manager)
        let second = try await site.signIn(as: .admin)
        let path = SLASettings.page(in: site.projectPublicID)
        _ = await first.post(path, ["normal.1": "24:00", "normal.2": "2:00", "version": "1"])
        let answer = await second.post(path, ["normal.1": "22:00", "normal.2": "2:00", "version": "1"])
        #expect(answer.status == .conflict)
        #expect(answer.text.contains("<td>24:00</td><td>22:00</td>"))
        #expect(answer.text.contains("name=\"version\" value=\"2\"") && answer.text.contains("value=\"22:00\""))
        #expect(try await Self.limits(site).limits.normal[1] == 86_400)
        // Sent again, it replaces knowingly; without a version it never does.
        let blind = await second.post(path, ["normal.1": "22:00"])
        #expect(blind.status == .conflict)
        let again = await second.post(path, ["normal.1": "22:00", "version": "2"])
        #expect(again.status == .seeOther)
        #expect(try await Self.limits(site).limits.normal == [1: 79_200])
    }

    @Test func `the effect is shown before the save`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = SLASettings.page(in: site.projectPublicID)
        let none = await manager.post(path, ["version": "1", "action": "preview"])
        #expect(none.status == .ok && none.text.contains("There are no open orders"))
        for order in 1...3 {
            _ = await site.deliver(TestSite.change(order: order, status: 7, at: "2026-11-19T10:40:00.000000Z"))
        }
        let changed = await manager.post(
            path, ["normal.1": "0:30", "version": "1", "applies": "all", "action": "preview"])
        #expect(changed.text.contains("3 of the last 3 open orders"))
        #expect(changed.text.contains("OK → Over: 3") && changed.text.contains("value=\"0:30\""))
        let later = await manager.post(path, ["normal.1": "0:30", "version": "1", "action": "preview"])
        #expect(later.text.contains("None of the last 3 open orders"))
        #expect(try await Self.limits(site).rule.version == 1)
    }

    @Test func `the page says how far the orders are counted again, until they are`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = SLASettings.page(in: site.projectPublicID)
        for order in 1...3 {
            _ = await site.deliver(TestSite.change(order: order, status: 7, at: "2026-11-19T10:40:00.000000Z"))
        }
        _ = await manager.post(path, ["normal.1": "0:30", "version": "1", "applies": "all"])
        let waiting = await manager.get(path)
        #expect(waiting.text.contains("Recounting: 0 of 3 orders"))
        let book = site.services.ruleBook
        let (project, now) = (site.project, site.clock.now)
        let counted = try await site.store.recomputeNext(10, site.system, at: now) { number, load in
            try book.rules(project, number, at: now, load)
        }
        #expect(counted == 3)
        let done = await manager.get(path)
        #expect(!done.text.contains("Recounting"))
    }

    @Test func `the median beside a limit is what recent orders spent in the group they have left`() async throws {
        let site = try await TestSite()
        let scope = try await site.scope(EditRules.self)
        _ = try await site.store.saveStatusMap(
            StatusMap(groups: [7: 1, 8: 2, 9: 5], closing: [9]), holdsFrom: nil, replacing: 1, by: scope,
            at: site.clock.now)
        #expect(try await site.store.groupMedians(scope).isEmpty)
        // 10, 20 and 40 minutes in the first group; the third is back in it and does not count there.
        for (order, changes) in [(1, "7:00 8:10 9:50"), (2, "7:00 8:20"), (3, "7:00 8:40 7:45")] {
            for change in changes.split(separator: " ") {
                let parts = change.split(separator: ":")
                let status = try #require(Int(parts[0]))
                _ = await site.deliver(
                    TestSite.change(order: order, status: status, at: "2026-11-19T10:\(parts[1]):00.000000Z"))
            }
        }
        #expect(try await site.store.groupMedians(scope) == [1: 600, 2: 300])
    }

    @Test func `only those who may edit rules get in`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let answer = await rep.post(SLASettings.page(in: site.projectPublicID), ["normal.1": "1:00", "version": "1"])
        #expect(answer.status == .forbidden)
        #expect(try await Self.limits(site).rule.version == 1)
    }
}
