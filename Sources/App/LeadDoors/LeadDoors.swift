import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// How leads come in from outside: the address and the secrets for programs, the public form, and what came.
struct LeadDoors: Feature {
    static let page = OrganizationPath("/settings/leads")
    static let secrets = OrganizationPath("/settings/leads/secrets")
    static let end = OrganizationPath("/settings/leads/secrets/{}/end", Int.self)
    static let delivery = OrganizationPath("/settings/leads/deliveries/{}", Int.self)
    static let replay = OrganizationPath("/settings/leads/deliveries/{}/replay", Int.self)

    /// Deliveries on a page.
    private static let pageLength = 20

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ManageOrganization.self, show),
            Route(.post, Self.secrets, ManageOrganization.self, addSecret),
            Route(.get, Self.end, ManageOrganization.self, askToEnd),
            Route(.post, Self.end, ManageOrganization.self, endSecret),
            Route(.get, Self.delivery, ManageOrganization.self, showDelivery),
            Route(.post, Self.replay, ManageOrganization.self, replay),
        ]
    }

    func show(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        let id = scope.organizationPublicID
        let before = try request.queryInput()["before"].flatMap(Int.init(pathText:))
        let secrets = try await services.store.leadSecrets(scope)
        let form = try await services.store.leadFormRecord(scope)
        let found = try await services.store.leadDeliveries(before: before, limit: Self.pageLength, scope)
        let shown = found.prefix(Self.pageLength)
        let now = services.outside.now()
        let path = Self.page(in: id)
        let page = LeadDoorsPage(
            address: services.origin.description + LeadIntake.hook(id),
            health: services.origin.description + LeadIntake.health(id),
            secrets: secrets.map {
                LeadDoorsPage.Secret(
                    createdAt: $0.createdAt, lastUsedAt: $0.lastUsedAt,
                    isOld: $0.createdAt.advanced(seconds: LeadSecret.days * 86_400) <= now, end: Self.end(in: id, $0.id)
                )
            },
            add: secrets.count < 2 ? Self.secrets(in: id) : nil,
            form: form.map {
                LeadDoorsPage.Form(
                    isOpen: $0.isOpen, address: services.origin.description + PublicForm.page($0.publicID))
            },
            editForm: LeadFormEditor.page(in: id), rows: shown.map { LeadDoorsPage.Row($0, in: id) },
            older: found.count > shown.count ? shown.last.map { "\(path)?before=\($0.id)" } : nil,
            newest: before == nil ? nil : path)
        return try await services.page(page, for: request)
    }

    /// The one time that the secret is seen: only its hash is kept, so this is 201 and no redirect.
    func addSecret(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let token = Token.make()
        do {
            try await services.store.addLeadSecret(hash: token.hash, by: scope, at: services.outside.now())
        } catch is SecretsInUse {
            return try await services.redirect(
                to: Self.page(in: scope.organizationPublicID), saying: Flash("lead_doors.two", isProblem: true),
                for: request)
        }
        let page = MadeLeadSecretPage(
            address: services.origin.description + LeadIntake.hook(scope.organizationPublicID), secret: token.text,
            list: Self.page(in: scope.organizationPublicID))
        return try await services.page(page, .created, for: request)
    }

    func askToEnd(_ scope: Scope<ManageOrganization>, _ request: Request, _ id: Int) async throws -> Response {
        try services.requireFreshPassword(request)
        guard try await services.store.leadSecrets(scope).contains(where: { $0.id == id }) else { throw NotVisible() }
        let page = ConfirmPage(
            action: Self.end(in: scope.organizationPublicID, id), title: Complaint("lead_doors.end_title"),
            text: Complaint("lead_doors.end_text"), verb: Complaint("lead_doors.end"),
            cancel: Self.page(in: scope.organizationPublicID), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func endSecret(_ scope: Scope<ManageOrganization>, _ request: Request, _ id: Int) async throws -> Response {
        try services.requireFreshPassword(request)
        try await services.store.endLeadSecret(id, by: scope, at: services.outside.now())
        return try await services.redirect(
            to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.lead_secret_ended"), for: request)
    }

    func showDelivery(_ scope: Scope<ManageOrganization>, _ request: Request, _ id: Int) async throws -> Response {
        guard let delivery = try await services.store.leadDelivery(id, scope) else { throw NotVisible() }
        let page = LeadDeliveryPage(
            delivery, list: Self.page(in: scope.organizationPublicID),
            replay: delivery.canReplay ? Self.replay(in: scope.organizationPublicID, id) : nil,
            in: scope.organizationPublicID)
        return try await services.page(page, for: request)
    }

    /// Reads what came once more, as when the reason for which it became no lead is gone.
    func replay(_ scope: Scope<ManageOrganization>, _ request: Request, _ id: Int) async throws -> Response {
        guard let delivery = try await services.store.leadDelivery(id, scope), delivery.canReplay,
            let body = delivery.body
        else { throw NotVisible() }
        var flash = Flash("flash.lead_replayed")
        do {
            var again = Request(.post, "/", headers: [:], body: body, address: "", id: request.id)
            again.headers["content-type"] = delivery.type
            let lead = try IncomingLead(reading: try again.input())
            let outcome = try await services.store.retakeLead(
                services.meaning(lead), from: id, as: services.newLeadIDs(),
                meeting: services.say(Complaint("lead_intake.meeting"), in: request.visit.language),
                OrganizationScope(organization: scope.organization, task: .leads), at: services.outside.now())
            if case .known = outcome { flash = Flash("lead_doors.still_known", isProblem: true) }
        } catch is FieldErrors {
            flash = Flash("lead_doors.still_invalid", isProblem: true)
        } catch is BodyRefusal {
            flash = Flash("lead_doors.still_invalid", isProblem: true)
        }
        return try await services.redirect(to: Self.page(in: scope.organizationPublicID), saying: flash, for: request)
    }

    /// Tells of secrets that are in use for too long, and forgets what was sent long ago.
    static func tend(_ services: Services, _ run: TaskRun) async throws {
        let scope = try run.organizationScope(as: .leads)
        let now = services.outside.now()
        try await services.store.tellOldLeadSecrets(.leadSecretOld, days: LeadSecret.days, by: scope, at: now)
        let then = now.advanced(seconds: -LeadDelivery.days * 86_400)
        while try await services.store.forgetLeadBodies(before: then, scope) > 0 { try Task.checkCancellation() }
    }
}

extension LeadDelivery {
    /// It became no lead, and its body is still there whole.
    var canReplay: Bool {
        verdict != .created && verdict != .tooLarge && body?.isEmpty == false && body?.count == length
    }
}
