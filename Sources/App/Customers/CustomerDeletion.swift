import Forms
import HTTP
import Models
import Store
import Web

/// Deleting a customer, asked first.
struct CustomerDeletion: Feature {
    static let delete = OrganizationPath("/customers/{}/delete", Customer.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.delete, ManageLeads.self, ask),
            Route(.post, Self.delete, ManageLeads.self, remove),
        ]
    }

    func ask(_ scope: Scope<ManageLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        guard let customer = try await services.store.customer(id, try scope.viewing) else { throw NotVisible() }
        let organization = scope.organizationPublicID
        let page = ConfirmPage(
            action: Self.delete(in: organization, id),
            title: Complaint("customer.delete_title", ["company": customer.summary.company]),
            text: Complaint("customer.delete_text"), verb: Complaint("lead.delete"),
            cancel: Customers.customer(in: organization, id), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func remove(_ scope: Scope<ManageLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        let entry = try await services.store.deleteCustomer(id, by: scope, at: services.outside.now())
        let organization = scope.organizationPublicID
        return try await services.redirect(
            to: Customers.list(in: organization),
            saying: Flash("flash.customer_deleted").undone(by: entry, in: organization), for: request)
    }
}

extension UndoableAct {
    /// A customer that was deleted.
    static let customerDeletion = UndoableAct(
        event: .customerDeleted, target: .customer, minimum: ManageLeads.minimum, isComplete: { _ in true },
        page: { Customers.list(in: $0.member.organizationPublicID) }
    ) { services, entry, place in
        try await services.store.restoreCustomer(
            entry, by: try Scope<ManageLeads>(place.member), at: services.outside.now())
    }
}
