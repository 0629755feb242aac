import Forms
import HTTP
import Models
import Store
import Web

/// The organization's own settings: name, zone, whether its members need a second factor.
struct OrganizationSettings: Feature {
    static let page = OrganizationPath("/settings")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ManageOrganization.self, show),
            Route(.post, Self.page, ManageOrganization.self, save),
        ]
    }

    func show(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        try await services.page(try await page(scope, try await stored(scope).input), for: request)
    }

    /// The page as it is stored, with what is wrong with the picture that was sent.
    func show(
        _ scope: Scope<ManageOrganization>, _ request: Request, refusing errors: FieldErrors
    ) async throws -> Response {
        let page = try await page(scope, try await stored(scope).input, logo: errors)
        return try await services.page(page, .unprocessable, for: request)
    }

    func save(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let record = try OrganizationRecord(reading: input, isZone: services.zones.knows)
            if try await stored(scope).requiresSecondFactor != record.requiresSecondFactor {
                try services.requireFreshPassword(request)
                // Whoever asks it of others has it: nobody locks themselves out with one tick.
                guard request.visit.session?.hasSecondFactor == true || !record.requiresSecondFactor else {
                    throw FieldErrors("second_factor", Complaint("error.own_factor_first"))
                }
            }
            try await services.store.saveOrganization(record, by: scope, at: services.outside.now())
            return try await services.redirect(
                to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.organization_saved"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(try await page(scope, input, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            var typed = input
            typed.set("version", "\(try await stored(scope).version)")
            let stale = FieldErrors("", Complaint("error.stale"))
            return try await services.page(try await page(scope, typed, stale), .conflict, for: request)
        }
    }

    private func stored(_ scope: Scope<ManageOrganization>) async throws -> OrganizationRecord {
        guard let record = try await services.store.organization(scope) else { throw NotVisible() }
        return record
    }

    private func page(
        _ scope: Scope<ManageOrganization>, _ input: Input, _ errors: FieldErrors = .none, logo: FieldErrors = .none
    ) async throws -> OrganizationSettingsPage {
        let id = scope.organizationPublicID
        return OrganizationSettingsPage(
            action: Self.page(in: id), input, errors, zones: services.zones.choices,
            logo: LogoPanel(
                try await services.store.logo(scope), action: OrganizationLogo.save(in: id),
                removal: OrganizationLogo.removal(in: id), logo
            ) { OrganizationLogo.path(of: $0, in: id) })
    }
}
