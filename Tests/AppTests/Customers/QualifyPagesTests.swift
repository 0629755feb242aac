import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// From a lead to a customer by its buttons, and back; and the customer's own pages.
struct QualifyPagesTests {
    @Test func `two clicks make one customer, and reopening takes it back`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let contact = LeadForm.Contact(
            id: nil, name: "Svitlana", position: nil, phone: nil, email: nil, isPrimary: true)
        let id = try await site.addLead(
            LeadForm(company: "Карпат <b>", assignee: rep.person, contacts: [contact]), by: work)
        let path = Qualification.qualify(in: place, id), page = Leads.lead(in: place, id)
        #expect(await rep.get(page).text.contains("action=\"\(path)\""))
        #expect(await rep.get(Leads.list(in: place)).text.contains("action=\"\(path)\""))
        let first = await rep.post(path, [:])
        let address = try #require(first.headers["location"])
        let made = await rep.get(address)
        #expect(made.text.contains("it is a customer now") && made.text.contains("Svitlana"))
        #expect(made.text.contains("Карпат &lt;b&gt;") && made.text.contains("href=\"\(page)\""))
        #expect(await rep.post(path, ["customer": "new"]).headers["location"] == address)
        #expect(await rep.get(address).text.contains("It is a customer already."))
        #expect(await rep.get(path).headers["location"] == address)
        let list = await rep.get(Customers.list(in: place))
        #expect(list.text.contains("href=\"\(address)\"") && list.text.contains("1 customer<"))
        let qualified = await rep.get(page).text
        #expect(qualified.contains("href=\"\(address)\"") && !qualified.contains("action=\"\(path)\""))
        #expect(!(await rep.get(Leads.list(in: place)).text.contains("action=\"\(path)\"")))

        let reopen = Qualification.reopen(in: place, id)
        #expect(qualified.contains("action=\"\(reopen)\""))
        #expect(await rep.post(reopen, [:]).headers["location"] == page)
        #expect(await rep.get(page).text.contains("The lead is open again."))
        #expect(await rep.get(address).status == .notFound)
        let again = try #require(await rep.post(path, [:]).headers["location"])
        #expect(await rep.post(again + "/edit", ["company": "Changed", "version": "1"]).headers["location"] == again)
        #expect(await rep.post(reopen, [:]).headers["location"] == page)
        #expect(await rep.get(page).text.contains("so it stays one"))
    }

    @Test func `a customer of the same company is offered, and either answer is possible`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        var leads: [Lead.ID] = []
        for name in ["Dnister", "Hotel <Dnister>", "Third"] {
            leads.append(
                try await site.addLead(LeadForm(company: name, inn: "32855961", isConfirmed: true), by: work))
        }
        let known = try await site.qualify(leads[0], by: work).customer
        let path = Qualification.qualify(in: place, leads[1])
        #expect(await manager.post(path, [:]).headers["location"] == path)
        let asked = await manager.get(path).text
        #expect(asked.contains("value=\"\(known.text)\"") && asked.contains("Hotel &lt;Dnister&gt;"))
        #expect(asked.contains("same tax number"))
        let address = Customers.customer(in: place, known)
        #expect(await manager.post(path, ["customer": known.text]).headers["location"] == address)
        // From the select of stages the same question is asked.
        let stages = try await site.store.leadStages(work.other(ViewLeads.self))
        let move = LeadMoves.stage(in: place, leads[2]), third = Qualification.qualify(in: place, leads[2])
        #expect(await manager.post(move, ["stage": "\(stages[4].id)"]).headers["location"] == third)
        let new = try #require(await manager.post(third, ["customer": "new"]).headers["location"])
        #expect(new != address)
        #expect(await manager.post(third, ["customer": "nonsense"]).status == .notFound)
    }

    @Test func `who is slower than somebody else is told, and an e-mail is one customer's`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        var made: [Customer.ID] = []
        for name in ["a", "b"] {
            let lead = try await site.addLead(LeadForm(company: name, email: "\(name)@b.example"), by: work)
            made.append(try await site.qualify(lead, by: work).customer)
        }
        let path = CustomerForms.edit(in: place, made[0])
        let row = [("contact.0.name", "Olena"), ("primary", "0")]
        let typed = [("company", "Дубок"), ("email", "b@b.example"), ("version", "1")] + row
        let taken = await manager.submit(path, typed.map { (key: $0.0, value: $0.1) })
        #expect(taken.status == .unprocessable && taken.text.contains("Two customers never share one"))
        #expect(taken.text.contains("value=\"Дубок\"") && taken.text.contains("value=\"Olena\""))
        let more = await manager.submit(path, (typed + [("action", "add_contact")]).map { (key: $0.0, value: $0.1) })
        #expect(more.status == .ok && more.text.contains("name=\"contact.1.name\""))
        let given: KeyValuePairs = ["company": "Дубок", "assignee": rep.person.text, "version": "1"]
        #expect(await manager.post(path, given).headers["location"] == Customers.customer(in: place, made[0]))
        #expect(await manager.post(path, given).status == .conflict)
        let other = try await site.signIn(as: .rep)
        #expect(await other.get(Customers.customer(in: place, made[0])).status == .notFound)
        #expect(await other.get(path).status == .notFound)
        #expect(await other.get(Customers.customer(in: place, made[1])).status == .ok)
    }
}
