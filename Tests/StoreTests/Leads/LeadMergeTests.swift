import Models
import Postgres
import Store
import TestSupport
import Testing

/// Two leads become one, and two again.
struct LeadMergeTests {
    /// All that a merge may touch, but for versions and the moments of changes.
    /// But for the scores, which are the store's: the activities here come past it.
    private static func state(_ site: TestSite) async throws -> [String] {
        let organization = site.organization
        return try await site.database.superuser.values(
            """
            SELECT (to_jsonb(l) - 'version' - 'changed_at' - 'act_id' - 'act_version' - 'score')::text FROM leads l
            WHERE organization_id = \(organization)
            UNION ALL
            SELECT to_jsonb(c)::text FROM lead_contacts c WHERE organization_id = \(organization)
            UNION ALL
            SELECT (to_jsonb(a) - 'version' - 'changed_at')::text FROM activities a WHERE organization_id = \(organization)
            UNION ALL
            SELECT concat_ws(' ', stage_id, assigned_to, sum(n)) FROM lead_counts
            WHERE organization_id = \(organization) GROUP BY stage_id, assigned_to HAVING sum(n) <> 0
            ORDER BY 1
            """)
    }

    private static func entry(_ id: Int, _ site: TestSite, _ scope: Scope<DeleteLeads>) async throws -> AuditEntry {
        try #require(try await site.store.undoing(id, try scope.other(SeeOrganization.self))).entry
    }

    private static func plan(_ count: Int, on lead: Lead.ID, _ site: TestSite) async throws {
        let (organization, now) = (site.organization, site.clock.now)
        try await site.database.superuser.execute(
            """
            INSERT INTO activities (organization_id, id, lead_id, type, state, title, due_at, created_at, ended_at, changed_at)
            SELECT \(organization), gen_random_uuid(), \(lead), 'call', CASE WHEN n = 1 THEN 'completed' ELSE 'scheduled' END,
                   'Call ' || n, \(now)::timestamptz + n * interval '1 hour', \(now), CASE WHEN n = 1 THEN \(now)::timestamptz END, \(now)
            FROM generate_series(1, \(count)) n
            """)
    }

    @Test func `merging and taking it back are inverse, whatever the two are and whatever is chosen`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let delete = try work.other(DeleteLeads.self), view = try work.other(ViewLeads.self)
        let stages = try await site.store.leadStages(view).map(\.id)
        let others = [nil, try await site.leadScope(ViewLeads.self, as: .rep).person, work.person]
        var seed: UInt64 = 20_261_121
        func dice(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        func lead(_ name: String) async throws -> Lead.ID {
            let contacts = (0..<dice(4)).map {
                LeadForm.Contact(
                    id: nil, name: "\(name) \($0)", position: dice(2) == 0 ? nil : "Head", phone: nil, email: nil,
                    isPrimary: $0 == 1)
            }
            let id = try await site.addLead(
                LeadForm(
                    company: name, email: dice(3) == 0 ? nil : "\(name)@b.example".lowercased(),
                    phones: (0..<dice(8)).map { _ in "+380 67 100 00 \(10 + dice(20))" },
                    inn: dice(2) == 0 ? nil : "1234567", segment: dice(2) == 0 ? nil : "S\(dice(3))",
                    stage: stages[dice(stages.count)], assignee: others[dice(3)],
                    value: dice(2) == 0 ? nil : LeadValue(minor: dice(100_000), currency: .eur),
                    notes: dice(2) == 0 ? "" : "“\(name)”, \\ and {json}\n", contacts: contacts, isConfirmed: true),
                by: work)
            try await Self.plan(dice(3), on: id, site)
            return id
        }
        for step in 0..<40 {
            let (first, other) = (try await lead("Own\(step)"), try await lead("Other\(step)"))
            let pair = try #require(try await site.store.mergeableLeads(first, other, delete))
            let before = try await Self.state(site)
            site.clock.advance(seconds: 30)
            let taken = Set(LeadMerge.Field.allCases.filter { _ in dice(2) == 0 })
            let entry = try await site.store.mergeLeads(
                LeadMerge(
                    winner: first, loser: other, taken: taken, version: pair.winner.summary.version,
                    loserVersion: pair.loser.summary.version), by: delete, at: site.clock.now)
            let merged = try #require(try await site.store.lead(first, view))
            let count = pair.winner.contacts.count + pair.loser.contacts.count
            #expect(merged.contacts.count == count && merged.summary.contactCount == count)
            #expect(merged.contacts.filter(\.isPrimary).count == (count == 0 ? 0 : 1), "step \(step)")
            #expect(merged.summary.company == (taken.contains(.company) ? "Other\(step)" : "Own\(step)"))
            #expect(merged.value == (taken.contains(.value) ? pair.loser : pair.winner).value)
            #expect(Set(merged.summary.phones).isSuperset(of: pair.winner.summary.phones))
            #expect(try await site.store.lead(other, view) == nil)
            #expect(try await site.store.successor(of: other, view) == first)
            _ = try await site.store.undoMerge(
                try await Self.entry(entry, site, delete), by: delete, at: site.clock.now)
            #expect(try await Self.state(site) == before, "step \(step)")
            #expect(try await site.store.successor(of: other, view) == nil)
        }
    }

    @Test func `not under newer changes, not twice, not what is not theirs, not two customers`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let delete = try work.other(DeleteLeads.self), view = try work.other(ViewLeads.self)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let first = try await site.addLead(LeadForm(company: "A", email: "a@b.example", assignee: rep.person), by: work)
        let other = try await site.addLead(LeadForm(company: "B", email: "b@b.example"), by: work)
        func merge(_ version: Int, _ otherVersion: Int) -> LeadMerge {
            LeadMerge(
                winner: first, loser: other, taken: [.email], version: version, loserVersion: otherVersion)
        }
        await #expect(throws: NotVisible.self, "nobody's is not a rep's to delete") {
            _ = try await site.store.mergeLeads(merge(1, 1), by: try rep.other(DeleteLeads.self), at: site.clock.now)
        }
        await #expect(throws: StaleVersion.self) {
            _ = try await site.store.mergeLeads(merge(1, 2), by: delete, at: site.clock.now)
        }
        let entry = try await Self.entry(
            try await site.store.mergeLeads(merge(1, 1), by: delete, at: site.clock.now), site, delete)
        #expect(try await site.store.lead(first, view)?.summary.email == "b@b.example")
        try await site.store.moveLead(
            first, to: try await site.store.leadStages(view)[1].id, by: work, at: site.clock.now)
        await #expect(throws: NewerChange.self) {
            _ = try await site.store.undoMerge(entry, by: delete, at: site.clock.now)
        }
        let third = try await site.addLead(LeadForm(company: "C", email: "c@b.example"), by: work)
        let again = LeadMerge(winner: first, loser: third, taken: [.email], version: 3, loserVersion: 1)
        let second = try await Self.entry(
            try await site.store.mergeLeads(again, by: delete, at: site.clock.now), site, delete)
        // Its former e-mail is another lead's now.
        let taker = try await site.addLead(LeadForm(company: "D", email: "b@b.example"), by: work)
        await #expect(throws: NewerChange.self) {
            _ = try await site.store.undoMerge(second, by: delete, at: site.clock.now)
        }
        try await site.store.deleteLead(taker, by: delete, at: site.clock.now)
        _ = try await site.store.undoMerge(second, by: delete, at: site.clock.now)
        await #expect(throws: UndoneAlready.self) {
            _ = try await site.store.undoMerge(second, by: delete, at: site.clock.now)
        }
        let (organization, now) = (site.organization, site.clock.now)
        for lead in [first, third] {
            try await site.database.superuser.execute(
                """
                WITH c AS (
                    INSERT INTO customers (organization_id, id, company, created_at, changed_at)
                    VALUES (\(organization), gen_random_uuid(), 'C', \(now), \(now)) RETURNING id)
                UPDATE leads SET customer_id = c.id FROM c WHERE organization_id = \(organization) AND leads.id = \(lead)
                """)
        }
        let pair = try #require(try await site.store.mergeableLeads(first, third, delete))
        let refused = await #expect(throws: UnmergeableLeads.self) {
            _ = try await site.store.mergeLeads(
                LeadMerge(
                    winner: first, loser: third, taken: [], version: pair.winner.summary.version,
                    loserVersion: pair.loser.summary.version), by: delete, at: now)
        }
        #expect(refused?.reason == .customers)
    }

    @Test(arguments: [
        ("ТОВ «Меблі Карпат»", "меблі карпат"), ("Dnister LLC", "  dnister, llc."),
        ("ФОП Гриценко О. В.", "Гриценко О В"),
        ("Müller GmbH & Co. KG", "MÜLLER Co"), ("Кав’ярня «Світло»", "КАВ'ЯРНЯ СВІТЛО, ТОВ"), ("ПрАТ Фірма", "фірма"),
    ])
    func `a company of the same name is shown whatever its case, signs and legal form`(one: String, other: String)
        async throws
    {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let id = try await site.addLead(LeadForm(company: one), by: work)
        func add(_ form: LeadForm, comparing: Bool = true) async throws {
            try await site.store.addLead(
                form, as: Lead.ID(at: site.clock.now, random: (0..<10).map { _ in .random(in: 0...255) }), contacts: [],
                from: .manual, comparingNames: comparing, by: work, at: site.clock.now)
        }
        let found = await #expect(throws: DuplicateLeads.self) { try await add(LeadForm(company: other)) }
        #expect(found?.leads.map(\.id) == [id] && found?.leads.first?.reason == .name && found?.canBeConfirmed == true)
        try await add(LeadForm(company: "Not \(other)"))
        try await add(LeadForm(company: "ТОВ"))
        try await add(LeadForm(company: "LLC"))
        try await add(LeadForm(company: other), comparing: false)
        try await add(LeadForm(company: other, isConfirmed: true))
        // A change that leaves the name alone asks nothing.
        try await site.store.changeLead(
            id, LeadForm(company: one, notes: "x", version: 1), contacts: [], comparingNames: true, by: work,
            at: site.clock.now)
    }
}
