import Forms
import Models
import Store
import Web

/// `Resources/templates/assignment/settings.html`: the rules by which leads are handed out, and what they would have done.
struct AssignmentPage: Page {
    static let template = "assignment/settings.html"
    static let place = NavigationItem.assignment

    struct Choice: Encodable {
        let value, name: String
        let isChosen: Bool
    }

    struct Row: Encodable {
        let segment, source, people: FormField
        let choices: [Choice]
        let chosen: Int
        /// Values of the row's buttons; nil where the row cannot go.
        let up, down: String?
        let remove: String
    }

    /// What the rules as typed would have done with the leads that arrived last.
    struct Trial: Encodable {
        struct Line: Encodable {
            let company, path: String
            /// The second half of a key of the catalogue: `lead_source.` and this.
            let source: String
            let segment, assignee: String?
            let createdAt: Instant
            /// Who would have got it, by which rule; nil: nobody.
            let person: String?
            let rule: Int?
        }

        let lines: [Line]
        let given: Int
    }

    let action: String
    let rows: [Row]
    /// The second halves of keys of the catalogue: `lead_source.` and this. What is entered by hand is not handed out.
    let sources = Lead.Source.allCases.filter { $0 != .manual }.map(\.rawValue)
    let segments: [String]
    let hasRoom: Bool
    let trial: Trial?
    let version: String
    let savedBy: String?
    let savedAt: Instant?
    let errors: FormErrors

    init(
        path: String, _ input: Input, people: [(id: Person.ID, name: String)], segments: [String],
        _ errors: FieldErrors = .none,
        trial: Trial? = nil, savedBy: String? = nil, savedAt: Instant? = nil
    ) {
        action = path
        let names = AssignmentRules.rows(of: input)
        rows = names.enumerated().map { index, name in
            let number = name.dropFirst("rule.".count), chosen = Set(input.all("\(name).people"))
            return Row(
                segment: FormField("\(name).segment", input, errors),
                source: FormField("\(name).source", input, errors),
                people: FormField("\(name).people", "", errors: errors["\(name).people"]),
                choices: people.map {
                    Choice(value: $0.id.text, name: $0.name, isChosen: chosen.contains($0.id.text))
                },
                chosen: people.count { chosen.contains($0.id.text) },
                up: index > 0 ? "up.\(number)" : nil, down: index + 1 < names.count ? "down.\(number)" : nil,
                remove: "remove.\(number)")
        }
        self.segments = segments
        hasRoom = names.count < AssignmentRules.most
        self.trial = trial
        version = input["version"] ?? "0"
        self.savedBy = savedBy
        self.savedAt = savedAt
        self.errors = FormErrors(errors) { field in
            names.firstIndex { field.hasPrefix($0 + ".") }.map { Complaint("urgent.rule", ["number": "\($0 + 1)"]) }
        }
    }
}

extension AssignmentPage.Trial {
    init(
        _ leads: [ArrivedLead], _ decisions: [AssignmentRules.Decision?],
        _ people: [(id: Person.ID, name: String)],
        in organization: PublicID
    ) {
        let names = Dictionary(people.map { ($0.id, $0.name) }) { first, _ in first }
        self.init(
            lines: zip(leads, decisions).map { lead, decision in
                Line(
                    company: lead.company, path: Leads.lead(in: organization, lead.id), source: lead.source.rawValue,
                    segment: lead.segment, assignee: lead.assignee, createdAt: lead.createdAt,
                    person: decision.map { names[$0.person] ?? "—" }, rule: decision.map { $0.rule + 1 })
            }, given: decisions.count { $0 != nil })
    }
}

extension AssignmentPage {
    static let examples = [
        AssignmentPage(
            path: path,
            Input([
                "rule.0.segment": "<Hotel>", "rule.0.source": "form", "rule.0.people": person.text,
                "rule.1.segment": "", "version": "2",
            ]),
            people: people, segments: ["Hotel", "<Office>"],
            FieldErrors([("rule.1.people", Complaint("error.required"))]), savedBy: "О. <Марченко>",
            savedAt: .example(hours: -40)),
        AssignmentPage(
            path: path, Input(["rule.0.segment": "", "rule.0.people": person.text, "version": "0"]), people: people,
            segments: [],
            trial: Trial(
                lines: [
                    Trial.Line(
                        company: "Меблі <Карпат>", path: "/o/a2b3c4d5e6/leads/1", source: "form", segment: "<Hotel>",
                        assignee: nil, createdAt: .example(hours: -3), person: "Ірина <Б>", rule: 1),
                    Trial.Line(
                        company: "Dubok", path: "/o/a2b3c4d5e6/leads/2", source: "manual", segment: nil,
                        assignee: "Олена", createdAt: .example(hours: -9), person: nil, rule: nil),
                ], given: 1)),
        AssignmentPage(
            path: path, Input(["version": "0"]), people: [], segments: [], trial: Trial(lines: [], given: 0)),
    ]

    private static let path = "/o/a2b3c4d5e6/settings/lead-assignment"
    private static let person = Person.ID(at: .example, random: [])
    private static let people = [(id: person, name: "Ірина <Б>")]
}
