import Forms
import Models
import Store
import Web

/// `Resources/templates/customers/customer.html`: one customer, its contacts and where it comes from.
struct CustomerPage: Page {
    static let template = "customers/customer.html"
    static let place = NavigationItem.customers

    struct Source: Encodable {
        let company: String
        let path: String
    }

    let list: String
    let company: String
    let segment, inn, email: String?
    let phones: [LeadsPage.Phone]
    let notes: String
    let assignee, createdBy: String?
    let createdAt: Instant
    let contacts: [LeadPage.Contact]
    /// The leads that became it, as far as the reader may open them.
    let sources: [Source]
    /// nil for those who may not.
    let edit: String?
}

extension CustomerPage {
    init(_ customer: CustomerRecord, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID, summary = customer.summary
        self.init(
            list: Customers.list(in: organization), company: summary.company, segment: summary.segment,
            inn: summary.inn, email: summary.email, phones: summary.phones.map(LeadsPage.Phone.init),
            notes: customer.notes, assignee: summary.assigneeName, createdBy: customer.createdBy,
            createdAt: summary.createdAt, contacts: customer.contacts.map(LeadPage.Contact.init),
            sources: customer.sources.map { Source(company: $0.company, path: Leads.lead(in: organization, $0.id)) },
            edit: WorkLeads.isHeld(by: scope.role) ? Customers.edit(in: organization, summary.id) : nil)
    }
}

extension CustomerPage {
    static let examples = [
        CustomerPage(
            list: "/o/a2b3c4d5e6/customers", company: "Меблі <Карпат>", segment: "Furniture", inn: "32855961",
            email: "zakupivli@meblikarpat.ua",
            phones: [LeadsPage.Phone("+380 67 310 44 12"), LeadsPage.Phone("0342 50 18 70")],
            notes: "40 <shelves> on three floors.", assignee: "Олена Марченко", createdBy: "Ірина <Бондар>",
            createdAt: .example(hours: -20),
            contacts: [
                LeadPage.Contact(
                    name: "Світлана <Гук>", position: "Head of purchasing", email: "s.huk@meblikarpat.ua",
                    phone: LeadsPage.Phone("+380 67 310 44 12"), isPrimary: true)
            ], sources: [Source(company: "Карпат <меблі>", path: "/o/a2b3c4d5e6/leads/1")],
            edit: "/o/a2b3c4d5e6/customers/1/edit"),
        CustomerPage(
            list: "/o/a2b3c4d5e6/customers", company: "Dnister", segment: nil, inn: nil, email: nil, phones: [],
            notes: "", assignee: nil, createdBy: nil, createdAt: .example(hours: -20), contacts: [], sources: [],
            edit: nil),
    ]
}
