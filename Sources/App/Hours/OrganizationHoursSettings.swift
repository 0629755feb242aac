import Forms
import HTTP
import Models
import Store
import Web

/// When the organization works: the hours of whatever has none of its own, by its own zone.
struct OrganizationHoursSettings: Feature {
    static let page = OrganizationPath("/settings/hours")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self, show),
            Route(.post, Self.page, EditRules.self, change),
        ]
    }

    func show(_ scope: Scope<EditRules>, _ request: Request) async throws -> Response {
        let saved = try await saved(scope, request)
        return try await services.page(HoursPage(saved, saved.input), for: request)
    }

    /// Saves, unless a button asked for something else.
    func change(_ scope: Scope<EditRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let saved = try await saved(scope, request)
        do {
            switch input.action {
            case nil:
                try await services.store.saveOrganizationHours(
                    try read(input), replacing: input.version, by: scope, at: services.outside.now())
                services.wakeWorkers()
                return try await services.redirect(to: saved.path, saying: Flash("flash.hours_saved"), for: request)
            case Input.preview:
                let trial = try await services.trial(organizationHours: try read(input), scope)
                return try await services.page(HoursPage(saved, input, trial: trial), for: request)
            case .some(let button):
                guard let pressed = input.pressing(button) else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(HoursPage(saved, pressed), for: request)
            }
        } catch let errors as FieldErrors {
            return try await services.page(HoursPage(saved, input, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(_ scope: Scope<EditRules>, _ input: Input, _ request: Request) async throws -> Response {
        let saved = try await saved(scope, request)
        var typed = input
        typed.set("version", "\(saved.version)")
        let differences = (try? WorkingHours(input)).map { HoursDifferences.between(saved.hours, $0) }
        let conflict = Conflict(
            by: saved.rule?.savedBy, at: saved.rule?.savedAt ?? services.outside.now(), differences: differences ?? [])
        return try await services.page(HoursPage(saved, typed, conflict: conflict), .conflict, for: request)
    }

    private func read(_ input: Input) throws -> NewRule {
        NewRule(
            .hours, holdsFrom: Applies(input).holdsFrom(services.outside.now()),
            document: try WorkingHours(input).storedText())
    }

    private func saved(_ scope: Scope<EditRules>, _ request: Request) async throws -> SavedOfficeHours {
        let rule = try await services.store.organizationHours(scope).last
        return SavedOfficeHours(
            path: Self.page(in: scope.organizationPublicID),
            zone: request.visit.session?.membership?.organizationZone ?? "UTC", rule: rule,
            hours: try rule.map { try WorkingHours(storedText: $0.document) } ?? .roundTheClock)
    }
}

/// The organization's hours as they were saved last.
struct SavedOfficeHours {
    let path, zone: String
    let rule: RuleVersion?
    let hours: WorkingHours

    var version: Int { rule?.version ?? 0 }

    /// As the form would submit them unchanged.
    var input: Input {
        var input = hours.input
        input.set("version", "\(version)")
        return input
    }
}

extension HoursPage {
    fileprivate init(
        _ saved: SavedOfficeHours, _ input: Input, _ errors: FieldErrors = .none, trial: RuleTrial? = nil,
        conflict: Conflict? = nil
    ) {
        self.init(
            path: saved.path, tabs: [], group: nil, zone: saved.zone, isInherited: false, input, errors, trial: trial,
            conflict: conflict)
    }
}

extension WorkingHours {
    /// As they were changed over time; around the clock before the first.
    static func versions(_ saved: [RuleVersion]) throws -> Versions<WorkingHours> {
        Versions(.roundTheClock, saved: try saved.map { ($0.holdsFrom, try WorkingHours(storedText: $0.document)) })
    }
}
