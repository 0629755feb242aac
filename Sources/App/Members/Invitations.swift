import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Asking somebody by mail to join the organization, and the invitations that are still open.
struct Invitations: Feature {
    static let list = OrganizationPath("/settings/invitations")
    static let renewal = OrganizationPath("/settings/invitations/{}/renewal", Invitation.ID.self)
    static let revocation = OrganizationPath("/settings/invitations/{}/revocation", Invitation.ID.self)

    let services: Services

    /// Seconds for which a link is open; the database counts them.
    private static let lifetime = 7 * 86_400

    var routes: [Route] {
        [
            Route(.get, Self.list, ManageMembers.self, show),
            Route(.post, Self.list, ManageMembers.self, invite),
            Route(.post, Self.renewal, ManageMembers.self, renew),
            Route(.post, Self.revocation, ManageMembers.self, revoke),
        ]
    }

    func show(_ scope: Scope<ManageMembers>, _ request: Request) async throws -> Response {
        let offered = Input(["role": "viewer", "language": request.visit.language.rawValue])
        return try await services.page(page(scope, offered), for: request)
    }

    func invite(_ scope: Scope<ManageMembers>, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let form = try InvitationForm(reading: input)
            try services.requireFreshPassword(request)
            try await limit(form.email, request)
            let token = Token.make()
            try await services.store.invite(
                form, as: services.outside.newID(), tokenHash: token.hash,
                letter: try letter(to: form.email, in: form.language, token, request), by: scope,
                at: services.outside.now())
            services.wakeWorkers()
            return try await back(scope, Flash("flash.invited", ["email": form.email]), request)
        } catch let errors as FieldErrors {
            return try await services.page(page(scope, input, errors), .unprocessable, for: request)
        } catch let refusal as InvitationRefusal {
            let key = refusal == .isMember ? "error.is_member" : "error.is_invited"
            let taken = FieldErrors("email", Complaint(key))
            return try await services.page(page(scope, input, taken), .unprocessable, for: request)
        }
    }

    func renew(_ scope: Scope<ManageMembers>, _ request: Request, _ id: Invitation.ID) async throws -> Response {
        guard let open = try await services.store.invitations(scope).first(where: { $0.id == id }) else {
            throw NotVisible()
        }
        try await limit(open.email, request)
        let token = Token.make()
        try await services.store.renewInvitation(
            id, tokenHash: token.hash, letter: try letter(to: open.email, in: open.language, token, request), by: scope,
            at: services.outside.now())
        services.wakeWorkers()
        return try await back(scope, Flash("flash.invited", ["email": open.email]), request)
    }

    func revoke(_ scope: Scope<ManageMembers>, _ request: Request, _ id: Invitation.ID) async throws -> Response {
        try await services.store.revokeInvitation(id, by: scope, at: services.outside.now())
        return try await back(scope, Flash("flash.invitation_revoked"), request)
    }

    /// Mails somebody else asked for are a nuisance: few to one address, and few from one network.
    private func limit(_ email: String, _ request: Request) async throws {
        try await services.limit(services.rates.mailAddress, "invitation:\(email.lowercased())")
        try await services.limit(services.rates.mailNetwork, "invitation::\(AddressPrefix.of(request.address))")
    }

    private func letter(
        to email: String, in language: String, _ token: Token, _ request: Request
    ) throws -> Letter {
        let session = request.visit.session
        guard let link = TokenText(pathText: token.text) else { throw NotVisible() }
        return try services.letter(
            .invitation, to: email, in: Language(rawValue: language) ?? .standard,
            ["organization": session?.membership?.organizationName ?? "", "inviter": session?.name ?? ""],
            secretPage: Joining.page(link), lifetime: Self.lifetime)
    }

    private func back(_ scope: Scope<ManageMembers>, _ flash: Flash, _ request: Request) async throws -> Response {
        try await services.redirect(to: Self.list(in: scope.organizationPublicID), saying: flash, for: request)
    }

    private func page(
        _ scope: Scope<ManageMembers>, _ input: Input, _ errors: FieldErrors = .none
    ) async throws -> InvitationsPage {
        let id = scope.organizationPublicID, now = services.outside.now()
        let chosen = Set(input.all("projects"))
        let open = try await services.store.invitations(scope)
        let projects = try await services.store.projectChoices(scope)
        return InvitationsPage(
            action: Self.list(in: id),
            rows: open.map {
                InvitationsPage.Row(
                    $0, at: now, renew: Self.renewal(in: id, $0.id), revoke: Self.revocation(in: id, $0.id))
            },
            projects: projects.map {
                ProjectBox(id: $0.publicID.rawValue, name: $0.name, isChosen: chosen.contains($0.publicID.rawValue))
            }, input, errors)
    }
}
