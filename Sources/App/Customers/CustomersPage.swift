import Forms
import Models
import Store
import Web

/// `Resources/templates/customers/list.html`: companies that buy.
struct CustomersPage: Page {
    static let template = "customers/list.html"
    static let place = NavigationItem.customers

    struct Row: Encodable {
        let path: String
        let company: String
        let segment, inn, email: String?
        /// The primary one.
        let phone: LeadsPage.Phone?
        let contacts: Int
        let assignee: String?
        let createdAt: Instant
    }

    let list: ListFrame
    let rows: [Row]
    /// The reader sees their own customers and nobody's, no others.
    let isOwn: Bool
    /// Where customers come from, and where one is entered; nil for those who only read.
    let leads: String
    let new: String?
}

extension CustomersPage {
    init(_ list: CustomerList, _ frame: ListFrame, _ filter: CustomerFilter, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID
        self.init(
            list: frame,
            rows: list.rows.map { row in
                Row(
                    path: Customers.customer(in: organization, row.id), company: row.company, segment: row.segment,
                    inn: row.inn, email: row.email, phone: row.phones.first.map(LeadsPage.Phone.init),
                    contacts: row.contactCount, assignee: row.assigneeName, createdAt: row.createdAt)
            },
            isOwn: !scope.seesEveryLead, leads: Leads.list(in: organization),
            new: WorkLeads.isHeld(by: scope.role) ? CustomerForms.new(in: organization) : nil)
    }
}

extension ListFrame {
    /// What stands around the customers of an organization.
    init(_ list: CustomerList, _ filter: CustomerFilter, _ query: ListQuery, _ path: String) {
        let address = ListAddress(path, filter.query)
        let complaints = query.complaints + LeadFilter.shortTerm(filter.term)
        self.init(
            address,
            fields: [
                .search("q", Complaint("leads.search"), value: filter.term ?? ""),
                .assignee(filter.assignee, list.people), .segment(filter.segment, list.segments),
            ], complaints: complaints,
            total: list.total.map { Complaint("customers.total", ["n": "\($0)"]) }
                ?? Complaint("list.over", ["n": "\(ListQuery.mostCounted)"]),
            size: filter.size,
            previous: list.hasPrevious ? list.rows.first?.cursor(filter.sort, isBackward: true).text : nil,
            next: list.hasNext ? list.rows.last?.cursor(filter.sort, isBackward: false).text : nil,
            sorts: Dictionary(
                uniqueKeysWithValues: CustomerFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: filter.order, standard: .created))
                }))
    }
}

extension CustomersPage {
    static let examples = [
        CustomersPage(
            list: frame([], next: "i1795095600000000.x"), rows: Row.examples, isOwn: true, leads: leads,
            new: "/o/a2b3c4d5e6/customers/new"),
        CustomersPage(list: frame([("q", "<x>")], next: nil), rows: [], isOwn: false, leads: leads, new: nil),
        CustomersPage(list: frame([], next: nil), rows: [], isOwn: false, leads: leads, new: nil),
    ]

    private static let leads = "/o/a2b3c4d5e6/leads"

    private static func frame(_ pairs: [(String, String)], next: String?) -> ListFrame {
        let address = ListAddress("/o/a2b3c4d5e6/customers", pairs)
        return ListFrame(
            address, fields: [.search("q", Complaint("leads.search"), value: pairs.first?.1 ?? "")],
            total: Complaint("customers.total", ["n": "207"]), size: 20, previous: nil, next: next,
            sorts: Dictionary(
                uniqueKeysWithValues: CustomerFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: ListSort(.created), standard: .created))
                }))
    }
}

extension CustomersPage.Row {
    static let examples = [
        CustomersPage.Row(
            path: "/o/a2b3c4d5e6/customers/1", company: "ТОВ «Львівська ліжкова мануфактура» <b>", segment: "Furniture",
            inn: "32855961", email: "zakupivli@meblikarpat.ua", phone: LeadsPage.Phone("+380 67 310 44 12"),
            contacts: 3, assignee: "Олена Марченко", createdAt: .example(hours: -20)),
        CustomersPage.Row(
            path: "/o/a2b3c4d5e6/customers/2", company: "Hotel Dnister", segment: nil, inn: nil, email: nil, phone: nil,
            contacts: 0, assignee: nil, createdAt: .example(hours: -400)),
    ]
}
