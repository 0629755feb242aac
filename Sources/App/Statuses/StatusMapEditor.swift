import Forms
import HTTP
import Models
import Store
import Web

/// Which status of the shop belongs to which group.
struct StatusMapEditor: Feature {
    static let page = ProjectPath("/settings/statuses")
    static let refresh = ProjectPath("/settings/statuses/refresh")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self, show),
            Route(.post, Self.page, EditRules.self, save),
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let saved = try await services.savedStatusMap(scope)
        let page = page(saved, saved.input, scope, progress: try await services.progress(scope))
        return try await services.page(page, for: request)
    }

    func save(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let now = services.outside.now()
        let saved = try await services.savedStatusMap(scope)
        do {
            let map = try saved.map(editedBy: input)
            let holdsFrom = Applies(input).holdsFrom(now)
            if input.action == Input.preview {
                let rule = NewRule(.statuses, holdsFrom: holdsFrom, document: try map.storedText())
                let page = page(saved, input, scope, trial: try await services.trial(rule, scope))
                return try await services.page(page, for: request)
            }
            // The map was edited from `saved`, so that is the version it replaces, too.
            guard input.version == saved.version else { throw StaleVersion() }
            let entry = try await services.store.saveStatusMap(
                map, holdsFrom: holdsFrom, replacing: saved.version, by: scope, at: now)
            services.wakeWorkers()
            return try await services.redirect(
                to: Self.page(in: scope.projectPublicID),
                saying: Flash("flash.statuses_saved").undone(by: entry, in: scope.organizationPublicID), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(page(saved, input, scope, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<EditRules>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let saved = try await services.savedStatusMap(scope)
        var typed = input
        typed.set("version", "\(saved.version)")
        let conflict = Conflict(
            by: saved.rule?.savedBy, at: saved.rule?.savedAt ?? services.outside.now(),
            differences: saved.differences(to: (try? saved.map(editedBy: input)) ?? saved.map))
        return try await services.page(page(saved, typed, scope, conflict: conflict), .conflict, for: request)
    }

    private func page(
        _ saved: SavedStatusMap, _ input: Input, _ scope: ProjectScope<EditRules>, _ errors: FieldErrors = .none,
        trial: RuleTrial? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) -> StatusMapPage {
        StatusMapPage(
            action: Self.page(in: scope.projectPublicID), refreshAction: Self.refresh(in: scope.projectPublicID),
            refreshedAt: saved.project.statusesFetchedAt, keySetAt: saved.project.keySetAt,
            groups: saved.groups.map { StatusMapPage.Group(value: "\($0.number)", label: $0.name) },
            statuses: saved.statuses.map { StatusMapPage.Status($0, input, errors) },
            ungrouped: saved.ungrouped, foot: RuleFoot(input, trial), version: input["version"] ?? "0",
            errors: FormErrors(errors) { saved.label(of: $0) }, conflict: conflict, progress: progress)
    }
}
