import Forms
import Models
import Store
import Web

/// `Resources/templates/activities/form.html`: plan or log an activity, or change one.
struct ActivityFormPage: Page {
    static let template = "activities/form.html"
    static let place = NavigationItem.activities

    struct Choice: Encodable {
        let value, label: String
    }

    /// What else is done with the one that is changed.
    struct Acts: Encodable {
        let complete, start, skip, reopen: String?
        let delete: String
    }

    let action, cancel: String
    let company, companyPath: String
    let isNew: Bool
    /// The second half of a key of the catalogue, `activity_state.` and this; nil for a new one.
    let state: String?
    let isEnded: Bool
    let title: FormField
    let type: FormField
    let types: [String]
    let due, minutes, assignee, notes, result: FormField
    /// Whom it can be given to; empty for those who give to nobody else.
    let people: [Choice]
    let isDone: Bool
    let version: String
    let acts: Acts?
    let errors: FormErrors

    init(
        _ place: ActivityPlace, _ activity: ActivityRecord?, people: [MemberName], _ input: Input,
        _ errors: FieldErrors = .none, in organization: PublicID, at now: Instant
    ) {
        let home = ActivityHome(parent: place.parent, organization: organization)
        action = activity.map { ActivityForms.activity(in: organization, $0.id) } ?? home.new
        cancel = home.list
        company = place.company
        companyPath = home.page
        isNew = activity == nil
        state = activity?.state.rawValue
        isEnded = activity.map { !$0.state.isOpen } ?? false
        title = FormField("title", input, errors)
        type = FormField("type", input, errors)
        types = ActivityType.allCases.map(\.rawValue)
        due = FormField("due_at", input, errors)
        minutes = FormField("duration_minutes", input, errors)
        assignee = FormField("assigned_to", input, errors)
        notes = FormField("notes", input, errors)
        result = FormField("result", input, errors)
        var choices = people.map { Choice(value: $0.person.text, label: $0.name) }
        if !choices.isEmpty, let activity, !choices.contains(where: { $0.value == activity.assignee?.text ?? "" }) {
            // Whoever has it now keeps it until somebody chooses another one.
            choices.insert(
                Choice(value: activity.assignee?.text ?? "", label: activity.assigneeName ?? "—"), at: 0)
        }
        self.people = choices
        isDone = input["done"] != nil
        version = input["version"] ?? "0"
        acts = activity.map { activity in
            let isOpen = activity.state.isOpen
            return Acts(
                complete: isOpen ? ActivityActs.complete(in: organization, activity.id) : nil,
                start: activity.state == .scheduled ? ActivityActs.start(in: organization, activity.id) : nil,
                skip: isOpen ? ActivityActs.skip(in: organization, activity.id) : nil,
                reopen: isOpen ? nil : ActivityActs.reopen(in: organization, activity.id),
                delete: ActivityActs.delete(in: organization, activity.id))
        }
        self.errors = FormErrors(
            errors,
            labels: [
                "type": "activities.type", "title": "activities.name", "due_at": "activities.due",
                "duration_minutes": "activities.minutes", "assigned_to": "activities.assignee",
                "notes": "activities.notes", "result": "activities.result",
            ])
    }
}

extension ActivityFormPage {
    static var examples: [ActivityFormPage] {
        guard let organization = PublicID(rawValue: "a2b3c4d5e6") else { return [] }
        let place = ActivityPlace(parent: ActivityRecord.examples[0].parent, company: "Меблі <Карпат>", assignee: nil)
        func page(
            _ activity: ActivityRecord?, _ input: Input, _ errors: FieldErrors = .none
        ) -> ActivityFormPage {
            ActivityFormPage(
                place, activity, people: [], input, errors, in: organization, at: .example)
        }
        return [
            page(nil, Input(["type": "call", "version": "0"])),
            page(
                nil, Input(["type": "x", "due_at": "tomorrow", "duration_minutes": "0", "done": "on", "version": "0"]),
                FieldErrors([
                    ("type", Complaint("error.choice")), ("title", Complaint("error.required")),
                    ("due_at", Complaint("error.due_time")),
                    ("duration_minutes", Complaint("error.range", ["low": "1", "high": "1440"])),
                    ("assigned_to", Complaint("error.activity_assignee")),
                ])),
            page(ActivityRecord.examples[0], ActivityRecord.examples[0].form.input(in: .utc)),
            page(
                ActivityRecord.examples[2], ActivityRecord.examples[2].form.input(in: .utc),
                FieldErrors("", Complaint("error.stale"))),
        ]
    }
}
