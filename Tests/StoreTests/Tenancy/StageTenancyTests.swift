import Models
import Store
import TestSupport
import Testing

/// Every store function about stages and reasons, asked for those of another organization.
struct StageTenancyTests {
    @Test func `stages and reasons of another organization are not there and cannot be changed`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(EditStages.self, as: .admin)
        let theirs = try await other.leadScope(EditStages.self, as: .admin)
        let stages = try await other.store.leadStages(theirs.other(ViewLeads.self))
        let reasons = try await other.store.refusalReasons(theirs)
        let work = try mine.other(WorkLeads.self)
        let lead = try await own.addLead(LeadForm(company: "Mine"), by: work)
        let store = own.store, now = own.clock.now
        let ownStages = try await store.leadStages(mine.other(ViewLeads.self))
        #expect(Set(try await store.refusalReasons(mine).map(\.id)).isDisjoint(with: reasons.map(\.id)))

        let before = try await database.tableHashes
        let form = StageForm(name: "Taken", color: .c1, kind: .open, ageingDays: nil, version: 1)
        let attempts: [(String, () async throws -> Void)] = [
            ("change", { try await store.changeStage(stages[0].id, form, by: mine, at: now) }),
            ("move", { try await store.moveStage(stages[0].id, forward: false, by: mine, at: now) }),
            ("delete", { try await store.deleteStage(stages[0].id, movingTo: ownStages[0].id, by: mine, at: now) }),
        ]
        for (name, attempt) in attempts {
            await #expect(throws: NotVisible.self, "\(name)") { try await attempt() }
        }
        await #expect(throws: NoSuchStage.self) {
            try await store.deleteStage(ownStages[0].id, movingTo: stages[1].id, by: mine, at: now)
        }
        await #expect(throws: ReasonNeeded.self) {
            try await store.moveLead(lead, to: ownStages[5].id, because: reasons[0].id, by: work, at: now)
        }
        #expect(try await database.tableHashes.changes(since: before) == [])

        try await store.addStage(form, by: mine, at: now)
        try await store.saveRefusalReasons(
            ["Mine"], replacing: try await store.refusalReasons(mine).map(\.name), by: mine, at: now)
        #expect(try await other.store.leadStages(theirs.other(ViewLeads.self)) == stages)
        #expect(try await other.store.refusalReasons(theirs) == reasons)
        try await database.drop()
    }
}
