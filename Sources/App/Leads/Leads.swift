import Forms
import HTTP
import Models
import Store
import Web

/// The leads of an organization, and one lead with its contacts and what happened to it.
struct Leads: Feature {
    static let list = OrganizationPath("/leads")
    static let lead = OrganizationPath("/leads/{}", Lead.ID.self)

    /// Entries of the history that a page shows.
    private static let entries = 50

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, ViewLeads.self, showList),
            Route(.get, Self.lead, ViewLeads.self, showLead),
        ]
    }

    func showList(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let asked = LeadFilter(&query)
        let zone = try services.zones.zone(request.visit.readerZone)
        let list = try await services.store.leads(
            asked, from: asked.from.map(zone.begin), to: asked.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        let filter = list.filter
        let paths = SavedLeadViews.paths(in: scope.organizationPublicID)
        if request.query.isEmpty, let view = list.views.first(where: \.isDefault) {
            return .redirect(to: paths.open(view.query, view.id))
        }
        var frame = ListFrame(list, filter, query, paths)
        if WorkLeads.isHeld(by: scope.role) {
            frame.bulk = BulkBar(list, filter, query, scope)
        }
        let page = LeadsPage(list, frame, filter, scope)
        return try await services.page(page, for: request)
    }

    func showLead(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        try await showLead(scope, request, id, refusingFile: .none)
    }

    /// The page, with what is wrong with a file that was sent.
    func showLead(
        _ scope: Scope<ViewLeads>, _ request: Request, _ id: Lead.ID, refusingFile errors: FieldErrors
    ) async throws -> Response {
        let query = StoryQuery(try request.queryInput()), now = services.outside.now()
        guard let story = try await services.store.leadStory(id, query, limit: Self.entries, scope, at: now) else {
            guard let successor = try await services.store.successor(of: id, scope) else { throw NotVisible() }
            return .redirect(to: Self.lead(in: scope.organizationPublicID, successor))
        }
        async let similar = services.store.similarLeads(story.lead, scope)
        async let origin = origin(of: story.lead.summary, scope, request)
        let page = LeadPage(
            story, query, similar: try await similar, try await origin, scope, services.outside.now(),
            refusingFile: errors)
        return try await services.page(page, errors.isEmpty ? .ok : .unprocessable, for: request)
    }

    /// The list that the lead was opened from; a query that makes no sense is the plain list.
    private func origin(
        of lead: LeadSummary, _ scope: Scope<ViewLeads>, _ request: Request
    ) async throws -> LeadOrigin {
        let text = try request.queryInput()["list"] ?? ""
        let filter = LeadFilter((try? URLEncodedForm.decode(text.utf8)) ?? .none)
        let zone = try services.zones.zone(request.visit.readerZone)
        let beside = try await services.store.leadNeighbours(
            of: lead, in: filter, from: filter.from.map(zone.begin),
            to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        return LeadOrigin(filter, beside, of: lead.id, in: scope.organizationPublicID)
    }
}

extension LeadStage {
    /// Its name in the reader's language, where it is one of those that an organization begins with.
    var word: ListWord {
        LeadStage.defaults.contains(name) ? .text(Complaint("lead_stage.\(name.lowercased())")) : .name(name)
    }
}
