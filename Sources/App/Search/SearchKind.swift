import Models
import Store
import Web

/// One kind of thing that the search box finds. A feature whose things can be found adds a value to `all`.
struct SearchKind: Sendable {
    /// Results of one kind on a page.
    static let most = 10

    /// `search.kind_` and this is its name in the catalogue.
    let name: String
    let icon: String
    /// The lowest role that is offered this kind; what single things one may see is the query's matter.
    let minimum: Role
    /// At most `limit`, the best first.
    let find: @Sendable (Services, SearchTerm, _ limit: Int, Scope<SeeOrganization>) async throws -> [SearchPage.Hit]

    /// The best of all organizations, each one's in its own order.
    static func ranked(_ hits: [SearchPage.Hit]) -> [SearchPage.Hit] {
        (0...2).flatMap { rank in hits.filter { $0.rank == rank } }
    }

    static let all = [orders, projects, members]

    static let orders = SearchKind(name: "orders", icon: "orders", minimum: ViewOrders.minimum) {
        services, term, limit, scope in
        try await services.store.findOrders(term, limit: limit, scope).map { order in
            SearchPage.Hit(
                title: "#\(order.number)", path: Orders.order(in: order.project, order.number),
                details: [order.projectName] + (order.status.map { [$0] } ?? []), mark: order.isClosed ? "closed" : nil,
                rank: order.number == term.number ? 0 : order.isClosed ? 2 : 1)
        }
    }

    static let projects = SearchKind(name: "projects", icon: "dashboard", minimum: SeeOrganization.minimum) {
        services, term, limit, scope in
        try await services.store.findProjects(term, limit: limit, scope).map { project in
            SearchPage.Hit(title: project.name, path: Orders.list(in: project.publicID), details: [], mark: nil)
        }
    }

    /// Leads to what the member did, for those who may read that.
    static let members = SearchKind(name: "members", icon: "user", minimum: .manager) {
        services, term, limit, scope in
        try await services.store.findMembers(term, limit: limit, scope).map { member in
            SearchPage.Hit(
                title: member.name,
                path: SeeActivity.isHeld(by: scope.role)
                    ? ActivityLog.page(in: scope.organizationPublicID) + "?person=\(member.person.text)" : nil,
                details: [], mark: member.role.rawValue)
        }
    }
}
