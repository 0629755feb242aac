import Forms
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

struct UrgentSettingsTests {
    private let site: TestSite
    private let manager: TestSupport.Browser
    private let path: String

    init() async throws {
        site = try await TestSite()
        manager = try await site.signIn(as: .manager)
        path = UrgentSettings.page(in: site.projectPublicID)
    }

    private func saved() async throws -> (UrgentRules, RuleVersion)? {
        guard let rule = try await site.store.latestRule(.urgent, site.system) else { return nil }
        return (try UrgentRules(storedText: rule.document), rule)
    }

    @Test func `a new project begins with the express service, for all history`() async throws {
        let (rules, rule) = try #require(try await saved())
        #expect(rules == .preset && rule.version == 1 && rule.holdsFrom == nil)
        let page = await manager.get(path).text
        #expect(page.contains("Термінове виготовлення") && page.contains("value=\"16\""))
    }

    @Test func `saving writes the next version, from now or for all, with its audit entry and a recount`() async throws
    {
        let answer = await manager.post(
            path, ["rule.0.kind": "name", "rule.0.value": "express", "rule.0.on": "1", "version": "1"])
        #expect(answer.status == .seeOther)
        var (rules, rule) = try #require(try await saved())
        #expect(rules == UrgentRules([UrgentRules.Rule(.name, "express")]) && rule.version == 2)
        #expect(rule.holdsFrom == site.clock.now)
        _ = await manager.post(path, ["version": "2", "applies": "all"])
        (rules, rule) = try #require(try await saved())
        #expect(rules == .none && rule.holdsFrom == nil)
        let entry = try #require(try await site.store.auditEntries(site.system).first)
        #expect(entry.event == .urgentSaved && entry.person == manager.person)
        #expect(entry.before?.contains("express") == true)
        let jobs: Int? = try await site.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE organization_id = \(site.organization) AND kind = \(OrderJob.recompute)")
        #expect(jobs == 1)
    }

    @Test func `rows are added, moved and taken away without saving`() async throws {
        let form: KeyValuePairs = [
            "rule.0.kind": "sku", "rule.0.value": "A", "rule.1.kind": "offer", "rule.1.value": "16", "version": "1",
        ]
        func order(_ button: String) async -> [String] {
            let fields = form.map { ($0.key, $0.value) } + [("action", button)]
            let answer = await manager.submit(path, fields)
            #expect(answer.status == .ok)
            return PageForm(in: answer, to: path)?.fields.filter { $0.key.hasSuffix(".value") }.map(\.value) ?? []
        }
        #expect(await order("add") == ["A", "16", ""])
        #expect(await order("down.0") == ["16", "A"])
        #expect(await order("up.1") == ["16", "A"])
        #expect(await order("up.0") == ["A", "16"])
        #expect(await order("remove.0") == ["16"])
        #expect(await manager.submit(path, [("action", "explode.0")]).status == .unprocessable)
        #expect(try await saved()?.1.version == 1)
    }

    @Test func `what cannot be read is refused with the form as typed, an old version with both`() async throws {
        let wrong = await manager.post(
            path, ["rule.0.kind": "offer", "rule.0.value": "<16>", "version": "1"])
        #expect(wrong.status == .unprocessable && wrong.text.contains("value=\"&lt;16&gt;\""))
        let stale = await manager.post(
            path, ["rule.0.kind": "sku", "rule.0.value": "mine", "rule.0.on": "1", "version": "0"])
        #expect(stale.status == .conflict && stale.text.contains("SKU is Термінове виготовлення"))
        #expect(try await saved()?.1.version == 1)
    }

    @Test func `the preview counts the orders that would become urgent and what that does to them`() async throws {
        try await site.knowStatuses()
        let limits = SLALimits(normal: [1: 36_000], urgent: [1: 3_600])
        try await site.store.saveRule(
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()), replacing: 1, event: .slaSaved,
            by: try await site.scope(EditRules.self), at: site.clock.now)
        for order in 1...4 {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00Z"))
            try await site.keepItems(of: order, [OrderItem(number: 1, name: order > 1 ? "Express box" : "Box")])
        }
        let form: KeyValuePairs = [
            "rule.0.kind": "name", "rule.0.value": "express", "rule.0.on": "1", "version": "1", "applies": "all",
            "action": "preview",
        ]
        let page = await manager.post(path, form).text
        #expect(page.contains("3 orders would become urgent."))
        #expect(page.contains("3 of the last 4 open orders"), "they are over by the urgent grid")
        #expect(try await saved()?.1.version == 1)
        // Saved and counted again, it is as the preview said.
        let fields = form.filter { $0.key != "action" }
        #expect(await manager.submit(path, fields.map { ($0.key, $0.value) }).status == .seeOther)
        let (system, now, book) = (site.system, site.clock.now, site.services.ruleBook)
        _ = try await site.store.recomputeNext(100, system, at: now) { number, load in
            try book.rules(system.project, number, at: now, load)
        }
        let scope = try await site.scope(ViewOrders.self)
        let figures = try await site.store.orders(OrderFilter(), from: nil, to: nil, scope, at: now).figures
        #expect(figures.urgent == 3 && figures.urgentOver == 3 && figures.over == 3)
    }
}
