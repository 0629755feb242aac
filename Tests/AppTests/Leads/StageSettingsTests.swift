import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The stages and the reasons of refusal as managers edit them, and refusing a lead.
struct StageSettingsTests {
    @Test func `a manager adds, changes, orders and deletes stages`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let list = StageSettings.list(in: place)
        func stages() async throws -> [LeadStage] { try await site.store.leadStages(work.other(ViewLeads.self)) }
        let fields: KeyValuePairs = [
            "name": "Trial <b>", "color": "c9", "kind": "open", "ageing_days": "14", "version": "0",
        ]
        #expect(await manager.post(list, fields).headers["location"] == list)
        let page = await manager.get(list).text
        #expect(page.contains("Trial &lt;b&gt;") && page.contains("14 days"))
        let taken = await manager.post(list, fields)
        #expect(taken.status == .unprocessable && taken.text.contains("Another stage has this name"))
        let wrong = await manager.post(list, ["name": "", "color": "red", "ageing_days": "400", "version": "0"])
        #expect(wrong.status == .unprocessable && wrong.text.contains("value=\"400\""))

        var trial = try #require(try await stages().first { $0.name == "Trial <b>" })
        let path = StageSettings.stage(in: place, trial.id)
        #expect(await manager.get(path).text.contains("value=\"14\""))
        let changed: KeyValuePairs = ["name": "Pilot", "color": "c2", "kind": "open", "version": "\(trial.version)"]
        #expect(await manager.post(path, changed).headers["location"] == list)
        #expect(await manager.post(path, changed).status == .conflict)
        let before = try await stages().map(\.id)
        _ = await manager.post(StageSettings.order(in: place, trial.id), ["direction": "up"])
        let after = try await stages().map(\.id)
        #expect(after == [before[0], before[1], before[2], before[4], before[3], before[5], before[6]])
        trial = try #require(try await stages().first { $0.id == trial.id })
        let qualified = try #require(try await stages().first { $0.kind == .qualified })
        let last = await manager.post(
            StageSettings.stage(in: place, qualified.id),
            ["name": "Qualified", "color": "c5", "kind": "open", "version": "\(qualified.version)"])
        #expect(last.status == .unprocessable && last.text.contains("there is always exactly one"))

        let lead = try await site.addLead(LeadForm(company: "A", stage: trial.id), by: work)
        let delete = StageSettings.delete(in: place, trial.id)
        #expect(await manager.get(delete).text.contains("1 lead stands in it"))
        #expect(await manager.post(delete, [:]).status == .unprocessable)
        #expect(await manager.post(delete, ["target": "\(before[0])"]).headers["location"] == list)
        #expect(try await site.store.lead(lead, work.other(ViewLeads.self))?.summary.stage == before[0])
        #expect(await manager.get(path).status == .notFound)
    }

    @Test func `refusing asks why, and goes back to where it was asked`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let manager = try await site.signIn(as: .manager)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let id = try await site.addLead(LeadForm(company: "A", assignee: rep.person), by: work)
        let reasons = StageSettings.reasons(in: place), settings = StageSettings.list(in: place)
        let shown = try await site.store.refusalReasons(work).map(\.name).joined(separator: "\n")
        let saved = await manager.post(reasons, ["reasons": "Bankrupt <b>\nNo need", "shown": shown])
        #expect(saved.headers["location"] == settings)
        let stale = await manager.post(reasons, ["reasons": "Other", "shown": shown])
        #expect(stale.status == .conflict && stale.text.contains(">Other</textarea>"))
        #expect(await manager.post(reasons, ["reasons": " ", "shown": ""]).status == .unprocessable)

        let failed = try #require(
            try await site.store.leadStages(work.other(ViewLeads.self)).first { $0.kind == .failed })
        let move = LeadMoves.stage(in: place, id), list = Leads.list(in: place) + "?sort=company"
        let asked = await rep.post(move, ["stage": "\(failed.id)", "version": "1", "next": list])
        let address = try #require(asked.headers["location"])
        let page = await rep.get(address)
        #expect(page.text.contains("Why is") && page.text.contains("Bankrupt &lt;b&gt;"))
        #expect(page.text.contains("value=\"\(list)\"") && page.text.contains("No need"))
        let reason = try #require(try await site.store.refusalReasons(work).first)
        let done = await rep.post(
            move, ["stage": "\(failed.id)", "version": "1", "next": list, "reason": "\(reason.id)"])
        #expect(done.headers["location"] == list)
        let lead = await rep.get(Leads.lead(in: place, id)).text
        #expect(lead.contains("Refused: Bankrupt &lt;b&gt;"))
        #expect(await rep.get(settings).status == .forbidden)
    }
}
