import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The figures of the sale and the rows behind them, as people with different roles use them.
struct SalePagesTests {
    @Test func `managers read figures and open the rows behind each; nobody below them does`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let viewer = try await site.signIn(as: .viewer)
        let organization = site.organizationPublicID
        let path = SalePages.figures(in: organization)
        for page in [path, SalePages.rows(in: organization), SalePages.due(in: organization)] {
            for person in [rep, viewer] { #expect(await person.get(page).status == .forbidden) }
            #expect(await manager.get(page).status == .ok)
        }
        #expect(await !rep.get(Leads.list(in: organization)).text.contains(path))
        #expect(await manager.get(path).text.contains("No lead was entered"))
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        for number in 1...4 {
            let lead = try await site.addLead(
                LeadForm(company: "Firm \(number)", assignee: number < 4 ? rep.person : nil), by: work)
            site.clock.advance(seconds: 7_200)
            if number < 3 {
                _ = try await site.addActivity(
                    ActivityForm(type: .call, title: "Ring <\(number)>", dueAt: site.clock.now, isDone: true),
                    with: lead, by: work)
            }
            if number == 1 { _ = try await site.qualify(lead, .new, by: work) }
        }
        let page = await manager.get(path).text
        #expect(page.contains(/25\s?%/), "one of four")
        #expect(page.contains("1 of them is a customer by now") && page.contains(">4</a>"))
        #expect(page.contains("<svg height=") && page.contains("Show as a table"))
        let shown = page.matches(of: /href="([^"]*\/leads[^"]*(?:from=|stage=)[^"]*)"/).map {
            String($0.1).replacing("&amp;", with: "&")
        }
        #expect(shown.count > 20)
        for address in Set(shown) { #expect(await manager.get(address).status == .ok, "\(address)") }
        let won = try #require(shown.first { $0.contains("outcome=customer") })
        #expect(LeadPagesTests.companies(await manager.get(won)) == ["Firm 1"])
        let reached = try #require(shown.first { $0.contains("step=contacted") })
        let rows = await manager.get(reached).text
        #expect(rows.contains("Firm 1") && rows.contains("Firm 2") && !rows.contains("Firm 3"))
        #expect(rows.contains(/2\sh/), "the time on the clock")
        let left = try #require(shown.first { $0.contains("step=stay") })
        #expect(await manager.get(left).text.contains("Firm 1"), "it left the first stage when it was qualified")
        let done = try #require(shown.first { $0.contains("state=completed") })
        let due = await manager.get(done).text
        #expect(due.contains("Ring &lt;1&gt;") && due.contains("Ring &lt;2&gt;"))
        let own = await manager.get(path + "?assignee=nobody").text
        #expect(own.contains("<dd><a href=\"\(Leads.list(in: organization))?assignee=nobody&amp;from="))
        #expect(own.contains(">1</a></dd><dd>entered"))
        let odd = await manager.get(path + "?from=2020-01-01&to=x&assignee=x")
        #expect(odd.status == .ok && odd.text.contains("not a date") && odd.text.contains("366 days at most"))
    }
}
