import Models
import Postgres
import Store
import TestSupport
import Testing

/// One lead: entering, changing, its contacts, giving it to somebody, moving and deleting it.
struct LeadTests {
    private static func person(_ name: String, isPrimary: Bool = false, id: LeadContact.ID? = nil) -> LeadForm.Contact {
        LeadForm.Contact(
            id: id, name: name, position: "Buyer", phone: "+380 67 310 44 12", email: nil, isPrimary: isPrimary)
    }

    @Test func `a lead is kept with its contacts in the first stage and says who entered it`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let form = LeadForm(
            company: "Меблі Карпат", email: "Zakupivli@meblikarpat.ua", phones: ["+380 67 310 44 12", "0342 50 18 70"],
            inn: "32855961", segment: "Furniture", value: LeadValue(minor: 124_000_050, currency: .uah),
            notes: "40 shelves",
            contacts: [Self.person("Світлана Гук"), Self.person("Андрій")])
        let id = try await site.addLead(form, by: rep)
        let lead = try #require(try await site.store.lead(id, rep.other(ViewLeads.self)))
        #expect(lead.summary.company == "Меблі Карпат" && lead.summary.phones == form.phones)
        #expect(lead.summary.email == form.email && lead.summary.inn == form.inn && lead.value == form.value)
        #expect(lead.contacts.map(\.name) == ["Світлана Гук", "Андрій"] && lead.summary.contactCount == 2)
        #expect(lead.contacts.map(\.isPrimary) == [true, false])
        #expect(lead.createdBy == "Olena" && lead.source == .manual && lead.summary.assignee == nil)
        let stages = try await site.store.leadStages(rep.other(ViewLeads.self))
        #expect(stages.map(\.name) == LeadStage.defaults && lead.summary.stage == stages.first?.id)
        #expect(stages.map(\.kind) == [.open, .open, .open, .open, .qualified, .failed])
        let entry = try #require(try await site.store.leadHistory(id, limit: 10, rep.other(ViewLeads.self)).first)
        #expect(entry.entry.event == .leadCreated && entry.entry.after?.contains("★ Світлана Гук") == true)
        #expect(entry.entry.after?.contains("1240000.50 UAH") == true)
    }

    @Test func `the stages are there once however often they are begun`() async throws {
        let site = try await TestSite()
        let scope = try await site.leadScope(ViewLeads.self, as: .viewer)
        let organization = site.organization
        for _ in 1...3 {
            _ = try await site.database.app.transaction([.init(name: "takt.organization", value: organization.text)]) {
                try $0.execute("SELECT begin_lead_stages(\(organization))")
            }
        }
        #expect(try await site.store.leadStages(scope).count == 6)
        // One of them renamed: it does not come back under its old name.
        _ = try await site.database.app.transaction([.init(name: "takt.organization", value: organization.text)]) {
            try $0.execute(
                "UPDATE lead_stages SET name = 'Fresh' WHERE organization_id = \(organization) AND name = 'New'")
            try $0.execute("SELECT begin_lead_stages(\(organization))")
        }
        #expect(try await site.store.leadStages(scope).map(\.name).sorted().first == "Call")
        #expect(try await site.store.leadStages(scope).count == 6)
        for (name, kind) in [("new one", "qualified"), ("Other", "failed"), ("cALL", "open")] {
            await #expect(throws: PostgresError.self, "\(name)") {
                _ = try await site.database.app.transaction(
                    [.init(name: "takt.organization", value: organization.text)]
                ) {
                    try $0.execute(
                        """
                        INSERT INTO lead_stages (organization_id, name, position, color, kind)
                        VALUES (\(organization), \(name), 9, 'c1', \(kind))
                        """)
                }
            }
        }
    }

    @Test func `a change keeps contacts that stay, and refuses the form of an older version`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let id = try await site.addLead(
            LeadForm(company: "A", contacts: [Self.person("One"), Self.person("Two"), Self.person("Ben")]), by: rep)
        let lead = try #require(try await site.store.lead(id, view))
        #expect(lead.contacts.map(\.name) == ["One", "Ben", "Two"])
        // The primary one goes: the next of the form takes its place.
        var left = Array(lead.form.contacts.dropFirst())
        left.append(Self.person("New"))
        let form = LeadForm(company: "B", contacts: left, version: lead.summary.version)
        try await site.store.changeLead(id, form, contacts: site.contactIDs(form), by: rep, at: site.clock.now)
        let changed = try #require(try await site.store.lead(id, view))
        #expect(
            changed.contacts.map(\.name) == ["Ben", "New", "Two"]
                && changed.contacts.map(\.isPrimary) == [true, false, false])
        #expect(changed.contacts.first?.id == lead.contacts[1].id && changed.summary.version == 2)
        await #expect(throws: StaleVersion.self) {
            try await site.store.changeLead(id, form, contacts: site.contactIDs(form), by: rep, at: site.clock.now)
        }
        // Another one is made primary.
        let swapped = LeadForm(
            company: "B",
            contacts: changed.contacts.map { Self.person($0.name, isPrimary: $0.name == "Two", id: $0.id) },
            version: 2)
        try await site.store.changeLead(id, swapped, contacts: site.contactIDs(swapped), by: rep, at: site.clock.now)
        #expect(try await site.store.lead(id, view)?.contacts.map(\.name) == ["Two", "Ben", "New"])
        // The same again is no change.
        let same = try #require(try await site.store.lead(id, view)).form
        try await site.store.changeLead(id, same, contacts: site.contactIDs(same), by: rep, at: site.clock.now)
        #expect(try await site.store.lead(id, view)?.summary.version == 3)
        #expect(try await site.store.leadHistory(id, limit: 10, view).count == 3)
    }

    @Test func `after any sequence of changes exactly one contact is primary`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let id = try await site.addLead(LeadForm(company: "A"), by: rep)
        var seed: UInt64 = 20_261_121
        func dice(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        for step in 0..<60 {
            let lead = try #require(try await site.store.lead(id, view))
            var contacts = lead.form.contacts
            for _ in 0...dice(3) {
                switch dice(3) {
                case 0: contacts.append(Self.person("P\(dice(9))", isPrimary: dice(2) == 0))
                case 1 where !contacts.isEmpty: contacts.remove(at: dice(contacts.count))
                default:
                    let chosen = contacts.isEmpty ? 0 : dice(contacts.count)
                    contacts = contacts.enumerated().map {
                        Self.person($0.element.name, isPrimary: $0.offset == chosen, id: $0.element.id)
                    }
                }
            }
            let form = LeadForm(company: "A\(step)", contacts: contacts, version: lead.summary.version)
            try await site.store.changeLead(id, form, contacts: site.contactIDs(form), by: rep, at: site.clock.now)
            let after = try #require(try await site.store.lead(id, view)).contacts
            #expect(after.count == contacts.count)
            #expect(after.filter(\.isPrimary).count == (contacts.isEmpty ? 0 : 1), "step \(step)")
        }
    }

    @Test func `a rep takes what is nobody's and gives to nobody else; a manager hands out`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let viewer = try await site.leadScope(ViewLeads.self, as: .viewer)
        let id = try await site.addLead(LeadForm(company: "A"), by: rep)
        let store = site.store, now = site.clock.now
        await #expect(throws: NoSuchAssignee.self) {
            try await store.assignLead(id, to: other.person, by: rep, at: now)
        }
        #expect(try await store.assignLead(id, to: rep.person, by: rep, at: now) != nil)
        #expect(try await store.assignLead(id, to: rep.person, by: rep, at: now) == nil, "pressed twice")
        await #expect(throws: NotVisible.self) { try await store.assignLead(id, to: other.person, by: other, at: now) }
        #expect(try await store.lead(id, other.other(ViewLeads.self)) == nil)
        #expect(try await store.leadHistory(id, limit: 10, other.other(ViewLeads.self)).isEmpty)
        await #expect(throws: NoSuchAssignee.self) {
            try await store.assignLead(id, to: viewer.person, by: manager, at: now)
        }
        await #expect(throws: StaleVersion.self) {
            try await store.assignLead(id, to: other.person, version: 1, by: manager, at: now)
        }
        try await store.assignLead(id, to: other.person, version: 2, by: manager, at: now)
        let told = try await site.database.superuser.values(
            "SELECT person_id::text FROM notifications WHERE title = 'notice.lead_given' AND related_entity_id = \(id.text)",
            as: String.self)
        #expect(told == [other.person.text], "and not the rep who took it before")
        #expect(try await store.lead(id, rep.other(ViewLeads.self)) == nil)
        #expect(try await store.lead(id, viewer)?.summary.assignee == other.person)
        await #expect(throws: NotVisible.self) {
            try await store.deleteLead(id, by: rep.other(DeleteLeads.self), at: now)
        }
        let entry = try await store.deleteLead(id, by: other.other(DeleteLeads.self), at: now)
        #expect(try await store.lead(id, viewer) == nil)
        let undoing = try #require(try await store.undoing(entry, other.other(SeeOrganization.self)))
        await #expect(throws: NotVisible.self) {
            try await store.restoreLead(undoing.entry, by: rep.other(DeleteLeads.self), at: now)
        }
        _ = try await store.restoreLead(undoing.entry, by: other.other(DeleteLeads.self), at: now)
        #expect(try await store.lead(id, viewer)?.summary.company == "A")
        await #expect(throws: UndoneAlready.self) {
            try await store.restoreLead(undoing.entry, by: other.other(DeleteLeads.self), at: now)
        }
    }

    @Test func `a lead moves to a stage that is there, once`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let id = try await site.addLead(LeadForm(company: "A"), by: rep)
        let stages = try await site.store.leadStages(view)
        site.clock.advance(seconds: 3_600)
        #expect(try await site.store.moveLead(id, to: stages[2].id, version: 1, by: rep, at: site.clock.now) != nil)
        #expect(try await site.store.moveLead(id, to: stages[2].id, by: rep, at: site.clock.now) == nil)
        await #expect(throws: StaleVersion.self) {
            try await site.store.moveLead(id, to: stages[3].id, version: 1, by: rep, at: site.clock.now)
        }
        await #expect(throws: NoSuchStage.self) {
            try await site.store.moveLead(id, to: 999_999_999, by: rep, at: site.clock.now)
        }
        let lead = try #require(try await site.store.lead(id, view))
        #expect(lead.summary.stage == stages[2].id && lead.stageSince == site.clock.now)
        let entry = try #require(try await site.store.leadHistory(id, limit: 1, view).first?.entry)
        #expect(entry.before == #"{"stage": "New"}"# && entry.after == #"{"stage": "Meeting"}"#)
    }

    @Test func `a leaver's leads go to their successor`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        let admin = try await site.leadScope(ManageMembers.self, as: .admin)
        _ = try await site.addLead(LeadForm(company: "A", assignee: rep.person), by: rep)
        let held = try await site.store.holdings(of: rep.person, admin)
        #expect(held == [Ownership.Holding(.leads, 1)])
        let viewer = try await site.leadScope(ViewLeads.self, as: .viewer)
        let offered = try await site.store.successors(for: held, admin).map(\.person)
        #expect(offered.contains(other.person) && !offered.contains(viewer.person), "a viewer could not work on them")
        await #expect(throws: NotVisible.self) {
            try await site.store.deactivateMember(
                rep.person, handingOverTo: viewer.person, by: admin, at: site.clock.now)
        }
        try await site.store.deactivateMember(
            rep.person, handingOverTo: other.person, by: admin, at: site.clock.now)
        let list = try await site.store.leads(LeadFilter(), from: nil, to: nil, other.other(ViewLeads.self))
        #expect(list.rows.map(\.assignee) == [other.person] && list.figures.total == 1)
    }
}
