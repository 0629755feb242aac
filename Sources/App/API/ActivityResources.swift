import Forms
import HTTP
import Models
import Store
import Web

extension ActivityType: Described {}
extension ActivityState: Described {}

/// A call, an e-mail, a meeting, a task or a note with a lead or a customer.
struct ActivityResource: Resource {
    let id: ActivityRecord.ID
    let lead: Lead.ID?
    let customer: Customer.ID?
    let company: String
    let type: ActivityType
    let title, notes, result: String
    let state: ActivityState
    let dueAt: Instant?
    let minutes: Int?
    let assignee, creator: Person.ID?
    let createdAt: Instant
    let endedAt: Instant?

    var isCompleted: Bool { state == .completed }

    static let fields = [
        Field<Self>("id", \.id, "Its id."),
        Field<Self>("lead_id", \.lead, "The lead it is done with; null: a customer."),
        Field<Self>("customer_id", \.customer, "The customer it is done with; null: a lead."),
        Field<Self>("company", \.company, "What the lead or the customer is called."),
        Field<Self>("type", \.type, "What it is."),
        Field<Self>("title", \.title, "In a few words."),
        Field<Self>("notes", \.notes, "What one should know before."),
        Field<Self>("result", \.result, "What came of it."),
        Field<Self>("state", \.state, "How far it has come."),
        Field<Self>("completed", \.isCompleted, "Whether it was completed."),
        Field<Self>("due_at", \.dueAt, "When it is to be done; null: some time."),
        Field<Self>("duration_minutes", \.minutes, "How long it takes; null: nobody said."),
        Field<Self>("assigned_to", \.assignee, "The member who does it; null: nobody yet."),
        Field<Self>("created_by", \.creator, "The member who entered it; null: a rule or a program."),
        Field<Self>("created_at", \.createdAt, "When."),
        Field<Self>("ended_at", \.endedAt, "When it was completed or skipped; null: it is open."),
    ]
    static let example = ActivityResource(
        id: .example(1), lead: .example(2), customer: nil, company: "Bright Office Ltd", type: .call,
        title: "Call about shelves", notes: "", result: "", state: .scheduled, dueAt: .example(hours: 20), minutes: 15,
        assignee: .example(3), creator: .example(3), createdAt: .example(hours: -2), endedAt: nil)

    /// What is sent of one; a new one says besides with whom it is and whether it is done.
    static func body(new: Bool) -> Schema {
        let person = Person.ID.schema.saying("The member who does it; whoever calls when left out.")
        var members = [
            Schema.Member("type", .choice(ActivityType.self, "What it is.")),
            Schema.Member("title", .text(1...200, pattern: LeadContactResource.line, "In a few words.")),
            Schema.Member(
                "notes", .text(0...10_000, pattern: LeadContactResource.prose, "What one should know before."),
                isRequired: false),
            Schema.Member(
                "result", .text(0...10_000, pattern: LeadContactResource.prose, "What came of it, where it is done."),
                isRequired: false),
            Schema.Member("due_at", Schema.instant.saying("When it is to be done."), isRequired: false),
            Schema.Member("duration_minutes", .whole(1...1_440, "How long it takes."), isRequired: false),
            Schema.Member("assigned_to", person, isRequired: false),
        ]
        if new {
            members += [
                Schema.Member("lead_id", Lead.ID.schema.saying("The lead: this or customer_id."), isRequired: false),
                Schema.Member(
                    "customer_id", Customer.ID.schema.saying("The customer: this or lead_id."), isRequired: false),
                Schema.Member("done", Schema(.boolean, "It is done already; a note always is."), isRequired: false),
            ]
        }
        return Schema(.object(members))
    }

    static let completion = Schema(
        .object([
            Schema.Member(
                "result", .text(0...10_000, pattern: LeadContactResource.prose, "What came of it."), isRequired: false),
            Schema.Member(
                "next",
                Schema(
                    .object([
                        Schema.Member("type", .choice(ActivityType.self, "What follows.")),
                        Schema.Member("title", .text(1...200, pattern: LeadContactResource.line, "In a few words.")),
                        Schema.Member("due_at", Schema.instant.saying("When."), isRequired: false),
                    ]), "What is planned in the same act, for the same member."), isRequired: false),
        ]))
}

extension ActivityResource {
    init(_ activity: ActivityRecord) {
        self.init(
            id: activity.id, lead: activity.parent.lead, customer: activity.parent.customer, company: activity.company,
            type: activity.type, title: activity.title, notes: activity.notes, result: activity.result,
            state: activity.state, dueAt: activity.dueAt, minutes: activity.minutes, assignee: activity.assignee,
            creator: activity.createdBy, createdAt: activity.createdAt, endedAt: activity.endedAt)
    }

    /// As `Store.addActivity` is about to keep it.
    init(
        _ form: ActivityForm, as id: ActivityRecord.ID, with place: ActivityPlace, by person: Person.ID, at now: Instant
    ) {
        self.init(
            id: id, lead: place.parent.lead, customer: place.parent.customer, company: place.company, type: form.type,
            title: form.title, notes: form.notes, result: form.isDone ? form.result : "",
            state: form.isDone ? .completed : .scheduled, dueAt: form.dueAt, minutes: form.minutes,
            assignee: form.assignee ?? person, creator: person, createdAt: now,
            endedAt: form.isDone ? min(form.dueAt ?? now, now) : nil)
    }

    /// The same in another state.
    func standing(_ state: ActivityState, result: String, endedAt: Instant?) -> ActivityResource {
        ActivityResource(
            id: id, lead: lead, customer: customer, company: company, type: type, title: title, notes: notes,
            result: result, state: state, dueAt: dueAt, minutes: minutes, assignee: assignee, creator: creator,
            createdAt: createdAt, endedAt: endedAt)
    }
}

extension Identifier {
    /// For the examples of the documents.
    static func example(_ number: UInt8) -> Identifier {
        Identifier(at: .example, random: [UInt8](repeating: number, count: 10))
    }
}

struct ActivitiesResource: Resource {
    let items: [ActivityResource]
    let previous, next: String?

    static let fields = [
        Field<Self>("items", \.items, "A page of activities."),
        Field<Self>("previous", \.previous, "The cursor of the page before; null: this is the first."),
        Field<Self>("next", \.next, "The cursor of the page after; null: this is the last."),
    ]
    static let none = ActivitiesResource(items: [], previous: nil, next: nil)
    static let example = ActivitiesResource(items: [.example], previous: nil, next: "bmV4dCBwYWdlLCBwbGVhc2U")
}
