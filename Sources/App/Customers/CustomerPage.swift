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

    let head: CustomerHead
    let segment, inn, email: String?
    let phones: [LeadsPage.Phone]
    let notes: String
    let assignee: String?
    let contacts: [LeadPage.Contact]
    /// The leads that became it, as far as the reader may open them.
    let sources: [Source]
    /// What is to be done next; the page of all activities, and where one is planned, nil for those who only read.
    let planned: [ActivityRow]
    let activities: String
    let newActivity: String?
    let history: StoryPart
    let files: FilesPart
}

extension CustomerPage {
    init(
        _ story: CustomerStory, _ query: StoryQuery, _ scope: Scope<ViewLeads>, _ now: Instant,
        refusingFile errors: FieldErrors = .none
    ) {
        let customer = story.customer, organization = scope.organizationPublicID, summary = story.customer.summary
        let home = ActivityHome(parent: .customer(summary.id), organization: organization)
        self.init(
            head: CustomerHead(customer, at: .details, scope), segment: summary.segment, inn: summary.inn,
            email: summary.email, phones: summary.phones.map(LeadsPage.Phone.init), notes: customer.notes,
            assignee: summary.assigneeName, contacts: customer.contacts.map(LeadPage.Contact.init),
            sources: customer.sources.map { Source(company: $0.company, path: Leads.lead(in: organization, $0.id)) },
            planned: story.planned.map { ActivityRow($0, at: .list, scope, now) }, activities: home.list,
            newActivity: WorkLeads.isHeld(by: scope.role) ? home.new : nil,
            history: StoryPart(story.story, query, at: ListAddress(home.page), scope, now),
            files: FilesPart(story.files, of: .customer(summary.id), scope, errors))
    }
}

extension CustomerPage {
    static let examples = [
        CustomerPage(
            head: .example(acts: true), segment: "Furniture", inn: "32855961", email: "zakupivli@meblikarpat.ua",
            phones: [LeadsPage.Phone("+380 67 310 44 12"), LeadsPage.Phone("0342 50 18 70")],
            notes: "40 <shelves> on three floors.", assignee: "Олена Марченко",
            contacts: [
                LeadPage.Contact(
                    name: "Світлана <Гук>", position: "Head of purchasing", email: "s.huk@meblikarpat.ua",
                    phone: LeadsPage.Phone("+380 67 310 44 12"), isPrimary: true)
            ], sources: [Source(company: "Карпат <меблі>", path: "/o/a2b3c4d5e6/leads/1")],
            planned: ActivityRow.examples, activities: "/o/a2b3c4d5e6/customers/1/activities",
            newActivity: "/o/a2b3c4d5e6/customers/1/activities/new", history: .example(isUndone: true, hasOlder: true),
            files: .example(acts: true, isPlain: false)),
        CustomerPage(
            head: .example(acts: false), segment: nil, inn: nil, email: nil, phones: [], notes: "", assignee: nil,
            contacts: [], sources: [], planned: [], activities: "/o/a2b3c4d5e6/customers/1/activities",
            newActivity: nil, history: .example(isUndone: false, hasOlder: false),
            files: .example(acts: false, isPlain: true)),
    ]
}
