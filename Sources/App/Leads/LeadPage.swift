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

    struct Entry: Encodable {
        /// The second half of a key of the catalogue: `audit.` and this.
        let event: String
        /// nil when it was the program.
        let person: String?
        let at: Instant
        let changes: AuditChanges
        let isUndone, isUndoing: Bool
    }

    /// What the reader may do; nil where they may not.
    struct Acts: Encodable {
        let edit, delete, assignee, stage: String?
    }

    let list: String
    let company: String
    let stage: LeadsPage.Stage?
    /// The number of the stage, as its form sends it.
    let stageID: String
    let stageSince: Instant
    let segment, inn, email, externalID: String?
    let phones: [LeadsPage.Phone]
    let value: Value?
    let notes: String
    /// The second half of a key of the catalogue: `lead_source.` and this.
    let source: String
    let createdAt: Instant
    let createdBy: String?
    let assignee: String?
    let assigneeID: String
    let contacts: [Contact]
    let history: [Entry]
    let acts: Acts
    /// Who the reader is, and whether the lead is theirs.
    let me: String
    let isMine: Bool
    let stages, people: [FilterField.Choice]
    let version: String
}

extension LeadPage {
    init(
        _ lead: LeadRecord, stages: [LeadStage], people: [MemberName], history: [Activity], named: [String: String],
        _ scope: Scope<ViewLeads>
    ) {
        let organization = scope.organizationPublicID, summary = lead.summary, id = lead.summary.id
        let works = WorkLeads.isHeld(by: scope.role)
        let isMine = summary.assignee == scope.person
        let stage = stages.first { $0.id == summary.stage }
        self.init(
            list: Leads.list(in: organization), company: summary.company,
            stage: stage.map { LeadsPage.Stage(word: $0.word, color: $0.color.rawValue) }, stageID: "\(summary.stage)",
            stageSince: lead.stageSince, segment: summary.segment, inn: summary.inn, email: summary.email,
            externalID: lead.externalID, phones: summary.phones.map(LeadsPage.Phone.init),
            value: lead.value.map { Value(minor: $0.minor, currency: $0.currency.rawValue) }, notes: lead.notes,
            source: lead.source.rawValue, createdAt: summary.createdAt, createdBy: lead.createdBy,
            assignee: summary.assigneeName, assigneeID: summary.assignee?.text ?? "",
            contacts: lead.contacts.map {
                Contact(
                    name: $0.name, position: $0.position, email: $0.email, phone: $0.phone.map(LeadsPage.Phone.init),
                    isPrimary: $0.isPrimary)
            },
            history: history.map {
                Entry(
                    event: $0.entry.event.rawValue, person: $0.person, at: $0.entry.at,
                    changes: AuditChanges($0.entry, groups: [], statuses: [:]).naming(named), isUndone: $0.isUndone,
                    isUndoing: $0.entry.undoes != nil)
            },
            acts: Acts(
                edit: works ? LeadForms.edit(in: organization, id) : nil,
                delete: works && (isMine || ManageLeads.isHeld(by: scope.role))
                    ? LeadActs.delete(in: organization, id) : nil,
                assignee: works ? LeadActs.assignee(in: organization, id) : nil,
                stage: works ? LeadActs.stage(in: organization, id) : nil),
            me: scope.person.text, isMine: isMine,
            stages: stages.map { FilterField.Choice("\($0.id)", $0.word) },
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                + people.map { FilterField.Choice($0.person.text, .name($0.name)) },
            version: "\(summary.version)")
    }
}

extension LeadPage {
    static let examples = [
        example(Acts(edit: path + "/edit", delete: path + "/delete", assignee: path + "/assignee", stage: path + "/stage")),
        example(Acts(edit: nil, delete: nil, assignee: nil, stage: nil), isPlain: true),
        example(Acts(edit: path + "/edit", delete: nil, assignee: path + "/assignee", stage: path + "/stage"), isPlain: true),
    ]

    private static let path = "/o/a2b3c4d5e6/leads/1"

    private static func example(_ acts: Acts, isPlain: Bool = false) -> LeadPage {
        LeadPage(
            list: "/o/a2b3c4d5e6/leads", company: "Меблі <Карпат>",
            stage: LeadsPage.Stage(word: .text(Complaint("lead_stage.negotiation")), color: "c8"), stageID: "4",
            stageSince: .example(hours: -72), segment: isPlain ? nil : "Furniture", inn: isPlain ? nil : "32855961",
            email: isPlain ? nil : "zakupivli@meblikarpat.ua", externalID: isPlain ? nil : "form-20261113-0041",
            phones: isPlain ? [] : [LeadsPage.Phone("+380 67 310 44 12"), LeadsPage.Phone("0342 50 18 70")],
            value: isPlain ? nil : Value(minor: 124_000_000, currency: "UAH"), notes: isPlain ? "" : "40 <shelves>",
            source: "manual", createdAt: .example(hours: -400), createdBy: isPlain ? nil : "Ірина <Бондар>",
            assignee: isPlain ? nil : "Олена Марченко", assigneeID: isPlain ? "" : "x",
            contacts: isPlain
                ? []
                : [
                    Contact(
                        name: "Світлана <Гук>", position: "Head of purchasing", email: "s.huk@meblikarpat.ua",
                        phone: LeadsPage.Phone("+380 67 310 44 12"), isPrimary: true),
                    Contact(name: "Андрій", position: nil, email: nil, phone: nil, isPrimary: false),
                ],
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
                    changes: AuditChanges(lines: [], more: 0), isUndone: isPlain, isUndoing: false),
            ], acts: acts, me: "me", isMine: false,
            stages: [FilterField.Choice("4", .text(Complaint("lead_stage.negotiation")))],
            people: [FilterField.Choice("", .text(Complaint("leads.nobody")))] + (isPlain ? [] : [FilterField.Choice("x", .name("Олена"))]),
            version: "3")
    }
}
