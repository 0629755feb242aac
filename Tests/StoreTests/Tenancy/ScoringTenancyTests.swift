import Models
import Store
import TestSupport
import Testing

/// Every store function about scores, asked beside another organization's.
struct ScoringTenancyTests {
    @Test func `rules and scores of another organization are neither seen nor moved`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(EditLeadRules.self, as: .admin)
        let theirs = try await other.leadScope(EditLeadRules.self, as: .admin)
        let store = own.store, now = own.clock.now, system = ScoringTests.system(own)
        let rules = ScoreRules([ScoreRule(.segment("Secret"), 42)])
        try await store.saveScoreRules(rules, replacing: 1, by: theirs, at: now)
        _ = try await other.addLead(LeadForm(company: "Theirs", segment: "Secret"), by: theirs.other(WorkLeads.self))
        let before = try #require(try await store.scoring(theirs))

        #expect(try await store.scoring(mine)?.rules == .standard)
        #expect(try await store.rescoreProgress(mine) == nil)
        #expect(try await store.scoreSample(mine, atMost: 10, at: now).total == 0)
        let hashes = try await database.tableHashes
        #expect(try await store.rescoreNext(system, at: now) == nil)
        let always = Instant(second: 0)..<Instant(second: 4_000_000_000)
        for aging in [Store.Aging.arrival, .activity] {
            #expect(try await store.ageNext(aging, in: always, after: nil, system, at: now) == nil)
        }
        #expect(try await store.scoresCountedOn(system) == nil)
        #expect(try await database.tableHashes.changes(since: hashes) == [])

        try await store.saveScoreRules(ScoreRules([ScoreRule(.newer(1), 1)]), replacing: 1, by: mine, at: now)
        while try await store.rescoreNext(system, at: now) != nil {}
        if let day = LocalDate("2026-11-21") { try await store.noteScores(countedOn: day, system) }
        #expect(try await store.scoring(theirs) == before)
        #expect(try await store.scoresCountedOn(ScoringTests.system(other)) == nil)
        #expect(try await ScoringTests.scores(other, theirs) == [42])
        try await database.drop()
    }
}
