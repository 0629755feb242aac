import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Deleting a customer, taking that back, and what becomes of the leads that it was made of.
struct CustomerDeletionTests {
    private static func undo(_ page: Response) -> String? {
        page.text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) }
    }

    @Test func `a manager deletes a customer, it leaves every list, and comes back once`() async throws {
        let site = try await TestSite(), place = site.organizationPublicID
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let lead = try await site.addLead(
            LeadForm(company: "Карпат <b>", email: "k@b.example", assignee: rep.person), by: work)
        let customer = try await site.qualify(lead, by: work).customer
        let page = Customers.customer(in: place, customer), path = CustomerDeletion.delete(in: place, customer)
        let list = Customers.list(in: place), own = Leads.lead(in: place, lead)
        #expect(await manager.get(page).text.contains("href=\"\(path)\""))
        #expect(await !rep.get(page).text.contains(path))
        for answer in [await rep.get(path), await rep.post(path)] { #expect(answer.status == .forbidden) }
        #expect(await manager.get(path).text.contains("Delete the customer Карпат &lt;b&gt;?"))
        #expect(await manager.post(path).headers["location"] == list)
        let after = await manager.get(list)
        #expect(after.text.contains("Customer deleted.") && !after.text.contains("href=\"\(page)\""))
        let undo = try #require(Self.undo(after))
        #expect(await manager.get(page).status == .notFound)
        #expect(await manager.post(path).status == .notFound)
        let told = await rep.get(own)
        #expect(told.text.contains("The customer that it became was deleted.") && !told.text.contains(page))
        #expect(await rep.post(undo).status == .notFound)
        for _ in 0..<2 { #expect(await manager.post(undo).status == .seeOther) }
        let back = await manager.get(page)
        #expect(back.text.contains("Customer deleted") && back.text.contains("Customer restored"))
        #expect(await rep.get(own).text.contains("href=\"\(page)\""))
        let events = try await site.store.auditEntries(site.system).map(\.event)
        #expect(events.filter { $0 == .customerDeleted }.count == 1)
        #expect(events.filter { $0 == .customerRestored }.count == 1)
        // Not after ten minutes.
        #expect(await manager.post(path).status == .seeOther)
        let late = try #require(Self.undo(await manager.get(list)))
        site.clock.advance(seconds: 601)
        _ = await manager.post(late)
        #expect(await manager.get(page).status == .notFound)
    }

    @Test func `the lead of a deleted customer is reopened or qualified anew, and the old one does not come between`()
        async throws
    {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let view = try work.other(ViewLeads.self), managing = try work.other(ManageLeads.self)
        let store = site.store, now = site.clock.now
        func deleted(_ customer: Customer.ID) async throws -> AuditEntry {
            let entry = try await store.deleteCustomer(customer, by: managing, at: now)
            return try #require(try await store.undoing(entry, work.other(SeeOrganization.self))).entry
        }
        let lead = try await site.addLead(LeadForm(company: "Dubok", email: "d@b.example"), by: work)
        let stage = try #require(try await store.lead(lead, view)).summary.stage
        let first = try await site.qualify(lead, by: work).customer
        let entry = try await deleted(first)
        #expect(try await store.lead(lead, view)?.isCustomerDeleted == true)
        let second = try await site.qualify(lead, by: work)
        #expect(second.isNew && second.customer != first)
        await #expect(throws: NewerChange.self) { _ = try await store.restoreCustomer(entry, by: managing, at: now) }
        try await store.reopenLead(lead, by: work, at: now)
        let reopened = try #require(try await store.lead(lead, view))
        #expect(reopened.summary.stage == stage && reopened.summary.customer == nil)
        // Of the one that was deleted and is restored the lead is not any more.
        _ = try await store.restoreCustomer(entry, by: managing, at: now)
        await #expect(throws: UndoneAlready.self) { _ = try await store.restoreCustomer(entry, by: managing, at: now) }
        await #expect(throws: KnownCustomers.self) { _ = try await site.qualify(lead, by: work) }

        let other = try await site.addLead(LeadForm(company: "Beresta"), by: work)
        let third = try await site.qualify(other, by: work).customer
        let gone = try await deleted(third)
        try await store.reopenLead(other, by: work, at: now)
        #expect(try await store.lead(other, view)?.summary.customer == nil)
        _ = try await store.restoreCustomer(gone, by: managing, at: now)
        #expect(try await store.customer(third, view)?.sources == [])
        let again = try await site.qualify(other, by: work)
        #expect(again.isNew && again.customer != third, "the restored one stands by itself")
        // Two who delete at once: one of them finds it gone.
        async let one = try? store.deleteCustomer(third, by: managing, at: now)
        async let two = try? store.deleteCustomer(third, by: managing, at: now)
        #expect(await [one, two].compactMap { $0 }.count == 1)
    }
}
