import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Making an organization of one's own, where the installation allows it: who, then a mail, then a password.
/// Whether the address is known already is said by the mail alone.
struct SignUp: Feature {
    static let page = Path("/sign-up")
    static let sent = Path("/sign-up/sent")
    static let link = Path("/sign-up/confirm/{}", TokenText.self)
    /// The secret of the address comes back in the form.
    static let confirm = Path("/sign-up/confirm")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.page, askForLink),
            Route(.get, open: Self.sent, showSent),
            Route(.get, open: Self.link, showConfirmation),
            Route(.post, open: Self.confirm, makeOrganization),
        ]
    }

    func show(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try refuseWhenClosed()
        return try await services.page(
            SignUpPage(Input(["language": request.visit.language.rawValue])), for: request)
    }

    func askForLink(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try refuseWhenClosed()
        let input = try request.input()
        let form: SignUpForm
        do { form = try SignUpForm(reading: input) } catch {
            return try await services.page(SignUpPage(input, error), .unprocessable, for: request)
        }
        try await services.limitMails(to: form.email, from: request)
        let token = Token.make()
        let chosen = Language(rawValue: form.language) ?? .standard
        try await services.store.askSignUp(form, tokenHash: token.hash) { owner in
            // Sealed in both cases, so that both take the same time.
            let confirmation = try services.letter(
                .signUp, to: form.email, in: chosen, ["name": form.name, "organization": form.organization],
                secretPage: try token.address(at: Self.link), lifetime: 86_400)
            guard let owner else { return confirmation }
            return try services.letter(
                .addressKnown, to: owner.email, in: owner.language.flatMap(Language.init(rawValue:)) ?? chosen,
                ["name": owner.name, "email": owner.email], page: SignIn.page())
        }
        services.wakeWorkers()
        return .redirect(to: Self.sent())
    }

    func showSent(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try refuseWhenClosed()
        return try await services.note(.signUpSent, for: request)
    }

    func showConfirmation(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        guard services.isSignUpOpen, let token = Token(link.pathText),
            let form = try await services.store.signUp(tokenHash: token.hash)
        else { return try await dead(request) }
        return try await services.page(SignUpConfirmationPage(token: token.text, form), for: request)
    }

    func makeOrganization(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        guard services.isSignUpOpen, let token = Token(input["token"] ?? ""),
            let form = try await services.store.signUp(tokenHash: token.hash)
        else { return try await dead(request) }
        do {
            let password = try await services.newPassword(
                in: input, "password", about: [form.email, form.name, form.organization])
            let first = FirstOrganization(
                person: services.outside.newID(), email: form.email, name: form.name, password: password,
                language: form.language, organization: services.outside.newID(),
                publicID: services.outside.newPublicID(), organizationName: form.organization, zone: Projects.usualZone)
            let now = services.outside.now()
            guard try await services.store.confirmSignUp(first, tokenHash: token.hash, at: now) else {
                return try await dead(request)
            }
            services.log.event("signed_up", ["organization": .string(first.publicID.rawValue)])
            return .redirect(to: SignIn.page(after: .signedUp))
        } catch let errors as FieldErrors {
            let page = SignUpConfirmationPage(token: token.text, form, errors)
            return try await services.page(page, .unprocessable, for: request)
        } catch is EmailTaken {
            // Confirmed twice from two mails: the first one made the account.
            return .redirect(to: SignIn.page())
        }
    }

    /// A closed installation has no such page.
    private func refuseWhenClosed() throws {
        guard services.isSignUpOpen else { throw NotVisible() }
    }

    private func dead(_ request: Request) async throws -> Response {
        guard services.isSignUpOpen else { throw NotVisible() }
        return try await services.note(.signUpLinkDead, .notFound, for: request)
    }
}
