import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// One's own account: profile, password, sessions, organizations.
struct Account: Feature {
    static let profile = Path("/account")
    static let password = Path("/account/password")
    static let sessions = Path("/account/sessions")
    static let session = Path("/account/sessions/{}/end", Int.self)
    static let otherSessions = Path("/account/sessions/others/end")
    static let organizations = Path("/account/organizations")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, person: Self.profile, showProfile),
            Route(.post, person: Self.profile, saveProfile),
            Route(.get, person: Self.password, showPassword),
            Route(.post, person: Self.password, changePassword),
            Route(.get, person: Self.sessions, showSessions),
            Route(.get, person: Self.otherSessions, askToEndOthers),
            Route(.post, person: Self.otherSessions, endOtherSessions),
            Route(.post, person: Self.session, endSession),
            Route(.get, person: Self.organizations, showOrganizations),
            Route(.post, person: Self.organizations, chooseOrganization),
        ]
    }

    func showProfile(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let profile = try await services.store.profile(of: scope) else { throw NotVisible() }
        return try await services.page(page(profile.input, for: request), for: request)
    }

    func saveProfile(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let profile = try Profile(reading: input, isZone: services.zones.knows)
            try await services.store.saveProfile(profile, of: scope)
            return try await services.redirect(to: Self.profile(), saying: Flash("flash.profile_saved"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(page(input, errors, for: request), .unprocessable, for: request)
        } catch is StaleVersion {
            let stale = FieldErrors("", Complaint("error.stale"))
            return try await services.page(page(input, stale, for: request), .conflict, for: request)
        }
    }

    func showPassword(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try await services.page(PasswordPage(email: request.visit.session?.email ?? ""), for: request)
    }

    func changePassword(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let session = request.visit.session else { throw SignInRequired() }
        do {
            let hash = try await newPassword(try request.input(), session)
            let notice = try services.letter(
                .passwordChanged, to: session.email, in: request.visit.language,
                ["name": session.name, "email": session.email], page: ForgottenPassword.ask())
            try await services.store.changePassword(
                hash, of: scope, keeping: session.id, notice: notice)
            services.wakeWorkers()
            services.log.event("password_changed", ["person": .string(scope.person.text)])
            return try await services.redirect(
                to: Self.password(), saying: Flash("flash.password_changed"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(PasswordPage(email: session.email, errors), .unprocessable, for: request)
        }
    }

    func showSessions(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let current = request.visit.session?.id
        let sessions = try await services.store.sessions(of: scope)
        let rows = sessions.map { session in
            SessionsPage.Session(
                browser: Browser.name(session.userAgent), address: session.address, signedInAt: session.createdAt,
                seenAt: session.seenAt, isCurrent: session.id == current, revoke: Self.session(session.id))
        }
        let others = sessions.count > 1 ? Self.otherSessions() : nil
        return try await services.page(SessionsPage(sessions: rows, revokeOthers: others), for: request)
    }

    func endSession(_ scope: PersonScope, _ request: Request, _ id: Int) async throws -> Response {
        guard try await services.store.endSession(id, of: scope) else { throw NotVisible() }
        if id == request.visit.session?.id { return .redirect(to: SignIn.page()) }
        return try await services.redirect(to: Self.sessions(), saying: Flash("flash.session_ended"), for: request)
    }

    func askToEndOthers(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let page = ConfirmPage(
            action: Self.otherSessions(), title: Complaint("sessions.end_others_title"),
            text: Complaint("sessions.end_others_text"), verb: Complaint("sessions.end_others"),
            cancel: Self.sessions(), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func endOtherSessions(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let session = request.visit.session else { throw SignInRequired() }
        _ = try await services.store.endOtherSessions(than: session.id, of: scope)
        return try await services.redirect(to: Self.sessions(), saying: Flash("flash.sessions_ended"), for: request)
    }

    func showOrganizations(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let organizations = try await services.store.organizations(of: scope)
        let current = request.visit.session?.lastOrganization
        let choices = organizations.map {
            OrganizationsPage.Choice(
                id: $0.publicID.rawValue, name: $0.name, role: $0.role.rawValue, projects: $0.projects,
                isCurrent: $0.id == current, leave: $0.barrier == nil ? MemberEnds.leaving(in: $0.publicID) : nil)
        }
        return try await services.page(OrganizationsPage(choices: choices), for: request)
    }

    func chooseOrganization(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let chosen = try request.input()["organization"]
        let organizations = try await services.store.organizations(of: scope)
        guard let session = request.visit.session,
            let organization = organizations.first(where: { $0.publicID.rawValue == chosen })
        else { throw NotVisible() }
        try await services.store.rememberOrganization(organization.id, session: session.id, of: scope.person)
        return .redirect(to: Home.page(in: organization.publicID))
    }

    private func page(_ input: Input, _ errors: FieldErrors = .none, for request: Request) -> ProfilePage {
        ProfilePage(email: request.visit.session?.email ?? "", input, errors, zones: services.zones.choices)
    }

    /// The hash of the new password once the current one was right, or the complaints.
    private func newPassword(_ input: Input, _ session: Session) async throws -> StoredPassword {
        var errors = FieldErrors.none
        let current = input["current"] ?? "", new = input["new"] ?? ""
        let login = try await services.store.login(email: session.email)
        try await services.limit(services.rates.signIn, "password:\(session.person.text)")
        let verdict = try await services.passwords.verify(
            current, against: login.map { PasswordHash(phc: $0.password.hash, pepperID: $0.password.pepperID) })
        if !verdict.matches { errors.add(Complaint("error.password_wrong"), to: "current") }
        if new.isEmpty {
            errors.add(Complaint("error.required"), to: "new")
        } else if let refusal = services.passwordRules.refusal(of: new, about: [session.email, session.name, "takt"]) {
            errors.add(Complaint(refusal.rawValue, refusal.arguments), to: "new")
        }
        guard errors.isEmpty else { throw errors }
        let hash = try await services.passwords.hash(new)
        return StoredPassword(hash: hash.phc, pepperID: hash.pepperID)
    }
}
