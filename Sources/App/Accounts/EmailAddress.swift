import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Signing in with another address: asked for with a fresh password, confirmed from the new mailbox, told to
/// the old one both times.
struct EmailAddress: Feature {
    static let page = Path("/account/email")
    static let link = Path("/email/confirm/{}", TokenText.self)
    /// The secret of the address comes back in the form.
    static let confirm = Path("/email/confirm")
    static let changed = Path("/email/changed")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, person: Self.page, show),
            Route(.post, person: Self.page, askForLink),
            Route(.get, open: Self.link, showConfirmation),
            Route(.post, open: Self.confirm, changeAddress),
            Route(.get, open: Self.changed, showChanged),
        ]
    }

    func show(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        return try await services.page(
            EmailAddressPage(current: request.visit.session?.email ?? "", isPossible: services.room.way != .none),
            for: request)
    }

    func askForLink(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        guard let session = request.visit.session else { throw SignInRequired() }
        guard services.room.way != .none else { return try await show(scope, request) }
        let input = try request.input()
        var field = FieldReader(input)
        let typed = field.parse("email", Email.parse)
        field.require("email", Complaint("email.same")) { typed.map { $0.lowercased() != session.email.lowercased() } }
        guard let email = typed, field.errors.isEmpty else {
            let page = EmailAddressPage(current: session.email, isPossible: true, input, field.errors)
            return try await services.page(page, .unprocessable, for: request)
        }
        try await services.limitMails(to: email, from: request)
        let token = Token.make()
        let language = request.visit.language
        let fields = ["name": session.name, "email": session.email, "new_email": email]
        try await services.store.askEmailChange(
            to: email, tokenHash: token.hash, of: scope,
            letters: EmailChangeLetters(
                confirmation: try services.letter(
                    .emailConfirm, to: email, in: language, fields, secretPage: try token.address(at: Self.link),
                    lifetime: 86_400),
                known: try services.letter(
                    .addressKnown, to: email, in: language, ["name": "", "email": email], page: SignIn.page()),
                warning: try services.letter(
                    .emailAsked, to: session.email, in: language, fields, page: Account.password())))
        services.wakeWorkers()
        let said =
            services.room.folder.map { Flash("flash.email_asked_folder", ["email": email, "folder": $0]) }
            ?? Flash("flash.email_asked", ["email": email])
        return try await services.redirect(to: Account.profile(), saying: said, for: request)
    }

    func showConfirmation(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        guard let token = Token(link.pathText),
            let change = try await services.store.emailChange(tokenHash: token.hash)
        else { return try await services.note(.emailLinkDead, .notFound, for: request) }
        return try await services.page(
            EmailConfirmationPage(token: token.text, old: change.owner.email, new: change.newEmail, isTaken: false),
            for: request)
    }

    func changeAddress(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let token = Token(try request.input()["token"] ?? "")
        guard let token, let asked = try await services.store.emailChange(tokenHash: token.hash) else {
            return try await services.note(.emailLinkDead, .notFound, for: request)
        }
        do {
            let session = request.visit.session
            let language = request.visit.language
            let change = try await services.store.changeEmail(
                tokenHash: token.hash, keeping: session?.person == asked.owner.person ? session?.id : nil
            ) { change in
                try services.letter(
                    .emailChanged, to: change.owner.email,
                    in: change.owner.language.flatMap(Language.init(rawValue:)) ?? language,
                    ["name": change.owner.name, "email": change.owner.email, "new_email": change.newEmail])
            }
            guard let change else { return try await services.note(.emailLinkDead, .notFound, for: request) }
            services.log.event("email_changed", ["person": .string(change.owner.person.text)])
        } catch is EmailTaken {
            let page = EmailConfirmationPage(
                token: token.text, old: asked.owner.email, new: asked.newEmail, isTaken: true)
            return try await services.page(page, .conflict, for: request)
        }
        services.wakeWorkers()
        return .redirect(to: Self.changed())
    }

    func showChanged(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try await services.note(.emailChanged, for: request)
    }
}
