import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/form.html`: a new lead, or what is known of one.
struct LeadFormPage: Page {
    static let template = "leads/form.html"
    static let place = NavigationItem.leads

    struct Contact: Encodable {
        let id: String?
        let idName: String
        let name, position, phone, email: FormField
        /// The row's number, by which it is primary.
        let number: String
        let isPrimary: Bool
        /// Value of the button that removes the row.
        let remove: String
    }

    struct Duplicate: Encodable {
        let company: String
        /// nil: nobody works on it.
        let assignee: String?
        /// nil where the reader may not open it.
        let path: String?
        /// The second half of a key of the catalogue: `lead_duplicate.` and this.
        let reason: String
    }

    /// nil: a new one.
    let company: String?
    let action: String
    let list: String
    let cancel: String
    let name, email, phones, inn, segment, stage, assignee, value, currency, notes: FormField
    let stages, assignees: [FilterField.Choice]
    let segments: [String]
    let currencies = LeadValue.Currency.allCases.map(\.rawValue)
    let contacts: [Contact]
    let hasRoom: Bool
    let duplicates: [Duplicate]
    /// It can be saved in spite of what was found: a duplicate that is none, a number whose check digit is wrong.
    let canConfirm: Bool
    let version: String
    let errors: FormErrors
}

extension LeadFormPage {
    init(
        _ lead: LeadRecord?, stages: [LeadStage], people: [MemberName], segments: [String], _ input: Input,
        _ errors: FieldErrors, _ duplicates: DuplicateLeads?, _ scope: Scope<WorkLeads>
    ) {
        let organization = scope.organizationPublicID
        let list = Leads.list(in: organization)
        let others = people.map { FilterField.Choice($0.person.text, .name($0.name)) }
        self.init(
            company: lead?.summary.company,
            action: lead.map { LeadForms.edit(in: organization, $0.summary.id) } ?? LeadForms.new(in: organization),
            list: list, cancel: lead.map { Leads.lead(in: organization, $0.summary.id) } ?? list,
            stages: stages.map { FilterField.Choice("\($0.id)", $0.word) },
            assignees: lead != nil
                ? []
                : [FilterField.Choice("", .text(Complaint("leads.nobody")))]
                    + (others.isEmpty ? [FilterField.Choice(scope.person.text, .text(Complaint("leads.me")))] : others),
            segments: segments,
            duplicates: (duplicates?.leads ?? []).map { found in
                Duplicate(
                    company: found.company, assignee: found.assignee,
                    path: found.isVisible ? Leads.lead(in: organization, found.id) : nil, reason: found.reason.rawValue)
            }, input, errors, canConfirm: duplicates?.canBeConfirmed ?? false)
    }

    fileprivate init(
        company: String?, action: String, list: String, cancel: String, stages: [FilterField.Choice],
        assignees: [FilterField.Choice], segments: [String], duplicates: [Duplicate], _ input: Input,
        _ errors: FieldErrors, canConfirm: Bool
    ) {
        func field(_ name: String) -> FormField { FormField(name, input, errors) }
        let rows = LeadForm.rows(of: input)
        let onlyDoubt = errors.entries.allSatisfy { $0.complaint.key == "error.tax_number" }
        self.init(
            company: company, action: action, list: list, cancel: cancel, name: field("company"), email: field("email"),
            phones: field("phones"), inn: field("inn"), segment: field("segment"), stage: field("stage"),
            assignee: field("assignee"), value: field("value"), currency: field("currency"), notes: field("notes"),
            stages: stages, assignees: assignees, segments: segments,
            contacts: rows.enumerated().map { index, row in
                let number = String(row.dropFirst("contact.".count))
                return Contact(
                    id: input["\(row).id"], idName: "\(row).id", name: field("\(row).name"),
                    position: field("\(row).position"), phone: field("\(row).phone"), email: field("\(row).email"),
                    number: number,
                    isPrimary: input["primary"] == number
                        || index == 0 && !rows.contains("contact.\(input["primary"] ?? "")"),
                    remove: "remove_contact.\(number)")
            }, hasRoom: rows.count < LeadForm.mostContacts, duplicates: duplicates,
            canConfirm: canConfirm || !errors.isEmpty && onlyDoubt, version: input["version"] ?? "0",
            errors: FormErrors(errors) { field in
                rows.firstIndex { field.hasPrefix($0 + ".") }.map { Complaint("lead.contact_n", ["n": "\($0 + 1)"]) }
                    ?? Self.labels[field].map { Complaint($0) }
            })
    }

    private static let labels = [
        "company": "leads.company", "email": "leads.email", "phones": "leads.phones", "inn": "leads.inn",
        "segment": "leads.segment", "stage": "leads.stage", "assignee": "leads.assignee", "value": "lead.value",
        "currency": "lead.currency", "notes": "lead.notes",
    ]
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
                Duplicate(company: "Меблі <Карпат>", assignee: "Ірина", path: nil, reason: "inn"),
                Duplicate(company: "Dnister", assignee: nil, path: "/o/a2b3c4d5e6/leads/1", reason: "phone"),
            ]),
    ]

    private static func example(
        _ company: String?, _ input: Input, _ errors: FieldErrors = .none, duplicates: [Duplicate] = []
    ) -> LeadFormPage {
        LeadFormPage(
            company: company, action: "/o/a2b3c4d5e6/leads/new", list: "/o/a2b3c4d5e6/leads",
            cancel: "/o/a2b3c4d5e6/leads",
            stages: company == nil ? [FilterField.Choice("1", .text(Complaint("lead_stage.new")))] : [],
            assignees: company == nil ? [FilterField.Choice("", .text(Complaint("leads.nobody")))] : [],
            segments: ["Furniture", "<Hotels>"], duplicates: duplicates, input, errors,
            canConfirm: !duplicates.isEmpty)
    }
}
