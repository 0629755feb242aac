import Forms
import Models
import Web

/// The pages around the activities of one lead or customer.
struct ActivityHome {
    let parent: ActivityParent
    let organization: PublicID

    /// All of its activities.
    var list: String {
        switch parent {
        case .lead(let id): ParentActivities.ofLead(in: organization, id)
        case .customer(let id): ParentActivities.ofCustomer(in: organization, id)
        }
    }

    /// The lead's or customer's own page.
    var page: String {
        switch parent {
        case .lead(let id): Leads.lead(in: organization, id)
        case .customer(let id): Customers.customer(in: organization, id)
        }
    }

    /// Where one is planned or logged; a POST there does it.
    var new: String {
        switch parent {
        case .lead(let id): ActivityForms.newOfLead(in: organization, id)
        case .customer(let id): ActivityForms.newOfCustomer(in: organization, id)
        }
    }

    /// The page that an act was begun on, by the word that its form carries.
    func back(_ word: String?) -> String {
        switch word.flatMap(ActivityBack.init(rawValue:)) {
        case .day: Activities.day(in: organization)
        case .soon: Activities.soon(in: organization)
        case .list, nil: list
        }
    }
}

/// On which page a row stands, so that its acts lead back there.
enum ActivityBack: String, Encodable {
    case day, soon, list
}
