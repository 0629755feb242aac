import Models
import Store
import Web

/// The list that a lead was opened from, and the ways to the leads beside it there.
struct LeadOrigin {
    let list: String
    /// The lead's own page within the list.
    let page: ListAddress
    let previous, next: String?
}

extension LeadOrigin {
    init(_ filter: LeadFilter, _ beside: LeadNeighbours, of lead: Lead.ID, in organization: PublicID) {
        func page(_ id: Lead.ID) -> ListAddress { Self.page(id, from: filter, in: organization) }
        self.init(
            list: ListAddress(Leads.list(in: organization), filter.query).text, page: page(lead),
            previous: beside.previous.map { page($0).text }, next: beside.next.map { page($0).text })
    }

    /// The page of a lead that knows the list it was opened from; the plain list goes without saying.
    static func page(_ lead: Lead.ID, from filter: LeadFilter, in organization: PublicID) -> ListAddress {
        let query = ListAddress("", filter.query).query
        let address = ListAddress(Leads.lead(in: organization, lead))
        return query.isEmpty ? address : address.with("list", query)
    }
}
