import Forms
import Models
import Web

/// `Resources/templates/scoring/settings.html`: the rules of the score, and what others would do to the leads there are.
struct ScoresPage: Page {
    static let template = "scoring/settings.html"
    static let place = NavigationItem.scores

    struct Row: Encodable {
        let kind, value, points: FormField
        /// Whether the kind is one that needs a value.
        let hasValue: Bool
        /// Value of the row's button.
        let remove: String
    }

    /// What the rules as typed would do.
    struct Trial: Encodable {
        struct Band: Encodable {
            let from, to: Int
            let before, after: Int
            /// Of the picture, in percent of its width and in pixels.
            let beforeWidth, afterWidth: String
            let y: Int
        }

        let leads: Int
        /// Leads of the organization, where it was not tried on all.
        let total: Int?
        let up, down: Int
        let bands: [Band]
        let height: Int
    }

    /// The form that says from which score leads are called.
    struct Calls: Encodable {
        let action: String
        let threshold, within, escalate: FormField
        let version: String
        let errors: FormErrors

        init(_ action: String, _ input: Input, _ errors: FieldErrors = .none) {
            self.action = action
            threshold = FormField("threshold", input, errors)
            within = FormField("call_hours", input, errors)
            escalate = FormField("escalate_hours", input, errors)
            version = input["version"] ?? "0"
            self.errors = FormErrors(
                errors,
                labels: [
                    "threshold": "lead_call.threshold", "call_hours": "lead_call.within",
                    "escalate_hours": "lead_call.escalate",
                ])
        }
    }

    let action: String
    let rows: [Row]
    /// The second halves of keys of the catalogue: `score_kind.` and this.
    let kinds = ScoreCondition.kinds
    /// Whether one more rule may be added.
    let hasRoom: Bool
    let trial: Trial?
    let version: String
    /// Who saved the version shown and when; nil before the first save.
    let savedBy: String?
    let savedAt: Instant?
    let errors: FormErrors
    let conflict: Conflict?
    let progress: Progress?
    let calls: Calls

    init(
        path: String, _ input: Input, _ errors: FieldErrors = .none, calls: Calls, trial: Trial? = nil,
        savedBy: String? = nil,
        savedAt: Instant? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) {
        action = path
        let names = ScoreRules.rows(of: input)
        rows = names.map { name in
            let kind = FormField("\(name).kind", input, errors)
            return Row(
                kind: kind, value: FormField("\(name).value", input, errors),
                points: FormField("\(name).points", input, errors),
                hasValue: kind.value == "segment" || ScoreCondition.range(of: kind.value) != nil,
                remove: "remove.\(name.dropFirst("rule.".count))")
        }
        hasRoom = names.count < ScoreRules.most
        self.trial = trial
        version = input["version"] ?? "0"
        self.savedBy = savedBy
        self.savedAt = savedAt
        self.errors = FormErrors(errors) { field in
            names.firstIndex { field.hasPrefix($0 + ".") }.map { Complaint("urgent.rule", ["number": "\($0 + 1)"]) }
        }
        self.conflict = conflict
        self.progress = progress
        self.calls = calls
    }
}

extension ScoresPage.Trial {
    /// Pixels of one band of the picture.
    private static let line = 32

    /// `total`: leads of the organization.
    init(_ trial: ScoreTrial, of total: Int) {
        let most = max(1, (trial.before.counts + trial.after.counts).max() ?? 1)
        // The left eighth is for the words; the bars share the rest.
        func width(_ count: Int) -> String { "\(count * 860 / most / 10)%" }
        self.init(
            leads: trial.leads, total: total > trial.leads ? total : nil, up: trial.up, down: trial.down,
            bands: (0..<ScoreSpread.bands).map { band in
                let scores = ScoreSpread.scores(in: band)
                let (before, after) = (trial.before.counts[band], trial.after.counts[band])
                return Band(
                    from: scores.lowerBound, to: scores.upperBound, before: before, after: after,
                    beforeWidth: width(before), afterWidth: width(after), y: band * Self.line)
            }, height: ScoreSpread.bands * Self.line)
    }
}

extension ScoresPage {
    static let examples = [
        ScoresPage(path: path, stored, calls: calls, savedBy: "О. Марченко", savedAt: .example(hours: -400)),
        ScoresPage(
            path: path, stored, calls: calls, trial: .example, progress: Progress(done: 120_000, total: 1_000_000)),
        ScoresPage(
            path: path, Input(["rule.0.kind": "segment", "rule.0.value": "", "rule.0.points": "<1>", "version": "2"]),
            FieldErrors([
                ("rule.0.value", Complaint("error.required")), ("rule.0.points", Complaint("error.whole_number")),
            ]),
            calls: Calls(
                path + "/calls", Input(["threshold": "<x>", "call_hours": "", "escalate_hours": "24", "version": "1"]),
                FieldErrors([
                    ("threshold", Complaint("error.whole_number")), ("call_hours", Complaint("error.required")),
                ])), conflict: .example),
        ScoresPage(
            path: path, Input(["version": "1"]), calls: calls,
            trial: Trial(ScoreTrial([], before: .standard, after: .standard), of: 0)),
    ]

    private static let path = "/o/a2b3c4d5e6/settings/lead-scores"
    private static let calls = Calls(path + "/calls", LeadCallRules(threshold: 70).input)
    private static let stored: Input = {
        var input = ScoreRules.standard.input
        input.set("version", "2")
        return input
    }()
}

extension ScoresPage.Trial {
    static let example = ScoresPage.Trial(
        ScoreTrial(
            (0..<60).map {
                LeadFacts(
                    source: $0 % 3 == 0 ? .form : .manual,
                    known: $0 % 2 == 0 ? [.email, .phone] : [.email, .inn, .value],
                    segment: nil, age: $0, silence: $0 % 4 == 0 ? $0 / 2 : nil, completed: $0 % 5)
            }, before: .standard, after: ScoreRules(ScoreRules.standard.rules.filter { $0.points != 15 })), of: 1_000)
}
