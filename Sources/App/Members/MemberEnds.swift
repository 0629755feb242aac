import Forms
import HTTP
import Models
import Store
import Web

/// How somebody stops being a member, and what becomes of what they had: deactivation, handing over, leaving,
/// letting in again, a lost phone.
struct MemberEnds: Feature {
    static let deactivation = OrganizationPath("/settings/members/{}/deactivation", Person.ID.self)
    static let activation = OrganizationPath("/settings/members/{}/activation", Person.ID.self)
    static let handover = OrganizationPath("/settings/members/{}/handover", Person.ID.self)
    static let factor = OrganizationPath("/settings/members/{}/second-factor", Person.ID.self)
    static let leaving = OrganizationPath("/settings/leaving")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.deactivation, ManageMembers.self, askDeactivation),
            Route(.post, Self.deactivation, ManageMembers.self, deactivate),
            Route(.post, Self.activation, ManageMembers.self, reactivate),
            Route(.post, Self.handover, ManageMembers.self, handOver),
            Route(.get, Self.factor, ManageMembers.self, askReset),
            Route(.post, Self.factor, ManageMembers.self, reset),
            Route(.get, Self.leaving, SeeOrganization.self, askLeaving),
            Route(.post, Self.leaving, SeeOrganization.self, leave),
        ]
    }

    func askDeactivation(
        _ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID
    ) async throws -> Response {
        if person == scope.person { return .redirect(to: Self.leaving(in: scope.organizationPublicID)) }
        return try await services.page(deactivationPage(person, scope), for: request)
    }

    /// Nobody deactivates themselves: they are asked whether they want to leave.
    func deactivate(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        if person == scope.person { return .redirect(to: Self.leaving(in: scope.organizationPublicID)) }
        try services.requireFreshPassword(request)
        do {
            try await services.store.deactivateMember(
                person, handingOverTo: try successor(request), by: scope, at: services.outside.now())
            return try await back(scope, "flash.member_deactivated", request)
        } catch is LastAdmin {
            let page = try await deactivationPage(person, scope, problem: Complaint("error.last_admin"))
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    func reactivate(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        try services.requireFreshPassword(request)
        try await services.store.reactivateMember(person, by: scope, at: services.outside.now())
        return try await back(scope, "flash.member_reactivated", request)
    }

    func handOver(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        guard let successor = try successor(request) else {
            return try await services.redirect(
                to: Members.member(in: scope.organizationPublicID, person),
                saying: Flash("flash.no_successor", isProblem: true), for: request)
        }
        try await services.store.handOver(from: person, to: successor, by: scope, at: services.outside.now())
        return try await back(scope, "flash.handed_over", request)
    }

    func askReset(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        let member = try await active(person, scope)
        let page = ConfirmPage(
            action: Self.factor(in: scope.organizationPublicID, person),
            title: Complaint("member.reset_title", ["name": member.name]), text: Complaint("member.reset_text"),
            verb: Complaint("member.reset"), cancel: Members.member(in: scope.organizationPublicID, person),
            version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func reset(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        try services.requireFreshPassword(request)
        let member = try await active(person, scope)
        let letter = try services.letter(
            .secondFactorReset, to: member.email,
            in: member.language.flatMap(Language.init(rawValue:)) ?? request.visit.language,
            [
                "name": member.name, "email": member.email,
                "organization": request.visit.session?.membership?.organizationName ?? "",
            ], page: SecondFactors.page())
        let isDone = try await services.store.resetSecondFactor(
            of: person, letter: letter, by: scope, at: services.outside.now())
        services.wakeWorkers()
        services.log.event("second_factor_reset", ["person": .string(person.text)])
        let flash = isDone ? Flash("flash.factor_reset") : Flash("flash.factor_is_off", isProblem: true)
        return try await services.redirect(
            to: Members.list(in: scope.organizationPublicID), saying: flash, for: request)
    }

    func askLeaving(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        try await services.page(leavingPage(scope, request), for: request)
    }

    func leave(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        do {
            try await services.store.leave(scope, at: services.outside.now())
            return try await services.redirect(to: Home.start(), saying: Flash("flash.left"), for: request)
        } catch is LastAdmin {
            let page = try await leavingPage(scope, request, text: "member.leave_last")
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    private func leavingPage(
        _ scope: Scope<SeeOrganization>, _ request: Request, text: String = "member.leave_text"
    ) async throws -> ConfirmPage {
        let name = request.visit.session?.membership?.organizationName ?? ""
        return ConfirmPage(
            action: Self.leaving(in: scope.organizationPublicID),
            title: Complaint("member.leave_title", ["organization": name]), text: Complaint(text),
            verb: Complaint("member.leave"), cancel: Home.page(in: scope.organizationPublicID), version: nil, facts: [],
            keep: Complaint("member.stay"))
    }

    private func deactivationPage(
        _ person: Person.ID, _ scope: Scope<ManageMembers>, problem: Complaint? = nil
    ) async throws -> DeactivationPage {
        let member = try await active(person, scope)
        let held = try await services.store.holdings(of: person, scope)
        let others =
            held.isEmpty ? [] : try await services.store.successors(for: held, scope).filter { $0.person != person }
        return DeactivationPage(
            name: member.name, action: Self.deactivation(in: scope.organizationPublicID, person),
            cancel: Members.member(in: scope.organizationPublicID, person), owned: Holdings(held, others, action: ""),
            problem: problem)
    }

    private func active(_ person: Person.ID, _ scope: Scope<ManageMembers>) async throws -> MemberRecord {
        guard let member = try await services.store.member(person, scope), member.isActive else { throw NotVisible() }
        return member
    }

    /// Whom the form names; nil for nobody. What is no id is nobody's either.
    private func successor(_ request: Request) throws -> Person.ID? {
        let chosen = try request.input()["successor"] ?? ""
        if chosen.isEmpty { return nil }
        guard let person = Person.ID(pathText: chosen) else { throw NotVisible() }
        return person
    }

    private func back(_ scope: Scope<ManageMembers>, _ flash: String, _ request: Request) async throws -> Response {
        try await services.redirect(
            to: Members.list(in: scope.organizationPublicID), saying: Flash(flash), for: request)
    }
}
