import Forms
import Models
import Web

/// `Resources/templates/urgent/settings.html`: the rules that make an order urgent, in the order in which they
/// are tried.
struct UrgentPage: Page {
    static let template = "urgent/settings.html"
    static let place = NavigationItem.urgent

    struct Row: Encodable {
        let kind, value, on: FormField
        /// Values of the row's buttons; nil where the row cannot go.
        let up, down: String?
        let remove: String
    }

    let action: String
    let rows: [Row]
    let kinds = UrgentRules.Kind.allCases.map(\.rawValue)
    /// Whether one more rule may be added.
    let hasRoom: Bool
    let foot: RuleFoot
    let version: String
    /// Who saved the version shown and when; nil before the first save.
    let savedBy: String?
    let savedAt: Instant?
    let errors: FormErrors
    let conflict: Conflict?
    let progress: Progress?

    init(
        path: String, _ input: Input, _ errors: FieldErrors = .none, trial: RuleTrial? = nil, savedBy: String? = nil,
        savedAt: Instant? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) {
        action = path
        let names = UrgentRules.rows(of: input)
        rows = names.enumerated().map { index, name in
            let number = name.dropFirst("rule.".count)
            return Row(
                kind: FormField("\(name).kind", input, errors), value: FormField("\(name).value", input, errors),
                on: FormField("\(name).on", input), up: index > 0 ? "up.\(number)" : nil,
                down: index + 1 < names.count ? "down.\(number)" : nil, remove: "remove.\(number)")
        }
        hasRoom = names.count < UrgentRules.limit
        foot = RuleFoot(input, trial)
        version = input["version"] ?? "0"
        self.savedBy = savedBy
        self.savedAt = savedAt
        self.errors = FormErrors(errors) { field in
            names.firstIndex { field.hasPrefix($0 + ".") }.map { Complaint("urgent.rule", ["number": "\($0 + 1)"]) }
        }
        self.conflict = conflict
        self.progress = progress
    }
}

extension UrgentPage {
    static let examples = [
        UrgentPage(path: path, stored, savedBy: "О. Марченко", savedAt: .example(hours: -400)),
        UrgentPage(path: path, stored, trial: .example, progress: Progress(done: 120, total: 213)),
        UrgentPage(
            path: path, Input(["rule.0.kind": "offer", "rule.0.value": "<16>", "version": "2"]),
            FieldErrors("rule.0.value", Complaint("error.whole_number")), conflict: .example),
        UrgentPage(path: path, Input(["version": "0"])),
    ]

    private static let path = "/p/a2b3c4d5e6/settings/urgent"
    private static let stored: Input = {
        var input = UrgentRules.preset.input
        input.set("version", "2")
        return input
    }()
}
