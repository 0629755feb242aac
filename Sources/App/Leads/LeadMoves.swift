import Forms
import HTTP
import Models
import Store
import Web

/// Moving a lead to another stage: to the qualified one it becomes a customer, to the failed one somebody says why.
struct LeadMoves: Feature {
    static let stage = OrganizationPath("/leads/{}/stage", Lead.ID.self)
    static let refusal = OrganizationPath("/leads/{}/refusal", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.post, Self.stage, WorkLeads.self, move),
            Route(.get, Self.refusal, WorkLeads.self, askWhy),
        ]
    }

    func move(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let input = try request.input()
        do {
            return try await services.back(from: id, to: try await moved(id, input, scope), scope, request)
        } catch is NoSuchStage {
            return try await services.back(
                from: id, to: Flash("flash.lead_stage_gone", isProblem: true), scope, request)
        } catch is ReasonNeeded {
            let asked = ["stage", "version", "next"].compactMap { name in input[name].map { (name, $0) } }
            return .redirect(to: ListAddress(Self.refusal(in: scope.organizationPublicID, id), asked).text)
        } catch is KnownCustomers {
            return .redirect(to: Qualification.qualify(in: scope.organizationPublicID, id))
        } catch is StaleVersion {
            return try await services.back(from: id, to: try await meanwhile(id, scope, request), scope, request)
        }
    }

    func askWhy(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let viewing = try scope.viewing
        guard let lead = try await services.store.lead(id, viewing) else { throw NotVisible() }
        let stages = try await services.store.leadStages(viewing)
        guard let failed = stages.first(where: { $0.kind == .failed }) else { throw NoSuchStage() }
        let input = try request.queryInput()
        let page = RefusalPage(
            action: Self.stage(in: scope.organizationPublicID, id), company: lead.summary.company,
            cancel: services.address(input["next"], orOf: id, in: scope.organizationPublicID), stage: "\(failed.id)",
            version: input["version"] ?? "\(lead.summary.version)", next: input["next"] ?? "",
            reasons: try await services.store.refusalReasons(scope).map {
                FilterField.Choice("\($0.id)", RefusalReason.word($0.name))
            })
        return try await services.page(page, for: request)
    }

    /// What there is to say.
    private func moved(_ id: Lead.ID, _ input: Input, _ scope: Scope<WorkLeads>) async throws -> Flash {
        guard let stage = input["stage"].flatMap({ Int($0) }) else { throw NoSuchStage() }
        let version = input["version"].flatMap { Int($0) }
        let stages = try await services.store.leadStages(try scope.viewing)
        if stages.contains(where: { $0.id == stage && $0.kind == .qualified }) {
            let done = try await services.qualify(id, .unlessKnown, version: version, by: scope)
            if !done.isNew { return Flash("flash.lead_is_customer") }
            return Flash("flash.lead_qualified", undo: Qualification.reopen(in: scope.organizationPublicID, id))
        }
        try await services.store.moveLead(
            id, to: stage, because: input["reason"].flatMap { Int($0) }, version: version, by: scope,
            at: services.outside.now())
        return Flash("flash.lead_moved")
    }

    /// What happened to a lead since the form was shown.
    private func meanwhile(_ id: Lead.ID, _ scope: Scope<WorkLeads>, _ request: Request) async throws -> Flash {
        let viewing = try scope.viewing
        guard let lead = try await services.store.lead(id, viewing),
            let last = try await services.store.leadHistory(id, limit: 1, viewing).first, let person = last.person
        else { return Flash("flash.lead_stale", isProblem: true) }
        let named = ["company": lead.summary.company, "person": person]
        let stage = try await services.store.leadStages(viewing).first { $0.id == lead.summary.stage }
        guard last.entry.event == .leadMoved, let stage else {
            return Flash("flash.lead_meanwhile", named, isProblem: true)
        }
        let name =
            LeadStage.defaults.contains(stage.name)
            ? try services.texts.text("lead_stage.\(stage.name.lowercased())", in: request.visit.language) : stage.name
        return Flash("flash.lead_meanwhile_moved", named.merging(["stage": name]) { $1 }, isProblem: true)
    }
}

extension Services {
    /// To the list or the board that a form stood in, or to the lead's page, which says how it stands now.
    func back(
        from id: Lead.ID, to flash: Flash, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        let next = try request.input()["next"]
        return try await redirect(
            to: address(next, orOf: id, in: scope.organizationPublicID), saying: flash, for: request)
    }

    /// The address where it is one of the leads' lists, with the card on the board; else that of the lead.
    func address(_ next: String?, orOf id: Lead.ID, in organization: PublicID) -> String {
        let next = ReturnAddress.own(next ?? "")
        func isAt(_ list: String) -> Bool { next == list || next.hasPrefix(list + "?") }
        if isAt(Pipeline.board(in: organization)) { return "\(next)#\(PipelinePage.Card.anchor(of: id))" }
        return isAt(Leads.list(in: organization)) ? next : Leads.lead(in: organization, id)
    }
}

extension RefusalReason {
    /// Its name in the reader's language, where it is one of those that an organization begins with.
    static func word(_ name: String) -> ListWord {
        defaults[name].map { .text(Complaint("refusal_reason.\($0)")) } ?? .name(name)
    }
}

/// `Resources/templates/leads/refusal.html`: asks why a lead is refused.
struct RefusalPage: Page {
    static let template = "leads/refusal.html"
    static let place = NavigationItem.leads
    static let examples = [
        RefusalPage(
            action: "/o/a2b3c4d5e6/leads/1/stage", company: "Меблі <Карпат>", cancel: "/o/a2b3c4d5e6/leads/1",
            stage: "6", version: "3", next: "/o/a2b3c4d5e6/leads?q=<x>",
            reasons: [
                FilterField.Choice("1", .text(Complaint("refusal_reason.price"))),
                FilterField.Choice("2", .name("<Bankrupt>")),
            ])
    ]

    let action: String
    let company: String
    let cancel: String
    /// The failed stage, as the form sends it.
    let stage: String
    let version: String
    /// Where the form that asked stood; empty: on the lead's page.
    let next: String
    let reasons: [FilterField.Choice]
}
