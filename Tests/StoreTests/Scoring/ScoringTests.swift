import Models
import Postgres
import Store
import TestSupport
import Testing

/// The score of a lead is what the rules in force say of it, after whatever was done.
struct ScoringTests {
    /// Rules that look at everything.
    private static let rules = ScoreRules([
        ScoreRule(.source(.manual), 7), ScoreRule(.known(.email), 11), ScoreRule(.known(.phone), 13),
        ScoreRule(.known(.contact), 3), ScoreRule(.known(.value), 5), ScoreRule(.segment("Hotel"), 17),
        ScoreRule(.newer(2), 19), ScoreRule(.active(1), 2), ScoreRule(.activities(2), 4), ScoreRule(.silent(3), -9),
        ScoreRule(.known(.inn), -1),
    ])

    /// The score of each lead as it is kept and as its reasons say; they must be the same.
    static func scores(_ site: TestSite, _ scope: Scope<some Permission>, at now: Instant? = nil) async throws -> [Int]
    {
        let view = try scope.other(ViewLeads.self)
        var scores: [Int] = []
        for row in try await site.store.leads(LeadFilter(), from: nil, to: nil, view).rows {
            let story = try #require(
                try await site.store.leadStory(row.id, limit: 1, view, at: now ?? site.clock.now))
            let said = ScoreRules.held(story.reasons.reduce(0) { $0 + $1.points })
            #expect(said == row.score, "\(row.company)")
            scores.append(row.score)
        }
        return scores
    }

    @Test func `an organization begins with the standard rules, once, and keeps its own`() async throws {
        let site = try await TestSite()
        let edit = try await site.leadScope(EditLeadRules.self, as: .manager), organization = site.organization
        let begun = try #require(try await site.store.scoring(edit))
        #expect(begun.rules == .standard && begun.version == 1 && begun.isCounted && begun.savedAt == nil)
        try await site.store.saveScoreRules(Self.rules, replacing: 1, by: edit, at: site.clock.now)
        for _ in 1...2 {
            _ = try await site.database.app.transaction([.init(name: "takt.organization", value: organization.text)]) {
                try $0.execute("SELECT begin_lead_scoring(\(organization))")
            }
        }
        let own = try #require(try await site.store.scoring(edit))
        #expect(own.rules == Self.rules && own.version == 2 && !own.isCounted && own.savedBy == "Olena")
        await #expect(throws: StaleVersion.self) {
            try await site.store.saveScoreRules(.standard, replacing: 1, by: edit, at: site.clock.now)
        }
        let entry = try #require(try await site.store.auditEntries(site.system).first)
        #expect(entry.event == .scoreRulesSaved)
        #expect(try ScoreRules(storedText: entry.after ?? "") == Self.rules)
    }

    @Test func `every act leaves the score that the rules say`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), edit = try work.other(EditLeadRules.self)
        let store = site.store, clock = site.clock
        try await store.saveScoreRules(Self.rules, replacing: 1, by: edit, at: clock.now)
        let lead = try await site.addLead(LeadForm(company: "Dubok", email: "a@dubok.example"), by: work)
        #expect(try await Self.scores(site, work) == [7 + 11 + 19])

        let contact = LeadForm.Contact(id: nil, name: "Olena", position: nil, phone: nil, email: nil, isPrimary: true)
        let form = LeadForm(
            company: "Dubok", phones: ["+380 67 123 45 67"], inn: "32855961", segment: "hotel",
            value: LeadValue(minor: 1, currency: .uah), contacts: [contact], isConfirmed: true, version: 1)
        try await store.changeLead(lead, form, contacts: site.contactIDs(form), by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [7 + 13 + 3 + 5 + 17 + 19 - 1])

        let call = try await site.addActivity(
            ActivityForm(type: .call, title: "Call", isDone: true), with: lead, by: work)
        #expect(try await Self.scores(site, work) == [63 + 2])
        let task = try await site.addActivity(ActivityForm(type: .task, title: "Offer"), with: lead, by: work)
        _ = try await site.addActivity(ActivityForm(type: .note, title: "Note"), with: lead, by: work)
        #expect(try await Self.scores(site, work) == [65])
        try await store.completeActivity(
            task, ActivityCompletion(), step: site.newActivityID(), by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [65 + 4])
        try await store.reopenActivity(task, by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [65])
        try await store.skipActivity(task, by: work, at: clock.now)
        try await store.changeActivity(
            call, ActivityForm(type: .note, title: "No call", version: 1), by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [63])
        try await store.changeActivity(
            call, ActivityForm(type: .call, title: "A call", version: 2), by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [65])
        try await store.deleteActivity(call, by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [63])

        let choice = LeadChoice(filter: LeadFilter(), from: nil, to: nil, ids: [lead], moment: clock.now)
        let act = try #require(
            try await store.act(.segment("Office"), on: choice, by: work, at: clock.now))
        #expect(try await Self.scores(site, work) == [63 - 17])
        let undone = try #require(try await store.undoing(act.entry, work.other(SeeOrganization.self))).entry
        _ = try await store.undoLeads(undone, by: work, at: clock.now)
        #expect(try await Self.scores(site, work) == [63])
    }

    @Test func `merging, taking it back and restoring score as well`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), store = site.store, clock = site.clock
        let delete = try work.other(DeleteLeads.self), edit = try work.other(EditLeadRules.self)
        try await store.saveScoreRules(Self.rules, replacing: 1, by: edit, at: clock.now)
        let winner = try await site.addLead(LeadForm(company: "Dubok"), by: work)
        let loser = try await site.addLead(LeadForm(company: "Dubok 2", email: "b@dubok.example"), by: work)
        for _ in 1...2 {
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: "Call", isDone: true), with: loser, by: work)
        }
        #expect(try await Self.scores(site, work).sorted() == [26, 26 + 11 + 2 + 4])
        let union = try await store.mergeLeads(
            LeadMerge(winner: winner, loser: loser, taken: [.email], version: 1, loserVersion: 1), by: delete,
            at: clock.now)
        #expect(try await Self.scores(site, work) == [43])
        let entry = try #require(try await store.undoing(union, work.other(SeeOrganization.self))).entry
        _ = try await store.undoMerge(entry, by: delete, at: clock.now)
        #expect(try await Self.scores(site, work).sorted() == [26, 43])

        let gone = try await store.deleteLead(loser, by: delete, at: clock.now)
        try await store.saveScoreRules(
            ScoreRules([ScoreRule(.known(.email), 50)]), replacing: 2, by: edit, at: clock.now)
        while try await store.rescoreNext(Self.system(site), at: clock.now) != nil {}
        #expect(try await Self.scores(site, work) == [0])
        let deletion = try #require(try await store.undoing(gone, work.other(SeeOrganization.self))).entry
        _ = try await store.restoreLead(deletion, by: delete, at: clock.now)
        #expect(try await Self.scores(site, work).sorted() == [0, 50])
    }

    @Test func `all leads are counted in pieces that keep their place, and only what changed is written`() async throws
    {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), store = site.store, now = site.clock.now
        let edit = try work.other(EditLeadRules.self), system = Self.system(site)
        for n in 1...10 {
            _ = try await site.addLead(
                LeadForm(company: "Firm \(n)", email: n % 2 == 0 ? "f\(n)@firm.example" : nil), by: work)
        }
        #expect(try await store.rescoreProgress(edit) == nil)
        let before = try await Self.versions(site)
        try await store.saveScoreRules(
            ScoreRules(ScoreRules.standard.rules.filter { $0.condition != .known(.email) }), replacing: 1, by: edit,
            at: now)
        #expect(try await store.rescoreProgress(edit).map { [$0.done, $0.total] } == [0, 10])
        #expect(try await store.rescoreNext(system, atMost: 4, at: now).map { [$0.done, $0.total] } == [4, 10])
        // Another process goes on where this one was killed.
        let other = Store(Database(DatabaseSettings(conninfo: site.database.conninfo(user: "takt_app"), size: 1)))
        #expect(try await other.rescoreNext(system, atMost: 4, at: now).map { [$0.done, $0.total] } == [8, 10])
        #expect(try await other.rescoreNext(system, atMost: 4, at: now) == nil)
        #expect(try await store.scoring(edit)?.isCounted == true)
        _ = try await Self.scores(site, work)
        let after = try await Self.versions(site)
        #expect(before.keys.filter { before[$0] != after[$0] }.count == 5, "those without an e-mail were not touched")

        // Rules that change while leads are counted: all are counted by the new ones.
        try await store.saveScoreRules(.standard, replacing: 2, by: edit, at: now)
        _ = try await store.rescoreNext(system, atMost: 4, at: now)
        try await store.saveScoreRules(ScoreRules([ScoreRule(.source(.manual), 99)]), replacing: 3, by: edit, at: now)
        #expect(try await store.rescoreProgress(edit).map(\.done) == 0)
        while try await store.rescoreNext(system, atMost: 4, at: now) != nil {}
        #expect(try await Self.scores(site, work) == Array(repeating: 99, count: 10))
        let kept = try await Self.versions(site)
        #expect(try await store.rescoreNext(system, at: now) == nil)
        #expect(try await Self.versions(site) == kept)
    }

    @Test func `a sample holds all of few leads and some of many, of the whole time`() async throws {
        let site = try await TestSite()
        let edit = try await site.leadScope(EditLeadRules.self, as: .manager), now = site.clock.now
        #expect(try await site.store.scoreSample(edit, atMost: 100, at: now).leads.isEmpty)
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, stage_id, stage_since, source, created_at, changed_at)
            SELECT \(organization), gen_random_uuid(), 'Firm ' || n, s.id, \(now), 'manual',
                   \(now)::timestamptz - n * interval '1 day', \(now)
            FROM generate_series(1, 300) n,
                 (SELECT id FROM lead_stages WHERE organization_id = \(organization) ORDER BY position LIMIT 1) s
            """)
        let all = try await site.store.scoreSample(edit, atMost: 300, at: now)
        #expect(all.leads.count == 300 && all.total == 300)
        let some = try await site.store.scoreSample(edit, atMost: 80, at: now)
        #expect(some.leads.count == 80 && some.total == 300)
        #expect(some.leads.map(\.age).min() ?? 300 < 10 && some.leads.map(\.age).max() ?? 0 > 290)
    }

    static func system(_ site: TestSite) -> OrganizationScope {
        OrganizationScope(organization: site.organization, task: .scoring)
    }

    /// Which version of each row is there.
    private static func versions(_ site: TestSite) async throws -> [String: String] {
        let organization = site.organization
        let pairs: [String] = try await site.database.superuser.values(
            """
            SELECT l.company || '=' || s.ctid FROM leads l JOIN lead_scores s ON s.lead_id = l.id
            WHERE l.organization_id = \(organization)
            """)
        return Dictionary(
            uniqueKeysWithValues: pairs.map { text in
                let parts = text.split(separator: "=").map(String.init)
                return (parts[0], parts[1])
            })
    }
}
