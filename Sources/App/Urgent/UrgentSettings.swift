import Forms
import HTTP
import Models
import Store
import Web

/// What makes an order of a project urgent.
struct UrgentSettings: Feature {
    static let page = ProjectPath("/settings/urgent")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self, show),
            Route(.post, Self.page, EditRules.self, change),
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let saved = try await saved(scope)
        return try await services.page(
            page(saved, saved.input, scope, progress: try await services.progress(scope)), for: request)
    }

    /// Saves, unless a button asked for something else.
    func change(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let saved = try await saved(scope)
        do {
            switch input.action {
            case nil: return try await save(try rule(input), input.version, scope, request)
            case Input.preview:
                let trial = try await services.trial(try rule(input), scope)
                return try await services.page(page(saved, input, scope, trial: trial), for: request)
            case .some(let button):
                guard
                    let pressed = input.pressingRule(
                        button, rows: UrgentRules.rows(of: input), atMost: UrgentRules.limit,
                        adding: [("kind", UrgentRules.Kind.sku.rawValue), ("value", ""), ("on", "1")])
                else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(page(saved, pressed, scope), for: request)
            }
        } catch let errors as FieldErrors {
            return try await services.page(page(saved, input, scope, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    private func save(
        _ rule: NewRule, _ version: Int, _ scope: ProjectScope<EditRules>, _ request: Request
    ) async throws -> Response {
        let entry = try await services.store.saveRule(
            rule, replacing: version, event: .urgentSaved, by: scope, at: services.outside.now())
        services.wakeWorkers()
        return try await services.redirect(
            to: Self.page(in: scope.projectPublicID),
            saying: Flash("flash.urgent_saved").undone(by: entry, in: scope.organizationPublicID), for: request)
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<EditRules>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let saved = try await saved(scope)
        var typed = input
        typed.set("version", "\(saved.version)")
        let conflict = Conflict(
            by: saved.rule?.savedBy, at: saved.rule?.savedAt ?? services.outside.now(),
            differences: UrgentDifferences.between(saved.rules, try UrgentRules(input)))
        return try await services.page(page(saved, typed, scope, conflict: conflict), .conflict, for: request)
    }

    private func rule(_ input: Input) throws -> NewRule {
        NewRule(
            .urgent, holdsFrom: Applies(input).holdsFrom(services.outside.now()),
            document: try UrgentRules(input).storedText())
    }

    private struct Saved {
        let rule: RuleVersion?
        let rules: UrgentRules

        var version: Int { rule?.version ?? 0 }

        /// As the form would submit it unchanged; before the first save what a new project begins with is
        /// offered.
        var input: Input {
            var input = (rule == nil ? .preset : rules).input
            input.set("version", "\(version)")
            return input
        }
    }

    private func saved(_ scope: ProjectScope<EditRules>) async throws -> Saved {
        guard try await services.store.project(scope) != nil else { throw NotVisible() }
        let rule = try await services.store.latestRule(.urgent, scope)
        return Saved(rule: rule, rules: try rule.map { try UrgentRules(storedText: $0.document) } ?? .none)
    }

    private func page(
        _ saved: Saved, _ input: Input, _ scope: ProjectScope<EditRules>, _ errors: FieldErrors = .none,
        trial: RuleTrial? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) -> UrgentPage {
        UrgentPage(
            path: Self.page(in: scope.projectPublicID), input, errors, trial: trial, savedBy: saved.rule?.savedBy,
            savedAt: saved.rule?.savedAt, conflict: conflict, progress: progress)
    }
}
