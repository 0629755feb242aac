import Forms
import HTTP
import Models
import Store
import Web

/// When a project, or one of its groups, works.
struct HoursSettings: Feature {
    static let page = ProjectPath("/settings/hours")
    static let group = ProjectPath("/settings/hours/{}", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self) { try await show($0, $1, nil) },
            Route(.post, Self.page, EditRules.self) { try await change($0, $1, nil) },
            Route(.get, Self.group, EditRules.self) { try await show($0, $1, $2) },
            Route(.post, Self.group, EditRules.self) { try await change($0, $1, $2) },
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ request: Request, _ group: Int?) async throws -> Response {
        let level = try await services.hoursLevel(scope, group)
        let page = HoursPage(level, level.input, progress: try await services.progress(scope))
        return try await services.page(page, for: request)
    }

    /// Saves, unless a button asked for something else.
    func change(_ scope: ProjectScope<EditRules>, _ request: Request, _ group: Int?) async throws -> Response {
        let input = try request.input()
        let level = try await services.hoursLevel(scope, group)
        do {
            switch input.action {
            case nil:
                let rule = try read(input, level)
                return try await save(rule, "flash.hours_saved", level, scope, request)
            case WorkingHours.inherit where level.canInherit:
                let rule = try level.rule(setting: nil, from: holdsFrom(input))
                return try await save(rule, "flash.hours_inherited", level, scope, request)
            case Input.preview:
                let trial = try await services.trial(try read(input, level), scope)
                return try await services.page(HoursPage(level, input, trial: trial), for: request)
            case .some(let button):
                guard let pressed = input.pressing(button) else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(HoursPage(level, pressed), for: request)
            }
        } catch let errors as FieldErrors {
            return try await services.page(HoursPage(level, input, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, group, input, request)
        }
    }

    private func save(
        _ rule: NewRule, _ flash: String, _ level: HoursLevel, _ scope: ProjectScope<EditRules>, _ request: Request
    ) async throws -> Response {
        // The document was made from `level`, so that is the version it replaces, too.
        guard try request.input().version == level.version else { throw StaleVersion() }
        let entry = try await services.store.saveRule(
            rule, replacing: level.version, event: .hoursSaved, by: scope, at: services.outside.now())
        services.wakeWorkers()
        return try await services.redirect(
            to: level.path, saying: Flash(flash).undone(by: entry, in: scope.organizationPublicID), for: request)
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<EditRules>, _ group: Int?, _ input: Input, _ request: Request
    ) async throws -> Response {
        let level = try await services.hoursLevel(scope, group)
        var typed = input
        typed.set("version", "\(level.version)")
        let differences = (try? WorkingHours(input)).map { HoursDifferences.between(level.hours, $0) }
        let conflict = Conflict(
            by: level.rule?.savedBy, at: level.rule?.savedAt ?? services.outside.now(), differences: differences ?? [])
        return try await services.page(HoursPage(level, typed, conflict: conflict), .conflict, for: request)
    }

    private func read(_ input: Input, _ level: HoursLevel) throws -> NewRule {
        try level.rule(setting: try WorkingHours(input), from: holdsFrom(input))
    }

    private func holdsFrom(_ input: Input) -> Instant? {
        Applies(input).holdsFrom(services.outside.now())
    }
}

extension HoursPage {
    fileprivate init(
        _ level: HoursLevel, _ input: Input, _ errors: FieldErrors = .none, trial: RuleTrial? = nil,
        conflict: Conflict? = nil, progress: Progress? = nil
    ) {
        self.init(
            path: level.path, tabs: level.tabs, group: level.group?.name, isInherited: level.isInherited,
            canInherit: level.canInherit, input, errors, trial: trial, conflict: conflict, progress: progress)
    }
}
