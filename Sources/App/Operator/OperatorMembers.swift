import Forms
import HTTP
import Models
import Store
import Web

/// Everybody who can sign in to the installation, for its operators.
struct OperatorMembers: Feature {
    static let list = Path("/operator/members")

    let services: Services

    var routes: [Route] { [Route(.get, operator: Self.list, show)] }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let search = OperatorSearch(query)
        let after = query["after"].flatMap(Person.ID.init(pathText:))
        let limit = OperatorOrganizations.pageLength
        let found = try await services.store.operatorMembers(
            search.text, after: after, limit: limit + 1, by: scope.person)
        let shown = found.prefix(limit)
        let last = found.count > shown.count ? shown.last?.id.text : nil
        let page = OperatorMembersPage(
            path: Self.list(), search: search.text, rows: shown.map(OperatorMembersPage.Row.init),
            first: after == nil ? nil : search.address(Self.list()),
            next: last.map { search.address(Self.list(), after: $0) })
        return try await services.page(page, for: request)
    }
}
