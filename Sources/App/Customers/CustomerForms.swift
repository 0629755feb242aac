import Forms
import HTTP
import Models
import Store
import Web

/// Entering a customer that no lead became, and changing one, its contacts with it.
struct CustomerForms: Feature {
    static let new = OrganizationPath("/customers/new")
    static let edit = OrganizationPath("/customers/{}/edit", Customer.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.new, WorkLeads.self, showNew),
            Route(.post, Self.new, WorkLeads.self, add),
            Route(.get, Self.edit, WorkLeads.self, showForm),
            Route(.post, Self.edit, WorkLeads.self, change),
        ]
    }

    func showNew(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        // Who enters a customer mostly looks after it.
        let input = Input(["assignee": scope.person.text, "version": "0"])
        return try await services.page(try await page(nil, input, scope), for: request)
    }

    func add(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        let id: Customer.ID = services.outside.newID()
        return try await save(nil, scope, request) { form, contacts in
            try await services.store.addCustomer(
                form, as: id, contacts: contacts, by: scope, at: services.outside.now())
            return (id, "flash.customer_added")
        }
    }

    func showForm(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        let customer = try await stored(id, scope)
        return try await services.page(try await page(customer, customer.form.input, scope), for: request)
    }

    func change(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        try await save(try await stored(id, scope), scope, request) { form, contacts in
            try await services.store.changeCustomer(
                id, form, contacts: contacts, by: scope, at: services.outside.now())
            return (id, "flash.customer_saved")
        }
    }

    /// Saves, unless a button asked for another row of contacts.
    private func save(
        _ customer: CustomerRecord?, _ scope: Scope<WorkLeads>, _ request: Request,
        _ keep: (LeadForm, [LeadContact.ID]) async throws -> (Customer.ID, String)
    ) async throws -> Response {
        let input = try request.input()
        func again(_ errors: FieldErrors, _ status: Status = .unprocessable) async throws -> Response {
            try await services.page(try await page(customer, input, scope, errors), status, for: request)
        }
        do {
            if let button = input.action {
                guard let pressed = input.pressingContact(button) else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(try await page(customer, pressed, scope), for: request)
            }
            let form = try LeadForm(reading: input)
            let (id, words) = try await keep(form, form.contacts.map { _ in services.outside.newID() })
            return try await services.redirect(
                to: Customers.customer(in: scope.organizationPublicID, id), saying: Flash(words), for: request)
        } catch let errors as FieldErrors {
            return try await again(errors)
        } catch is CustomerEmailTaken {
            return try await again(FieldErrors("email", Complaint("error.customer_email")))
        } catch let known as KnownCustomers {
            return try await again(known.errors)
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

    private func page(
        _ customer: CustomerRecord?, _ input: Input, _ scope: Scope<WorkLeads>, _ errors: FieldErrors = .none
    ) async throws -> CustomerFormPage {
        let viewing = try scope.viewing
        let people = try await services.store.leadPeople(viewing)
        let segments = try await services.store.customerSegments(viewing)
        return CustomerFormPage(customer, people: people, segments: segments, input, errors, scope)
    }
}

extension KnownCustomers {
    /// A doubt at the tax number for each; of those that the reader may not see it names the company alone.
    var errors: FieldErrors {
        var errors = FieldErrors.none
        for customer in customers {
            errors.add(Complaint("error.customer_inn", ["company": customer.company]), to: "inn")
        }
        return errors
    }
}
