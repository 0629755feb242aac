import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The organization's picture: sent, replaced and removed in its settings, shown in the head of its pages.
struct OrganizationLogo: Feature {
    static let save = OrganizationPath("/settings/logo")
    static let removal = OrganizationPath("/settings/logo/removal")
    static let file = OrganizationPath("/logo/{}", TokenText.self)

    /// Of the picture, in bytes.
    static let most = 1 << 20
    /// Of the form: what is somewhat too large is still read, so that the page can say so.
    static let bodyLimit = 8 << 20

    let services: Services

    var routes: [Route] {
        [
            Route(.post, Self.save, ManageOrganization.self, save)
                .taking(uploads: MultipartForm.Limits(bytes: Self.bodyLimit)),
            Route(.post, Self.removal, ManageOrganization.self, remove),
            Route(.get, Self.file, SeeOrganization.self, show),
        ]
    }

    func save(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        do {
            guard let file = try request.file("logo") else {
                throw FieldErrors("logo", Complaint("error.file_missing"))
            }
            let picture = try read(file.content)
            let now = services.outside.now()
            try await services.store.saveLogo(
                picture, named: FileName.shown(file.fileName ?? "", as: picture.kind),
                as: services.outside.newID(Picture.self).rawValue,
                atMost: services.fileBytes, by: scope, at: now)
            return try await back(scope, saying: "flash.logo_saved", request)
        } catch let errors as FieldErrors {
            return try await OrganizationSettings(services: services).show(scope, request, refusing: errors)
        } catch let full as FilesFull {
            let words = Complaint("error.files_full", ["most": "\(full.most >> 20)"])
            return try await OrganizationSettings(services: services).show(
                scope, request, refusing: FieldErrors("logo", words))
        }
    }

    func remove(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        let isGone = try await services.store.removeLogo(by: scope, at: services.outside.now())
        return try await back(scope, saying: isGone ? "flash.logo_removed" : "flash.logo_none", request)
    }

    func show(_ scope: Scope<SeeOrganization>, _ request: Request, _ hash: TokenText) async throws -> Response {
        guard let hash = Hex.decode(hash.pathText), let file = try await services.store.logoFile(hash, scope) else {
            throw NotVisible()
        }
        return .file(file, isForEver: true, for: request)
    }

    static func path(of logo: Logo, in organization: PublicID) -> String {
        TokenText(pathText: Hex.encode(logo.hash)).map { file(in: organization, $0) } ?? ""
    }

    private func read(_ content: ArraySlice<UInt8>) throws -> Picture {
        guard content.count <= Self.most else {
            throw FieldErrors("logo", Complaint("error.file_large", ["most": "\(Self.most >> 20)"]))
        }
        do { return try Picture(reading: content) } catch { throw FieldErrors("logo", error.complaint) }
    }

    private func back(
        _ scope: Scope<ManageOrganization>, saying words: String, _ request: Request
    ) async throws -> Response {
        try await services.redirect(
            to: OrganizationSettings.page(in: scope.organizationPublicID), saying: Flash(words), for: request)
    }
}
