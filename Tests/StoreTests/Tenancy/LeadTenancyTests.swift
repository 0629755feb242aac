import Models
import Store
import TestSupport
import Testing

/// Every store function about leads, asked for a lead, a stage, a contact and a member of another organization: nothing
/// is seen, nothing is changed.
struct LeadTenancyTests {
    @Test func `leads of another organization are not there and cannot be changed`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(WorkLeads.self, as: .admin)
        let theirs = try await other.leadScope(WorkLeads.self, as: .admin)
        let contact = LeadForm.Contact(
            id: nil, name: "Secret", position: nil, phone: nil, email: nil, isPrimary: true)
        let form = LeadForm(
            company: "Secret", email: "secret@b.example", phones: ["+380671112233"], inn: "32855961", segment: "Secret",
            contacts: [contact])
        let id = try await other.addLead(form, by: theirs)
        let deleted = try await other.addLead(LeadForm(company: "Gone"), by: theirs)
        let entry = try await other.store.deleteLead(deleted, by: theirs.other(DeleteLeads.self), at: own.clock.now)
        let undoing = try #require(try await other.store.undoing(entry, theirs.other(SeeOrganization.self)))
        let choice = LeadChoice(filter: LeadFilter(), from: nil, to: nil, ids: [id], moment: own.clock.now)
        let bulk = try #require(
            try await other.store.act(
                .segment("Hidden"), on: choice, by: theirs, at: own.clock.now))
        let act = try #require(try await other.store.undoing(bulk.entry, theirs.other(SeeOrganization.self))).entry
        let second = try await other.addLead(LeadForm(company: "Second"), by: theirs)
        let merged = try await other.addLead(LeadForm(company: "Merged"), by: theirs)
        let union = try await other.store.mergeLeads(
            LeadMerge(winner: second, loser: merged, taken: [], version: 1, loserVersion: 1),
            by: theirs.other(DeleteLeads.self), at: own.clock.now)
        let united = try #require(try await other.store.undoing(union, theirs.other(SeeOrganization.self))).entry
        let lead = try #require(try await other.store.lead(id, theirs.other(ViewLeads.self)))
        let store = own.store, now = own.clock.now, view = try mine.other(ViewLeads.self)

        #expect(try await store.lead(id, view) == nil)
        #expect(try await store.leadStory(id, limit: 10, view, at: own.clock.now) == nil)
        #expect(try await store.leadHistory(id, limit: 10, view).isEmpty)
        #expect(try await store.deletableLead(id, mine.other(DeleteLeads.self)) == nil)
        #expect(try await store.leadSegments(view).isEmpty)
        #expect(try await store.undoing(entry, mine.other(SeeOrganization.self)) == nil)
        #expect(try await store.leadFigures(view) == LeadFigures(total: 0, new: 0, qualified: 0, unassigned: 0))
        #expect(try await store.leadStages(view).map(\.id).contains(lead.summary.stage) == false)
        #expect(try await store.leadPeople(view).map(\.person).contains(theirs.person) == false)
        var searching = LeadFilter()
        for term in [nil, "secret", "se", "32855961", "0671112233"] {
            searching.term = term
            let list = try await store.leads(searching, from: nil, to: nil, view)
            #expect(list.rows.isEmpty && list.total == 0 && list.segments.isEmpty && list.views.isEmpty)
        }

        for stage in [nil, lead.summary.stage] {
            var filter = LeadFilter()
            filter.stage = stage
            let board = try await store.leadPipeline(filter, from: nil, to: nil, view)
            #expect(board.board.lanes.allSatisfy { $0.cards.isEmpty && $0.total == 0 && $0.sums.isEmpty })
            #expect(board.segments.isEmpty && !board.people.map(\.person).contains(theirs.person))
        }
        #expect(try await store.leadsByStage(view).isEmpty)

        let change = LeadForm(
            company: "Mine", contacts: [contact], isConfirmed: true, version: lead.summary.version)
        let attempts: [(String, () async throws -> Void)] = [
            ("change", { try await store.changeLead(id, change, contacts: own.contactIDs(change), by: mine, at: now) }),
            ("assign", { try await store.assignLead(id, to: mine.person, by: mine, at: now) }),
            ("move", { try await store.moveLead(id, to: lead.summary.stage, by: mine, at: now) }),
            ("delete", { try await store.deleteLead(id, by: mine.other(DeleteLeads.self), at: now) }),
            ("restore", { _ = try await store.restoreLead(undoing.entry, by: mine.other(DeleteLeads.self), at: now) }),
        ]
        let merge = LeadMerge(
            winner: id, loser: second, taken: [], version: lead.summary.version, loserVersion: 1)
        let deleting = try mine.other(DeleteLeads.self)
        #expect(try await store.mergeableLeads(id, second, deleting) == nil)
        #expect(try await store.successor(of: merged, view) == nil)
        await #expect(throws: NotVisible.self) { _ = try await store.mergeLeads(merge, by: deleting, at: now) }
        await #expect(throws: NotVisible.self) { _ = try await store.undoMerge(united, by: deleting, at: now) }
        #expect(try await store.similarLeads(lead, view).isEmpty)
        let manager = mine
        let before = try await database.tableHashes
        #expect(try await store.count(of: choice, upTo: 10, manager) == 0)
        #expect(try await store.act(.delete, on: choice, by: manager, at: now) == nil)
        #expect(try await store.leads(of: choice, after: nil, atMost: 10, manager) == [])
        #expect(try await store.act(.delete, on: [id], of: choice, entry: 1, by: manager, at: now))
        #expect(
            try await store.undoNextLeads(
                of: bulk.entry, OrganizationScope(organization: own.organization, task: .bulk), at: now) == 0)
        #expect(try await store.worker(theirs.person, of: own.organization) == nil)
        #expect(try await store.leadActProgress(view) == nil)
        await #expect(throws: NoSuchAssignee.self) {
            _ = try await store.act(.assign(theirs.person), on: choice, by: manager, at: now)
        }
        await #expect(throws: NoSuchStage.self) {
            _ = try await store.enqueue(
                .move(lead.summary.stage), on: choice, query: "", count: 1, by: manager, at: now)
        }
        await #expect(throws: NotVisible.self) { _ = try await store.undoLeads(act, by: manager, at: now) }
        for (name, attempt) in attempts {
            await #expect(throws: NotVisible.self, "\(name)") { try await attempt() }
        }
        await #expect(throws: NoSuchStage.self) {
            _ = try await own.addLead(LeadForm(company: "A", stage: lead.summary.stage), by: mine)
        }
        await #expect(throws: NoSuchAssignee.self) {
            _ = try await own.addLead(LeadForm(company: "A", assignee: theirs.person), by: mine)
        }
        #expect(try await database.tableHashes.changes(since: before) == [])

        // The same company is no duplicate here, and a contact that claims the id of theirs does not become it.
        let claiming = LeadForm(
            company: form.company, email: form.email, phones: form.phones, inn: form.inn,
            contacts: [
                LeadForm.Contact(
                    id: lead.contacts.first?.id, name: "Mine", position: nil, phone: nil, email: nil, isPrimary: true)
            ])
        let copy = try await own.addLead(claiming, by: mine)
        #expect(try await store.lead(copy, view)?.contacts.first?.id != lead.contacts.first?.id)
        #expect(try await other.store.lead(id, theirs.other(ViewLeads.self)) == lead)
        await #expect(throws: NoSuchAssignee.self) {
            try await store.assignLead(copy, to: theirs.person, by: mine, at: now)
        }
        await #expect(throws: NoSuchStage.self) {
            try await store.moveLead(copy, to: lead.summary.stage, by: mine, at: now)
        }
        try await database.drop()
    }
}
