import Forms
import HTTP
import Models
import Store
import Web

/// The limits of working time per group.
struct SLASettings: Feature {
    static let page = ProjectPath("/settings/sla")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self, show),
            Route(.post, Self.page, EditRules.self, save),
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let saved = try await services.savedLimits(scope)
        let page = try await page(saved, saved.input, scope, progress: try await services.progress(scope))
        return try await services.page(page, for: request)
    }

    func save(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let now = services.outside.now()
        let saved = try await services.savedLimits(scope)
        do {
            let limits = try SLALimits(input, groups: saved.groups.map(\.number))
            let rule = NewRule(
                .sla, holdsFrom: Applies(input).holdsFrom(now), document: try limits.storedText())
            if input.action == Input.preview {
                let page = try await page(saved, input, scope, trial: try await services.trial(rule, scope))
                return try await services.page(page, for: request)
            }
            let entry = try await services.store.saveRule(
                rule, replacing: input.version, event: .slaSaved, by: scope, at: now)
            services.wakeWorkers()
            return try await services.redirect(
                to: Self.page(in: scope.projectPublicID),
                saying: Flash("flash.sla_saved").undone(by: entry, in: scope.organizationPublicID), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(
                try await page(saved, input, scope, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<EditRules>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let saved = try await services.savedLimits(scope)
        let mine = try SLALimits(input, groups: saved.groups.map(\.number))
        var typed = input
        typed.set("version", "\(saved.version)")
        let conflict = Conflict(
            by: saved.rule?.savedBy, at: saved.rule?.savedAt ?? services.outside.now(),
            differences: SLADifferences.between(saved.limits, mine, groups: saved.groups))
        return try await services.page(
            try await page(saved, typed, scope, conflict: conflict), .conflict, for: request)
    }

    private func page(
        _ saved: SavedLimits, _ input: Input, _ scope: ProjectScope<EditRules>, _ errors: FieldErrors = .none,
        trial: RuleTrial? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) async throws -> SLASettingsPage {
        let medians = try await services.store.groupMedians(scope)
        return SLASettingsPage(
            path: Self.page(in: scope.projectPublicID),
            groups: saved.groups.map {
                SLASettingsPage.Group(id: $0.number, tag: GroupTag($0), median: medians[$0.number])
            },
            input, errors, trial: trial, savedBy: saved.rule?.savedBy, savedAt: saved.rule?.savedAt,
            conflict: conflict, progress: progress)
    }
}
