import Forms
import HTTP
import Models
import Store
import Web

/// The search box: everything one may see, in every organization one belongs to, by kind.
struct Search: Feature {
    static let page = Path("/search")

    let services: Services

    var routes: [Route] { [Route(.get, person: Self.page, show)] }

    func show(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let term = SearchTerm(try request.queryInput()["q"] ?? "") else {
            return try await services.page(SearchPage(term: "", isShort: false, sections: []), for: request)
        }
        let organizations = try await services.store.organizations(of: scope).prefix(20)
        var sections: [SearchPage.Section] = []
        for kind in SearchKind.all {
            var hits: [SearchPage.Hit] = []
            // Each organization is a tenant, so each is a transaction.
            for organization in organizations where organization.role >= kind.minimum {
                let found = try await kind.find(
                    services, term, SearchKind.most + 1, try organization.scope(of: scope.person))
                hits += found.map { organizations.count > 1 ? $0.within(organization.name) : $0 }
            }
            hits = SearchKind.ranked(hits)
            if hits.isEmpty { continue }
            sections.append(
                SearchPage.Section(
                    kind: kind.name, icon: kind.icon, hits: Array(hits.prefix(SearchKind.most)),
                    hasMore: hits.count > SearchKind.most))
        }
        let page = SearchPage(term: term.text, isShort: term.isShort, sections: sections)
        return try await services.page(page, for: request)
    }
}
