import Forms
import HTTP
import Models
import Store
import Web

/// What is done to one lead besides editing and moving it: giving it to somebody, deleting it.
struct LeadActs: Feature {
    static let assignee = OrganizationPath("/leads/{}/assignee", Lead.ID.self)
    static let delete = OrganizationPath("/leads/{}/delete", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.post, Self.assignee, WorkLeads.self, assign),
            Route(.get, Self.delete, DeleteLeads.self, ask),
            Route(.post, Self.delete, DeleteLeads.self, remove),
        ]
    }

    /// An empty `assignee` gives it to nobody.
    func assign(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let input = try request.input()
        let typed = (input["assignee"] ?? "").trimmed
        let person = Person.ID(text: typed)
        do {
            if person == nil, !typed.isEmpty { throw NoSuchAssignee() }
            try await services.store.assignLead(
                id, to: person, version: input["version"].flatMap { Int($0) }, by: scope, at: services.outside.now())
        } catch is NoSuchAssignee {
            return try await back(id, "flash.lead_assignee_gone", isProblem: true, scope, request)
        } catch is StaleVersion {
            return try await back(id, "flash.lead_stale", isProblem: true, scope, request)
        }
        let words =
            person == scope.person
            ? "flash.lead_taken" : person == nil ? "flash.lead_released" : "flash.lead_assigned"
        return try await back(id, words, scope, request)
    }

    func ask(_ scope: Scope<DeleteLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        guard let lead = try await services.store.deletableLead(id, scope) else { throw NotVisible() }
        let organization = scope.organizationPublicID
        let page = ConfirmPage(
            action: Self.delete(in: organization, id), title: Complaint("lead.delete_title", ["company": lead.company]),
            text: Complaint("lead.delete_text"), verb: Complaint("lead.delete"),
            cancel: Leads.lead(in: organization, id), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func remove(_ scope: Scope<DeleteLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let entry = try await services.store.deleteLead(id, by: scope, at: services.outside.now())
        return try await services.redirect(
            to: Leads.list(in: scope.organizationPublicID),
            saying: Flash("flash.lead_deleted").undone(by: entry, in: scope.organizationPublicID), for: request)
    }

    private func back(
        _ id: Lead.ID, _ words: String, isProblem: Bool = false, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        try await services.back(from: id, to: Flash(words, isProblem: isProblem), scope, request)
    }
}
