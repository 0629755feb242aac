import Forms
import HTTP
import Models
import Store
import Web

/// What is done with one activity besides changing it.
struct ActivityActs: Feature {
    static let complete = OrganizationPath("/activities/{}/complete", ActivityRecord.ID.self)
    static let start = OrganizationPath("/activities/{}/start", ActivityRecord.ID.self)
    static let skip = OrganizationPath("/activities/{}/skip", ActivityRecord.ID.self)
    static let reopen = OrganizationPath("/activities/{}/reopen", ActivityRecord.ID.self)
    static let delete = OrganizationPath("/activities/{}/delete", ActivityRecord.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.complete, WorkLeads.self, showCompletion),
            Route(.post, Self.complete, WorkLeads.self, complete),
            Route(.post, Self.start, WorkLeads.self, start),
            Route(.post, Self.skip, WorkLeads.self, skip),
            Route(.post, Self.reopen, WorkLeads.self, reopen),
            Route(.get, Self.delete, WorkLeads.self, ask),
            Route(.post, Self.delete, WorkLeads.self, remove),
        ]
    }

    func showCompletion(
        _ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID
    ) async throws -> Response {
        let activity = try await stored(id, scope)
        guard activity.state.isOpen else { return try await back(activity, "flash.activity_ended", scope, request) }
        let input = Input(["result": activity.result, "version": "\(activity.version)"])
        return try await services.page(CompletionPage(activity, input, in: scope.organizationPublicID), for: request)
    }

    /// With what came of it and, in the same form, what is to be done next.
    func complete(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        let activity = try await stored(id, scope)
        var input = try request.input()
        do {
            let now = services.outside.now()
            let completion = try ActivityCompletion(
                reading: input, in: try services.zones.zone(request.visit.readerZone))
            try await services.store.completeActivity(
                id, completion, step: ActivityRecord.ID(at: now, random: services.outside.randomBytes(10)), by: scope,
                at: now)
            let words = completion.next == nil ? "flash.activity_completed" : "flash.activity_completed_next"
            return try await back(activity, words, scope, request)
        } catch let errors as FieldErrors {
            return try await services.page(
                CompletionPage(activity, input, errors, in: scope.organizationPublicID), .unprocessable, for: request)
        } catch is StaleVersion {
            input.set("version", "\(activity.version)")
            let stale = FieldErrors("", Complaint("error.stale"))
            return try await services.page(
                CompletionPage(activity, input, stale, in: scope.organizationPublicID), .conflict, for: request)
        } catch is ActivityEnded {
            return try await back(activity, "flash.activity_ended", isProblem: true, scope, request)
        }
    }

    func start(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        try await act(id, "flash.activity_started", scope, request) {
            try await services.store.startActivity(id, by: scope, at: services.outside.now())
        }
    }

    func skip(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        try await act(id, "flash.activity_skipped", scope, request) {
            try await services.store.skipActivity(id, by: scope, at: services.outside.now())
        }
    }

    func reopen(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        try await act(id, "flash.activity_reopened", scope, request) {
            try await services.store.reopenActivity(id, by: scope, at: services.outside.now())
        }
    }

    func ask(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        let activity = try await stored(id, scope)
        let organization = scope.organizationPublicID
        return try await services.page(
            ConfirmPage(
                action: Self.delete(in: organization, id),
                title: Complaint("activities.delete_title", ["title": activity.title]),
                text: Complaint("activities.delete_text"), verb: Complaint("activities.delete"),
                cancel: ActivityForms.activity(in: organization, id), version: nil, facts: []), for: request)
    }

    func remove(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        let activity = try await stored(id, scope)
        try await services.store.deleteActivity(id, by: scope, at: services.outside.now())
        return try await back(activity, "flash.activity_deleted", scope, request)
    }

    private func act(
        _ id: ActivityRecord.ID, _ words: String, _ scope: Scope<WorkLeads>, _ request: Request,
        _ act: () async throws -> Void
    ) async throws -> Response {
        let activity = try await stored(id, scope)
        do { try await act() } catch is ActivityEnded {
            return try await back(activity, "flash.activity_ended", isProblem: true, scope, request)
        }
        return try await back(activity, words, scope, request)
    }

    private func stored(_ id: ActivityRecord.ID, _ scope: Scope<WorkLeads>) async throws -> ActivityRecord {
        guard let activity = try await services.store.activity(id, scope) else { throw NotVisible() }
        return activity
    }

    /// To the page that the act was begun on.
    private func back(
        _ activity: ActivityRecord, _ words: String, isProblem: Bool = false, _ scope: Scope<WorkLeads>,
        _ request: Request
    ) async throws -> Response {
        let word = request.method == .post ? try request.input()["back"] : nil
        return try await services.redirect(
            to: ActivityHome(parent: activity.parent, organization: scope.organizationPublicID).back(word),
            saying: Flash(words, isProblem: isProblem), for: request)
    }
}

/// `Resources/templates/activities/complete.html`: what came of it and what is to be done next.
struct CompletionPage: Page {
    static let template = "activities/complete.html"
    static let place = NavigationItem.activities

    let action, cancel: String
    let title, company, companyPath: String
    let type: String
    let dueAt: Instant?
    let result, nextType, nextTitle, nextDue: FormField
    let types: [String]
    let version: String
    /// The page that it was begun on, as the form carries it.
    let back: String
    let errors: FormErrors

    init(_ activity: ActivityRecord, _ input: Input, _ errors: FieldErrors = .none, in organization: PublicID) {
        let home = ActivityHome(parent: activity.parent, organization: organization)
        action = ActivityActs.complete(in: organization, activity.id)
        back = input["back"].flatMap(ActivityBack.init(rawValue:))?.rawValue ?? ActivityBack.list.rawValue
        cancel = home.back(back)
        title = activity.title
        company = activity.company
        companyPath = home.page
        type = activity.type.rawValue
        dueAt = activity.dueAt
        result = FormField("result", input, errors)
        nextType = FormField("next.type", input["next.type"] ?? ActivityType.call.rawValue, errors: errors["next.type"])
        nextTitle = FormField("next.title", input, errors)
        nextDue = FormField("next.due_at", input, errors)
        types = ActivityType.planned.map(\.rawValue)
        version = input["version"] ?? "0"
        self.errors = FormErrors(
            errors,
            labels: [
                "result": "activities.result", "next.type": "activities.type", "next.title": "activities.next_name",
                "next.due_at": "activities.due",
            ])
    }

    static var examples: [CompletionPage] {
        guard let organization = PublicID(rawValue: "a2b3c4d5e6") else { return [] }
        let activity = ActivityRecord.examples[0]
        return [
            CompletionPage(activity, Input(["version": "2"]), in: organization),
            CompletionPage(
                activity, Input(["result": "They <agreed>", "next.due_at": "soon", "back": "day", "version": "2"]),
                FieldErrors([
                    ("next.title", Complaint("error.required")), ("next.due_at", Complaint("error.due_time")),
                ]), in: organization),
        ]
    }
}

extension ActivityType {
    /// What can be planned: a note is written, not done.
    static let planned = allCases.filter { $0 != .note }
}
