import Crypto
import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Leads that arrive are given out by the rules: evenly, also when they arrive at once, and to nobody who has left.
struct AssignmentTests {
    private static func arrive(_ site: TestSite, _ store: Store, segment: String? = nil) async throws -> Lead.ID {
        let now = site.clock.now, id = Lead.ID(at: now, random: RandomBytes.make(10))
        let form = LeadForm(company: "Firm \(id.text)", segment: segment, isConfirmed: true)
        let raw = RawLead(
            origin: .webhook, body: [], length: 0, type: "application/json", network: "", key: nil, receivedAt: now)
        let scope = OrganizationScope(organization: site.organization, task: .leads)
        _ = try await store.takeLead(
            IncomingLead(form: form, stage: nil, externalID: nil, meetingAt: nil), raw,
            as: NewLeadIDs(
                lead: id, contact: LeadContact.ID(at: now, random: RandomBytes.make(10)),
                activity: site.newActivityID()), meeting: "Meet", scope)
        return id
    }

    @Test func `those who arrive at once are given out evenly, with an entry of the rule, and the meeting with them`()
        async throws
    {
        let site = try await TestSite(), now = site.clock.now
        let edit = try await site.leadScope(EditLeadRules.self, as: .manager), view = try edit.other(ViewLeads.self)
        var people: [Person.ID] = []
        for _ in 0..<3 { people.append(try await site.leadScope(WorkLeads.self, as: .rep).person) }
        try await site.store.saveAssignment(
            AssignmentRules([
                .init(segment: "Hotel", source: nil, people: [people[0]]),
                .init(segment: nil, source: .webhook, people: people),
            ]), replacing: 0, by: edit, at: now)
        let store = Store(Database(DatabaseSettings(conninfo: site.database.conninfo(user: "takt_app"), size: 6)))
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask { for _ in 0..<5 { _ = try await Self.arrive(site, store) } }
            }
            try await group.waitForAll()
        }
        let rows = try await site.store.leads(
            LeadFilter(Input(["size": "100"])), from: nil, to: nil, view
        ).rows
        #expect(people.map { person in rows.count { $0.assignee == person } } == [10, 10, 10])

        let hotel = try await Self.arrive(site, site.store, segment: "hotel")
        #expect(try await site.store.lead(hotel, view)?.summary.assignee == people[0])
        let history = try await site.store.leadHistory(hotel, limit: 10, view)
        let entry = try #require(history.first { $0.entry.event == .leadAssigned }?.entry)
        #expect(entry.actor == "system:assignment" && entry.after?.contains(#""rule": "1""#) == true)
        let told = try await site.database.superuser.values(
            "SELECT person_id::text FROM notifications WHERE title = 'notice.lead_arrived' AND related_entity_id = \(hotel.text)",
            as: String.self)
        #expect(told == [people[0].text])
        let meeting = try await site.store.activities(with: .lead(hotel), cursor: nil, size: 5, view).page.rows
        #expect(meeting.map(\.assignee) == [people[0]])

        let gone = people[0], organization = site.organization
        try await site.database.superuser.execute(
            """
            UPDATE memberships SET is_active = false
            WHERE organization_id = \(organization) AND person_id = \(gone)
            """)
        let next = try await Self.arrive(site, site.store, segment: "hotel")
        let taken = try #require(try await site.store.lead(next, view)?.summary.assignee)
        #expect(people.dropFirst().contains(taken), "the next rule takes it")
    }

    @Test func `what is entered by hand and what a rep's program sends stays as it is`() async throws {
        let site = try await TestSite(), now = site.clock.now
        let edit = try await site.leadScope(EditLeadRules.self, as: .manager), view = try edit.other(ViewLeads.self)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        try await site.store.saveAssignment(
            AssignmentRules([.init(segment: nil, source: nil, people: [rep.person])]), replacing: 0, by: edit, at: now)
        func add(_ source: Lead.Source, _ scope: Scope<WorkLeads>, to person: Person.ID? = nil) async throws -> Person
            .ID?
        {
            let id = Lead.ID(at: now, random: RandomBytes.make(10))
            try await site.store.addLead(
                LeadForm(company: "Firm \(id.text)", assignee: person), as: id, contacts: [], from: source, by: scope,
                at: now)
            return try await site.store.lead(id, view)?.summary.assignee
        }
        let manager = try edit.other(WorkLeads.self)
        #expect(try await add(.api, manager) == rep.person)
        #expect(try await add(.api, manager, to: other.person) == other.person)
        #expect(try await add(.manual, manager) == nil)
        #expect(try await add(.api, other) == nil)
    }

    @Test
    func `only people who can work on leads are chosen, the slower editor is told, another organization sees nothing`()
        async throws
    {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database), other = try await TestSite(database: database)
        let now = site.clock.now, store = site.store
        let edit = try await site.leadScope(EditLeadRules.self, as: .manager)
        let theirs = try await other.leadScope(EditLeadRules.self, as: .manager)
        let viewer = try await site.leadScope(ViewLeads.self, as: .viewer)
        func rules(_ person: Person.ID) -> AssignmentRules {
            AssignmentRules([.init(segment: "S", source: nil, people: [person])])
        }
        for person in [viewer.person, theirs.person] {
            await #expect(throws: NoSuchAssignee.self) {
                try await store.saveAssignment(rules(person), replacing: 0, by: edit, at: now)
            }
        }
        try await store.saveAssignment(rules(edit.person), replacing: 0, by: edit, at: now)
        await #expect(throws: StaleVersion.self) {
            try await store.saveAssignment(.none, replacing: 0, by: edit, at: now)
        }
        #expect(try await store.assignment(edit).version == 1)
        #expect(try await store.assignment(theirs) == .none)
        _ = try await Self.arrive(site, store, segment: "S")
        #expect(try await store.arrivedLeads(10, edit).count == 1)
        #expect(try await store.arrivedLeads(10, theirs).isEmpty)
        #expect(try await store.workers([edit.person], theirs).isEmpty)
        let foreign = try await Self.arrive(other, store, segment: "S")
        #expect(try await store.lead(foreign, theirs.other(ViewLeads.self))?.summary.assignee == nil)
        try await database.drop()
    }
}
