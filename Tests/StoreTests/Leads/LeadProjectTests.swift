import Crypto
import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Leads that concern a project: nobody's are offered to its members alone.
struct LeadProjectTests {
    /// A site with a lead of nobody's for the project, one for none, and one for the project that the outsider has; all
    /// of Lviv.
    private static func cast() async throws -> (
        site: TestSite, manager: Scope<WorkLeads>, member: Scope<ViewLeads>, outsider: Scope<ViewLeads>,
        offered: Lead.ID
    ) {
        let site = try await TestSite(), new = try await site.addPerson()
        try await site.join(new, as: .rep, inProject: false)
        let outsider = try await site.leadScope(ViewLeads.self, as: .rep, of: new)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let member = try await site.leadScope(ViewLeads.self, as: .rep)
        let offered = try await site.addLead(
            LeadForm(
                company: "Lviv offered", project: site.projectPublicID, value: LeadValue(minor: 5_00, currency: .uah)),
            by: manager)
        _ = try await site.addLead(LeadForm(company: "Lviv of none"), by: manager)
        _ = try await site.addLead(
            LeadForm(company: "Lviv given", project: site.projectPublicID, assignee: outsider.person), by: manager)
        return (site, manager, member, outsider, offered)
    }

    private static func names(_ query: KeyValuePairs<String, String>, _ site: TestSite, _ scope: Scope<ViewLeads>)
        async throws -> Set<String>
    {
        let list = try await site.store.leads(LeadFilter(Input(query)), from: nil, to: nil, scope)
        #expect(list.total == list.rows.count, "\(query)")
        let board = try await site.store.leadPipeline(LeadFilter(Input(query)), from: nil, to: nil, scope).board
        #expect(
            board.lanes.flatMap(\.cards).map(\.lead.company).sorted() == list.rows.map(\.company).sorted(), "\(query)")
        #expect(board.lanes.map(\.total).reduce(0, +) == list.rows.count, "\(query)")
        return Set(list.rows.map(\.company))
    }

    @Test func `nobody's of a project is seen by its members and by those who see all, in every list and sum`()
        async throws
    {
        let (site, manager, member, outsider, _) = try await Self.cast()
        let project = site.projectPublicID.rawValue
        let all: Set<String> = ["Lviv offered", "Lviv of none", "Lviv given"]
        let view = try manager.other(ViewLeads.self)
        for query: KeyValuePairs<String, String> in [[:], ["q": "lviv"], ["from": "2020-01-01"]] {
            #expect(try await Self.names(query, site, view) == all)
            #expect(try await Self.names(query, site, member) == ["Lviv offered", "Lviv of none"], "\(query)")
            #expect(try await Self.names(query, site, outsider) == ["Lviv of none", "Lviv given"], "\(query)")
        }
        #expect(try await Self.names(["project": project], site, view) == ["Lviv offered", "Lviv given"])
        #expect(try await Self.names(["project": project], site, member) == ["Lviv offered"])
        #expect(try await Self.names(["project": project], site, outsider) == ["Lviv given"])
        #expect(try await Self.names(["project": PublicID(random: RandomBytes.make(10)).rawValue], site, view) == [])
        #expect(try await Self.names(["assignee": "nobody"], site, view) == ["Lviv offered", "Lviv of none"])
        #expect(try await Self.names(["assignee": "nobody"], site, outsider) == ["Lviv of none"])
        #expect(try await site.store.leadFigures(view) == LeadFigures(total: 3, new: 3, qualified: 0, unassigned: 2))
        #expect(try await site.store.leadFigures(member) == LeadFigures(total: 2, new: 2, qualified: 0, unassigned: 2))
        #expect(
            try await site.store.leadFigures(outsider) == LeadFigures(total: 2, new: 2, qualified: 0, unassigned: 1))
        let sums = try await site.store.leadPipeline(LeadFilter(), from: nil, to: nil, outsider).board.lanes[0].sums
        #expect(sums.isEmpty)
        #expect(try await site.store.leadsByStage(outsider).values.reduce(0, +) == 2)
        #expect(try await site.store.leadsByStage(member).values.reduce(0, +) == 2)
        let other = try await TestSite()
        let stranger = try await other.leadScope(ViewLeads.self, as: .manager)
        #expect(try await Self.names(["project": project], other, stranger) == [])
        #expect(try await other.store.leadProjects(stranger).map(\.publicID) == [other.projectPublicID])
    }

    @Test func `who may not see it can neither open, take nor change it, until they are a member`() async throws {
        let (site, manager, _, outsider, offered) = try await Self.cast()
        let work = try outsider.other(WorkLeads.self), now = site.clock.now
        #expect(try await site.store.lead(offered, outsider) == nil)
        #expect(try await site.store.leadStory(offered, limit: 5, outsider, at: now) == nil)
        #expect(try await site.store.leadHistory(offered, limit: 5, outsider).isEmpty)
        await #expect(throws: NotVisible.self) {
            try await site.store.assignLead(offered, to: outsider.person, by: work, at: now)
        }
        let form = LeadForm(company: "Lviv offered", project: site.projectPublicID, notes: "mine", version: 1)
        await #expect(throws: NotVisible.self) {
            try await site.store.changeLead(offered, form, contacts: [], by: work, at: now)
        }
        #expect(try await site.store.leadProjects(outsider).isEmpty)
        try await site.database.superuser.execute(
            """
            INSERT INTO project_members (organization_id, project_id, person_id)
            VALUES (\(site.organization), \(site.project), \(outsider.person))
            """)
        #expect(try await site.store.lead(offered, outsider)?.summary.project?.publicID == site.projectPublicID)
        try await site.store.assignLead(offered, to: outsider.person, by: work, at: now)
        #expect(try await site.store.lead(offered, manager.other(ViewLeads.self))?.summary.assignee == outsider.person)
    }

    @Test func `a project is named by those who see it; what is named may stay`() async throws {
        let (site, manager, member, outsider, _) = try await Self.cast()
        let other = try await TestSite(), view = try manager.other(ViewLeads.self)
        func add(_ project: PublicID, _ scope: Scope<WorkLeads>) async throws -> Lead.ID {
            try await site.addLead(LeadForm(company: "New", project: project, assignee: scope.person), by: scope)
        }
        for (project, scope) in [(site.projectPublicID, outsider), (other.projectPublicID, view)] {
            await #expect(throws: NoSuchProject.self) { _ = try await add(project, scope.other(WorkLeads.self)) }
        }
        let lead = try await add(site.projectPublicID, member.other(WorkLeads.self))
        try await site.store.assignLead(lead, to: outsider.person, by: manager, at: site.clock.now)
        func form(_ project: PublicID?, _ notes: String) async throws -> LeadForm {
            LeadForm(
                company: "New", project: project, notes: notes,
                version: try await site.store.lead(lead, view)?.summary.version ?? 0)
        }
        let work = try outsider.other(WorkLeads.self)
        try await site.store.changeLead(
            lead, form(site.projectPublicID, "known"), contacts: [], by: work, at: site.clock.now)
        try await site.store.changeLead(lead, form(nil, "known"), contacts: [], by: work, at: site.clock.now)
        #expect(try await site.store.lead(lead, view)?.summary.project == nil)
        let story = try await site.store.leadHistory(lead, limit: 1, view)
        #expect(story.first?.entry.before?.contains("lead_project") == true)
        await #expect(throws: NoSuchProject.self) {
            try await site.store.changeLead(
                lead, form(site.projectPublicID, "known"), contacts: [], by: work, at: site.clock.now)
        }
    }
}
