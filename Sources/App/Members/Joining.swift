import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The link of an invitation. Somebody new chooses name and password; somebody known joins signed in with the
/// very address that was invited. Holding the link alone makes nobody a member under another address.
struct Joining: Feature {
    static let page = Path("/invitation/{}", TokenText.self)
    /// The secret stands in the address: no answer under it, a refusal included, may pass it on.
    static let prefix = "/invitation/"

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.page, join),
        ]
    }

    func show(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        let (_, offer) = try await open(link)
        return try await services.page(page(offer, link, visitor, request, .none), for: request)
    }

    func join(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        let (token, offer) = try await open(link)
        switch Self.way(offer, visitor) {
        case .signUp: return try await signUp(offer, token, link, visitor, request)
        case .join:
            guard let person = visitor.person,
                let organization = try await services.store.join(
                    by: token.hash, as: person, at: services.outside.now())
            else { throw NotVisible() }
            services.log.event("joined", ["organization": .string(organization.rawValue)])
            return try await services.redirect(
                to: Home.page(in: organization), saying: Flash("flash.joined", ["organization": offer.organization]),
                for: request)
        case .signIn, .otherAddress:
            return try await services.page(page(offer, link, visitor, request, .none), .unprocessable, for: request)
        }
    }

    private func signUp(
        _ offer: InvitationOffer, _ token: Token, _ link: TokenText, _ visitor: Visitor, _ request: Request
    ) async throws -> Response {
        let input = try request.input()
        do {
            let form = try JoinForm(reading: input)
            if let refusal = services.passwordRules.refusal(
                of: form.password, about: [offer.email, form.name, offer.organization, "takt"])
            {
                throw FieldErrors("password", Complaint(refusal.rawValue, refusal.arguments))
            }
            let hash = try await services.passwords.hash(form.password)
            let new = NewPerson(
                id: services.outside.newID(), name: form.name,
                password: StoredPassword(hash: hash.phc, pepperID: hash.pepperID), language: form.language)
            guard let organization = try await services.store.join(by: token.hash, as: new, at: services.outside.now())
            else { throw NotVisible() }
            services.log.event("joined", ["organization": .string(organization.rawValue)])
            return .redirect(to: SignIn.page(after: .joined))
        } catch let errors as FieldErrors {
            return try await services.page(
                page(offer, link, visitor, request, input, errors), .unprocessable, for: request)
        } catch is EmailTaken {
            // Signed up by another way meanwhile: the page now asks to sign in.
            return .redirect(to: Self.page(link))
        }
    }

    private func open(_ link: TokenText) async throws -> (Token, InvitationOffer) {
        guard let token = Token(link.pathText),
            let offer = try await services.store.invitationOffer(tokenHash: token.hash)
        else { throw NotVisible() }
        return (token, offer)
    }

    private static func way(_ offer: InvitationOffer, _ visitor: Visitor) -> JoinPage.Way {
        guard let person = visitor.person?.person else { return offer.person == nil ? .signUp : .signIn }
        return offer.person == person ? .join : .otherAddress
    }

    private func page(
        _ offer: InvitationOffer, _ link: TokenText, _ visitor: Visitor, _ request: Request, _ input: Input,
        _ errors: FieldErrors = .none
    ) -> JoinPage {
        let address = Self.page(link)
        var input = input
        if input["language"] == nil { input.set("language", offer.language) }
        return JoinPage(
            way: Self.way(offer, visitor), action: address,
            signIn: "\(SignIn.page())?next=\(PercentEncoding.encode(address))", organization: offer.organization,
            inviter: offer.inviter, role: offer.role.rawValue, email: offer.email,
            ownEmail: request.visit.session?.email ?? "", input, errors)
    }
}
