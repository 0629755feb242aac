import Forms
import HTTP
import Models
import Store
import Web

/// By which rules an organization's leads are scored.
struct ScoreSettings: Feature {
    static let page = OrganizationPath("/settings/lead-scores")
    static let calls = OrganizationPath("/settings/lead-scores/calls")

    /// Leads that a preview is tried on.
    private static let sample = 2_000

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditLeadRules.self, show),
            Route(.post, Self.page, EditLeadRules.self, change),
            Route(.post, Self.calls, EditLeadRules.self, saveCalls),
        ]
    }

    func show(_ scope: Scope<EditLeadRules>, _ request: Request) async throws -> Response {
        let saved = try await saved(scope)
        return try await services.page(try await page(saved, saved.input, scope), for: request)
    }

    /// Saves, unless a button asked for something else.
    func change(_ scope: Scope<EditLeadRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let saved = try await saved(scope)
        do {
            switch input.action {
            case nil:
                try await services.store.saveScoreRules(
                    try ScoreRules(input), replacing: input.version, by: scope, at: services.outside.now())
                services.wakeWorkers()
                return try await services.redirect(
                    to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.scores_saved"), for: request)
            case Input.preview:
                let trial = try await trial(try ScoreRules(input), saved, scope)
                return try await services.page(try await page(saved, input, scope, trial: trial), for: request)
            case .some(let button):
                guard
                    let pressed = input.pressingRule(
                        button, rows: ScoreRules.rows(of: input), atMost: ScoreRules.most,
                        adding: [("kind", "segment"), ("value", ""), ("points", "10")])
                else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(try await page(saved, pressed, scope), for: request)
            }
        } catch let errors as FieldErrors {
            return try await services.page(try await page(saved, input, scope, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    func saveCalls(_ scope: Scope<EditLeadRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let saved = try await saved(scope)
        func again(_ typed: Input, _ errors: FieldErrors, _ status: Status) async throws -> Response {
            let calls = ScoresPage.Calls(Self.calls(in: scope.organizationPublicID), typed, errors)
            let page = try await page(saved, saved.input, scope, calls: calls)
            return try await services.page(page, status, for: request)
        }
        do {
            try await services.store.saveLeadCalls(
                try LeadCallRules(reading: input), by: scope, at: services.outside.now())
            return try await services.redirect(
                to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.lead_calls_saved"), for: request)
        } catch let errors as FieldErrors {
            return try await again(input, errors, .unprocessable)
        } catch is StaleVersion {
            var typed = input
            typed.set("version", "\(saved.calls.version)")
            return try await again(typed, FieldErrors("", Complaint("error.lead_calls_stale")), .conflict)
        }
    }

    private func trial(
        _ rules: ScoreRules, _ saved: StoredScoring, _ scope: Scope<EditLeadRules>
    ) async throws -> ScoresPage.Trial {
        let (leads, total) = try await services.store.scoreSample(
            scope, atMost: Self.sample, at: services.outside.now())
        return ScoresPage.Trial(ScoreTrial(leads, before: saved.rules, after: rules), of: total)
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: Scope<EditLeadRules>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let saved = try await saved(scope)
        var typed = input
        typed.set("version", "\(saved.version)")
        let conflict = Conflict(
            by: saved.savedBy, at: saved.savedAt ?? services.outside.now(),
            differences: ScoreDifferences.between(saved.rules, try ScoreRules(input)))
        let page = try await page(saved, typed, scope, conflict: conflict)
        return try await services.page(page, .conflict, for: request)
    }

    private func saved(_ scope: Scope<EditLeadRules>) async throws -> StoredScoring {
        guard let saved = try await services.store.scoring(scope) else { throw NotVisible() }
        return saved
    }

    private func page(
        _ saved: StoredScoring, _ input: Input, _ scope: Scope<EditLeadRules>, _ errors: FieldErrors = .none,
        calls: ScoresPage.Calls? = nil, trial: ScoresPage.Trial? = nil, conflict: Conflict? = nil
    ) async throws -> ScoresPage {
        let progress = saved.isCounted ? nil : try await services.store.rescoreProgress(scope)
        return ScoresPage(
            path: Self.page(in: scope.organizationPublicID), input, errors,
            calls: calls ?? ScoresPage.Calls(Self.calls(in: scope.organizationPublicID), saved.calls.input),
            trial: trial, savedBy: saved.savedBy,
            savedAt: saved.savedAt, conflict: conflict,
            progress: progress.map { Progress(done: $0.done, total: $0.total) })
    }
}

extension StoredScoring {
    /// As the form would submit it unchanged.
    fileprivate var input: Input {
        var input = rules.input
        input.set("version", "\(version)")
        return input
    }
}
