import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/merge.html`: two leads side by side, or one and what was typed of a new one, and which of
/// the two says what.
struct LeadMergePage: Page {
    static let template = "leads/merge.html"
    static let place = NavigationItem.leads

    struct Row: Encodable {
        let name: String
        let label: Complaint
        let own, other: ListWord
        /// The other's is chosen.
        let isOther: Bool
    }

    let action: String
    let list: String
    let lead: String
    /// The same with the other one staying; nil where the other is only typed.
    let swap: String?
    /// The form in which the other is typed; nil where it is a lead.
    let back: String?
    let company, other: String
    /// Where the two differ.
    let rows: [Row]
    /// How many of each are kept.
    let contacts, phones: Int
    /// Which one the other is, and the versions that are shown.
    let fields: [HiddenField]
    let errors: FormErrors
}

extension LeadMergePage {
    init(
        _ winner: LeadRecord, _ loser: LeadRecord, _ stages: [LeadStage], _ input: Input, _ errors: FieldErrors,
        in organization: PublicID
    ) {
        let (a, b) = (winner.summary, loser.summary)
        func stage(_ id: Int) -> ListWord { stages.first { $0.id == id }?.word ?? .name("—") }
        func text(_ value: String?) -> ListWord { .name(value.flatMap { $0.isEmpty ? nil : $0 } ?? "—") }
        func money(_ value: LeadValue?) -> ListWord { value.map { .text($0.words) } ?? text(nil) }
        func person(_ name: String?) -> ListWord { name.map { .name($0) } ?? .text(Complaint("leads.nobody")) }
        let all: [(LeadMerge.Field, String, ListWord, ListWord)] = [
            (.company, "leads.company", text(a.company), text(b.company)),
            (.email, "leads.email", text(a.email), text(b.email)),
            (.inn, "leads.inn", text(a.inn), text(b.inn)),
            (.segment, "leads.segment", text(a.segment), text(b.segment)),
            (.project, "leads.project", text(a.project?.name), text(b.project?.name)),
            (.stage, "leads.stage", stage(a.stage), stage(b.stage)),
            (.assignee, "leads.assignee", person(a.assigneeName), person(b.assigneeName)),
            (.value, "lead.value", money(winner.value), money(loser.value)),
            (.notes, "lead.notes", text(winner.notes), text(loser.notes)),
        ]
        let path = LeadMerges.merge(in: organization, a.id)
        self.init(
            action: path, list: Leads.list(in: organization), lead: Leads.lead(in: organization, a.id),
            swap: LeadMerges.merge(in: organization, b.id) + "?with=\(a.id.text)", back: nil,
            company: a.company, other: b.company,
            rows: all.filter { $0.2 != $0.3 }.map { field, label, own, other in
                // What only the other one knows is not lost unless somebody says so.
                let isOther = input[field.rawValue].map { $0 == "other" } ?? (own == text(nil))
                return Row(name: field.rawValue, label: Complaint(label), own: own, other: other, isOther: isOther)
            },
            contacts: winner.contacts.count + loser.contacts.count,
            phones: LeadMerge.phones(a.phones, b.phones).count,
            fields: [
                HiddenField("with", b.id.text), HiddenField("version", "\(a.version)"),
                HiddenField("other_version", "\(b.version)"),
            ], errors: FormErrors(errors))
    }
}

extension LeadMergePage {
    static let examples = [
        example(.none), example(FieldErrors("", Complaint("error.merge_stale"))), example(.none, isTyped: true),
    ]

    private static func example(_ errors: FieldErrors, isTyped: Bool = false) -> LeadMergePage {
        LeadMergePage(
            action: "/o/a2b3c4d5e6/leads/1/merge", list: "/o/a2b3c4d5e6/leads", lead: "/o/a2b3c4d5e6/leads/1",
            swap: isTyped ? nil : "/o/a2b3c4d5e6/leads/2/merge?with=1",
            back: isTyped ? "/o/a2b3c4d5e6/leads/new" : nil, company: "Меблі <Карпат>", other: "ТОВ «Меблі Карпат»",
            rows: [
                Row(
                    name: "company", label: Complaint("leads.company"), own: .name("Меблі <Карпат>"),
                    other: .name("ТОВ «Меблі Карпат»"), isOther: false),
                Row(
                    name: "stage", label: Complaint("leads.stage"), own: .text(Complaint("lead_stage.new")),
                    other: .text(Complaint("lead_stage.meeting")), isOther: true),
            ], contacts: 3, phones: 2,
            fields: isTyped
                ? [HiddenField("company", "ТОВ «Меблі Карпат»"), HiddenField("lead_version", "3")]
                : [HiddenField("with", "2"), HiddenField("version", "3"), HiddenField("other_version", "1")],
            errors: FormErrors(errors))
    }
}
