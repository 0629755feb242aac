import Forms
import HTTP
import Models
import Web

/// The saved views of a project's orders.
struct SavedOrderViews: Feature {
    static let all = ProjectPath("/orders/views")
    static let new = ProjectPath("/orders/views/new")
    static let view = ProjectPath("/orders/views/{}", Int.self)
    static let delete = ProjectPath("/orders/views/{}/delete", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.all, ViewOrders.self, showAll),
            Route(.get, Self.new, ViewOrders.self, showNew),
            Route(.post, Self.all, ViewOrders.self, add),
            Route(.get, Self.view, ViewOrders.self, show),
            Route(.post, Self.view, ViewOrders.self, change),
            Route(.get, Self.delete, ViewOrders.self, ask),
            Route(.post, Self.delete, ViewOrders.self, remove),
        ]
    }

    func showAll(_ scope: ProjectScope<ViewOrders>, _ request: Request) async throws -> Response {
        try await desk(scope).showAll(request)
    }

    func showNew(_ scope: ProjectScope<ViewOrders>, _ request: Request) async throws -> Response {
        try await desk(scope).showNew(request)
    }

    func add(_ scope: ProjectScope<ViewOrders>, _ request: Request) async throws -> Response {
        try await desk(scope).add(request)
    }

    func show(_ scope: ProjectScope<ViewOrders>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).show(id, request)
    }

    func change(_ scope: ProjectScope<ViewOrders>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).change(id, request)
    }

    func ask(_ scope: ProjectScope<ViewOrders>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).ask(id, request)
    }

    func remove(_ scope: ProjectScope<ViewOrders>, _ request: Request, _ id: Int) async throws -> Response {
        try await desk(scope).delete(id, request)
    }

    static func paths(in project: PublicID) -> SavedViewPaths {
        SavedViewPaths(
            place: .orders, list: Orders.list(in: project), all: all(in: project), new: new(in: project),
            view: { view(in: project, $0) }, delete: { delete(in: project, $0) })
    }

    private func desk(_ scope: ProjectScope<ViewOrders>) -> SavedViewDesk<ProjectScope<ViewOrders>> {
        SavedViewDesk(
            services: services, place: ListPlace(.orders, in: scope.project), scope: scope,
            organization: scope.organizationPublicID, canShare: ShareViews.isHeld(by: scope.role),
            title: Complaint("orders.title"),
            paths: Self.paths(in: scope.projectPublicID),
            normalised: { ListAddress("", OrderFilter($0).query).query })
    }
}
