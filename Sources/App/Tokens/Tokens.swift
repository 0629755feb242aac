import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The API tokens of an organization: everybody makes and ends their own, admins see and end all.
struct Tokens: Feature {
    static let list = OrganizationPath("/tokens")
    static let new = OrganizationPath("/tokens/new")
    static let end = OrganizationPath("/tokens/{}/revoke", TokenText.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, SeeOrganization.self, showList),
            Route(.get, Self.new, SeeOrganization.self, showNew),
            Route(.post, Self.list, SeeOrganization.self, add),
            Route(.get, Self.end, SeeOrganization.self, ask),
            Route(.post, Self.end, SeeOrganization.self, revoke),
        ]
    }

    func showList(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        let seesAll = ManageTokens.isHeld(by: scope.role)
        let tokens = try await services.store.tokens(scope, ofEverybody: seesAll)
        // Tokens end by the database's clock, and a row that has just ended may still look alive for a moment.
        let now = services.outside.now()
        let rows = tokens.map { token in
            TokensPage.Row(
                token, isOwn: token.person == scope.person, revoke: Self.path(of: token, scope), at: now)
        }
        let page = TokensPage(
            add: Self.new(in: scope.organizationPublicID), documents: Reference.page(),
            own: rows.filter(\.isOwn), others: rows.filter { !$0.isOwn }, seesAll: seesAll)
        return try await services.page(page, for: request)
    }

    func showNew(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let offered = Input(["days": "\(TokenForm.defaultDays)"])
        return try await services.page(page(scope, offered), for: request)
    }

    /// The one time that the token is seen. It is made by this answer, so it is 201 and no redirect: only its hash
    /// is kept, and no page that comes later can show it.
    func add(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let input = try request.input()
        do {
            let form = try TokenForm(reading: input, for: scope.role)
            let token = services.origin.isSecure ? APIToken.make(for: "live") : APIToken.make(for: "test")
            try await services.store.addToken(
                form, id: token.id, hash: token.hash, by: scope, at: services.outside.now())
            let page = MadeTokenPage(
                name: form.name, token: token.text, list: Self.list(in: scope.organizationPublicID))
            return try await services.page(page, .created, for: request)
        } catch let errors as FieldErrors {
            return try await services.page(page(scope, input, errors), .unprocessable, for: request)
        }
    }

    func ask(_ scope: Scope<SeeOrganization>, _ request: Request, _ id: TokenText) async throws -> Response {
        guard let token = try await services.store.token(id.pathText, scope) else { throw NotVisible() }
        let page = ConfirmPage(
            action: Self.end(in: scope.organizationPublicID, id), title: Complaint("tokens.revoke_title"),
            text: Complaint("tokens.revoke_text", ["name": token.name]), verb: Complaint("tokens.revoke"),
            cancel: Self.list(in: scope.organizationPublicID), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func revoke(_ scope: Scope<SeeOrganization>, _ request: Request, _ id: TokenText) async throws -> Response {
        try await services.store.revokeToken(id.pathText, by: scope, at: services.outside.now())
        return try await services.redirect(
            to: Self.list(in: scope.organizationPublicID), saying: Flash("flash.token_revoked"), for: request)
    }

    private func page(
        _ scope: Scope<SeeOrganization>, _ input: Input, _ errors: FieldErrors = .none
    ) -> NewTokenPage {
        NewTokenPage(
            action: Self.list(in: scope.organizationPublicID), cancel: Self.list(in: scope.organizationPublicID),
            offered: TokenScope.offered(to: scope.role), input, errors)
    }

    private static func path(of token: TokenRecord, _ scope: Scope<SeeOrganization>) -> String? {
        guard token.revokedAt == nil else { return nil }
        return TokenText(pathText: token.id).map { Self.end(in: scope.organizationPublicID, $0) }
    }
}
