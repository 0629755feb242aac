import Forms
import HTTP
import Models
import Store
import Web

/// To whom leads are given that arrive without anybody.
struct AssignmentSettings: Feature {
    static let page = OrganizationPath("/settings/lead-assignment")

    /// Leads that rules are tried on.
    private static let tried = 200

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditLeadRules.self, show),
            Route(.post, Self.page, EditLeadRules.self, change),
        ]
    }

    func show(_ scope: Scope<EditLeadRules>, _ request: Request) async throws -> Response {
        let saved = try await services.store.assignment(scope)
        return try await services.page(try await page(saved, saved.input, scope), for: request)
    }

    /// Saves, unless a button asked for something else.
    func change(_ scope: Scope<EditLeadRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let saved = try await services.store.assignment(scope)
        func again(_ typed: Input, _ errors: FieldErrors, _ status: Status) async throws -> Response {
            try await services.page(try await page(saved, typed, scope, errors), status, for: request)
        }
        do {
            switch input.action {
            case nil:
                try await services.store.saveAssignment(
                    try AssignmentRules(input), replacing: input.version, by: scope, at: services.outside.now())
                return try await services.redirect(
                    to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.assignment_saved"), for: request
                )
            case Input.preview:
                let trial = try await trial(try AssignmentRules(input), scope)
                return try await services.page(try await page(saved, input, scope, trial: trial), for: request)
            case .some(let button):
                guard
                    let pressed = input.pressingRule(
                        button, rows: AssignmentRules.rows(of: input), atMost: AssignmentRules.most,
                        adding: [("segment", ""), ("source", "")])
                else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(try await page(saved, pressed, scope), for: request)
            }
        } catch let errors as FieldErrors {
            return try await again(input, errors, .unprocessable)
        } catch is NoSuchAssignee {
            return try await again(input, FieldErrors("", Complaint("error.assignment_people")), .unprocessable)
        } catch is StaleVersion {
            var typed = input
            typed.set("version", "\(saved.version)")
            return try await again(typed, FieldErrors("", Complaint("error.assignment_stale")), .conflict)
        }
    }

    private func trial(
        _ rules: AssignmentRules, _ scope: Scope<EditLeadRules>
    ) async throws -> AssignmentPage.Trial {
        let leads = try await services.store.arrivedLeads(Self.tried, scope)
        let people = rules.rules.flatMap(\.people)
        let active = try await services.store.workers(people, scope)
        // The first that arrived takes its turn first.
        let decisions = rules.rehearse(leads.reversed().map { ($0.source, $0.segment) }, active: active).reversed()
        return AssignmentPage.Trial(leads, Array(decisions), try await names(scope), in: scope.organizationPublicID)
    }

    private func names(_ scope: Scope<EditLeadRules>) async throws -> [(id: Person.ID, name: String)] {
        try await services.store.leadPeople(try scope.viewing).map { ($0.person, $0.name) }
    }

    private func page(
        _ saved: StoredAssignment, _ input: Input, _ scope: Scope<EditLeadRules>, _ errors: FieldErrors = .none,
        trial: AssignmentPage.Trial? = nil
    ) async throws -> AssignmentPage {
        AssignmentPage(
            path: Self.page(in: scope.organizationPublicID), input,
            people: try await names(scope),
            segments: try await services.store.leadSegments(try scope.viewing), errors, trial: trial,
            savedBy: saved.savedBy, savedAt: saved.savedAt)
    }
}

extension StoredAssignment {
    /// As the form would submit it unchanged.
    fileprivate var input: Input {
        var input = rules.input
        input.set("version", "\(version)")
        return input
    }
}
