import Forms
import HTTP
import Models
import Store
import Web

/// The customers of an organization, and one customer with its contacts, what happened to it and the leads it comes from.
struct Customers: Feature {
    static let list = OrganizationPath("/customers")
    static let customer = OrganizationPath("/customers/{}", Customer.ID.self)

    /// Entries of the history that a page shows.
    private static let entries = 50

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, ViewLeads.self, showList),
            Route(.get, Self.customer, ViewLeads.self, showCustomer),
        ]
    }

    func showList(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let filter = CustomerFilter(&query)
        let list = try await services.store.customers(filter, scope)
        let frame = ListFrame(list, filter, query, Self.list(in: scope.organizationPublicID))
        return try await services.page(CustomersPage(list, frame, filter, scope), for: request)
    }

    func showCustomer(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        try await showCustomer(scope, request, id, refusingFile: .none)
    }

    /// The page, with what is wrong with a file that was sent.
    func showCustomer(
        _ scope: Scope<ViewLeads>, _ request: Request, _ id: Customer.ID, refusingFile errors: FieldErrors
    ) async throws -> Response {
        let query = StoryQuery(try request.queryInput())
        guard let story = try await services.store.customerStory(id, query, limit: Self.entries, scope) else {
            throw NotVisible()
        }
        let page = CustomerPage(story, query, scope, services.outside.now(), refusingFile: errors)
        return try await services.page(page, errors.isEmpty ? .ok : .unprocessable, for: request)
    }
}
