import FoundationEssentials
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Leads whose score comes so far are called once, in working hours; where nobody reacts, a manager is asked once.
struct LeadCallTests {
    /// An organization that works in the week from 9 to 18 in Kyiv, calls from 60 on, and asks after four hours.
    private struct Office {
        let site: TestSite
        let rep: Scope<WorkLeads>
        let manager: Scope<WorkLeads>

        init(threshold: Int? = 60) async throws {
            site = try await TestSite()
            rep = try await site.leadScope(WorkLeads.self, as: .rep)
            manager = try await site.leadScope(WorkLeads.self, as: .manager)
            // A Friday, 17:00 in Kyiv.
            site.clock.set(try #require(Instant("2026-11-20T15:00:00Z")))
            let (organization, hours, now) = (site.organization, try WorkingHours.office.storedText(), site.clock.now)
            _ = try await site.database.app.transaction([.init(name: "takt.organization", value: organization.text)]) {
                try $0.execute(
                    """
                    INSERT INTO organization_hours (organization_id, version, document, saved_at)
                    VALUES (\(organization), 1, \(hours)::jsonb, \(now))
                    """)
            }
            let edit = try manager.other(EditLeadRules.self)
            try await site.store.saveScoreRules(
                ScoreRules([ScoreRule(.known(.email), 40), ScoreRule(.known(.phone), 40), ScoreRule(.activities(1), 5)]
                ),
                replacing: 1, by: edit, at: now)
            while try await site.store.rescoreNext(system, at: now) != nil {}
            try await site.store.saveLeadCalls(
                LeadCallRules(threshold: threshold, callWithin: 24, escalateAfter: 4), by: edit, at: now)
        }

        var system: OrganizationScope { OrganizationScope(organization: site.organization, task: .scoring) }

        func lead(_ name: String, good: Bool = true, of person: Person.ID?, by scope: Scope<WorkLeads>) async throws
            -> Lead.ID
        {
            let form = LeadForm(
                company: name, email: "\(name.lowercased())@good.example", phones: good ? ["+380 67 123 45 67"] : [],
                assignee: person, isConfirmed: true)
            return try await site.addLead(form, by: scope)
        }

        /// Runs what the queue holds for that kind, as a worker would.
        func work(_ kind: String) async throws {
            let organization = site.organization
            let job: JobRun? = try await site.database.app.first(
                """
                SELECT 1 AS id, \(kind)::text AS kind, \(organization)::uuid AS organization_id, '{}' AS payload,
                    1 AS run, 1 AS attempts, 6 AS max_attempts, NULL AS progress_done, NULL AS progress_total
                """)
            try await SiteJobs.handlers(site.services)[kind]?(try #require(job))
        }

        /// What is planned with the lead: type, who, when due.
        func activities(_ lead: Lead.ID) async throws -> [ActivityRecord] {
            try await site.store.activities(with: .lead(lead), cursor: nil, size: 50, manager).page.rows
        }

        func notices(of person: Person.ID) async throws -> [String] {
            try await site.database.superuser.values(
                "SELECT title FROM notifications WHERE person_id = \(person) ORDER BY id")
        }

        func mails(to person: Person.ID) async throws -> [String] {
            try await site.database.superuser.values(
                """
                SELECT m.kind FROM mails m JOIN people p ON p.email = m.recipient WHERE p.id = \(person) ORDER BY m.posted_at
                """)
        }

        /// When the job of that kind is to run; nil where there is none.
        func planned(_ kind: String) async throws -> Instant? {
            let organization = site.organization
            return try await site.database.superuser.value(
                "SELECT run_at FROM jobs WHERE organization_id = \(organization) AND kind = \(kind)")
        }
    }

    @Test func `a lead that comes to the limit is called within 24 working hours and its owner told, once`()
        async throws
    {
        let office = try await Office(), site = office.site
        let good = try await office.lead("Dubok", of: office.rep.person, by: office.rep)
        let other = try await office.lead("Granit", good: false, of: office.rep.person, by: office.rep)
        #expect(try await office.planned(LeadCallJob.call) != nil)
        for _ in 1...2 { try await office.work(LeadCallJob.call) }
        let call = try #require(try await office.activities(good).first)
        #expect(call.type == .call && call.assignee == office.rep.person && call.createdBy == nil)
        #expect(call.dueAt == Instant("2026-11-25T12:00:00Z") && call.title == "Call: score 80")
        #expect(try await office.activities(good).count == 1)
        #expect(try await office.activities(other).isEmpty)
        #expect(try await office.notices(of: office.rep.person) == ["notice.lead_reached"])
        #expect(try await office.mails(to: office.rep.person) == ["lead_reached"])
        let entry = try #require(try await site.store.auditEntries(site.system).first { $0.event == .activityCreated })
        #expect(entry.actor == "system:scoring" && entry.person == nil)

        // It falls, rises again, and is scored anew with all others: it was called.
        let low = LeadForm(company: "Dubok", email: "dubok@good.example", isConfirmed: true, version: 1)
        try await site.store.changeLead(good, low, contacts: [], by: office.rep, at: site.clock.now)
        let high = LeadForm(
            company: "Dubok", email: "dubok@good.example", phones: ["+380 67 123 45 67"], isConfirmed: true, version: 2)
        try await site.store.changeLead(good, high, contacts: [], by: office.rep, at: site.clock.now)
        try await site.store.beginRescore(office.system)
        while try await site.store.rescoreNext(office.system, at: site.clock.now) != nil {}
        try await office.work(LeadCallJob.call)
        #expect(try await office.activities(good).count == 1)
        #expect(try await office.notices(of: office.rep.person).count == 1)
    }

    @Test
    func `nobody's lead is told those who hand out, rules that change call nobody, and without a limit nobody is`()
        async throws
    {
        let office = try await Office(), site = office.site
        let edit = try office.manager.other(EditLeadRules.self)
        let lead = try await office.lead("Dubok", of: nil, by: office.manager)
        try await office.work(LeadCallJob.call)
        #expect(try await office.activities(lead).first?.assignee == nil)
        #expect(try await office.notices(of: office.manager.person) == ["notice.lead_reached"])
        #expect(try await office.notices(of: office.rep.person).isEmpty)

        let poor = try await office.lead("Granit", good: false, of: office.rep.person, by: office.rep)
        let version = try #require(try await site.store.scoring(edit)).version
        try await site.store.saveScoreRules(
            ScoreRules([ScoreRule(.known(.email), 90)]), replacing: version, by: edit, at: site.clock.now)
        while try await site.store.rescoreNext(office.system, at: site.clock.now) != nil {}
        #expect(try await site.store.leadsToCall(office.system).isEmpty)
        #expect(try await site.store.lead(poor, office.rep.other(ViewLeads.self))?.summary.score == 90)

        let off = try await Office(threshold: nil)
        _ = try await off.lead("Dubok", of: off.rep.person, by: off.rep)
        #expect(try await off.site.store.leadsToCall(off.system).isEmpty)
        #expect(try await off.planned(LeadCallJob.call) == nil)
    }

    @Test func `a manager is asked once, after four working hours, where nobody reacted`() async throws {
        let office = try await Office(), site = office.site
        let names = ["Silent", "Begun", "Done", "Moved", "Gone"]
        var leads: [String: Lead.ID] = [:]
        for name in names {
            leads[name] = try await office.lead(name, of: office.rep.person, by: office.rep)
        }
        try await office.work(LeadCallJob.call)
        // One hour on Friday, three on Monday: 12:00 in Kyiv.
        let due = try #require(Instant("2026-11-23T10:00:00Z"))
        #expect(try await office.planned(LeadCallJob.escalate) == due.advanced(seconds: 1))

        // The whole weekend does not count.
        site.clock.set(try #require(Instant("2026-11-22T20:00:00Z")))
        try await office.work(LeadCallJob.escalate)
        #expect(try await office.notices(of: office.manager.person).isEmpty)
        func lead(_ name: String) throws -> Lead.ID { try #require(leads[name]) }
        let begun = try #require(try await office.activities(lead("Begun")).first)
        try await site.store.startActivity(begun.id, by: office.rep, at: site.clock.now)
        _ = try await site.addActivity(
            ActivityForm(type: .email, title: "Offer", isDone: true), with: lead("Done"), by: office.rep)
        let stages = try await site.store.leadStages(office.rep.other(ViewLeads.self))
        try await site.store.moveLead(lead("Moved"), to: stages[1].id, by: office.rep, at: site.clock.now)
        try await site.store.deleteLead(lead("Gone"), by: office.rep.other(DeleteLeads.self), at: site.clock.now)

        site.clock.set(due)
        for _ in 1...2 { try await office.work(LeadCallJob.escalate) }
        for name in names.dropFirst() {
            let tasks = try await site.database.superuser.values(
                "SELECT id::text FROM activities WHERE lead_id = \(lead(name)) AND type = 'task'", as: String.self)
            #expect(tasks.isEmpty, "\(name)")
        }
        let tasks = try await office.activities(lead("Silent")).filter { $0.type == .task }
        #expect(tasks.count == 1 && tasks.first?.assignee == office.manager.person)
        #expect(tasks.first?.title == "Nobody has reacted to Silent")
        // Eight working hours from noon on Monday: 11:00 on Tuesday.
        #expect(tasks.first?.dueAt == Instant("2026-11-24T09:00:00Z"))
        #expect(try await office.notices(of: office.manager.person) == ["notice.lead_unanswered"])
        #expect(try await office.mails(to: office.manager.person) == ["lead_unanswered"])
        site.clock.advance(seconds: 7 * 86_400)
        try await office.work(LeadCallJob.escalate)
        #expect(try await office.notices(of: office.manager.person).count == 1)
    }

    @Test func `the settings are saved by managers, told what is wrong, and not over somebody else's`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let path = ScoreSettings.calls(in: site.organizationPublicID)
        let fields = [("threshold", "70"), ("call_hours", "24"), ("escalate_hours", "8"), ("version", "1")]
        #expect(await rep.submit(path, fields).status == .forbidden)
        let wrong = await manager.submit(path, [("threshold", "<7>"), ("call_hours", "24"), ("version", "1")])
        #expect(wrong.status == .unprocessable && wrong.text.contains("&lt;7&gt;"))
        #expect(await manager.submit(path, fields).status == .seeOther)
        #expect(await manager.submit(path, fields).status == .conflict)
        let page = await manager.get(ScoreSettings.page(in: site.organizationPublicID)).text
        #expect(page.contains("name=\"threshold\" value=\"70\""))
        let log = await (try site.signIn(as: .admin)).get("/o/\(site.organizationPublicID.rawValue)/activity").text
        #expect(log.contains("Calls for good leads changed") && log.contains("Score from which a lead is called"))
    }
}
