import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The customers of the token's organization that its member may see, and what a lead becomes.
struct CustomersAPI: Feature {
    static let list = APIPath("/customers")
    static let customer = APIPath("/customers/{}", Customer.ID.self)
    static let qualify = APIPath("/leads/{}/qualify", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        let id = [(name: "customer", text: "The customer_id of a customer.")]
        return [
            Route(
                .get, api: Self.list, scope: .customersRead, ViewLeads.self,
                Operation(
                    "listCustomers", in: "Customers", "The customers",
                    "Those that the member may see, the newest first unless the query says otherwise.",
                    query: Self.query), showList),
            Route(
                .post, api: Self.list, scope: .customersWrite, WorkLeads.self,
                Operation(
                    "addCustomer", in: "Customers", "Enter a customer",
                    "409 where another has its e-mail or tax number; with the latter it can be saved anyway.",
                    body: CustomerResource.body, bodyExample: CustomerResource.bodyExample, status: .created), add),
            Route(
                .get, api: Self.customer, scope: .customersRead, ViewLeads.self,
                Operation(
                    "showCustomer", in: "Customers", "One customer",
                    "Its contacts, and the leads that became it; with its version in the ETag.", captures: id,
                    problems: [.notFound]), show),
            Route(
                .put, api: Self.customer, scope: .customersWrite, WorkLeads.self,
                Operation(
                    "replaceCustomer", in: "Customers", "Replace what is known of a customer",
                    "What is left out is emptied, its contacts and who looks after it too.", captures: id,
                    body: CustomerResource.body, bodyExample: CustomerResource.bodyExample, replacesVersion: true,
                    problems: [.notFound, .conflict]), replace),
            Route(
                .delete, api: Self.customer, scope: .customersWrite, ManageLeads.self,
                Operation(
                    "deleteCustomer", in: "Customers", "Delete a customer",
                    "It leaves every list at once and can be taken back on its page for ten minutes. The leads that became it stay.",
                    captures: id, problems: [.notFound]), remove),
            Route(
                .post, api: Self.qualify, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "qualifyLead", in: "Leads", "Make a customer of a lead",
                    "Asked again it answers the same customer. 409 where a customer has its e-mail or tax number, unless the body says whether it is that one.",
                    captures: [(name: "lead", text: "The lead_id of a lead.")],
                    body: Schema(
                        .object([
                            Schema.Member(
                                "customer_id", Customer.ID.schema.saying("It joins this customer.").orNull,
                                isRequired: false),
                            Schema.Member(
                                "is_new", Schema(.boolean, "It is another company than those known."), isRequired: false
                            ),
                        ])), bodyExample: ["is_new": true], problems: [.notFound, .conflict]), qualifyLead),
        ]
    }

    private static let query: [Operation.Parameter] = {
        let sorts = CustomerFilter.Sort.allCases.map(\.rawValue)
        return [
            Operation.Parameter(
                "q",
                .text(
                    nil, pattern: LeadContactResource.prose,
                    "Part of a company, e-mail, tax number, phone or contact; the beginning below 3 characters.")
            ),
            Operation.Parameter(
                "assignee",
                .text(2...36, pattern: "^(me|nobody|[0-9a-f-]{36})$", "me, nobody, or the id of a member.")),
            Operation.Parameter(
                "segment", .text(nil, pattern: LeadContactResource.prose, "A kind of company, exactly.")),
            Operation.Parameter(
                "sort", Schema(.choice(sorts + sorts.map { "-" + $0 }), "The order; with - the other way round.")),
            Operation.Parameter("limit", .whole(1...100, "Customers on a page; 20 when left out.")),
            Operation.Parameter("cursor", .text(nil, "next or previous of an answer to the same filter.")),
        ]
    }()

    func showList(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<CustomersResource> {
        let query = try call.query()
        var filter = CustomerFilter(query)
        filter.cursor = nil
        let cursors = SignedCursors(
            about: "customers \(scope.organization.text) \(scope.person.text)?\(filter.words)", ring: services.ring)
        filter.size = query["limit"].flatMap { Int($0) } ?? CustomerFilter.standardSize
        if let text = query["cursor"] {
            guard let cursor = CustomerFilter.Cursor(programText: try cursors.read(text)),
                cursor.key?.fits(filter.sort) ?? false
            else { throw Refused(code: .cursor) }
            filter.cursor = cursor
        }
        let list = try await services.store.customers(filter, scope)
        func cursor(_ row: CustomerSummary?, isBackward: Bool) -> String? {
            row.flatMap { cursors.text($0.cursor(filter.sort, isBackward: isBackward).programText) }
        }
        return Answer(
            CustomersResource(
                items: list.rows.map(CustomerItem.init), total: list.total,
                previous: list.hasPrevious ? cursor(list.rows.first, isBackward: true) : nil,
                next: list.hasNext ? cursor(list.rows.last, isBackward: false) : nil))
    }

    func show(
        _ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: Customer.ID
    ) async throws -> Answer<CustomerResource> {
        guard let customer = try await services.store.customer(id, scope) else { throw NotVisible() }
        return Self.answer(customer)
    }

    func add(_ scope: Scope<WorkLeads>, _ call: ProgramCall) async throws -> Answer<CustomerResource> {
        let form = try LeadForm(program: try call.input(), version: 0)
        let id: Customer.ID = services.outside.newID()
        let store = services.store.keeping(id, scope) { call.kept(Self.answer($0, .created)) }
        try await naming(form) {
            try await store.addCustomer(
                form, as: id, contacts: form.contacts.map { _ in services.outside.newID() }, by: scope,
                at: services.outside.now())
        }
        guard let customer = try await services.store.customer(id, try scope.viewing) else { throw NotVisible() }
        return Self.answer(customer, .created)
    }

    func replace(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: Customer.ID
    ) async throws -> Answer<CustomerResource> {
        let version = try call.replacedVersion()
        let input = try call.input()
        guard let stored = try await services.store.customer(id, try scope.viewing) else { throw NotVisible() }
        let form = try LeadForm(program: input, version: version.replacing(stored.summary.version))
        try await naming(form) {
            try await services.store.changeCustomer(
                id, form, contacts: form.contacts.map { _ in services.outside.newID() }, by: scope,
                at: services.outside.now())
        }
        return try await show(try scope.viewing, call, id)
    }

    func remove(
        _ scope: Scope<ManageLeads>, _ call: ProgramCall, _ id: Customer.ID
    ) async throws -> Answer<DeletedResource> {
        try await services.store.deleteCustomer(id, by: scope, at: services.outside.now())
        return Answer(DeletedResource(id: id.text))
    }

    func qualifyLead(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: Lead.ID
    ) async throws -> Answer<QualifiedResource> {
        let input = try call.input()
        let customer = input["customer_id"].flatMap { Customer.ID(pathText: $0) }
        if input["customer_id"] != nil, customer == nil {
            throw FieldErrors("customer_id", Complaint("error.choice"))
        }
        let way: Qualifying = customer.map { .joining($0) } ?? (input["is_new"] == "true" ? .new : .unlessKnown)
        do {
            return Answer(QualifiedResource(qualified: try await services.qualify(id, way, by: scope)))
        } catch let known as KnownCustomers {
            throw DuplicateCustomers(known)
        }
    }

    private func naming(_ form: LeadForm, _ body: () async throws -> Void) async throws {
        do { try await body() } catch is CustomerEmailTaken {
            throw DuplicateCustomers(FieldErrors("email", Complaint("error.customer_email")))
        } catch let known as KnownCustomers {
            throw DuplicateCustomers(known)
        }
    }

    private static func answer(_ customer: CustomerRecord, _ status: Status = .ok) -> Answer<CustomerResource> {
        Answer(
            CustomerResource(customer: customer), status, version: customer.summary.version,
            location: status == .created ? Self.customer(customer.summary.id) : nil)
    }
}

/// A customer seems to be there already.
struct DuplicateCustomers: Error {
    let errors: FieldErrors
    let headers: Headers

    init(_ errors: FieldErrors) {
        self.errors = errors
        headers = [:]
    }

    /// One complaint for each; of one that the caller may not see it names the company alone.
    init(_ known: KnownCustomers) {
        var errors = FieldErrors.none
        for customer in known.customers {
            let words = customer.isVisible ? "\(customer.company), \(customer.id.text)" : customer.company
            errors.add(
                Complaint("error.customer_exists", ["customer": words]), to: customer.reason == .email ? "email" : "inn"
            )
        }
        self.errors = errors
        headers = known.customers.first(where: \.isVisible).map { ["location": CustomersAPI.customer($0.id)] } ?? [:]
    }
}

extension LeadForm {
    /// What a program says of a customer; throws the complaints under the names it used.
    fileprivate init(program input: Input, version: Int) throws(FieldErrors) {
        var form = input.leadForm
        form.set("version", "\(max(0, version))")
        do { try self.init(reading: form) } catch { throw error.ofLead }
    }
}

extension CustomerFilter {
    /// All of it but the page.
    fileprivate var words: String {
        var plain = self
        plain.size = Self.standardSize
        return plain.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}

extension LeadSortValue {
    fileprivate func fits(_ sort: CustomerFilter.Sort) -> Bool {
        switch (self, sort) {
        case (.text, .company), (.moment, .created): true
        default: false
        }
    }
}
