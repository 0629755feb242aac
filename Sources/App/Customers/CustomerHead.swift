import Models
import Store
import Web

/// What stands above every page about one customer: `Resources/templates/customers/head.html`.
struct CustomerHead: Encodable, Sendable {
    /// A page about the customer.
    enum Place: String, CaseIterable {
        case details, activities
    }

    let list: String
    let company: String
    let createdAt: Instant
    let createdBy: String?
    /// nil for those who may not.
    let edit, delete: String?
    let tabs: [LeadHead.Tab]
}

extension CustomerHead {
    init(_ customer: CustomerRecord, at place: Place, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID, summary = customer.summary
        self.init(
            list: Customers.list(in: organization), company: summary.company, createdAt: summary.createdAt,
            createdBy: customer.createdBy,
            edit: WorkLeads.isHeld(by: scope.role) ? CustomerForms.edit(in: organization, summary.id) : nil,
            delete: ManageLeads.isHeld(by: scope.role) ? CustomerDeletion.delete(in: organization, summary.id) : nil,
            tabs: Place.allCases.map {
                LeadHead.Tab(
                    name: $0.rawValue, path: $0.path(in: organization, summary.id), isCurrent: $0 == place)
            })
    }

    /// `acts`: of somebody who may change it, else of a reader.
    static func example(acts: Bool, at place: Place = .details) -> CustomerHead {
        let path = "/o/a2b3c4d5e6/customers/1"
        return CustomerHead(
            list: "/o/a2b3c4d5e6/customers", company: "Меблі <Карпат>", createdAt: .example(hours: -20),
            createdBy: acts ? "Ірина <Бондар>" : nil, edit: acts ? path + "/edit" : nil,
            delete: acts ? path + "/delete" : nil,
            tabs: Place.allCases.map { LeadHead.Tab(name: $0.rawValue, path: path, isCurrent: $0 == place) })
    }
}

extension CustomerHead.Place {
    fileprivate func path(in organization: PublicID, _ id: Customer.ID) -> String {
        switch self {
        case .details: Customers.customer(in: organization, id)
        case .activities: ParentActivities.ofCustomer(in: organization, id)
        }
    }
}
