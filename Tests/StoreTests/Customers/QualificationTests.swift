import Crypto
import Models
import Postgres
import Store
import TestSupport
import Testing

/// A lead becomes a customer, once, and is taken back while nothing was done with the customer.
struct QualificationTests {
    private static func person(_ name: String, isPrimary: Bool = false) -> LeadForm.Contact {
        LeadForm.Contact(
            id: nil, name: name, position: "Buyer", phone: "+380 67 310 44 12", email: "\(name)@b.example",
            isPrimary: isPrimary)
    }

    @Test func `a lead becomes a customer with all that is known of it, and asked again it is the same one`()
        async throws
    {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let stages = try await site.store.leadStages(view)
        let form = LeadForm(
            company: "Меблі Карпат", email: "zakupivli@meblikarpat.ua", phones: ["+380 67 310 44 12"], inn: "32855961",
            segment: "Furniture", stage: stages[2].id, assignee: rep.person, notes: "40 shelves",
            contacts: [Self.person("Andriy"), Self.person("Svitlana", isPrimary: true)])
        let lead = try await site.addLead(form, by: rep)
        let first = try await site.qualify(lead, by: rep)
        let second = try await site.qualify(lead, by: rep)
        #expect(first.isNew && !second.isNew && first.customer == second.customer)

        let customer = try #require(try await site.store.customer(first.customer, view))
        #expect(customer.summary.company == form.company && customer.summary.email == form.email)
        #expect(customer.summary.phones == form.phones && customer.summary.inn == form.inn)
        #expect(customer.summary.segment == form.segment && customer.summary.assignee == rep.person)
        #expect(customer.notes == form.notes && customer.createdBy == "Olena" && customer.summary.version == 1)
        #expect(customer.contacts.map(\.name) == ["Svitlana", "Andriy"])
        #expect(customer.contacts.map(\.isPrimary) == [true, false] && customer.summary.contactCount == 2)
        #expect(customer.sources.map(\.id) == [lead])
        let stored = try #require(try await site.store.lead(lead, view))
        #expect(stored.summary.customer == first.customer && stored.summary.stage == stages[4].id)
        #expect(Set(stored.contacts.map(\.id)).isDisjoint(with: customer.contacts.map(\.id)))
        let history = try await site.store.leadHistory(lead, limit: 10, view).map(\.entry)
        #expect(history.map(\.event) == [.leadQualified, .leadCreated])
        #expect(history.first?.before == #"{"stage": "Meeting"}"#)
        #expect(history.first?.after?.contains("Меблі Карпат") == true)
    }

    @Test func `asked by many at once there is one customer, and all are answered it`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        for round in 1...5 {
            let lead = try await site.addLead(
                LeadForm(company: "Race \(round)", contacts: [Self.person("One")]), by: manager)
            let answers = try await withThrowingTaskGroup(of: Qualified.self) { group in
                for _ in 1...8 { group.addTask { try await site.qualify(lead, .new, by: manager) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.customer)).count == 1 && answers.filter(\.isNew).count == 1)
        }
        let list = try await site.store.customers(CustomerFilter(), manager.other(ViewLeads.self))
        #expect(list.total == 5)
    }

    @Test func `a customer with the same number or e-mail is offered, joined or left alone`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let view = try manager.other(ViewLeads.self)
        let first = try await site.addLead(
            LeadForm(company: "Dnister", email: "a@dnister.example", inn: "32855961", contacts: [Self.person("Ann")]),
            by: manager)
        let known = try await site.qualify(first, by: manager).customer
        let twin = LeadForm(
            company: "Hotel Dnister", inn: "32855961", contacts: [Self.person("Ann"), Self.person("Bohdan")],
            isConfirmed: true)
        let second = try await site.addLead(twin, by: manager)
        let asked = await #expect(throws: KnownCustomers.self) { _ = try await site.qualify(second, by: manager) }
        #expect(asked?.customers.map(\.id) == [known] && asked?.customers.map(\.reason) == [.inn])
        #expect(try await site.store.lead(second, view)?.summary.customer == nil)

        #expect(try await site.qualify(second, .joining(known), by: manager).customer == known)
        let joined = try #require(try await site.store.customer(known, view))
        #expect(joined.contacts.map(\.name) == ["Ann", "Bohdan"] && joined.contacts.filter(\.isPrimary).count == 1)
        #expect(Set(joined.sources.map(\.id)) == [first, second] && joined.summary.version == 2)

        // The first lead loses its e-mail to a new one; that one's customer cannot have it as well.
        let stored = try #require(try await site.store.lead(first, view))
        let bare = LeadForm(company: "Dnister", version: stored.summary.version)
        try await site.store.changeLead(first, bare, contacts: [], by: manager, at: site.clock.now)
        let third = try await site.addLead(LeadForm(company: "Third", email: "A@dnister.example"), by: manager)
        let again = await #expect(throws: KnownCustomers.self) { _ = try await site.qualify(third, by: manager) }
        #expect(again?.customers.map(\.reason) == [.email])
        let new = try await site.qualify(third, .new, by: manager).customer
        let made = try #require(try await site.store.customer(new, view))
        #expect(new != known && made.summary.email == nil)
    }

    @Test func `reopening takes an untouched customer back and puts the lead where it stood`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let view = try manager.other(ViewLeads.self)
        let stages = try await site.store.leadStages(view)
        let lead = try await site.addLead(
            LeadForm(company: "A", email: "a@b.example", stage: stages[1].id), by: manager)
        let customer = try await site.qualify(lead, by: manager).customer
        for _ in 1...2 { try await site.store.reopenLead(lead, by: manager, at: site.clock.now) }
        var stored = try #require(try await site.store.lead(lead, view))
        #expect(stored.summary.stage == stages[1].id && stored.summary.customer == nil)
        #expect(try await site.store.customer(customer, view) == nil)
        #expect(
            try await site.store.leadHistory(lead, limit: 9, view).map(\.entry.event).prefix(2) == [
                .leadReopened, .leadQualified,
            ])

        // Again, and now something is done with it.
        let next = try await site.qualify(lead, by: manager).customer
        #expect(next != customer)
        let form = try #require(try await site.store.customer(next, view)).form
        let changed = LeadForm(company: "B", email: form.email, version: form.version)
        try await site.store.changeCustomer(next, changed, contacts: [], by: manager, at: site.clock.now)
        await #expect(throws: NewerChange.self) {
            try await site.store.reopenLead(lead, by: manager, at: site.clock.now)
        }
        stored = try #require(try await site.store.lead(lead, view))
        #expect(stored.summary.customer == next && stored.summary.stage == stages[4].id)
    }

    @Test func `a customer with an activity of its own stays, and one that was joined is only left`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let view = try manager.other(ViewLeads.self)
        let first = try await site.addLead(LeadForm(company: "A"), by: manager)
        let customer = try await site.qualify(first, by: manager).customer
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO activities (organization_id, id, customer_id, type, state, title, created_at, changed_at)
            VALUES (\(organization), gen_random_uuid(), \(customer), 'call', 'scheduled', 'Call', now(), now())
            """)
        await #expect(throws: NewerChange.self) {
            try await site.store.reopenLead(first, by: manager, at: site.clock.now)
        }
        let second = try await site.addLead(LeadForm(company: "A again"), by: manager)
        _ = try await site.qualify(second, .joining(customer), by: manager)
        try await site.store.reopenLead(second, by: manager, at: site.clock.now)
        #expect(try await site.store.lead(second, view)?.summary.customer == nil)
        #expect(try await site.store.customer(customer, view)?.sources.map(\.id) == [first])
    }

    @Test func `a rep joins and sees their own and nobody's customers alone`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let colleague = try await site.leadScope(WorkLeads.self, as: .rep)
        let theirs = try await site.addLead(
            LeadForm(company: "Theirs", inn: "32855961", assignee: colleague.person), by: manager)
        let customer = try await site.qualify(theirs, by: colleague).customer
        let own = try await site.addLead(
            LeadForm(company: "Own", inn: "32855961", assignee: rep.person, isConfirmed: true), by: manager)
        let asked = await #expect(throws: KnownCustomers.self) { _ = try await site.qualify(own, by: rep) }
        #expect(asked?.customers.map(\.isVisible) == [false] && asked?.customers.map(\.company) == ["Theirs"])
        for attempt in [Qualifying.joining(customer), .new] {
            await #expect(throws: NotVisible.self) { _ = try await site.qualify(theirs, attempt, by: rep) }
        }
        await #expect(throws: NotVisible.self) { _ = try await site.qualify(own, .joining(customer), by: rep) }
        await #expect(throws: NotVisible.self) {
            try await site.store.reopenLead(theirs, by: rep, at: site.clock.now)
        }
        let form = LeadForm(company: "Mine", version: 1)
        await #expect(throws: NotVisible.self) {
            try await site.store.changeCustomer(customer, form, contacts: [], by: rep, at: site.clock.now)
        }
        let view = try rep.other(ViewLeads.self)
        #expect(try await site.store.customer(customer, view) == nil)
        #expect(try await site.store.customers(CustomerFilter(), view).total == 0)
        let made = try await site.qualify(own, .new, by: rep).customer
        #expect(try await site.store.customers(CustomerFilter(), view).rows.map(\.id) == [made])
    }
}
