import Forms
import HTTP
import Models
import Web

/// The saved views of an organization's leads.
struct SavedLeadViews: Feature {
    static let all = OrganizationPath("/leads/views")
    static let new = OrganizationPath("/leads/views/new")
    static let view = OrganizationPath("/leads/views/{}", Int.self)
    static let delete = OrganizationPath("/leads/views/{}/delete", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.all, ViewLeads.self, showAll),
            Route(.get, Self.new, ViewLeads.self, showNew),
            Route(.post, Self.all, ViewLeads.self, add),
            Route(.get, Self.view, ViewLeads.self, show),
            Route(.post, Self.view, ViewLeads.self, change),
            Route(.get, Self.delete, ViewLeads.self, ask),
            Route(.post, Self.delete, ViewLeads.self, remove),
        ]
    }

    func showAll(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        try await desk(scope).showAll(request)
    }

    func showNew(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        try await desk(scope).showNew(request)
    }

    func add(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        try await desk(scope).add(request)
    }

    func show(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).show(id, request)
    }

    func change(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).change(id, request)
    }

    func ask(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).ask(id, request)
    }

    func remove(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).delete(id, request)
    }

    static func paths(in organization: PublicID) -> SavedViewPaths {
        SavedViewPaths(
            place: .leads, list: Leads.list(in: organization), all: all(in: organization), new: new(in: organization),
            view: { view(in: organization, $0) }, delete: { delete(in: organization, $0) })
    }

    private func desk(_ scope: Scope<ViewLeads>) -> SavedViewDesk<Scope<ViewLeads>> {
        SavedViewDesk(
            services: services, place: ListPlace(.leads, in: nil), scope: scope,
            organization: scope.organizationPublicID, canShare: ShareViews.isHeld(by: scope.role),
            title: Complaint("leads.title"), paths: Self.paths(in: scope.organizationPublicID),
            normalised: { ListAddress("", LeadFilter($0).query).query })
    }
}
