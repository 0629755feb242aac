import Crypto
import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The list of customers and what is changed of one.
struct CustomerTests {
    @Test func `the list is searched, filtered, sorted and read page by page`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        for number in 1...25 {
            let form = LeadForm(
                company: number == 7 ? "Хвиля" : "Company \(String(number + 100).dropFirst())",
                email: "c\(number)@list.example",
                phones: ["+380 67 000 00 \(String(number + 100).dropFirst())"], inn: "\(1_000 + number)",
                segment: number % 2 == 0 ? "Even" : "Odd", assignee: number % 5 == 0 ? rep.person : nil,
                contacts: [
                    LeadForm.Contact(
                        id: nil, name: "Person \(number)", position: nil, phone: nil, email: nil, isPrimary: true)
                ], isConfirmed: true)
            let lead = try await site.addLead(form, by: manager)
            _ = try await site.qualify(lead, by: manager)
            site.clock.advance(seconds: 60)
        }
        let view = try manager.other(ViewLeads.self)
        func found(_ query: KeyValuePairs<String, String>) async throws -> CustomerList {
            try await site.store.customers(CustomerFilter(Input(query)), view)
        }
        #expect(try await found(["q": "хвил"]).rows.map(\.company) == ["Хвиля"])
        #expect(try await found(["q": "C7@LIST"]).rows.map(\.company) == ["Хвиля"])
        #expect(try await found(["q": "067 000-00-07"]).rows.map(\.company) == ["Хвиля"])
        #expect(try await found(["q": "person 7"]).rows.map(\.company) == ["Хвиля"])
        #expect(try await found(["q": "1007"]).rows.map(\.company) == ["Хвиля"])
        #expect(try await found(["q": "nobody has this"]).total == 0)
        #expect(try await found(["segment": "Even"]).total == 12)
        #expect(try await found(["assignee": rep.person.text]).total == 5)
        #expect(try await found(["assignee": "nobody", "segment": "Odd"]).total == 10)
        #expect(try await found([:]).segments == ["Even", "Odd"])

        for sort in ["company", "-company", "created", "-created"] {
            var filter = CustomerFilter(Input(["sort": sort, "size": "10"]))
            var seen: [CustomerSummary] = []
            for page in 0..<3 {
                let list = try await site.store.customers(filter, view)
                #expect(list.hasPrevious == (page > 0) && list.hasNext == (page < 2) && list.total == 25)
                seen += list.rows
                filter.cursor = list.rows.last?.cursor(filter.sort, isBackward: false)
            }
            let whole = try await found(["sort": sort, "size": "50"]).rows
            #expect(seen == whole && Set(seen.map(\.id)).count == 25, "\(sort)")
            filter.cursor = seen[10].cursor(filter.sort, isBackward: true)
            #expect(try await site.store.customers(filter, view).rows == Array(whole.prefix(10)), "\(sort)")
        }
        // A rep sees their own and nobody's.
        let own = try await site.store.customers(CustomerFilter(), rep.other(ViewLeads.self))
        #expect(own.total == 25 && own.people.isEmpty)
        let colleague = try await site.leadScope(ViewLeads.self, as: .rep)
        #expect(try await site.store.customers(CustomerFilter(), colleague).total == 20)
    }

    @Test func `a change asks for the version, keeps the e-mail unique and says who looks after it`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let view = try manager.other(ViewLeads.self)
        var made: [Customer.ID] = []
        for name in ["A", "B"] {
            let lead = try await site.addLead(LeadForm(company: name, email: "\(name)@b.example"), by: manager)
            made.append(try await site.qualify(lead, by: manager).customer)
        }
        func change(_ form: LeadForm, by scope: Scope<WorkLeads>) async throws {
            try await site.store.changeCustomer(
                made[0], form, contacts: site.contactIDs(form), by: scope, at: site.clock.now)
        }
        try await change(LeadForm(company: "A", email: "A@b.example", assignee: rep.person, version: 1), by: manager)
        await #expect(throws: StaleVersion.self) { try await change(LeadForm(company: "C", version: 1), by: manager) }
        await #expect(throws: CustomerEmailTaken.self) {
            try await change(LeadForm(company: "A", email: "b@b.example", version: 2), by: manager)
        }
        await #expect(throws: NoSuchAssignee.self) {
            try await change(LeadForm(company: "A", assignee: manager.person, version: 2), by: rep)
        }
        let customer = try #require(try await site.store.customer(made[0], view))
        #expect(customer.summary.assignee == rep.person && customer.summary.version == 2)
        // What changes nothing is no change.
        try await change(customer.form, by: rep)
        #expect(try await site.store.customer(made[0], view)?.summary.version == 2)
    }

    @Test func `exactly one contact is primary after any sequence of acts`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let view = try manager.other(ViewLeads.self)
        let start = UInt64.random(in: 0...UInt64.max)
        var seed = start
        func dice(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        var lead = try await site.addLead(LeadForm(company: "Start", inn: "1"), by: manager)
        var customer = try await site.qualify(lead, by: manager).customer
        for step in 0..<60 {
            let before = try #require(try await site.store.customer(customer, view))
            var contacts = before.form.contacts
            switch dice(6) {
            case 0, 1:
                contacts.append(
                    LeadForm.Contact(
                        id: nil, name: "P\(step)", position: nil, phone: nil, email: nil, isPrimary: false))
            case 2 where !contacts.isEmpty: contacts.remove(at: dice(contacts.count))
            case 3 where !contacts.isEmpty:
                let chosen = dice(contacts.count)
                contacts = contacts.enumerated().map { index, contact in
                    LeadForm.Contact(
                        id: contact.id, name: contact.name, position: nil, phone: nil, email: nil,
                        isPrimary: index == chosen)
                }
            case 4:
                // Another lead joins, with people of its own.
                let people = (0..<dice(3)).map {
                    LeadForm.Contact(
                        id: nil, name: "J\(step) \($0)", position: nil, phone: nil, email: nil, isPrimary: $0 == 0)
                }
                lead = try await site.addLead(LeadForm(company: "Join \(step)", contacts: people), by: manager)
                _ = try await site.qualify(lead, .joining(customer), by: manager)
            default:
                // Away with the marks: the first one takes it.
                contacts = contacts.shuffled().map {
                    LeadForm.Contact(
                        id: $0.id, name: $0.name, position: nil, phone: nil, email: nil, isPrimary: false)
                }
            }
            let now = try #require(try await site.store.customer(customer, view))
            if now.summary.version == before.summary.version {
                let form = LeadForm(
                    company: "Step \(step)", assignee: before.summary.assignee, contacts: contacts,
                    version: before.summary.version)
                try await site.store.changeCustomer(
                    customer, form, contacts: site.contactIDs(form), by: manager, at: site.clock.now)
            }
            let after = try #require(try await site.store.customer(customer, view))
            let primary = after.contacts.filter(\.isPrimary).count
            #expect(primary == min(1, after.contacts.count), "seed \(start), step \(step)")
            #expect(after.summary.contactCount == after.contacts.count, "seed \(start), step \(step)")
            if dice(20) == 0 {
                // A new beginning from a lead with the people of this one.
                let form = LeadForm(company: "New \(step)", contacts: after.form.contacts)
                lead = try await site.addLead(form, by: manager)
                customer = try await site.qualify(lead, .new, by: manager).customer
            }
        }
    }
}
