import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The list of leads and the page of one, as people with different roles use them.
struct LeadPagesTests {
    /// Companies of the list in their order.
    static func companies(_ page: Response) -> [String] {
        page.text.matches(of: /<th scope="row" class="cut"><a href="[^"]*">(?:<bdi>)?([^<]*)/).map { String($0.1) }
    }

    @Test func `the list shows, filters, sorts and pages; a rep sees their own and nobody's`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let list = Leads.list(in: site.organizationPublicID)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        #expect(await manager.get(list).text.contains("No leads yet"))
        for number in 1...12 {
            let name = number < 10 ? "0\(number)" : "\(number)"
            _ = try await site.addLead(
                LeadForm(
                    company: "Firm \(name)", email: "firm\(name)@b.example", phones: ["+380 67 123 45 \(name)"],
                    segment: number % 2 == 0 ? "Even" : nil,
                    assignee: number <= 4 ? rep.person : number <= 8 ? manager.person : nil), by: work)
            site.clock.advance(seconds: 60)
        }
        let all = await manager.get(list)
        #expect(Self.companies(all).first == "Firm 12" && Self.companies(all).count == 12)
        #expect(all.text.contains("12 leads") && all.text.contains("href=\"tel:+380671234512\""))
        #expect(all.text.contains("<span>Leads</span>") && all.text.contains("Sell"), "the menu leads there")
        #expect(all.text.contains("Olena"), "managers filter by person")
        let own = await rep.get(list)
        #expect(Self.companies(own).count == 8 && own.text.contains("8 leads") && own.text.contains("You see your own"))
        #expect(!own.text.contains("<option value=\"\(manager.person?.text ?? "")\""), "a rep chooses among nobody")
        let cases: [(String, [String])] = [
            ("?q=firm01", ["Firm 01"]), ("?q=123+45+02", ["Firm 02"]), ("?q=firm+05", []),
            ("?assignee=me&sort=company", ["Firm 01", "Firm 02", "Firm 03", "Firm 04"]),
            ("?assignee=nobody&segment=Even&sort=-company", ["Firm 12", "Firm 10"]),
            ("?assignee=me&segment=Even&sort=company", ["Firm 02", "Firm 04"]),
        ]
        for (query, names) in cases { #expect(Self.companies(await rep.get(list + query)) == names, "\(query)") }
        #expect(await rep.get(list + "?q=fi").text.contains("fewer than three"))
        // Another search begins anew: as it is typed.
        let scattered = await rep.get(list + "?q=example+01")
        #expect(Self.companies(scattered) == ["Firm 01"] && scattered.text.contains("Leads with all words"))
        let search = try #require(
            scattered.text.firstMatch(of: /<form class="filters".*?<\/form>/.dotMatchesNewlines()))
        #expect(!search.0.contains("\"words\"") && search.0.contains("\"q\"") && scattered.text.contains("words=any"))
        #expect(await rep.get(list + "?score=x").text.contains("not a number"))
        var shown: [String] = [], next: String? = list + "?size=10&sort=company"
        while let address = next, shown.count < 30 {
            let page = await manager.get(address)
            shown += Self.companies(page)
            next = OfferedAddresses(in: page, at: list).next
        }
        #expect(shown == (1...12).map { $0 < 10 ? "Firm 0\($0)" : "Firm \($0)" })
        let viewer = try await site.signIn(as: .viewer)
        let read = await viewer.get(list)
        #expect(Self.companies(read).count == 12)
        #expect(!read.text.contains("New lead") && !read.text.contains("/assignee") && !read.text.contains("/delete"))
    }

    @Test func `a lead is taken from the list, handed over and given back, and whoever was slower is told`()
        async throws
    {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let other = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let id = try await site.addLead(LeadForm(company: "Dubok"), by: work)
        let list = Leads.list(in: site.organizationPublicID), page = Leads.lead(in: site.organizationPublicID, id)
        let path = LeadActs.assignee(in: site.organizationPublicID, id)
        let (me, them) = (try #require(rep.person), try #require(other.person))
        let offered = await rep.get(list + "?sort=company")
        #expect(offered.text.contains("name=\"next\" value=\"\(list)?sort=company\""))
        let took = await rep.post(path, ["assignee": me.text, "version": "1", "next": list + "?sort=company"])
        #expect(took.headers["location"] == list + "?sort=company")
        #expect(await rep.get(list).text.contains("The lead is yours."))
        #expect(await other.get(page).status == .notFound)
        #expect(await other.post(path, ["assignee": them.text, "version": "1"]).status == .notFound)
        // A rep gives to nobody else.
        #expect(await rep.post(path, ["assignee": them.text, "version": "2"]).status == .seeOther)
        #expect(await rep.get(page).text.contains("cannot work on leads any more"))
        #expect(await manager.post(path, ["assignee": them.text, "version": "1"]).headers["location"] == page)
        #expect(await manager.get(page).text.contains("Somebody else changed this lead meanwhile"))
        #expect(await manager.post(path, ["assignee": them.text, "version": "2"]).status == .seeOther)
        #expect(await manager.get(page).text.contains("Lead handed over."))
        #expect(await rep.get(page).status == .notFound)
        let mine = await other.get(page)
        #expect(mine.text.contains("Give back") && !mine.text.contains("Hand over"))
        #expect(await other.post(path, ["assignee": "", "version": "3"]).status == .seeOther)
        #expect(await other.get(page).text.contains("nobody’s again"))
        #expect(await manager.post(path, ["assignee": "nonsense"]).status == .seeOther)
        let away = await rep.post(path, ["assignee": me.text, "version": "4", "next": "https://evil.example/"])
        #expect(away.headers["location"] == page)
        let history = try await site.store.leadHistory(id, limit: 10, work.other(ViewLeads.self))
        #expect(
            history.map(\.entry.event) == [.leadAssigned, .leadAssigned, .leadAssigned, .leadAssigned, .leadCreated])
    }

    @Test func `a lead moves to another stage, and its history says from where, further back on demand`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let id = try await site.addLead(LeadForm(company: "Dubok", assignee: rep.person), by: work)
        let page = Leads.lead(in: site.organizationPublicID, id)
        let path = LeadMoves.stage(in: site.organizationPublicID, id)
        let stages = try await site.store.leadStages(work.other(ViewLeads.self)).map(\.id)
        #expect(await rep.post(path, ["stage": "\(stages[1])", "version": "1"]).headers["location"] == page)
        let moved = await rep.get(page).text
        #expect(
            moved.contains("Stage changed.") && moved.contains("<del>New</del>") && moved.contains("<ins>Call</ins>"))
        #expect(await rep.post(path, ["stage": "\(stages[2])", "version": "1"]).status == .seeOther)
        #expect(await rep.get(page).text.contains("Meanwhile Olena moved Dubok to “Call”"))
        #expect(await rep.post(path, ["stage": "999999999", "version": "2"]).status == .seeOther)
        #expect(await rep.get(page).text.contains("This stage is gone"))
        for turn in 0..<60 {
            _ = try await site.store.moveLead(id, to: stages[turn % 2 * 2], by: work, at: site.clock.now)
        }
        let long = await rep.get(page).text
        #expect(!long.contains("Lead created"))
        let older = try #require(long.firstMatch(of: /href="([^"#]*\?before=[^"#]+)#history"/))
        let back = await rep.get(String(older.1)).text
        #expect(back.contains("Lead created") && !back.contains("Older entries"))
    }

    @Test func `who deleted a lead takes it back for ten minutes, and so does a manager`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let other = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let list = Leads.list(in: site.organizationPublicID)
        let id = try await site.addLead(
            LeadForm(company: "Dubok", email: "d@b.example", assignee: rep.person), by: work)
        let free = try await site.addLead(LeadForm(company: "Free"), by: work)
        let page = Leads.lead(in: site.organizationPublicID, id)
        let path = LeadActs.delete(in: site.organizationPublicID, id)
        // Nobody's is not theirs to delete.
        #expect(await rep.get(LeadActs.delete(in: site.organizationPublicID, free)).status == .notFound)
        #expect(await rep.post(LeadActs.delete(in: site.organizationPublicID, free)).status == .notFound)
        #expect(await other.post(path).status == .notFound)
        #expect(await rep.get(path).text.contains("Delete the lead Dubok?"))
        func delete() async throws -> String {
            #expect(await rep.post(path).headers["location"] == list)
            let after = await rep.get(list)
            #expect(!LeadPagesTests.companies(after).contains("Dubok") && after.text.contains("Lead deleted."))
            return try #require(after.text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        }
        let undo = try await delete()
        #expect(await rep.get(page).status == .notFound)
        #expect(await other.post(undo).status == .notFound)
        #expect(await (try site.signIn(as: .viewer)).post(undo).status == .notFound)
        for _ in 0..<2 { #expect(await rep.post(undo).headers["location"] == list) }
        #expect(await rep.get(page).text.contains("Lead restored"))
        let again = try await delete()
        #expect(await manager.post(again).status == .seeOther)
        #expect(await rep.get(page).status == .ok)
        // Not while another lead has its e-mail, and not later.
        let third = try await delete()
        _ = try await site.addLead(LeadForm(company: "New", email: "D@b.example"), by: work)
        _ = await rep.post(third)
        #expect(await rep.get(list).text.contains("something that depends on it was changed"))
        site.clock.advance(seconds: 601)
        _ = await rep.post(third)
        #expect(await rep.get(list).text.contains("possible for ten minutes"))
        #expect(await rep.get(page).status == .notFound)
    }

    @Test func `views of the leads are kept, shared, opened first and taken back`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        _ = try await site.addLead(LeadForm(company: "Dubok", segment: "Wood"), by: work)
        let list = Leads.list(in: site.organizationPublicID)
        let views = SavedLeadViews.all(in: site.organizationPublicID)
        #expect(await manager.get(list + "?segment=Wood").text.contains("views/new?query=segment%3DWood"))
        let saved = await manager.submit(
            views,
            [
                ("name", "Woods"), ("query", "segment=Wood&colour=red"), ("shared", "on"), ("default", "on"),
                ("version", "0"),
            ])
        let opened = try #require(saved.headers["location"])
        let id = try #require(opened.firstMatch(of: /view=(\d+)/).flatMap { Int($0.1) })
        #expect(opened == "\(list)?segment=Wood&view=\(id)")
        #expect(Self.companies(await manager.get(opened)) == ["Dubok"])
        #expect(await manager.get(list).headers["location"] == opened)
        #expect(await rep.get(list).text.contains(">Woods"), "shared, and opens nobody else's list")
        let page = await manager.get(views).text
        #expect(page.contains("aria-current=\"page\" data-key=\"g l\""), "the menu stands at the leads")
        let delete = SavedLeadViews.delete(in: site.organizationPublicID, id)
        #expect(await rep.get(delete).status == .notFound)
        #expect(await manager.post(delete).status == .seeOther)
        let undo = try #require(
            await manager.get(views).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        #expect(await rep.post(undo).status == .notFound)
        #expect(await manager.post(undo).headers["location"] == views)
        #expect(await manager.get(list).headers["location"] == opened)
        // A view of the orders is none of the leads.
        let orders = SavedOrderViews.view(in: site.projectPublicID, id)
        #expect(await manager.get(orders).status == .notFound)
    }
}
