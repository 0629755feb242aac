import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The one-time link that lets the first operator in and makes their organization. It opens once; then
/// its address does not exist.
struct Setup: Feature {
    static let page = Path("/setup/{}", TokenText.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.page, setUp),
        ]
    }

    func show(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        _ = try await openLink(link)
        return try await services.page(SetupPage(action: Self.page(link)), for: request)
    }

    func setUp(_ visitor: Visitor, _ request: Request, _ link: TokenText) async throws -> Response {
        let token = try await openLink(link)
        let input = try request.input()
        do {
            let asked = try SetupForm(reading: input)
            if let refusal = services.passwordRules.refusal(
                of: asked.password, about: [asked.email, asked.name, asked.organization, "takt"])
            {
                throw FieldErrors("password", Complaint(refusal.rawValue, refusal.arguments))
            }
            let hash = try await services.passwords.hash(asked.password)
            let first = FirstOrganization(
                person: services.outside.newID(), email: asked.email, name: asked.name,
                password: StoredPassword(hash: hash.phc, pepperID: hash.pepperID),
                language: request.visit.language.rawValue, organization: services.outside.newID(),
                publicID: services.outside.newPublicID(), organizationName: asked.organization, zone: Projects.usualZone
            )
            guard try await services.store.setUp(first, tokenHash: token.hash, at: services.outside.now()) else {
                throw NotVisible()
            }
            services.log.event("set_up", ["organization": .string(first.publicID.rawValue)])
            return .redirect(to: SignIn.page(after: .setUp))
        } catch let errors as FieldErrors {
            return try await services.page(
                SetupPage(action: Self.page(link), input, errors), .unprocessable, for: request)
        } catch is EmailTaken {
            let taken = FieldErrors("email", Complaint("error.email_taken"))
            return try await services.page(
                SetupPage(action: Self.page(link), input, taken), .unprocessable, for: request)
        }
    }

    private func openLink(_ link: TokenText) async throws -> Token {
        guard let token = Token(link.pathText), try await services.store.isSetupLinkOpen(tokenHash: token.hash) else {
            throw NotVisible()
        }
        return token
    }
}
