import Forms
import HTTP
import Models
import Store
import Web

/// The customers of an organization, and one customer with its contacts and the leads it comes from.
struct Customers: Feature {
    static let list = OrganizationPath("/customers")
    static let customer = OrganizationPath("/customers/{}", Customer.ID.self)
    static let edit = OrganizationPath("/customers/{}/edit", Customer.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, ViewLeads.self, showList),
            Route(.get, Self.customer, ViewLeads.self, showCustomer),
            Route(.get, Self.edit, WorkLeads.self, showForm),
            Route(.post, Self.edit, WorkLeads.self, change),
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
        guard let customer = try await services.store.customer(id, scope) else { throw NotVisible() }
        return try await services.page(CustomerPage(customer, scope), for: request)
    }

    func showForm(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        let customer = try await stored(id, scope)
        return try await services.page(try await form(customer, customer.form.input, scope), for: request)
    }

    /// Saves, unless a button asked for another row of contacts.
    func change(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        let customer = try await stored(id, scope)
        let input = try request.input()
        func again(_ errors: FieldErrors, _ status: Status = .unprocessable) async throws -> Response {
            try await services.page(try await form(customer, input, scope, errors), status, for: request)
        }
        do {
            if let button = input.action {
                guard let pressed = input.pressingContact(button) else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(try await form(customer, pressed, scope), for: request)
            }
            let form = try LeadForm(reading: input)
            let now = services.outside.now()
            let contacts = form.contacts.map { _ in LeadContact.ID(at: now, random: services.outside.randomBytes(10)) }
            try await services.store.changeCustomer(id, form, contacts: contacts, by: scope, at: now)
            return try await services.redirect(
                to: Self.customer(in: scope.organizationPublicID, id), saying: Flash("flash.customer_saved"),
                for: request)
        } catch let errors as FieldErrors {
            return try await again(errors)
        } catch is CustomerEmailTaken {
            return try await again(FieldErrors("email", Complaint("error.customer_email")))
        } catch is NoSuchAssignee {
            return try await again(FieldErrors("assignee", Complaint("error.choice")))
        } catch is StaleVersion {
            return try await again(FieldErrors("", Complaint("error.customer_stale")), .conflict)
        }
    }

    private func stored(_ id: Customer.ID, _ scope: Scope<WorkLeads>) async throws -> CustomerRecord {
        guard let customer = try await services.store.customer(id, try scope.viewing) else { throw NotVisible() }
        return customer
    }

    private func form(
        _ customer: CustomerRecord, _ input: Input, _ scope: Scope<WorkLeads>, _ errors: FieldErrors = .none
    ) async throws -> CustomerFormPage {
        let viewing = try scope.viewing
        let people = try await services.store.leadPeople(viewing)
        let segments = try await services.store.customerSegments(viewing)
        return CustomerFormPage(customer, people: people, segments: segments, input, errors, scope)
    }
}
