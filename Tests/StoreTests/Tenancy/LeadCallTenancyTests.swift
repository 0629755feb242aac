import Models
import Store
import TestSupport
import Testing

/// Every store function about calls, asked beside another organization's.
struct LeadCallTenancyTests {
    @Test func `calls of another organization are neither seen nor made`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(EditLeadRules.self, as: .manager)
        let theirs = try await other.leadScope(EditLeadRules.self, as: .manager)
        let store = own.store, now = own.clock.now, system = ScoringTests.system(own)
        let foreign = ScoringTests.system(other)
        try await store.saveLeadCalls(LeadCallRules(threshold: 1), by: theirs, at: now)
        _ = try await other.addLead(
            LeadForm(company: "Theirs", email: "a@theirs.example", assignee: theirs.person),
            by: theirs.other(WorkLeads.self))
        let lead = try #require(try await store.leadsToCall(foreign).first)
        #expect(try await store.leadOffice(foreign, at: now)?.calls.threshold == 1)
        #expect(try await store.leadOffice(system, at: now)?.calls.threshold == nil)

        let before = try await database.tableHashes
        #expect(try await store.leadsToCall(system).isEmpty)
        #expect(try await store.leadsToEscalate(system, at: now.advanced(seconds: 9_999_999)).isEmpty)
        #expect(try await store.readers(of: lead, system).isEmpty)
        #expect(try await store.manager(asked: lead, system)?.person != theirs.person)
        let telling = LeadTelling(
            people: [theirs.person], notice: .leadReached(own.newActivityID(), company: "x", score: 1), letters: [])
        let form = ActivityForm(type: .call, title: "Call")
        try await store.planCall(
            of: lead, form, as: own.newActivityID(), escalatesAt: now, telling: telling, system, at: now)
        try await store.escalate(
            lead, form, as: own.newActivityID(), to: theirs.person, telling: telling, system, at: now)
        try await store.planEscalation(system)
        #expect(try await database.tableHashes.changes(since: before) == [])

        try await store.saveLeadCalls(LeadCallRules(threshold: 9), by: mine, at: now)
        #expect(try await store.scoring(theirs)?.calls.threshold == 1)
        #expect(try await store.leadsToCall(foreign) == [lead])
        try await database.drop()
    }
}
