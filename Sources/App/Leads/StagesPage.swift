import Forms
import Models
import Store
import Web

/// The fields of a stage, new or changed: `Resources/templates/leads/stage-fields.html`.
struct StageFields: Encodable {
    let name, color, kind, days: FormField
    let colors = StageColor.allCases.map(\.rawValue)
    /// The second half of a key of the catalogue: `stage_kind.` and this.
    let kinds = LeadStage.Kind.allCases.map(\.rawValue)
    let version: String
    let errors: FormErrors

    init(_ input: Input, _ errors: FieldErrors) {
        (name, color) = (FormField("name", input, errors), FormField("color", input, errors))
        (kind, days) = (FormField("kind", input, errors), FormField("ageing_days", input, errors))
        version = input["version"] ?? "0"
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "stages.name", "color": "stages.color", "kind": "stages.kind", "ageing_days": "stages.ageing",
                "reasons": "stages.reasons",
            ])
    }
}

/// `Resources/templates/leads/stages.html`: the stages that leads pass, and why leads are refused.
struct StagesPage: Page {
    static let template = "leads/stages.html"
    static let place = NavigationItem.stages

    struct Row: Encodable {
        let word: ListWord
        let color: String
        /// The second half of a key of the catalogue: `stage_kind.` and this.
        let kind: String
        let days: Int?
        /// Leads that stand in it.
        let count: Int
        let path: String
        let order: String
        /// nil where it cannot be deleted.
        let delete: String?
    }

    let action: String
    let rows: [Row]
    let fields: StageFields
    let reasonsAction: String
    let reasons: FormField
    /// The names as the form shows them, sent along to see whether they are others by now.
    let shown: String
}

extension StagesPage {
    /// `input`: of a new stage; `typed`: the list of reasons as somebody typed it.
    init(
        _ stages: [LeadStage], standing: [Int: Int], reasons: [RefusalReason], _ input: Input?, typed: Input?,
        _ errors: FieldErrors, in organization: PublicID
    ) {
        let open = stages.filter { $0.kind == .open }.count
        let names = reasons.map(\.name).joined(separator: "\n")
        let color = StageColor.allCases[stages.count % StageColor.allCases.count].rawValue
        let fields = StageFields(
            input ?? Input(["color": color, "kind": LeadStage.Kind.open.rawValue, "version": "0"]), errors)
        self.init(
            action: StageSettings.list(in: organization),
            rows: stages.map {
                Row(
                    word: $0.word, color: $0.color.rawValue, kind: $0.kind.rawValue, days: $0.ageingDays,
                    count: standing[$0.id] ?? 0, path: StageSettings.stage(in: organization, $0.id),
                    order: StageSettings.order(in: organization, $0.id),
                    delete: $0.kind == .open && open > 1 ? StageSettings.delete(in: organization, $0.id) : nil)
            }, fields: fields, reasonsAction: StageSettings.reasons(in: organization),
            reasons: FormField("reasons", typed?["reasons"] ?? names, errors: errors["reasons"]), shown: names)
    }

    /// What `shown` was made of.
    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }
}

extension StagesPage {
    static let examples = [
        example(StageFields(Input(["color": "c7", "kind": "open", "version": "0"]), .none)),
        example(
            StageFields(
                Input(["name": "<New>", "color": "", "kind": "failed", "ageing_days": "x", "version": "0"]),
                FieldErrors([
                    ("name", Complaint("error.stage_taken")), ("color", Complaint("error.required")),
                    ("ageing_days", Complaint("error.whole_number")),
                ])), FormField("reasons", "", errors: [Complaint("error.required")])),
    ]

    private static func example(
        _ fields: StageFields, _ reasons: FormField = FormField("reasons", "Too expensive\n<Bankrupt>")
    ) -> StagesPage {
        let path = "/o/a2b3c4d5e6/settings/stages"
        return StagesPage(
            action: path,
            rows: [
                Row(
                    word: .text(Complaint("lead_stage.new")), color: "c1", kind: "open", days: 3, count: 118,
                    path: path + "/1", order: path + "/1/order", delete: path + "/1/delete"),
                Row(
                    word: .name("<Pilot>"), color: "c12", kind: "open", days: nil, count: 0, path: path + "/2",
                    order: path + "/2/order", delete: path + "/2/delete"),
                Row(
                    word: .text(Complaint("lead_stage.qualified")), color: "c5", kind: "qualified", days: nil,
                    count: 207, path: path + "/5", order: path + "/5/order", delete: nil),
            ], fields: fields, reasonsAction: "/o/a2b3c4d5e6/settings/refusal-reasons", reasons: reasons,
            shown: "Too expensive\n<Bankrupt>")
    }
}

/// `Resources/templates/leads/stage.html`: one stage.
struct StagePage: Page {
    static let template = "leads/stage.html"
    static let place = NavigationItem.stages

    let list: String
    let action: String
    let word: ListWord
    let fields: StageFields

    static let examples = [
        StagePage(
            list: "/o/a2b3c4d5e6/settings/stages", action: "/o/a2b3c4d5e6/settings/stages/1", word: .name("<Pilot>"),
            fields: StageFields(
                Input(["name": "<Pilot>", "color": "c2", "kind": "open", "ageing_days": "7", "version": "2"]), .none)),
        StagePage(
            list: "/o/a2b3c4d5e6/settings/stages", action: "/o/a2b3c4d5e6/settings/stages/1", word: .name("<Pilot>"),
            fields: StageFields(
                Input(["name": "", "color": "c2", "kind": "open", "version": "2"]),
                FieldErrors([("name", Complaint("error.required")), ("kind", Complaint("error.stage_kind"))]))),
    ]
}

extension StagePage {
    init(_ stage: LeadStage, _ input: Input, _ errors: FieldErrors = .none, in organization: PublicID) {
        self.init(
            list: StageSettings.list(in: organization), action: StageSettings.stage(in: organization, stage.id),
            word: stage.word, fields: StageFields(input, errors))
    }
}

/// `Resources/templates/leads/stage-deletion.html`: asks where the leads of a stage go that is to be deleted.
struct StageDeletionPage: Page {
    static let template = "leads/stage-deletion.html"
    static let place = NavigationItem.stages

    let action: String
    let cancel: String
    let stage: ListWord
    /// Leads that stand in it.
    let count: Int
    let targets: [FilterField.Choice]
    let problem: Complaint?

    static let examples = [
        StageDeletionPage(
            action: "/o/a2b3c4d5e6/settings/stages/1/delete", cancel: "/o/a2b3c4d5e6/settings/stages",
            stage: .name("<Pilot>"), count: 3, targets: [FilterField.Choice("2", .text(Complaint("lead_stage.call")))],
            problem: Complaint("error.stage_in_use")),
        StageDeletionPage(
            action: "/o/a2b3c4d5e6/settings/stages/1/delete", cancel: "/o/a2b3c4d5e6/settings/stages",
            stage: .text(Complaint("lead_stage.new")), count: 0,
            targets: [FilterField.Choice("2", .name("<Pilot>"))], problem: nil),
    ]
}
