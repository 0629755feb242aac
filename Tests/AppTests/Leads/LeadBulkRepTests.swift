import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// What a rep does with many leads at once: with those that they see, for themselves, and nothing more.
struct LeadBulkRepTests {
    private struct Office {
        let site: TestSite
        let rep, other, manager: TestSupport.Browser
        let work: Scope<WorkLeads>
        /// Two of nobody's, one of the rep's own and one of the other rep's.
        var free: [Lead.ID] = [], own: Lead.ID, theirs: Lead.ID

        init() async throws {
            site = try await TestSite()
            rep = try await site.signIn(as: .rep)
            other = try await site.signIn(as: .rep)
            manager = try await site.signIn(as: .manager)
            work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
            own = try await site.addLead(LeadForm(company: "Own", assignee: rep.person), by: work)
            theirs = try await site.addLead(LeadForm(company: "Theirs", assignee: other.person), by: work)
            for name in ["Free 1", "Free 2"] {
                free.append(try await site.addLead(LeadForm(company: name), by: work))
            }
        }

        var all: [Lead.ID] { free + [own, theirs] }
        var path: String { LeadBulk.bulk(in: site.organizationPublicID) }
        var list: String { Leads.list(in: site.organizationPublicID) }

        func lead(_ id: Lead.ID) async throws -> LeadSummary {
            try #require(try await site.store.lead(id, work.other(ViewLeads.self))).summary
        }

        func act(
            _ act: String, to: String, on ids: [Lead.ID], by browser: TestSupport.Browser
        ) async -> Response {
            await browser.submit(path, ids.map { (key: "id", value: $0.text) } + [("act", act), ("to", to)])
        }

        func undo(_ browser: TestSupport.Browser) async throws -> String {
            try #require(
                await browser.get(list).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map {
                    String($0.1)
                })
        }
    }

    @Test func `a rep takes what is nobody's and gives back their own, never to or from another`() async throws {
        let office = try await Office(), me = office.rep.person
        let page = await office.rep.get(office.list).text
        #expect(page.contains("Take or give back") && !page.contains("value=\"delete\""))
        let ticked = office.all.map { "id=\($0.text)" }.joined(separator: "&")
        let asked = await office.rep.get(office.path + "?act=assign&" + ticked).text
        #expect(asked.contains("3 leads") && asked.contains("value=\"\(me?.text ?? "")\""), "another's is not counted")
        #expect(!asked.contains(office.other.person?.text ?? "-"))
        let hand = await office.act("assign", to: office.other.person?.text ?? "", on: office.all, by: office.rep)
        #expect(hand.status == .unprocessable)
        #expect(try await office.lead(office.own).assignee == me)
        #expect(await office.act("assign", to: me?.text ?? "", on: office.all, by: office.rep).status == .seeOther)
        for id in office.free { #expect(try await office.lead(id).assignee == me) }
        #expect(try await office.lead(office.theirs).assignee == office.other.person)
        let undo = try await office.undo(office.rep)
        #expect(await office.other.post(undo).status == .notFound, "what another rep did")
        for _ in 0..<2 { #expect(await office.rep.post(undo).status == .seeOther) }
        for id in office.free { #expect(try await office.lead(id).assignee == nil) }
        #expect(try await office.lead(office.own).assignee == me)
        #expect(await office.act("assign", to: "", on: office.all, by: office.rep).status == .seeOther)
        #expect(try await office.lead(office.own).assignee == nil)
        #expect(try await office.lead(office.theirs).assignee == office.other.person)
        // A manager takes back what a rep did.
        #expect(await office.manager.post(try await office.undo(office.rep)).status == .seeOther)
        #expect(try await office.lead(office.own).assignee == me)
    }

    @Test func `a rep moves and names the segment of what they see, and deletes nothing`() async throws {
        let office = try await Office()
        let stages = try await office.site.store.leadStages(office.work.other(ViewLeads.self))
        let moved = await office.rep.submit(
            office.path, [("every", "on"), ("query", ""), ("act", "stage"), ("to", "\(stages[1].id)")])
        #expect(moved.status == .seeOther)
        for id in office.free + [office.own] { #expect(try await office.lead(id).stage == stages[1].id) }
        #expect(try await office.lead(office.theirs).stage == stages[0].id)
        #expect(await office.rep.post(try await office.undo(office.rep)).status == .seeOther)
        #expect(try await office.lead(office.own).stage == stages[0].id)
        let sold = await office.act("stage", to: "\(stages[4].id)", on: office.all, by: office.rep)
        #expect(sold.status == .unprocessable, "becoming a customer is decided one by one")
        #expect(await office.act("segment", to: "Wood", on: office.all, by: office.rep).status == .seeOther)
        #expect(try await office.lead(office.own).segment == "Wood")
        #expect(try await office.lead(office.theirs).segment == nil)
        #expect(await office.act("delete", to: "", on: office.all, by: office.rep).headers["location"] == office.list)
        let reps = try await office.site.leadScope(WorkLeads.self, as: .rep, of: office.rep.person)
        let choice = LeadChoice(
            filter: LeadFilter(), from: nil, to: nil, ids: office.all, moment: office.site.clock.now)
        await #expect(throws: AccessDenied.self) {
            _ = try await office.site.store.act(.delete, on: choice, by: reps, at: office.site.clock.now)
        }
        await #expect(throws: AccessDenied.self) {
            _ = try await office.site.store.enqueue(
                .delete, on: choice, query: "", count: 9, by: reps, at: office.site.clock.now)
        }
        for id in office.all { _ = try await office.lead(id) }
        let nothing = await office.act("segment", to: "Stone", on: [office.theirs], by: office.rep)
        #expect(nothing.status == .seeOther)
        #expect(try await office.lead(office.theirs).segment == nil)
    }

    @Test func `what a manager asked for and may not do any more is not done behind the pages`() async throws {
        let office = try await Office(), site = office.site, now = site.clock.now
        let choice = LeadChoice(filter: LeadFilter(), from: nil, to: nil, ids: nil, moment: now)
        let entry = try await site.store.enqueue(
            .delete, on: choice, query: "", count: 4, by: office.work, at: now)
        let organization = site.organization, person = try #require(office.manager.person)
        try await site.database.superuser.execute(
            "UPDATE memberships SET role = 'rep' WHERE organization_id = \(organization) AND person_id = \(person)")
        let asker = try #require(try await site.store.worker(person, of: site.organization))
        await #expect(throws: AccessDenied.self) {
            _ = try await site.store.act(
                .delete, on: office.all, of: choice, entry: entry, by: asker, at: now)
        }
        await #expect(throws: NoSuchAssignee.self) {
            _ = try await site.store.act(
                .assign(office.other.person), on: office.all, of: choice, entry: entry, by: asker, at: now)
        }
        for id in office.all { _ = try await office.lead(id) }
    }
}
