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

/// The page of the rules, the reasons on a lead's page, and what happens behind them.
struct ScoreSettingsTests {
    private static func job(_ kind: String, _ site: TestSite) async throws -> JobRun {
        let payload = "{\"due\": \(site.clock.now.microseconds)}", organization = site.organization
        return try #require(
            try await site.database.app.first(
                """
                SELECT 1 AS id, \(kind)::text AS kind, \(organization)::uuid AS organization_id, \(payload)::text AS payload,
                    1 AS run, 1 AS attempts, 6 AS max_attempts, NULL AS progress_done, NULL AS progress_total
                """))
    }

    private static func fields(_ rules: ScoreRules, version: Int) -> [(key: String, value: String)] {
        rules.input.fields.map { ($0.name, $0.value) } + [("version", "\(version)")]
    }

    @Test func `rules are shown, tried, saved, counted behind the page, and explained on the lead's`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let path = ScoreSettings.page(in: site.organizationPublicID)
        let scope = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let lead = try await site.addLead(LeadForm(company: "Dubok", email: "a@b.example", segment: "Hotel"), by: scope)
        #expect(await manager.get(path).text.contains("every organization begins with"))

        let rules = ScoreRules([
            ScoreRule(.segment("hotel"), 60), ScoreRule(.known(.email), 70), ScoreRule(.newer(1), -5),
        ])
        let tried = await manager.submit(path, Self.fields(rules, version: 1) + [("action", "preview")])
        #expect(
            tried.status == .ok && tried.text.contains("Tried on the only lead")
                && tried.text.contains("More points: 1; fewer: 0"))
        #expect(try await site.store.scoring(scope)?.version == 1, "trying saves nothing")

        #expect(await manager.submit(path, Self.fields(rules, version: 1)).status == .seeOther)
        #expect(await manager.get(path).text.contains("Scoring: 0 of 1"))
        let page = await manager.get(Leads.lead(in: site.organizationPublicID, lead)).text
        #expect(
            page.contains("Segment is hotel") && page.contains("+60") && page.contains("+70") && page.contains("−5"))
        #expect(page.contains("Sum, held between 0 and 100") && page.contains("The list still shows 25"), "\(page)")
        let worker = Worker(
            site.database.app, .init(name: "test \(site.organization.text)", concurrent: 1),
            handlers: ScoreJobs(services: site.services).handlers)
        let running = Task { await worker.run() }
        for _ in 0..<600 where try await site.store.scoring(scope)?.isCounted == false {
            try await Task.sleep(for: .milliseconds(50))
        }
        await worker.stop(grace: .seconds(5))
        running.cancel()
        #expect(try await site.store.lead(lead, scope.other(ViewLeads.self))?.summary.score == 100)
        #expect(await !manager.get(Leads.lead(in: site.organizationPublicID, lead)).text.contains("The list still"))
        #expect(await !manager.get(path).text.contains("Scoring:"))
        let log = await (try site.signIn(as: .admin)).get("/o/\(site.organizationPublicID.rawValue)/activity").text
        #expect(log.contains("Score rules changed") && log.contains("Came by webhook"))
    }

    @Test func `rows come and go without a script, complaints keep what was typed, the slower editor is told`()
        async throws
    {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let path = ScoreSettings.page(in: site.organizationPublicID)
        let fields = Self.fields(ScoreRules([ScoreRule(.newer(7), 10)]), version: 1)
        #expect(await rep.get(path).status == .forbidden)
        #expect(await rep.submit(path, fields).status == .forbidden)
        let more = await manager.submit(path, fields + [("action", "add")])
        #expect(more.status == .ok && more.text.contains("name=\"rule.1.kind\""))
        let fewer = await manager.submit(path, fields + [("action", "remove.0")])
        #expect(
            fewer.status == .ok && !fewer.text.contains("name=\"rule.0.kind\"") && fewer.text.contains("Without a rule")
        )
        #expect(await manager.submit(path, fields + [("action", "remove.9")]).status == .unprocessable)
        let wrong = await manager.submit(
            path, [("rule.0.kind", "newer"), ("rule.0.value", "soon<"), ("rule.0.points", "0"), ("version", "1")])
        #expect(
            wrong.status == .unprocessable && wrong.text.contains("soon&lt;")
                && wrong.text.contains("0 points change nothing"))
        #expect(await manager.submit(path, fields).status == .seeOther)
        let late = await manager.submit(path, Self.fields(ScoreRules([ScoreRule(.newer(7), 12)]), version: 1))
        #expect(
            late.status == .conflict && late.text.contains("Arrived at most 7 days ago") && late.text.contains("+12"))
    }

    @Test func `each night those that a day has moved are scored, missed nights too, and no others`() async throws {
        let site = try await TestSite(zone: "Europe/Kyiv")
        let scope = try await site.leadScope(WorkLeads.self, as: .manager), edit = try scope.other(EditLeadRules.self)
        let rules = ScoreRules([
            ScoreRule(.newer(2), 10), ScoreRule(.older(5), 20), ScoreRule(.active(3), 30), ScoreRule(.silent(4), 40),
            ScoreRule(.source(.manual), 1),
        ])
        // Half an hour before midnight in Kyiv.
        site.clock.set(try #require(Instant("2026-11-10T21:30:00Z")))
        try await site.store.saveScoreRules(rules, replacing: 1, by: edit, at: site.clock.now)
        let system = OrganizationScope(organization: site.organization, task: .scoring)
        while try await site.store.rescoreNext(system, at: site.clock.now) != nil {}
        for n in 0..<6 {
            let lead = try await site.addLead(LeadForm(company: "Firm \(n)"), by: scope)
            if n % 2 == 0 {
                _ = try await site.addActivity(
                    ActivityForm(type: .call, title: "Call", isDone: true), with: lead, by: scope)
            }
            site.clock.advance(seconds: 2_400)
        }
        var seen: Set<[Int]> = []
        for night in [1, 1, 1, 3, 1, 1, 2, 1] {
            site.clock.advance(seconds: night * 86_400)
            try await ScoreJobs.age(site.services, try TaskRun(try await Self.job("age_lead_scores", site)))
            let view = try scope.other(ViewLeads.self)
            var scores: [Int] = []
            for row in try await site.store.leads(LeadFilter(), from: nil, to: nil, view).rows {
                let story = try #require(try await site.store.leadStory(row.id, limit: 1, view, at: site.clock.now))
                #expect(
                    row.score == ScoreRules.held(story.reasons.reduce(0) { $0 + $1.points }),
                    "\(row.company) at \(site.clock.now)")
                scores.append(row.score)
            }
            seen.insert(scores)
        }
        #expect(seen.count >= 4, "the nights moved something")
        let organization = site.organization
        func rows() async throws -> [String] {
            try await site.database.superuser.values(
                "SELECT ctid::text FROM leads WHERE organization_id = \(organization) ORDER BY company")
        }
        let before = try await rows()
        try await ScoreJobs.age(site.services, try TaskRun(try await Self.job("age_lead_scores", site)))
        #expect(try await rows() == before, "the second run of a night writes nothing")
    }
}
