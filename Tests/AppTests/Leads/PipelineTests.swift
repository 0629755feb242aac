import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The board as people use it without a script: the select on each card moves it.
struct PipelineTests {
    @Test func `a card moves by its select and comes back to the board as it was shown`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let manager = try await site.signIn(as: .manager), viewer = try await site.signIn(as: .viewer)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let stages = try await site.store.leadStages(work.other(ViewLeads.self))
        let id = try await site.addLead(
            LeadForm(
                company: "Карпат <b>", assignee: rep.person, value: LeadValue(minor: 12_500_00, currency: .eur)),
            by: work)
        let board = Pipeline.board(in: place), shown = board + "?q=%D0%9A%D0%B0%D1%80"
        let page = await rep.get(shown).text
        let move = LeadMoves.stage(in: place, id)
        #expect(page.contains("action=\"\(move)\"") && page.contains("Карпат &lt;b&gt;"))
        #expect(page.contains("name=\"next\" value=\"\(shown)\"") && page.contains("€\u{A0}12,500"))
        let moved = await rep.post(move, ["stage": "\(stages[1].id)", "version": "1", "next": shown])
        #expect(moved.headers["location"] == shown + "#lead-\(id.text)")
        #expect(await rep.get(shown).text.contains("Stage changed."))

        // A form that is older than what stands there is told what happened.
        let stale = await manager.post(move, ["stage": "\(stages[2].id)", "version": "1", "next": board])
        #expect(stale.headers["location"] == board + "#lead-\(id.text)")
        #expect(await manager.get(board).text.contains("Meanwhile Olena moved Карпат &lt;b&gt; to “Call”."))
        #expect(try await site.store.lead(id, work.other(ViewLeads.self))?.summary.stage == stages[1].id)

        // To the failed column somebody says why, to the qualified one it becomes a customer; both come back here.
        let asked = await rep.post(move, ["stage": "\(stages[5].id)", "version": "2", "next": board])
        let question = await rep.get(try #require(asked.headers["location"])).text
        #expect(question.contains("name=\"next\" value=\"\(board)\""))
        let qualified = await rep.post(move, ["stage": "\(stages[4].id)", "version": "2", "next": board])
        #expect(qualified.headers["location"] == board + "#lead-\(id.text)")
        let done = await rep.get(board).text
        #expect(done.contains("it is a customer now") && done.contains(Qualification.reopen(in: place, id)))

        // With one click as well: the button of the card sends the qualified stage.
        let second = try await site.addLead(LeadForm(company: "Second", assignee: rep.person), by: work)
        #expect(await rep.get(board).text.contains("aria-label=\"Qualify Second\""))
        let clicked = await rep.post(
            LeadMoves.stage(in: place, second), ["stage": "\(stages[4].id)", "version": "1", "next": board])
        #expect(clicked.headers["location"] == board + "#lead-\(second.text)")
        #expect(try await site.store.lead(second, work.other(ViewLeads.self))?.summary.customer != nil)
        #expect(!(await rep.get(board).text.contains("aria-label=\"Qualify ")))

        let seen = await viewer.get(board).text
        #expect(
            seen.contains("Карпат") && !seen.contains("name=\"stage\" value") && !seen.contains("action=\"\(move)\""))
        let stranger = try await site.signIn(as: .rep)
        #expect(!(await stranger.get(board).text.contains("Карпат")))
    }

    @Test func `a column alone is read to its end, and old cards are marked`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let view = try work.other(ViewLeads.self), edit = try work.other(EditStages.self)
        let stage = try await site.store.leadStages(view)[0]
        let form = StageForm(name: "New", color: .c1, kind: .open, ageingDays: 2, version: stage.version)
        try await site.store.changeStage(stage.id, form, by: edit, at: site.clock.now)
        for number in 1...45 {
            _ = try await site.addLead(LeadForm(company: "Lead \(number)."), by: work)
            site.clock.advance(seconds: 7_200)
        }
        var address: String? = Pipeline.board(in: place)
        var seen: Set<String> = [], pages = 0, ageing = 0
        while let path = address {
            let page = await manager.get(path).text
            seen.formUnion(page.matches(of: /Lead (\d+)\.</).map { String($0.1) })
            ageing += page.matches(of: /class="sla near"/).count
            #expect(page.contains(">45</span>") && page.contains("All columns") == (pages > 0))
            let more = page.firstMatch(of: /href="([^"]*)" rel="next"/).map { String($0.1) }
            address = more?.replacing("&amp;", with: "&")
            pages += 1
        }
        // Ninety hours have passed since the first came, forty-eight are allowed.
        #expect(seen.count == 45 && pages == 3 && ageing == 21)
    }
}
