import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The dictionary of a project's CRM, its groups, and which status counts in which group.
struct StatusesAPI: Feature {
    static let groups = ProjectAPIPath("/groups")
    static let statuses = ProjectAPIPath("/statuses")
    static let refresh = ProjectAPIPath("/statuses/refresh")

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.groups, scope: .ordersRead, ViewOrders.self,
                Operation("listGroups", in: "Statuses", "The groups", "The stages of an order's life, by number."),
                listGroups),
            Route(
                .get, api: Self.statuses, scope: .settingsRead, EditRules.self,
                Operation(
                    "listStatuses", in: "Statuses", "The statuses and their groups",
                    "The dictionary of the CRM with the group in which each status counts."), show),
            Route(
                .put, api: Self.statuses, scope: .settingsWrite, EditRules.self,
                Operation(
                    "replaceStatusMap", in: "Statuses", "Put statuses into groups",
                    "A status that is left out stays where it is. The orders are counted again in the background.",
                    body: StatusMapBody.schema, bodyExample: StatusMapBody.example, replacesVersion: true), replace),
            Route(
                .post, api: Self.refresh, scope: .settingsWrite, EditRules.self,
                Operation(
                    "refreshStatuses", in: "Statuses", "Ask the CRM for its statuses",
                    "Nothing is deleted: a status that the CRM does not tell any more is inactive.",
                    problems: [.conflict]), refresh),
        ]
    }

    func listGroups(_ scope: ProjectScope<ViewOrders>, _ call: ProgramCall) async throws -> Answer<GroupsResource> {
        let groups = try await services.store.statusGroups(scope)
        return Answer(GroupsResource(projectID: scope.projectPublicID, items: groups.map(GroupResource.init)))
    }

    func show(_ scope: ProjectScope<EditRules>, _ call: ProgramCall) async throws -> Answer<StatusesResource> {
        let saved = try await services.savedStatusMap(scope)
        return Answer(StatusesResource(saved, scope), version: saved.version)
    }

    func replace(_ scope: ProjectScope<EditRules>, _ call: ProgramCall) async throws -> Answer<StatusesResource> {
        let version = try call.replacedVersion(), body = try call.input()
        let saved = try await services.savedStatusMap(scope)
        let input = try StatusMapBody.form(of: body, editing: saved)
        let map = try saved.map(editedBy: input)
        // The map was edited from `saved`, so that is the version it replaces, too.
        guard version.replacing(saved.version) == saved.version else { throw StaleVersion() }
        let now = services.outside.now()
        _ = try await services.store.saveStatusMap(
            map, holdsFrom: Applies(body).holdsFrom(now), replacing: saved.version, by: scope, at: now)
        services.wakeWorkers()
        return try await show(scope, call)
    }

    func refresh(_ scope: ProjectScope<EditRules>, _ call: ProgramCall) async throws -> Answer<RefreshResource> {
        try await services.limit(services.rates.connectionTest, .connectionTest(of: scope.project))
        let crm = try await services.crm(of: scope)
        let now = services.outside.now()
        func answer(_ count: Int) -> Answer<RefreshResource> {
            Answer(RefreshResource(projectID: scope.projectPublicID, count: count, fetchedAt: now))
        }
        let fetch = try await services.fetchStatuses(from: crm, by: scope) { count in
            services.store(answering: answer(count), to: call)
        }
        return answer(fetch.count)
    }
}

/// The body of the map: a member for each status that moves.
enum StatusMapBody {
    static let schema = Schema(
        .object([
            Schema.Member(
                "statuses",
                Schema(
                    .numbered(
                        Schema(
                            .object([
                                Schema.Member("group", .whole(0...999, "The number of the group; 0: none.")),
                                Schema.Member(
                                    "closing", Schema(.boolean, "Whether it ends an order; left out: no."),
                                    isRequired: false),
                            ]))), "What changes, by the number of the status.")),
            Schema.Member("applies", Applies.schema, isRequired: false),
        ]))
    static let example: JSON = ["statuses": ["31": ["group": 3], "12": ["group": 5, "closing": true]]]

    /// The same as the editor's form sends it: `group.31=3`, `closing.12=1`.
    static func form(of body: Input, editing saved: SavedStatusMap) throws(FieldErrors) -> Input {
        let statuses = body.group("statuses")
        var form = Input.none
        var errors = FieldErrors.none
        if statuses.fields.isEmpty { errors.add(Complaint("error.required"), to: "statuses") }
        for key in statuses.keys {
            let one = statuses.group(key)
            guard saved.statuses.contains(where: { "\($0.id)" == key }) else {
                errors.add(Complaint("error.unknown_field"), to: "statuses.\(key)")
                continue
            }
            guard let group = one["group"] else {
                errors.add(Complaint("error.required"), to: "statuses.\(key).group")
                continue
            }
            form.append("group.\(key)", group)
            if one["closing"] == "true" { form.append("closing.\(key)", "1") }
        }
        guard errors.isEmpty else { throw errors }
        return form
    }
}
