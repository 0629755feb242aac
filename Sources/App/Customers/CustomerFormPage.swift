import Forms
import Models
import Store
import Web

/// `Resources/templates/customers/form.html`: what is known of a customer.
struct CustomerFormPage: Page {
    static let template = "customers/form.html"
    static let place = NavigationItem.customers

    /// nil for a new one.
    let company: String?
    let action: String
    let list: String
    let cancel: String
    let fields: CompanyFields
}

extension CustomerFormPage {
    init(
        _ customer: CustomerRecord?, people: [MemberName], segments: [String], _ input: Input, _ errors: FieldErrors,
        _ scope: Scope<WorkLeads>
    ) {
        let organization = scope.organizationPublicID, id = customer?.summary.id
        let list = Customers.list(in: organization)
        self.init(
            company: customer?.summary.company,
            action: id.map { CustomerForms.edit(in: organization, $0) } ?? CustomerForms.new(in: organization),
            list: list, cancel: id.map { Customers.customer(in: organization, $0) } ?? list,
            fields: CompanyFields(
                input, errors, assignees: FilterField.Choice.assignees(people, scope), segments: segments))
    }

    static let examples = [
        example(Input(["company": "Меблі <b>", "inn": "32855961", "contact.0.name": "Світлана", "version": "3"])),
        example(
            Input(["company": "", "inn": "14360571", "contact.2.email": "andriy@", "version": "0"]),
            FieldErrors([("company", Complaint("error.required")), ("contact.2.email", Complaint("error.email"))])),
        example(
            Input(["company": "Dnister", "inn": "14360571", "version": "0"]),
            FieldErrors("inn", Complaint("error.tax_number"))),
        example(
            Input(["company": "Dnister", "inn": "32855961", "version": "0"]),
            FieldErrors("inn", Complaint("error.customer_inn", ["company": "<Dnister> Ltd"])), isNew: true),
    ]

    private static func example(
        _ input: Input, _ errors: FieldErrors = .none, isNew: Bool = false
    ) -> CustomerFormPage {
        CustomerFormPage(
            company: isNew ? nil : "Меблі <Карпат>", action: "/o/a2b3c4d5e6/customers/1/edit",
            list: "/o/a2b3c4d5e6/customers",
            cancel: "/o/a2b3c4d5e6/customers/1",
            fields: CompanyFields(
                input, errors, assignees: [FilterField.Choice("", .text(Complaint("leads.nobody")))],
                segments: ["Furniture", "<Hotels>"]))
    }
}
