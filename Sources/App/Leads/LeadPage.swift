import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/lead.html`: one lead, its contacts and what happened to it.
struct LeadPage: Page {
    static let template = "leads/lead.html"
    static let place = NavigationItem.leads

    struct Contact: Encodable {
        let name: String
        let position, email: String?
        let phone: LeadsPage.Phone?
        let isPrimary: Bool
    }

    struct Value: Encodable {
        let minor: Int
        let currency: String
    }

    /// Another lead that seems to be the same company.
    struct Similar: Encodable {
        let company: String
        /// nil: nobody works on it.
        let assignee: String?
        /// nil where the reader may not open it.
        let path: String?
        /// The second half of a key of the catalogue: `lead_duplicate.` and this.
        let reason: String
        /// Makes one of the two; nil for those who may not.
        let merge: String?
    }

    let head: LeadHead
    /// The list that it was opened from, and the leads beside it there.
    let list: String
    let previous, next: String?
    /// The number of the stage, as its form sends it.
    let stageID: String
    let stageSince: Instant
    let segment, project, inn, email, externalID: String?
    let phones: [LeadsPage.Phone]
    let value: Value?
    let notes: String
    let assignee: String?
    let isMine: Bool
    let contacts: [Contact]
    /// What is to be done next; the page of all activities, and where one is planned, nil for those who only read.
    let planned: [ActivityRow]
    let activities: String
    let newActivity: String?
    let history: StoryPart
    let stages, people: [FilterField.Choice]
    /// The customer it became; nil while it is a lead alone.
    let customer: String?
    /// It became one that was deleted since.
    let isCustomerDeleted: Bool
    /// Why it was refused; nil where it was not, or nobody has said.
    let refusal: ListWord?
    let similar: [Similar]
    let score: LeadScore
    let files: FilesPart
}

extension LeadPage {
    init(
        _ story: LeadStory, _ query: StoryQuery, similar: [LeadDuplicate], _ origin: LeadOrigin,
        _ scope: Scope<ViewLeads>, _ now: Instant, refusingFile errors: FieldErrors = .none
    ) {
        let lead = story.lead, summary = story.lead.summary
        let home = ActivityHome(parent: .lead(summary.id), organization: scope.organizationPublicID)
        let head = LeadHead(lead, story.stages, at: .details, scope)
        self.init(
            head: head, list: origin.list, previous: origin.previous, next: origin.next,
            stageID: "\(summary.stage)",
            stageSince: lead.stageSince, segment: summary.segment, project: summary.project?.name, inn: summary.inn,
            email: summary.email,
            externalID: lead.externalID, phones: summary.phones.map(LeadsPage.Phone.init),
            value: lead.value.map { Value(minor: $0.minor, currency: $0.currency.rawValue) }, notes: lead.notes,
            assignee: summary.assigneeName, isMine: summary.assignee == scope.person,
            contacts: lead.contacts.map(Contact.init),
            planned: story.planned.map { ActivityRow($0, at: .list, scope, now) }, activities: home.list,
            newActivity: WorkLeads.isHeld(by: scope.role) ? home.new : nil,
            history: StoryPart(story.story, query, at: origin.page, scope, now),
            stages: story.stages.map { FilterField.Choice("\($0.id)", $0.word) },
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                + story.people.map { FilterField.Choice($0.person.text, .name($0.name)) },
            customer: lead.customer.map { Customers.customer(in: scope.organizationPublicID, $0) },
            isCustomerDeleted: lead.isCustomerDeleted,
            refusal: lead.refusal.map(RefusalReason.word),
            similar: similar.map { found in
                Similar(
                    company: found.company, assignee: found.assignee,
                    path: found.isVisible ? Leads.lead(in: scope.organizationPublicID, found.id) : nil,
                    reason: found.reason.rawValue,
                    // Whoever may delete both; of the other one the page of the question knows.
                    merge: head.acts.delete != nil && found.isVisible
                        ? LeadMerges.merge(in: scope.organizationPublicID, summary.id) + "?with=\(found.id.text)" : nil)
            },
            score: LeadScore(
                story.reasons, listed: summary.score,
                rules: EditLeadRules.isHeld(by: scope.role) ? ScoreSettings.page(in: scope.organizationPublicID) : nil),
            files: FilesPart(story.files, of: .lead(summary.id), scope, errors))
    }
}

extension LeadPage.Contact {
    init(_ contact: LeadContact) {
        self.init(
            name: contact.name, position: contact.position, email: contact.email,
            phone: contact.phone.map(LeadsPage.Phone.init), isPrimary: contact.isPrimary)
    }
}

extension LeadPage {
    static let examples = [
        example(acts: true), example(acts: false, isPlain: true), example(acts: true, isPlain: true),
        example(acts: true, isMine: true),
    ]

    private static func example(acts: Bool, isPlain: Bool = false, isMine: Bool = false) -> LeadPage {
        let list = "/o/a2b3c4d5e6/leads"
        return LeadPage(
            head: .example(acts: acts, isNobodys: isPlain), list: list,
            previous: isPlain ? nil : list + "/3?list=q%3Dx",
            next: isMine ? nil : list + "/2?list=q%3Dx", stageID: "4", stageSince: .example(hours: -72),
            segment: isPlain ? nil : "Furniture", project: isPlain ? nil : "Kyiv <shop>",
            inn: isPlain ? nil : "32855961",
            email: isPlain ? nil : "zakupivli@meblikarpat.ua", externalID: isPlain ? nil : "form-20261113-0041",
            phones: isPlain ? [] : [LeadsPage.Phone("+380 67 310 44 12"), LeadsPage.Phone("0342 50 18 70")],
            value: isPlain ? nil : Value(minor: 124_000_000, currency: "UAH"),
            notes: isPlain ? "" : "40 <shelves> on three floors.",
            assignee: isPlain ? nil : "Олена Марченко", isMine: isMine,
            contacts: isPlain
                ? []
                : [
                    Contact(
                        name: "Світлана <Гук>", position: "Head of purchasing", email: "s.huk@meblikarpat.ua",
                        phone: LeadsPage.Phone("+380 67 310 44 12"), isPrimary: true),
                    Contact(name: "Андрій", position: nil, email: nil, phone: nil, isPrimary: false),
                ],
            planned: isPlain ? [] : ActivityRow.examples, activities: "/o/a2b3c4d5e6/leads/1/activities",
            newActivity: acts ? "/o/a2b3c4d5e6/leads/1/activities/new" : nil,
            history: .example(isUndone: isPlain, hasOlder: !isPlain),
            stages: [FilterField.Choice("4", .text(Complaint("lead_stage.negotiation")))],
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                + (isPlain || isMine ? [] : [FilterField.Choice("x", .name("Олена"))]),
            customer: isMine ? "/o/a2b3c4d5e6/customers/1" : nil, isCustomerDeleted: !isMine && !isPlain && acts,
            refusal: isPlain ? .name("<Bankrupt>") : nil,
            similar: isPlain
                ? []
                : [
                    Similar(
                        company: "Меблі Карпат <ТОВ>", assignee: "Ірина", path: "/o/a2b3c4d5e6/leads/2", reason: "name",
                        merge: "/o/a2b3c4d5e6/leads/1/merge?with=2"),
                    Similar(company: "Karpat", assignee: nil, path: nil, reason: "phone", merge: nil),
                ],
            score: isPlain
                ? LeadScore([], listed: 0, rules: nil)
                : LeadScore(
                    ScoreRules.standard.rules + [ScoreRule(.segment("<Hotel>"), 20)], listed: isMine ? 100 : 86,
                    rules: acts ? "/o/a2b3c4d5e6/settings/lead-scores" : nil),
            files: .example(acts: acts, isPlain: isPlain))
    }
}
