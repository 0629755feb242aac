import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// From a lead to the ones beside it in the list it was opened from, and how many there are in a long list.
struct LeadOriginTests {
    private static func link(_ rel: String, in page: Response) -> String? {
        page.text.matches(of: /<a href="([^"]*)" rel="([a-z]*)"/).first { $0.2 == rel }.map {
            String($0.1).replacing("&amp;", with: "&")
        }
    }

    private static func company(_ page: Response) -> String {
        page.text.firstMatch(of: /<h1>(?:<bdi>)?([^<]*?) *</).map { String($0.1) } ?? ""
    }

    /// The companies on the way from a page by one kind of link.
    private func walk(_ rel: String, from address: String, by browser: TestSupport.Browser) async -> [String] {
        var seen: [String] = [], path: String? = address
        while let address = path, seen.count < 20 {
            let page = await browser.get(address)
            seen.append(Self.company(page))
            path = Self.link(rel, in: page)
        }
        return seen
    }

    @Test func `next and previous walk through the list that the lead was opened from`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        for (number, name) in ["Elm", "Alder", "Cedar", "Dogwood", "Birch"].enumerated() {
            _ = try await site.addLead(
                LeadForm(
                    company: name, segment: number % 2 == 0 ? "Wood & Co" : nil,
                    assignee: number < 3 ? rep.person : manager.person), by: work)
            site.clock.advance(seconds: 60)
        }
        let list = Leads.list(in: site.organizationPublicID)
        func expect(
            _ rel: String, from address: String, _ browser: TestSupport.Browser, _ names: [String]
        ) async throws {
            let seen = await walk(rel, from: address, by: browser)
            #expect(seen == names, "\(rel) from \(address)")
        }
        func first(_ query: String, _ browser: TestSupport.Browser) async throws -> String {
            let page = await browser.get(list + query)
            let link = try #require(page.text.firstMatch(of: /<th scope="row" class="cut"><a href="([^"]*)"/))
            return String(link.1).replacing("&amp;", with: "&")
        }
        let byName = try await first("?sort=company", manager)
        try await expect("next", from: byName, manager, ["Alder", "Birch", "Cedar", "Dogwood", "Elm"])
        let last = try await first("?sort=-company", manager)
        try await expect("next", from: last, manager, ["Elm", "Dogwood", "Cedar", "Birch", "Alder"])
        try await expect("prev", from: last, manager, ["Elm"])
        let plain = try await first("", manager)
        #expect(!plain.contains("?"), "the plain list goes without saying")
        try await expect("next", from: plain, manager, ["Birch", "Dogwood", "Cedar", "Alder", "Elm"])
        let wood = try await first("?segment=Wood+%26+Co&sort=company", manager)
        try await expect("next", from: wood, manager, ["Birch", "Cedar", "Elm"])
        let page = await manager.get(wood)
        #expect(page.text.contains("href=\"\(list)?segment=Wood%20%26%20Co&amp;sort=company\""), "the way back")
        // A rep never comes to a lead of somebody else's.
        try await expect("next", from: try await first("?sort=company", rep), rep, ["Alder", "Cedar", "Elm"])
        for odd in ["?list=%25ZZ", "?list=sort%3Dcolor", "?list=after%3Dx"] {
            #expect(await manager.get(plain + odd).status == .ok, "\(odd)")
        }
    }

    @Test func `what matches is counted up to a thousand, and whole when somebody asks`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, segment, stage_id, stage_since, source, created_at, changed_at)
            SELECT \(organization), gen_random_uuid(), 'Firm ' || n, 'Wood', s.id, now(), 'manual', now(), now()
            FROM generate_series(1, 1234) n,
                 (SELECT min(id) AS id FROM lead_stages WHERE organization_id = \(organization)) s
            """)
        let list = Leads.list(in: site.organizationPublicID)
        let page = await manager.get(list + "?segment=Wood&sort=company")
        #expect(page.text.contains("More than 1,000") && page.text.contains("count all"), "\(page.text)")
        let all = try #require(page.text.firstMatch(of: /href="([^"]*count=all[^"]*)"/))
        let counted = await manager.get(String(all.1).replacing("&amp;", with: "&"))
        #expect(counted.text.contains("1,234 leads") && !counted.text.contains("count all"))
        #expect(LeadPagesTests.companies(counted).count == 20)
        #expect(
            !(OfferedAddresses(in: counted, at: list).next ?? "").contains("count="), "the next page counts as usual")
    }
}
