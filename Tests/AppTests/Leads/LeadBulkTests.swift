import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// What is done with many leads at once is asked first, counted right, done to those and no others, and taken back.
struct LeadBulkTests {
    private static func fill(_ site: TestSite, _ count: Int) async throws {
        let (organization, now) = (site.organization, site.clock.now)
        try await site.database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, email, segment, stage_id, stage_since, source, created_at, changed_at)
            SELECT \(organization), gen_random_uuid(), 'Firm ' || n, 'firm' || n || '@b.example',
                   CASE WHEN n % 3 = 0 THEN 'Third' END,
                   (SELECT id FROM lead_stages WHERE organization_id = \(organization) ORDER BY position LIMIT 1),
                   \(now), 'manual', \(now)::timestamptz - n * interval '1 minute', \(now)
            FROM generate_series(1, \(count)) n
            """)
    }

    /// What can be changed by acts, of every lead, without versions.
    private static func state(_ site: TestSite) async throws -> [String] {
        let organization = site.organization
        return try await site.database.superuser.values(
            """
            SELECT concat_ws(' ', l.company, s.name, l.stage_since, l.assigned_to, l.segment, l.deleted_at IS NULL)
            FROM leads l JOIN lead_stages s ON s.organization_id = l.organization_id AND s.id = l.stage_id
            WHERE l.organization_id = \(organization) ORDER BY l.company
            """)
    }

    private static func ids(_ site: TestSite, _ companies: [String]) async throws -> [String] {
        let organization = site.organization
        return try await site.database.superuser.values(
            "SELECT id::text FROM leads WHERE organization_id = \(organization) AND company = ANY(\(companies)) ORDER BY company"
        )
    }

    private static func count(_ site: TestSite, _ condition: SQL) async throws -> Int {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT count(*) FROM leads l WHERE l.organization_id = \(organization) AND \(condition)") ?? 0
    }

    private static func undo(_ browser: TestSupport.Browser, _ path: String) async throws -> String {
        try #require(
            await browser.get(path).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
    }

    /// Until no job about leads is left.
    private static func work(_ site: TestSite) async throws {
        let organization = site.organization
        func jobs() async throws -> Int {
            try await site.database.superuser.value(
                "SELECT count(*) FROM jobs WHERE organization_id = \(organization) AND kind IN ('act_on_leads', 'undo_leads')"
            )
                ?? 0
        }
        let worker = Worker(
            site.database.app, .init(name: "test \(organization.text)", concurrent: 1),
            handlers: LeadJobs(services: site.services).handlers)
        let running = Task { await worker.run() }
        for _ in 0..<1_200 where try await jobs() > 0 { try await Task.sleep(for: .milliseconds(50)) }
        await worker.stop(grace: .seconds(5))
        running.cancel()
        #expect(try await jobs() == 0)
    }

    @Test func `each act is asked with its count, done to those that were ticked, and taken back whole`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 12)
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let viewer = try await site.signIn(as: .viewer)
        let list = Leads.list(in: site.organizationPublicID), path = LeadBulk.bulk(in: site.organizationPublicID)
        let ticked = try await Self.ids(site, ["Firm 3", "Firm 7"])
        let organization = site.organization
        let stage: Int = try #require(
            try await site.database.superuser.value(
                "SELECT id FROM lead_stages WHERE organization_id = \(organization) AND name = 'Call'"))
        let before = try await Self.state(site)
        let acts: [(act: String, to: String, condition: SQL)] = [
            ("assign", rep.person?.text ?? "", "l.assigned_to IS NOT NULL"),
            ("stage", "\(stage)", "l.stage_id = \(stage)"),
            ("segment", "New <one>", "l.segment = 'New <one>'"), ("delete", "", "l.deleted_at IS NOT NULL"),
        ]
        for (act, to, condition) in acts {
            let query = ticked.map { "id=\($0)" }.joined(separator: "&")
            let asked = await manager.get(path + "?act=\(act)&\(query)&id=nonsense&query=sort%3Dcompany")
            #expect(asked.status == .ok && asked.text.contains("2 leads"), "\(act)")
            #expect(try await Self.state(site) == before, "asking does nothing")
            let fields = ticked.map { (key: "id", value: $0) } + [("act", act), ("to", to), ("query", "sort=company")]
            #expect(await viewer.submit(path, fields).status == .forbidden)
            let done = await manager.submit(path, fields)
            #expect(done.headers["location"] == list + "?sort=company", "\(act)")
            #expect(try await Self.count(site, condition) == 2, "\(act)")
            let entry = try #require(try await site.store.auditEntries(site.system).first)
            #expect(entry.person == manager.person && entry.after?.contains(#""leads": "2""#) == true, "\(act)")
            let undo = try await Self.undo(manager, list)
            if act == "segment" {
                let id = try #require(Lead.ID(text: ticked[0]))
                let page = await manager.get(Leads.lead(in: site.organizationPublicID, id)).text
                #expect(page.contains("Segment of many leads changed"), "in the history of each")
            }
            #expect(await rep.post(undo).status == .notFound)
            for _ in 0..<2 { #expect(await manager.post(undo).headers["location"] == list) }
            #expect(try await Self.state(site) == before, "\(act) is taken back")
            #expect(await manager.get(list).text.contains("Undone"))
        }
        let log = await (try site.signIn(as: .admin)).get("/o/\(site.organizationPublicID.rawValue)/activity").text
        #expect(log.contains("Many leads assigned") && log.contains("Many leads deleted"))
    }

    @Test func `many go to open stages alone, without customers, and their refusal is gone`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let view = try work.other(ViewLeads.self)
        let path = LeadBulk.bulk(in: site.organizationPublicID), list = Leads.list(in: site.organizationPublicID)
        let stages = try await site.store.leadStages(view)
        let reason = try #require(try await site.store.refusalReasons(work).first?.id)
        let open = try await site.addLead(LeadForm(company: "Open"), by: work)
        let refused = try await site.addLead(LeadForm(company: "Refused"), by: work)
        let sold = try await site.addLead(LeadForm(company: "Sold"), by: work)
        _ = try await site.store.moveLead(
            refused, to: stages[5].id, because: reason, by: work, at: site.clock.now)
        _ = try await site.qualify(sold, by: work)
        for closed in stages.filter({ $0.kind != .open }) {
            let asked = await manager.get(path + "?act=stage&every=on")
            #expect(!asked.text.contains("<option value=\"\(closed.id)\""))
            let answer = await manager.post(path, ["act": "stage", "to": "\(closed.id)", "every": "on"])
            #expect(answer.status == .unprocessable && answer.text.contains("to-error"))
        }
        #expect(await manager.post(path, ["act": "stage", "to": "\(stages[1].id)", "every": "on"]).status == .seeOther)
        func lead(_ id: Lead.ID) async throws -> LeadRecord { try #require(try await site.store.lead(id, view)) }
        #expect(try await lead(open).summary.stage == stages[1].id)
        #expect(try await lead(sold).summary.stage == stages[4].id)
        let moved = try await lead(refused)
        #expect(moved.summary.stage == stages[1].id && moved.refusal == nil)
        #expect(await manager.post(try await Self.undo(manager, list)).status == .seeOther)
        let back = try await lead(refused)
        #expect(back.summary.stage == stages[5].id && back.refusal != nil)
    }

    @Test func `what was changed since stays, and what is wrong is said`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 3)
        let manager = try await site.signIn(as: .manager)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let list = Leads.list(in: site.organizationPublicID), path = LeadBulk.bulk(in: site.organizationPublicID)
        #expect(await manager.post(path, ["act": "segment", "to": "A", "every": "on"]).status == .seeOther)
        let undo = try await Self.undo(manager, list)
        let first = try #require(Lead.ID(text: try await Self.ids(site, ["Firm 1"])[0]))
        _ = try await site.store.assignLead(first, to: manager.person, by: work, at: site.clock.now)
        #expect(await manager.post(undo).status == .seeOther)
        #expect(try await Self.count(site, "l.segment = 'A'") == 1)
        #expect(try await Self.count(site, "l.segment = 'Third'") == 1)
        // All of them were changed since.
        #expect(await manager.post(path, ["act": "delete", "every": "on"]).status == .seeOther)
        let gone = try await Self.undo(manager, list)
        for number in 1...3 {
            _ = try await site.addLead(LeadForm(company: "B", email: "firm\(number)@b.example"), by: work)
        }
        _ = await manager.post(gone)
        #expect(await manager.get(list).text.contains("something that depends on it was changed"))
        let stranger = try await site.addPerson()
        for (act, to) in [
            ("assign", stranger.text), ("assign", "x"), ("stage", "0"), ("stage", ""),
            ("segment", String(repeating: "x", count: 61)),
        ] {
            let refused = await manager.post(path, ["act": act, "to": to, "every": "on"])
            #expect(refused.status == .unprocessable && refused.text.contains("to-error"), "\(act) \(to.prefix(3))")
        }
        #expect(await manager.post(path, ["act": "burn", "every": "on"]).headers["location"] == list)
        #expect(await manager.post(path, ["act": "delete"]).headers["location"] == list)
        #expect(await manager.get(list).text.contains("Nothing is selected"))
        #expect(await manager.post(path, ["act": "assign", "to": "", "every": "on"]).status == .seeOther)
        #expect(await manager.get(list).text.contains("were so already"))
    }

    @Test func `more than five hundred that match are changed behind the pages, and taken back there too`() async throws
    {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        try await Self.fill(site, 1_800)
        let manager = try await site.signIn(as: .manager)
        let list = Leads.list(in: site.organizationPublicID), path = LeadBulk.bulk(in: site.organizationPublicID)
        let before = try await Self.state(site)
        let page = await manager.get(list + "?segment=Third")
        #expect(page.text.contains("Select all 600"))
        let all = await manager.get(list + "?segment=Third&select=every")
        #expect(all.text.contains("All 600 that match are selected"))
        let asked = await manager.get(path + "?act=segment&every=on&query=segment%3DThird")
        #expect(asked.text.contains("600 leads") && asked.text.contains("behind the pages"))
        #expect(await manager.get(path + "?act=delete&every=on").text.contains("1,800 leads"))
        // A lead that comes after it was asked for is not meant.
        #expect(
            await manager.post(path, ["act": "segment", "to": "Named", "every": "on", "query": "segment=Third"]).status
                == .seeOther)
        site.clock.advance(seconds: 1)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let late = try await site.addLead(LeadForm(company: "Late", segment: "Third"), by: work)
        let waiting = await manager.get(list)
        #expect(waiting.text.contains("Changing leads: 0 of 600."))
        let undo = try #require(
            waiting.text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        #expect(try await Self.state(site).filter { !$0.hasPrefix("Late") } == before)
        try await Self.work(site)
        #expect(try await Self.count(site, "l.segment = 'Named'") == 600)
        #expect(try await site.store.lead(late, work.other(ViewLeads.self))?.summary.segment == "Third")
        #expect(await !manager.get(list).text.contains("Changing leads"))
        #expect(await manager.post(undo).headers["location"] == list)
        #expect(await manager.get(list).text.contains("being taken back behind the pages"))
        try await Self.work(site)
        #expect(try await Self.state(site).filter { !$0.hasPrefix("Late") } == before)
        // Taken back before it ran: nothing is done.
        #expect(await manager.post(path, ["act": "delete", "every": "on"]).status == .seeOther)
        #expect(await manager.post(try await Self.undo(manager, list)).status == .seeOther)
        try await Self.work(site)
        #expect(try await Self.count(site, "l.deleted_at IS NOT NULL") == 0)
        #expect(try await site.store.leadFigures(work.other(ViewLeads.self)).total == 1_801)
        try await database.drop()
    }
}
