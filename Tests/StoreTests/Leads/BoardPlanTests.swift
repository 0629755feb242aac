import Forms
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The board over 40,000 leads, half of them of one organization, as the application's role under row security: every
/// column comes from an index in its own order.
struct BoardPlanTests {
    @Test(.timeLimit(.minutes(5)))
    func `every column, its figures and its oldest are answered from indexes, whatever is asked`() async throws {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let rep = try await site.leadScope(ViewLeads.self, as: .rep)
        let manager = try await site.leadScope(ViewLeads.self, as: .manager, of: nil)
        let stage = try #require(try await site.store.leadStages(manager).first?.id)
        try await LeadPlanTests.fill(site, rep.person)
        let filters: [KeyValuePairs<String, String>] = [
            [:], ["assignee": rep.person.text], ["assignee": "nobody"], ["segment": "Rare"], ["source": "form"],
            ["score": "100"], ["plan": "none"], ["segment": "Segment 0"], ["q": "xylofon"], ["q": "нетакого"],
            ["q": "Компанія"],
            ["stage": "\(stage)", "after": "i1794990000000000.0f000000-0000-7000-8000-000000000000"],
            ["stage": "\(stage)", "q": "Компанія"],
        ]
        for filter in filters {
            for scope in [manager, rep] {
                let query = BoardQuery(filter: LeadFilter(Input(filter)), from: nil, to: nil, scope: scope)
                let plan = try await LeadPlanTests.plan(query.board, site)
                #expect(!plan.contains("Seq Scan on leads"), "\(filter) as \(scope.role): \(plan)")
                #expect(LeadPlanTests.removed(plan) < 12_000, "\(filter) as \(scope.role): \(plan)")
                if ["xylofon", "нетакого"].contains(query.filter.term) {
                    // A rare word is looked for once, not in every column.
                    let reads = plan.matches(of: /Index Scan on leads_search[^\n]*loops=1\)/).count
                    #expect(scope.role == .rep ? reads <= 1 : reads == 1, "\(filter) as \(scope.role): \(plan)")
                }
                guard !query.filter.hasMore else { continue }
                // In the column's own order, so that no column is sorted however long it is.
                let wanted = ["leads_of_stage", "leads_of_stage_and_assignee", "leads_of_stage_unassigned"]
                #expect(
                    wanted.contains { plan.contains("Backward using \($0)") }, "\(filter) as \(scope.role): \(plan)")
            }
        }
        try await site.database.drop()
    }
}
