import Models
import Postgres
import Store
import TestSupport
import Testing

/// Members are told where a note speaks to them, once, and only of what they may see.
struct MentionTests {
    private struct Office {
        let site: TestSite
        let manager: Scope<WorkLeads>
        let rep, other: Scope<WorkLeads>

        init() async throws {
            site = try await TestSite()
            manager = try await site.leadScope(WorkLeads.self, as: .manager)
            rep = try await site.leadScope(WorkLeads.self, as: .rep)
            other = try await site.leadScope(WorkLeads.self, as: .rep)
            for (scope, name) in [(manager, "Yaryna Bondar"), (rep, "Zoryana"), (other, "Petro")] {
                let person = scope.person
                try await site.database.superuser.execute("UPDATE people SET name = \(name) WHERE id = \(person)")
            }
        }

        func told(_ scope: Scope<WorkLeads>) async throws -> Int {
            let person = scope.person
            return try await site.database.superuser.value(
                "SELECT count(*) FROM notifications WHERE person_id = \(person) AND title = 'notice.mentioned'",
                as: Int.self) ?? 0
        }
    }

    @Test func `a note tells those it speaks to, once, and not those who cannot see the lead`() async throws {
        let office = try await Office(), site = office.site, now = site.clock.now
        let view = try office.manager.other(ViewLeads.self)
        let lead = try await site.addLead(
            LeadForm(company: "Dubok", assignee: office.rep.person, notes: "@Zoryana @Petro @Yaryna hello"),
            by: office.manager)
        #expect(try await office.told(office.rep) == 1)
        #expect(try await office.told(office.other) == 0, "another rep does not see it")
        #expect(try await office.told(office.manager) == 0, "who writes knows")
        let stored = try #require(try await site.store.lead(lead, view))
        try await site.store.changeLead(
            lead, LeadForm(company: "Dubok", notes: "@Zoryana @Petro hello, all", version: stored.summary.version),
            contacts: [],
            by: office.manager, at: now)
        #expect(try await office.told(office.rep) == 1, "they were spoken to before")

        let id = site.newActivityID()
        try await site.store.addActivity(
            ActivityForm(type: .call, title: "Call", notes: "ask @Yaryna Bondar first"), as: id, with: .lead(lead),
            by: office.rep, at: now)
        #expect(try await office.told(office.manager) == 1)
        try await site.store.completeActivity(
            id, ActivityCompletion(result: "Told @yaryna, not @zoryana", next: nil, version: nil),
            step: site.newActivityID(), by: office.rep, at: now)
        #expect(try await office.told(office.manager) == 2)
        #expect(try await office.told(office.rep) == 1, "who writes is not told")
    }
}
