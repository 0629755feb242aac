import Crypto
import Models
import Store
import TestSupport
import Testing

/// Every store function about customers and qualifying, asked for a record of another organization: nothing is seen,
/// nothing is changed.
struct CustomerTenancyTests {
    @Test func `customers of another organization are not there and cannot be changed or joined`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(WorkLeads.self, as: .admin)
        let theirs = try await other.leadScope(WorkLeads.self, as: .admin)
        let contact = LeadForm.Contact(
            id: nil, name: "Secret", position: nil, phone: nil, email: nil, isPrimary: true)
        let form = LeadForm(
            company: "Secret", email: "secret@b.example", phones: ["+380671112233"], inn: "32855961", segment: "Secret",
            contacts: [contact])
        let lead = try await other.addLead(form, by: theirs)
        let customer = try await other.qualify(lead, by: theirs).customer
        let stored = try #require(try await other.store.customer(customer, theirs.other(ViewLeads.self)))
        let removed = try await other.addCustomer("Gone")
        let entry = try await other.store.deleteCustomer(
            removed, by: theirs.other(ManageLeads.self), at: own.clock.now)
        let gone = try #require(try await other.store.undoing(entry, theirs.other(SeeOrganization.self))).entry
        // The same company of one's own.
        let twin = try await own.addLead(form, by: mine)
        let store = own.store, now = own.clock.now, view = try mine.other(ViewLeads.self)

        #expect(try await store.customer(customer, view) == nil)
        #expect(try await store.customerStory(customer, limit: 5, view) == nil)
        #expect(try await store.customerSegments(view).isEmpty)
        #expect(try await store.knownCustomers(of: twin, mine).isEmpty)
        var searching = CustomerFilter()
        for term in [nil, "secret", "se", "32855961", "0671112233"] {
            searching.term = term
            let list = try await store.customers(searching, view)
            #expect(list.rows.isEmpty && list.total == 0 && list.segments.isEmpty)
            #expect(!list.people.map(\.person).contains(theirs.person))
        }
        let before = try await database.tableHashes
        let change = LeadForm(company: "Mine", contacts: [contact], version: stored.summary.version)
        let attempts: [(String, () async throws -> Void)] = [
            (
                "change",
                {
                    try await store.changeCustomer(
                        customer, change, contacts: own.contactIDs(change), by: mine, at: now)
                }
            ),
            ("qualify", { _ = try await own.qualify(lead, by: mine) }),
            ("join", { _ = try await own.qualify(twin, .joining(customer), by: mine) }),
            ("known", { _ = try await store.knownCustomers(of: lead, mine) }),
            ("delete", { try await store.deleteCustomer(customer, by: mine.other(ManageLeads.self), at: now) }),
            ("restore", { _ = try await store.restoreCustomer(gone, by: mine.other(ManageLeads.self), at: now) }),
            ("reopen", { try await store.reopenLead(lead, by: mine, at: now) }),
        ]
        for (name, attempt) in attempts {
            await #expect(throws: NotVisible.self, "\(name)") { try await attempt() }
        }
        #expect(try await database.tableHashes.changes(since: before) == [])

        // The same tax number and e-mail there are no duplicates here.
        try await store.addCustomer(
            form, as: Customer.ID(at: now, random: RandomBytes.make(10)), contacts: own.contactIDs(form), by: mine,
            at: now)
        await #expect(throws: NoSuchAssignee.self) {
            let form = LeadForm(company: "Mine", assignee: theirs.person)
            try await store.addCustomer(
                form, as: Customer.ID(at: now, random: RandomBytes.make(10)), contacts: [], by: mine, at: now)
        }
        let made = try await own.qualify(twin, .new, by: mine).customer
        await #expect(throws: NoSuchAssignee.self) {
            let form = LeadForm(company: "Mine", assignee: theirs.person, version: 1)
            try await store.changeCustomer(made, form, contacts: [], by: mine, at: now)
        }
        #expect(try await other.store.customer(customer, theirs.other(ViewLeads.self)) == stored)
        try await database.drop()
    }
}
