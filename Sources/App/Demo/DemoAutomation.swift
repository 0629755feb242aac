import Models
import Store

extension Demo {
    /// From which score the demo's leads are called.
    private static let threshold = 75

    /// After how many days in a stage its leads are shown as ageing.
    func age(by admin: Member) async throws {
        let scope = try Scope<EditStages>(admin), now = services.outside.now()
        let open = try await services.store.leadStages(try Scope<ViewLeads>(admin)).filter { $0.kind == .open }
        for (stage, days) in zip(open.dropFirst(), [5, 10, 14]) {
            let form = StageForm(
                name: stage.name, color: stage.color, kind: stage.kind, ageingDays: days, version: stage.version)
            try await services.store.changeStage(stage.id, form, by: scope, at: now)
        }
    }

    /// Calls for good leads, and rules that hand out what arrives: hotels to one of those who sell, what comes by the
    /// form on a website to the others in turn.
    func automate(_ sellers: [Member]) async throws {
        guard let admin = sellers.first else { return }
        let scope = try Scope<EditLeadRules>(admin), now = services.outside.now()
        let version = try await services.store.scoring(scope)?.calls.version ?? 1
        try await services.store.saveLeadCalls(
            LeadCallRules(threshold: Self.threshold, version: version), by: scope, at: now)
        let reps = sellers.filter { $0.role == .rep }.map(\.person)
        guard let hotels = reps.first, reps.count > 1 else { return }
        let rules = AssignmentRules([
            .init(segment: "Hotels", source: nil, people: [hotels]),
            .init(segment: nil, source: .form, people: Array(reps.dropFirst())),
        ])
        try await services.store.saveAssignment(rules, replacing: 0, by: scope, at: now)
    }

    /// A lead of this morning whose first talk has just made it a good one: its call is planned once the program serves.
    func ripen(_ lead: DemoLead, _ seller: Member) async throws {
        let scope = try Scope<WorkLeads>(seller), now = services.outside.now()
        let begin = now.advanced(seconds: -9_000)
        let id = Lead.ID(at: begin, random: services.outside.randomBytes(10))
        try await services.store.addLead(
            lead.form(assignee: seller.person), as: id, contacts: lead.contacts.map { _ in services.outside.newID() },
            from: lead.source, by: scope, at: begin)
        let talk = now.advanced(seconds: -1_800)
        try await act(lead.story(0), done: true, dueAt: talk, on: id, scope, at: talk)
    }
}
