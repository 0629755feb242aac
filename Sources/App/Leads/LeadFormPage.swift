import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/form.html`: a new lead, or what is known of one.
struct LeadFormPage: Page {
    static let template = "leads/form.html"
    static let place = NavigationItem.leads

    struct Duplicate: Encodable {
        let company: String
        /// nil: nobody works on it.
        let assignee: String?
        /// nil where the reader may not open it.
        let path: String?
        /// The second half of a key of the catalogue: `lead_duplicate.` and this.
        let reason: String
        /// Where what was typed is added to it instead; nil where the reader may not, and where it is no new lead.
        let join: String?
    }

    /// nil: a new one.
    let company: String?
    let action: String
    let list: String
    let cancel: String
    let fields: CompanyFields
    let project, stage, value, currency: FormField
    let stages: [FilterField.Choice]
    /// What it may concern, and nothing in particular; empty where there is no project.
    let projects: [FilterField.Choice]
    let currencies = LeadValue.Currency.allCases.map(\.rawValue)
    let duplicates: [Duplicate]
    /// It can be saved in spite of what was found: a duplicate that is none, a number whose check digit is wrong.
    let canConfirm: Bool
}

extension LeadFormPage {
    init(
        _ lead: LeadRecord?, stages: [LeadStage], people: [MemberName], projects: [ProjectLink], segments: [String],
        _ input: Input, _ errors: FieldErrors, _ duplicates: DuplicateLeads?, _ scope: Scope<WorkLeads>
    ) {
        let organization = scope.organizationPublicID
        let list = Leads.list(in: organization)
        self.init(
            company: lead?.summary.company,
            action: lead.map { LeadForms.edit(in: organization, $0.summary.id) } ?? LeadForms.new(in: organization),
            list: list, cancel: lead.map { Leads.lead(in: organization, $0.summary.id) } ?? list,
            stages: stages.map { FilterField.Choice("\($0.id)", $0.word) },
            projects: projects.map { FilterField.Choice($0.publicID.rawValue, .name($0.name)) },
            assignees: lead != nil ? [] : FilterField.Choice.assignees(people, scope), segments: segments,
            duplicates: (duplicates?.leads ?? []).map { found in
                Duplicate(
                    company: found.company, assignee: found.assignee,
                    path: found.isVisible ? Leads.lead(in: organization, found.id) : nil, reason: found.reason.rawValue,
                    join: found.isVisible && lead == nil ? LeadJoins.join(in: organization, found.id) : nil)
            }, input, errors, canConfirm: duplicates?.canBeConfirmed ?? false)
    }

    fileprivate init(
        company: String?, action: String, list: String, cancel: String, stages: [FilterField.Choice],
        projects: [FilterField.Choice], assignees: [FilterField.Choice], segments: [String], duplicates: [Duplicate],
        _ input: Input,
        _ errors: FieldErrors, canConfirm: Bool
    ) {
        func field(_ name: String) -> FormField { FormField(name, input, errors) }
        let fields = CompanyFields(input, errors, assignees: assignees, segments: segments)
        self.init(
            company: company, action: action, list: list, cancel: cancel, fields: fields, project: field("project"),
            stage: field("stage"), value: field("value"), currency: field("currency"), stages: stages,
            projects: projects.isEmpty
                ? [] : [FilterField.Choice("", .text(Complaint("leads.no_project")))] + projects,
            duplicates: duplicates,
            canConfirm: canConfirm || fields.isDoubted)
    }
}

extension LeadFormPage {
    static let examples = [
        example(nil, Input(["version": "0"])),
        example(
            nil,
            Input([
                "company": "", "email": "x", "inn": "14360571", "contact.0.name": "Світлана <Гук>", "primary": "0",
                "contact.2.email": "andriy@", "version": "0",
            ]),
            FieldErrors([
                ("company", Complaint("error.required")), ("email", Complaint("error.email")),
                ("contact.2.email", Complaint("error.email")),
            ])),
        example(
            "Меблі <b>", Input(["company": "Меблі", "inn": "32855961", "value": "12500.50", "version": "3"]),
            duplicates: [
                Duplicate(company: "Меблі <Карпат>", assignee: "Ірина", path: nil, reason: "inn", join: nil),
                Duplicate(
                    company: "Dnister", assignee: nil, path: "/o/a2b3c4d5e6/leads/1", reason: "phone",
                    join: "/o/a2b3c4d5e6/leads/1/join"),
            ]),
    ]

    private static func example(
        _ company: String?, _ input: Input, _ errors: FieldErrors = .none, duplicates: [Duplicate] = []
    ) -> LeadFormPage {
        LeadFormPage(
            company: company, action: "/o/a2b3c4d5e6/leads/new", list: "/o/a2b3c4d5e6/leads",
            cancel: "/o/a2b3c4d5e6/leads",
            stages: company == nil ? [FilterField.Choice("1", .text(Complaint("lead_stage.new")))] : [],
            projects: company == nil ? [] : [FilterField.Choice("a2b3c4d5e6", .name("Kyiv <shop>"))],
            assignees: company == nil ? [FilterField.Choice("", .text(Complaint("leads.nobody")))] : [],
            segments: ["Furniture", "<Hotels>"], duplicates: duplicates, input, errors,
            canConfirm: !duplicates.isEmpty)
    }
}
