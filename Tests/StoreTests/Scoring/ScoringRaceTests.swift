import Models
import Postgres
import Store
import TestSupport
import Testing

/// Scores stay those of the rules while everybody writes at once.
struct ScoringRaceTests {
    @Test func `after rules were changed under eight writers every score is the last rules'`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), edit = try work.other(EditLeadRules.self)
        let store = Store(Database(DatabaseSettings(conninfo: site.database.conninfo(user: "takt_app"), size: 8)))
        let now = site.clock.now, system = ScoringTests.system(site)
        var leads: [Lead.ID] = []
        for n in 1...12 { leads.append(try await site.addLead(LeadForm(company: "Firm \(n)"), by: work)) }
        let ids = leads
        try await withThrowingTaskGroup { group in
            for writer in 0..<6 {
                group.addTask {
                    var seed = UInt64(writer + 1)
                    for step in 0..<40 {
                        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        let lead = ids[Int(seed >> 33) % ids.count]
                        let form = ActivityForm(type: step % 5 == 0 ? .note : .call, title: "Call", isDone: true)
                        let activity = site.newActivityID()
                        try await store.addActivity(form, as: activity, with: .lead(lead), by: work, at: now)
                        if step % 3 == 0 { try await store.deleteActivity(activity, by: work, at: now) }
                    }
                }
            }
            group.addTask {
                for version in 1...15 {
                    let rules = ScoreRules([
                        ScoreRule(.activities(version), 40), ScoreRule(.source(.manual), version),
                        ScoreRule(.active(0), 30),
                    ])
                    try await store.saveScoreRules(rules, replacing: version, by: edit, at: now)
                    while try await store.rescoreNext(system, atMost: 5, at: now) != nil {}
                }
            }
            group.addTask {
                for _ in 0..<60 { _ = try await store.rescoreNext(system, atMost: 3, at: now) }
            }
            try await group.waitForAll()
        }
        while try await store.rescoreNext(system, at: now) != nil {}
        #expect(try await ScoringTests.scores(site, work).count == 12, "each as its reasons say")
    }
}
