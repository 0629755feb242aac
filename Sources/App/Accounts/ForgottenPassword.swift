import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// A new password for somebody who has lost theirs. What is said and done for an address is the same whether
/// anybody signs in with it or not.
struct ForgottenPassword: Feature {
    static let ask = Path("/password/forgotten")
    static let sent = Path("/password/sent")
    static let page = Path("/password/reset/{}", TokenText.self)
    /// The secret of the address comes back in the form.
    static let reset = Path("/password/reset")
    static let changed = Path("/password/changed")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.ask, showAsking),
            Route(.post, open: Self.ask, askForLink),
            Route(.get, open: Self.sent, showSent),
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.reset, resetPassword),
            Route(.get, open: Self.changed, showChanged),
        ]
    }

    func showAsking(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try await services.page(
            ForgottenPasswordPage(isPossible: services.room.way != .none), for: request)
    }

    func askForLink(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        guard services.room.way != .none else { return try await showAsking(visitor, request) }
        var field = FieldReader(input)
        let typed = field.parse("email", Email.parse)
        guard let email = typed else {
            return try await services.page(
                ForgottenPasswordPage(isPossible: true, input, field.errors), .unprocessable, for: request)
        }
        try await services.limitMails(to: email, from: request)
        let token = Token.make()
        let language = request.visit.language
        try await services.store.askPasswordReset(tokenHash: token.hash, email: email) { owner in
            try services.letter(
                owner == nil ? .passwordResetOfNobody : .passwordReset, to: owner?.email ?? email,
                in: owner?.language.flatMap(Language.init(rawValue:)) ?? language,
                ["name": owner?.name ?? "", "email": owner?.email ?? email],
                secretPage: try token.address(at: Self.page),
                lifetime: 20 * 60)
        }
        services.wakeWorkers()
        return .redirect(to: Self.sent())
    }

    func showSent(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try await services.note(.passwordSent, for: request)
    }

    func show(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        guard let token = Token(link.pathText),
            let owner = try await services.store.ownerOfPasswordReset(tokenHash: token.hash)
        else { return try await services.note(.passwordLinkDead, .notFound, for: request) }
        return try await services.page(NewPasswordPage(token: token.text, email: owner.email), for: request)
    }

    func resetPassword(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        guard let token = Token(input["token"] ?? ""),
            let owner = try await services.store.ownerOfPasswordReset(tokenHash: token.hash)
        else { return try await services.note(.passwordLinkDead, .notFound, for: request) }
        do {
            let password = try await services.newPassword(in: input, "new", about: [owner.email, owner.name])
            let language = request.visit.language
            let isReset = try await services.store.resetPassword(
                password, tokenHash: token.hash
            ) { owner in
                try services.letter(
                    .passwordChanged, to: owner.email,
                    in: owner.language.flatMap(Language.init(rawValue:)) ?? language,
                    ["name": owner.name, "email": owner.email], page: Self.ask())
            }
            guard isReset else { return try await services.note(.passwordLinkDead, .notFound, for: request) }
        } catch let errors as FieldErrors {
            return try await services.page(
                NewPasswordPage(token: token.text, email: owner.email, errors), .unprocessable, for: request)
        }
        services.log.event("password_reset", ["person": .string(owner.person.text)])
        services.wakeWorkers()
        return .redirect(to: Self.changed())
    }

    func showChanged(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try await services.note(.passwordChanged, for: request)
    }
}

extension Services {
    /// The hash of a new password in a form, or the complaint about it. `about`: words it may not be made of.
    func newPassword(in input: Input, _ field: String, about: [String]) async throws -> StoredPassword {
        let typed = input[field] ?? ""
        guard !typed.isEmpty else { throw FieldErrors(field, Complaint("error.required")) }
        if let refusal = passwordRules.refusal(of: typed, about: about + ["takt"]) {
            throw FieldErrors(field, Complaint(refusal.rawValue, refusal.arguments))
        }
        let hash = try await passwords.hash(typed)
        return StoredPassword(hash: hash.phc, pepperID: hash.pepperID)
    }
}

extension Token {
    /// The address that carries it.
    func address(at page: Path<TokenText>) throws -> String {
        guard let segment = TokenText(pathText: text) else { throw NotVisible() }
        return page(segment)
    }
}
