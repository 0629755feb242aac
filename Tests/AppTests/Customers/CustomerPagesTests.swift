import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Customers that are entered by hand, what is done with them, and what their pages tell.
struct CustomerPagesTests {
    @Test func `a customer is entered by hand, and a tax number that is known is doubted once`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let list = Customers.list(in: place), new = CustomerForms.new(in: place)
        #expect(await rep.get(list).text.contains("href=\"\(new)\""))
        #expect(await rep.get(new).text.contains("New customer"))
        let wrong = await rep.post(new, ["company": "", "email": "x", "contact.0.name": "Олена", "version": "0"])
        #expect(wrong.status == .unprocessable && wrong.text.contains("Олена"))
        let row = await rep.post(new, ["company": "Дубок", "version": "0", "action": "add_contact"])
        #expect(row.status == .ok && row.text.contains("Дубок"))
        let first = await rep.post(
            new,
            [
                "company": "Dubok <b>", "inn": "32855961", "email": "buy@dubok.example", "contact.0.name": "Олена",
                "version": "0",
            ])
        let address = try #require(first.headers["location"], "\(first.text)")
        let page = await rep.get(address)
        #expect(page.text.contains("Dubok &lt;b&gt;") && page.text.contains("Олена"))
        let doubted = await rep.post(new, ["company": "Branch", "inn": "32855961", "version": "0"])
        #expect(doubted.status == .unprocessable && doubted.text.contains("Dubok &lt;b&gt; has this tax number"))
        #expect(doubted.text.contains("name=\"anyway\""))
        let taken = await rep.post(
            new, ["company": "Branch", "email": "BUY@dubok.example", "anyway": "1", "version": "0"])
        #expect(taken.status == .unprocessable && taken.text.contains("id=\"email-error"), "\(taken.text)")
        let meant = await rep.post(new, ["company": "Branch", "inn": "32855961", "anyway": "1", "version": "0"])
        #expect(meant.status == .seeOther)
        #expect(await rep.get(list).text.contains("Branch"))
    }

    @Test func `what is planned and done with a customer stands on its pages, and what changed in its history`()
        async throws
    {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let made = await rep.post(
            CustomerForms.new(in: place), ["company": "Dubok", "assignee": rep.person?.text ?? "", "version": "0"])
        let address = try #require(made.headers["location"])
        let id = try #require(Customer.ID(text: String(address.split(separator: "/").last ?? "")))
        let activities = ParentActivities.ofCustomer(in: place, id), new = ActivityForms.newOfCustomer(in: place, id)
        #expect(await rep.get(address).text.contains("href=\"\(activities)\""))
        let empty = await rep.get(activities).text
        #expect(empty.contains("href=\"\(new)\"") && empty.contains("Dubok"))
        #expect(await rep.get(new).text.contains("Dubok"))
        let planned = await rep.post(
            new, ["type": "call", "title": "Ring <them>", "due_at": "2026-11-20T10:00", "version": "0"])
        #expect(planned.headers["location"] == activities, "\(planned.text)")
        #expect(await rep.get(activities).text.contains("Ring &lt;them&gt;"))
        #expect(await rep.get(address).text.contains("Ring &lt;them&gt;"))
        #expect(await rep.get(Activities.day(in: place)).text.contains("href=\"\(address)\""))
        let changed = await rep.post(
            address + "/edit", ["company": "Beresta", "assignee": rep.person?.text ?? "", "version": "1"])
        #expect(changed.status == .seeOther, "\(changed.text)")
        let history = await rep.get(address).text
        #expect(history.contains("<del>Dubok</del>") && history.contains("<ins>Beresta</ins>"))
        // Another rep sees neither.
        let other = try await site.signIn(as: .rep)
        for path in [address, activities, new] { #expect(await other.get(path).status == .notFound, "\(path)") }
        let viewer = try await site.signIn(as: .viewer)
        #expect(!(await viewer.get(activities).text.contains("href=\"\(new)\"")))
    }

    @Test func `a long history is read page by page`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let id: Customer.ID = site.services.outside.newID()
        try await site.store.addCustomer(
            LeadForm(company: "Name 0"), as: id, contacts: [], by: work, at: site.clock.now)
        for number in 1...60 {
            site.clock.advance(seconds: 1)
            try await site.store.changeCustomer(
                id, LeadForm(company: "Name \(number)", version: number), contacts: [], by: work, at: site.clock.now)
        }
        let page = await manager.get(Customers.customer(in: place, id)).text
        #expect(page.contains("<ins>Name 60</ins>") && !page.contains("<ins>Name 10</ins>"))
        let older = try #require(page.firstMatch(of: /href="([^"]+before=[^"#]+)#history"/))
        let rest = await manager.get(String(older.1)).text
        #expect(rest.contains("<ins>Name 10</ins>") && !rest.contains("<ins>Name 60</ins>"))
    }
}
