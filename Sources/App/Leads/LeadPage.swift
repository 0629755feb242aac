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

    struct Entry: Encodable {
        /// The second half of a key of the catalogue: `audit.` and this.
        let event: String
        /// nil when it was the program.
        let person: String?
        let at: Instant
        let changes: AuditChanges
        let isUndone, isUndoing: Bool
    }

    let head: LeadHead
    /// The number of the stage, as its form sends it.
    let stageID: String
    let stageSince: Instant
    let segment, inn, email, externalID: String?
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
    let history: [Entry]
    /// The same page with older entries; nil where there are none.
    let older: String?
    let stages, people: [FilterField.Choice]
    /// The customer it became; nil while it is a lead alone.
    let customer: String?
    /// Why it was refused; nil where it was not, or nobody has said.
    let refusal: ListWord?
    let similar: [Similar]
    let score: LeadScore
}

extension LeadPage {
    init(_ story: LeadStory, similar: [LeadDuplicate], _ scope: Scope<ViewLeads>, _ now: Instant) {
        let lead = story.lead, summary = story.lead.summary
        let named = Dictionary(story.named.map { ($0.person.text, $0.name) }) { first, _ in first }
        let path = Leads.lead(in: scope.organizationPublicID, summary.id)
        let home = ActivityHome(parent: .lead(summary.id), organization: scope.organizationPublicID)
        let head = LeadHead(lead, story.stages, at: .details, scope)
        self.init(
            head: head, stageID: "\(summary.stage)",
            stageSince: lead.stageSince, segment: summary.segment, inn: summary.inn, email: summary.email,
            externalID: lead.externalID, phones: summary.phones.map(LeadsPage.Phone.init),
            value: lead.value.map { Value(minor: $0.minor, currency: $0.currency.rawValue) }, notes: lead.notes,
            assignee: summary.assigneeName, isMine: summary.assignee == scope.person,
            contacts: lead.contacts.map(Contact.init),
            planned: story.planned.map { ActivityRow($0, at: .list, scope, now) }, activities: home.list,
            newActivity: WorkLeads.isHeld(by: scope.role) ? home.new : nil,
            history: story.history.map {
                Entry(
                    event: $0.entry.event.rawValue, person: $0.person, at: $0.entry.at,
                    changes: AuditChanges($0.entry, groups: [], statuses: [:]).naming(named), isUndone: $0.isUndone,
                    isUndoing: $0.entry.undoes != nil)
            },
            older: story.hasOlder ? story.history.last.map { "\(path)?before=\($0.entry.id)#history" } : nil,
            stages: story.stages.map { FilterField.Choice("\($0.id)", $0.word) },
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                + story.people.map { FilterField.Choice($0.person.text, .name($0.name)) },
            customer: summary.customer.map { Customers.customer(in: scope.organizationPublicID, $0) },
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
                rules: EditLeadRules.isHeld(by: scope.role) ? ScoreSettings.page(in: scope.organizationPublicID) : nil))
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
        LeadPage(
            head: .example(acts: acts, isNobodys: isPlain), stageID: "4", stageSince: .example(hours: -72),
            segment: isPlain ? nil : "Furniture", inn: isPlain ? nil : "32855961",
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
            planned: isPlain
                ? []
                : ActivityRecord.examples.prefix(2).flatMap { row in
                    Scope<ViewLeads>.example(.rep).map { [ActivityRow(row, at: .list, $0, .example)] } ?? []
                }, activities: "/o/a2b3c4d5e6/leads/1/activities",
            newActivity: acts ? "/o/a2b3c4d5e6/leads/1/activities/new" : nil,
            history: [
                Entry(
                    event: "lead.moved", person: "Олена <М>", at: .example(hours: -72),
                    changes: AuditChanges([
                        AuditChanges.Line(
                            place: nil, label: Complaint("audit_field.stage"), before: "New", after: "<x>",
                            beforeWords: Complaint("lead_stage.new"))
                    ]), isUndone: false, isUndoing: false),
                Entry(
                    event: "lead.created", person: nil, at: .example(hours: -400),
                    changes: AuditChanges(lines: [], more: 2), isUndone: isPlain, isUndoing: false),
            ], older: isPlain ? nil : "/o/a2b3c4d5e6/leads/1?before=12#history",
            stages: [FilterField.Choice("4", .text(Complaint("lead_stage.negotiation")))],
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                + (isPlain || isMine ? [] : [FilterField.Choice("x", .name("Олена"))]),
            customer: isMine ? "/o/a2b3c4d5e6/customers/1" : nil,
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
                    rules: acts ? "/o/a2b3c4d5e6/settings/lead-scores" : nil))
    }
}
