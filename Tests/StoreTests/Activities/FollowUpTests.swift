import Forms
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// Leads by how long nobody spoke with them.
struct FollowUpTests {
    private static func filter(_ change: (inout FollowUpFilter) -> Void = { _ in }) -> FollowUpFilter {
        var query = ListQuery(.none)
        var filter = FollowUpFilter(&query)
        change(&filter)
        return filter
    }

    @Test func `open leads stand by their last contact, those without one first, page by page`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let stages = try await site.store.leadStages(view)
        var leads: [String: Lead.ID] = [:]
        for (name, days) in [("ten", 10), ("never", nil), ("three", 3), ("thirty", 30), ("refused", 50)]
            as [(String, Int?)]
        {
            let id = try await site.addLead(LeadForm(company: name), by: rep)
            leads[name] = id
            guard let days else { continue }
            _ = try await site.addActivity(
                ActivityForm(
                    type: .call, title: "Call", dueAt: site.clock.now.advanced(seconds: -days * 86_400), isDone: true),
                with: id, by: rep)
        }
        let refused = try #require(stages.first { $0.kind == .failed })
        let reason = try #require(try await site.store.refusalReasons(rep).first)
        try await site.store.moveLead(
            try #require(leads["refused"]), to: refused.id, because: reason.id, by: rep, at: site.clock.now)
        _ = try await site.addLead(LeadForm(company: "manager's", assignee: manager.person), by: manager)
        let order = ["never", "thirty", "ten", "three"]
        #expect(try await site.store.followUps(Self.filter(), view).rows.map(\.company) == order)
        let all = try await site.store.followUps(Self.filter(), manager.other(ViewLeads.self))
        #expect(Set(all.rows.map(\.company)) == Set(order + ["manager's"]))
        func page(_ cursor: FollowUpFilter.Cursor?) async throws -> FollowUps {
            try await site.store.followUps(
                Self.filter {
                    $0.size = 2
                    $0.cursor = cursor
                }, view)
        }
        let first = try await page(nil)
        #expect(first.rows.map(\.company) == ["never", "thirty"] && first.hasNext && !first.hasPrevious)
        // The page after one whose last row was never spoken with.
        let never = try #require(first.rows.first)
        let one = try await page(.init(key: nil, id: never.id, isBackward: false))
        #expect(one.rows.map(\.company) == ["thirty", "ten"])
        let row = try #require(first.rows.last)
        let second = try await page(.init(key: row.lastActivityAt, id: row.id, isBackward: false))
        #expect(second.rows.map(\.company) == ["ten", "three"] && !second.hasNext && second.hasPrevious)
        let start = try #require(second.rows.first)
        let back = try await page(.init(key: start.lastActivityAt, id: start.id, isBackward: true))
        #expect(back.rows.map(\.company) == ["never", "thirty"] && !back.hasPrevious)
        #expect(try await site.store.followUps(Self.filter { $0.assignee = .me }, view).rows.isEmpty)
        #expect(try await site.store.followUps(Self.filter { $0.assignee = .nobody }, view).rows.count == 4)
        let stranger = try await TestSite()
        let theirs = try await stranger.leadScope(ViewLeads.self, as: .admin)
        #expect(try await stranger.store.followUps(Self.filter(), theirs).rows.isEmpty)
    }
}
