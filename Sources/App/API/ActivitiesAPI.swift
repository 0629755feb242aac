import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The activities that the member of a token may see, and what they do with them.
struct ActivitiesAPI: Feature {
    static let all = APIPath("/activities")
    static let one = APIPath("/activities/{}", ActivityRecord.ID.self)
    static let complete = APIPath("/activities/{}/complete", ActivityRecord.ID.self)
    static let reopen = APIPath("/activities/{}/reopen", ActivityRecord.ID.self)
    static let upcoming = APIPath("/activities/upcoming/my")
    static let overdue = APIPath("/activities/overdue/my")

    private static let heading = "Activities"
    private static let id = [(name: "activity", text: "The id of an activity.")]
    /// Of what is due with the member; the list of all has pages.
    private static let most = 100

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.all, scope: .activitiesRead, ViewLeads.self,
                Operation(
                    "listActivities", in: Self.heading, "The activities",
                    "Those that the member may see, the newest first.", query: Self.query, problems: [.notFound]), list),
            Route(
                .post, api: Self.all, scope: .activitiesWrite, WorkLeads.self,
                Operation(
                    "addActivity", in: Self.heading, "Plan or log one",
                    "With one lead or one customer that the member sees.", body: ActivityResource.body(new: true),
                    bodyExample: [
                        "lead_id": .string(Lead.ID.example(2).text), "type": "call", "title": "Call about shelves",
                        "due_at": "2026-11-20T08:00:00Z",
                    ], status: .created, problems: [.notFound]), add),
            Route(
                .get, api: Self.upcoming, scope: .activitiesRead, ViewLeads.self,
                Operation(
                    "listUpcomingActivities", in: Self.heading, "What is due soon",
                    "The member's own open activities of the next seven days, the earliest first; at most 100."),
                listUpcoming),
            Route(
                .get, api: Self.overdue, scope: .activitiesRead, ViewLeads.self,
                Operation(
                    "listOverdueActivities", in: Self.heading, "What is overdue",
                    "The member's own open activities whose time has passed, the oldest first; at most 100."),
                listOverdue),
            Route(
                .get, api: Self.one, scope: .activitiesRead, ViewLeads.self,
                Operation(
                    "showActivity", in: Self.heading, "One activity", "With its version in the ETag.",
                    captures: Self.id, problems: [.notFound]), show),
            Route(
                .put, api: Self.one, scope: .activitiesWrite, WorkLeads.self,
                Operation(
                    "replaceActivity", in: Self.heading, "Change one",
                    "What is left out is emptied; whether it is done stays as it is.", captures: Self.id,
                    body: ActivityResource.body(new: false),
                    bodyExample: ["type": "meeting", "title": "Show samples", "due_at": "2026-11-23T08:00:00Z"],
                    replacesVersion: true, problems: [.notFound]), replace),
            Route(
                .delete, api: Self.one, scope: .activitiesWrite, WorkLeads.self,
                Operation(
                    "deleteActivity", in: Self.heading, "Delete one", "Answers what it was; nothing brings it back.",
                    captures: Self.id, problems: [.notFound]), delete),
            Route(
                .patch, api: Self.complete, scope: .activitiesWrite, WorkLeads.self,
                Operation(
                    "completeActivity", in: Self.heading, "Complete one",
                    "With what came of it and, in the same act, what is to be done next.", captures: Self.id,
                    body: ActivityResource.completion, bodyExample: ["result": "They want 40"],
                    problems: [.notFound, .conflict]), finish),
            Route(
                .patch, api: Self.reopen, scope: .activitiesWrite, WorkLeads.self,
                Operation(
                    "reopenActivity", in: Self.heading, "Open one again",
                    "An open one stays as it is. Its result is kept.", captures: Self.id, problems: [.notFound]),
                openAgain),
        ]
    }

    private static let query = [
        Operation.Parameter("type", .choice(ActivityType.self, "Only those of a type.")),
        Operation.Parameter("completed", Schema(.boolean, "Only completed ones, or only others.")),
        Operation.Parameter("from", Schema.date.saying("Only those due from this date on, by UTC.")),
        Operation.Parameter("to", Schema.date.saying("Only those due up to the end of this date, by UTC.")),
        Operation.Parameter("lead_id", Lead.ID.schema.saying("Only those with a lead.")),
        Operation.Parameter("customer_id", Customer.ID.schema.saying("Only those with a customer.")),
        Operation.Parameter("limit", .whole(1...100, "Activities on a page; 50 when left out.")),
        Operation.Parameter("cursor", .text(nil, "next or previous of an answer to the same filter.")),
    ]

    func list(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<ActivitiesResource> {
        let query = try call.query()
        var filter = ActivityFilter()
        filter.type = query["type"].flatMap(ActivityType.init(rawValue:))
        filter.isCompleted = query["completed"].map { $0 == "true" }
        filter.from = query["from"].flatMap { LocalDate($0) }.map(Zone.utc.begin)
        filter.to = query["to"].flatMap { LocalDate($0) }.map { Zone.utc.begin($0.advanced(days: 1)) }
        filter.limit = query["limit"].flatMap { Int($0) } ?? filter.limit
        // Nothing is with both.
        if query["lead_id"] != nil, query["customer_id"] != nil { return Answer(.none) }
        if query["lead_id"] != nil || query["customer_id"] != nil { filter.parent = try Self.parent(query) }
        let cursors = SignedCursors(
            about: "activities \(scope.organization.text) \(scope.person.text) \(filter.words)", ring: services.ring)
        if let text = query["cursor"] {
            guard let cursor = ActivityFilter.Cursor(try cursors.read(text)) else { throw Refused(code: .cursor) }
            filter.cursor = cursor
        }
        let page = try await services.store.activities(filter, scope)
        func text(_ row: ActivityRecord?, _ isBackward: Bool) -> String? {
            row.flatMap { cursors.text(ActivityFilter.Cursor($0.id, isBackward: isBackward).text) }
        }
        return Answer(
            ActivitiesResource(
                items: page.rows.map { ActivityResource($0) },
                previous: page.hasPrevious ? text(page.rows.first, true) : nil,
                next: page.hasNext ? text(page.rows.last, false) : nil))
    }

    func listUpcoming(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<ActivitiesResource> {
        let now = services.outside.now()
        let page = try await services.store.ownDue(
            from: now, to: now.advanced(seconds: 7 * 86_400), limit: Self.most, scope)
        return Answer(ActivitiesResource(items: page.map { ActivityResource($0) }, previous: nil, next: nil))
    }

    func listOverdue(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<ActivitiesResource> {
        let page = try await services.store.ownDue(from: nil, to: services.outside.now(), limit: Self.most, scope)
        return Answer(ActivitiesResource(items: page.map { ActivityResource($0) }, previous: nil, next: nil))
    }

    func add(_ scope: Scope<WorkLeads>, _ call: ProgramCall) async throws -> Answer<ActivityResource> {
        var input = try call.input()
        input.set("version", "0")
        let parent = try Self.parent(input)
        guard let place = try await services.store.activityPlace(parent, scope) else { throw NotVisible() }
        let form = try ActivityForm(reading: input, in: .utc)
        let id: ActivityRecord.ID = services.outside.newID(), now = services.outside.now()
        let answer = Answer(
            ActivityResource(form, as: id, with: place, by: scope.person, at: now), .created, version: 1,
            location: Self.one(id))
        try await Self.naming {
            try await services.store(answering: answer, to: call).addActivity(
                form, as: id, with: parent, by: scope, at: now)
        }
        return answer
    }

    func show(
        _ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: ActivityRecord.ID
    ) async throws -> Answer<ActivityResource> {
        let activity = try await stored(id, scope)
        return Answer(ActivityResource(activity), version: activity.version)
    }

    func replace(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: ActivityRecord.ID
    ) async throws -> Answer<ActivityResource> {
        let version = try call.replacedVersion()
        var input = try call.input()
        let activity = try await stored(id, scope)
        input.set("version", "\(max(0, version.replacing(activity.version)))")
        let form = try ActivityForm(reading: input, in: .utc)
        try await Self.naming {
            try await services.store.changeActivity(id, form, by: scope, at: services.outside.now())
        }
        let changed = try await stored(id, scope)
        return Answer(ActivityResource(changed), version: changed.version)
    }

    func delete(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: ActivityRecord.ID
    ) async throws -> Answer<ActivityResource> {
        let activity = try await stored(id, scope)
        try await services.store.deleteActivity(id, by: scope, at: services.outside.now())
        return Answer(ActivityResource(activity))
    }

    func finish(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: ActivityRecord.ID
    ) async throws -> Answer<ActivityResource> {
        var input = try call.input()
        let activity = try await stored(id, scope)
        guard activity.state.isOpen else { throw Refused(code: .activityEnded) }
        // What is answered is what was seen: whoever changes it meanwhile makes the call stale.
        input.set("version", "\(activity.version)")
        let completion = try ActivityCompletion(reading: input, in: .utc)
        let now = services.outside.now()
        let result = completion.result.isEmpty ? activity.result : completion.result
        let answer = Answer(
            ActivityResource(activity).standing(.completed, result: result, endedAt: now),
            version: activity.version + 1)
        do {
            try await services.store(answering: answer, to: call).completeActivity(
                id, completion, step: services.outside.newID(), by: scope, at: now)
        } catch is ActivityEnded {
            throw Refused(code: .activityEnded)
        }
        return answer
    }

    func openAgain(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: ActivityRecord.ID
    ) async throws -> Answer<ActivityResource> {
        let activity = try await stored(id, scope)
        let isOpen = activity.state.isOpen
        let answer = Answer(
            isOpen
                ? ActivityResource(activity)
                : ActivityResource(activity).standing(.scheduled, result: activity.result, endedAt: nil),
            version: activity.version + (isOpen ? 0 : 1))
        try await services.store(answering: answer, to: call).reopenActivity(id, by: scope, at: services.outside.now())
        return answer
    }

    private func stored(_ id: ActivityRecord.ID, _ scope: Scope<some Permission>) async throws -> ActivityRecord {
        guard let activity = try await services.store.activity(id, scope) else { throw NotVisible() }
        return activity
    }

    /// The lead or the customer that is named, exactly one.
    private static func parent(_ input: Input) throws(FieldErrors) -> ActivityParent {
        func id<Entity>(_ name: String) throws(FieldErrors) -> Identifier<Entity>? {
            guard let text = input[name] else { return nil }
            guard let id = Identifier<Entity>(text: text) else {
                throw FieldErrors(name, Complaint("error.choice"))
            }
            return id
        }
        let lead: Lead.ID? = try id("lead_id"), customer: Customer.ID? = try id("customer_id")
        switch (lead, customer) {
        case (let lead?, nil): return .lead(lead)
        case (nil, let customer?): return .customer(customer)
        default: throw FieldErrors("lead_id", Complaint("error.one_parent"))
        }
    }

    private static func naming(_ body: () async throws -> Void) async throws {
        do { try await body() } catch is NoSuchAssignee {
            throw FieldErrors("assigned_to", Complaint("error.activity_assignee"))
        }
    }
}

extension ActivityFilter {
    /// All of it but the page.
    fileprivate var words: String {
        let parts = [
            type?.rawValue, isCompleted.map { "\($0)" }, from?.description, to?.description, parent?.lead?.text,
            parent?.customer?.text,
        ]
        return parts.map { $0.map { "=\($0)" } ?? "" }.joined(separator: "\u{1f}")
    }
}

extension ActivityFilter.Cursor {
    /// `b` and the id for the page before that activity, `a` for the one after it.
    fileprivate var text: String { (isBackward ? "b" : "a") + id.text }

    fileprivate init?(_ text: String) {
        guard let mark = text.first, "ab".contains(mark), let id = ActivityRecord.ID(text: String(text.dropFirst()))
        else {
            return nil
        }
        self.init(id, isBackward: mark == "b")
    }
}
