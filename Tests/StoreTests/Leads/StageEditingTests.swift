import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// What managers do with the stages, and the reasons for which leads are refused.
struct StageEditingTests {
    private static func form(
        _ name: String, _ kind: LeadStage.Kind = .open, days: Int? = nil, version: Int = 0
    ) -> StageForm {
        StageForm(name: name, color: .c9, kind: kind, ageingDays: days, version: version)
    }

    @Test func `stages are added before the qualified one, renamed and put in another order`() async throws {
        let site = try await TestSite()
        let edit = try await site.leadScope(EditStages.self, as: .manager), view = try edit.other(ViewLeads.self)
        try await site.store.addStage(Self.form("Trial", days: 14), by: edit, at: site.clock.now)
        var stages = try await site.store.leadStages(view)
        #expect(stages.map(\.name) == ["New", "Call", "Meeting", "Negotiation", "Trial", "Qualified", "Refused"])
        #expect(stages[4].ageingDays == 14 && stages[4].color == .c9)
        try await site.store.moveStage(stages[4].id, forward: true, by: edit, at: site.clock.now)
        try await site.store.moveStage(stages[0].id, forward: true, by: edit, at: site.clock.now)
        try await site.store.moveStage(stages[6].id, forward: false, by: edit, at: site.clock.now)
        stages = try await site.store.leadStages(view)
        #expect(stages.map(\.name) == ["New", "Call", "Meeting", "Trial", "Negotiation", "Qualified", "Refused"])
        try await site.store.changeStage(
            stages[3].id, Self.form("Pilot", days: nil, version: stages[3].version), by: edit, at: site.clock.now)
        #expect(try await site.store.leadStages(view)[3].name == "Pilot")
        await #expect(throws: StaleVersion.self) {
            try await site.store.changeStage(
                stages[3].id, Self.form("Late", version: stages[3].version), by: edit, at: site.clock.now)
        }
        for attempt in ["pilot", "NEW"] {
            await #expect(throws: StageNameTaken.self) {
                try await site.store.addStage(Self.form(attempt), by: edit, at: site.clock.now)
            }
            await #expect(throws: StageNameTaken.self) {
                try await site.store.changeStage(
                    stages[1].id, Self.form(attempt, version: stages[1].version), by: edit, at: site.clock.now)
            }
        }
    }

    @Test func `exactly one stage is for the qualified and one for the failed, whatever is tried`() async throws {
        let site = try await TestSite()
        let edit = try await site.leadScope(EditStages.self, as: .manager), view = try edit.other(ViewLeads.self)
        let start = UInt64.random(in: 0...UInt64.max)
        var seed = start
        func dice(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        for step in 0..<60 {
            let stages = try await site.store.leadStages(view)
            let stage = stages[dice(stages.count)], kind = LeadStage.Kind.allCases[dice(3)]
            do {
                switch dice(4) {
                case 0: try await site.store.addStage(Self.form("S\(step)", kind), by: edit, at: site.clock.now)
                case 1:
                    try await site.store.changeStage(
                        stage.id, Self.form("R\(step)", kind, version: stage.version), by: edit, at: site.clock.now)
                case 2: try await site.store.deleteStage(stage.id, movingTo: nil, by: edit, at: site.clock.now)
                default:
                    try await site.store.moveStage(stage.id, forward: dice(2) == 0, by: edit, at: site.clock.now)
                }
            } catch is StageNeeded {} catch is TooManyStages {}
            let kinds = try await site.store.leadStages(view).map(\.kind)
            #expect(kinds.filter { $0 == .qualified }.count == 1, "seed \(start), step \(step)")
            #expect(kinds.filter { $0 == .failed }.count == 1, "seed \(start), step \(step)")
            #expect(kinds.contains(.open) && kinds.count <= StageForm.most, "seed \(start), step \(step)")
        }
    }

    @Test func `a stage in use is deleted by naming where its leads go, and they are counted there`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let edit = try work.other(EditStages.self), view = try work.other(ViewLeads.self)
        let stages = try await site.store.leadStages(view)
        let deleted = try await site.addLead(LeadForm(company: "Deleted", stage: stages[1].id), by: work)
        let entry = try await site.store.deleteLead(deleted, by: work.other(DeleteLeads.self), at: site.clock.now)
        for number in 1...3 {
            _ = try await site.addLead(LeadForm(company: "Lead \(number)", stage: stages[1].id), by: work)
        }
        await #expect(throws: StageInUse.self) {
            try await site.store.deleteStage(stages[1].id, movingTo: nil, by: edit, at: site.clock.now)
        }
        for target in [stages[1].id, stages[4].id, stages[5].id, 999_999_999] {
            await #expect(throws: NoSuchStage.self) {
                try await site.store.deleteStage(stages[1].id, movingTo: target, by: edit, at: site.clock.now)
            }
        }
        for stage in [stages[4].id, stages[5].id] {
            await #expect(throws: StageNeeded.self) {
                try await site.store.deleteStage(stage, movingTo: stages[0].id, by: edit, at: site.clock.now)
            }
        }
        try await site.store.deleteStage(stages[1].id, movingTo: stages[2].id, by: edit, at: site.clock.now)
        #expect(
            try await site.store.leadStages(view).map(\.name) == [
                "New", "Meeting", "Negotiation", "Qualified", "Refused",
            ])
        var filter = LeadFilter()
        filter.stage = stages[2].id
        #expect(try await site.store.leads(filter, from: nil, to: nil, view).total == 3)
        #expect(try await site.store.leadFigures(view).total == 3)
        // What was deleted comes back where the others went.
        let undoing = try #require(try await site.store.undoing(entry, work.other(SeeOrganization.self)))
        _ = try await site.store.restoreLead(undoing.entry, by: work.other(DeleteLeads.self), at: site.clock.now)
        #expect(try await site.store.leads(filter, from: nil, to: nil, view).total == 4)
    }

    @Test func `who refuses a lead says why, and it is kept with the lead until it goes on`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .rep), view = try work.other(ViewLeads.self)
        let stages = try await site.store.leadStages(view)
        let reasons = try await site.store.refusalReasons(view)
        #expect(reasons.map(\.name).allSatisfy { RefusalReason.defaults[$0] != nil } && reasons.count == 5)
        let lead = try await site.addLead(LeadForm(company: "A"), by: work)
        for reason in [nil, 999_999_999] {
            await #expect(throws: ReasonNeeded.self) {
                try await site.store.moveLead(
                    lead, to: stages[5].id, because: reason, by: work, at: site.clock.now)
            }
        }
        try await site.store.moveLead(lead, to: stages[5].id, because: reasons[2].id, by: work, at: site.clock.now)
        #expect(try await site.store.lead(lead, view)?.refusal == "No need")
        let entry = try #require(try await site.store.leadHistory(lead, limit: 1, view).first)
        #expect(entry.entry.after?.contains("No need") == true)
        try await site.store.moveLead(lead, to: stages[0].id, because: reasons[2].id, by: work, at: site.clock.now)
        #expect(try await site.store.lead(lead, view)?.refusal == nil)
    }

    @Test func `the list of reasons is replaced as a whole, by whoever saw it as it is`() async throws {
        let site = try await TestSite()
        let edit = try await site.leadScope(EditStages.self, as: .manager), view = try edit.other(ViewLeads.self)
        let shown = try await site.store.refusalReasons(view)
        let names = try RefusalReason.list("  No budget \n\nNo need\nno NEED\n")
        #expect(names == ["No budget", "No need"])
        try await site.store.saveRefusalReasons(names, replacing: shown.map(\.name), by: edit, at: site.clock.now)
        let saved = try await site.store.refusalReasons(view)
        #expect(saved.map(\.name) == names && saved[1].id == shown[2].id)
        await #expect(throws: StaleVersion.self) {
            try await site.store.saveRefusalReasons(
                ["Other"], replacing: shown.map(\.name), by: edit, at: site.clock.now)
        }
        #expect(throws: Complaint.Refusal.self) { try RefusalReason.list(" \n ") }
        #expect(throws: Complaint.Refusal.self) { try RefusalReason.list(String(repeating: "x", count: 101)) }
    }
}
