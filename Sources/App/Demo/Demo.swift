import Crypto
import HTTP
import Models
import Store

/// The demo organization of a fresh installation: one person, one project, a month of orders.
package struct Demo: Sendable {
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    private let site: Site
    private var services: Services { site.services }

    package init(_ site: Site) {
        self.site = site
    }

    /// Makes it; only where the public origin is loopback, and only once an e-mail. `progress` hears how
    /// many of how many status changes have been taken in.
    package func make(
        email: String, password: String, orders: Int = 180, progress: @Sendable (Int, Int) -> Void
    ) async throws {
        guard services.origin.isLoopback else {
            throw Refusal(description: "a demo exists only where the public origin is loopback")
        }
        if try await services.store.login(email: email) != nil {
            throw Refusal(description: "there is a demo already: somebody signs in as \(email)")
        }
        let admin = try await found(email, password)
        let (project, hook) = try await connect(admin)
        try await tell(orders, project, hook, progress)
    }

    private func found(_ email: String, _ password: String) async throws -> Member {
        let now = services.outside.now()
        let hash = try await services.passwords.hash(password)
        let first = FirstOrganization(
            person: services.outside.newID(), email: email, name: "Олена Марченко",
            password: StoredPassword(hash: hash.phc, pepperID: hash.pepperID), language: "en",
            organization: services.outside.newID(), publicID: services.outside.newPublicID(),
            organizationName: "Dubok Group", zone: "Europe/Kyiv")
        try await services.store.addPerson(first, at: now)
        try await services.store.addOrganization(first, isDemo: true, at: now)
        return Member(
            organization: first.organization, organizationPublicID: first.publicID, person: first.person, role: .admin)
    }

    /// A project whose statuses, limits and hours are set, so that every page has something to say.
    private func connect(_ admin: Member) async throws -> (ProjectAccess, Token) {
        let now = services.outside.now()
        let project = ProjectAccess(
            id: services.outside.newID(), publicID: services.outside.newPublicID(), isMember: true)
        let token = Token.make()
        let form = ProjectForm(
            name: "Dubok Shop UA", baseURL: "https://openapi.keycrm.app/v1", apiKey: nil, zone: "Europe/Kyiv", near: 80,
            linkPattern: "", version: 0)
        try await services.store.addProject(
            form, sealedKey: nil, as: project.id, project.publicID,
            hook: (token.hash, try services.sealHook(token, project.id, admin.organization)), rules: try Self.rules(),
            groups: StatusGroup.defaults, by: try Scope<ManageProjects>(admin), at: now)
        _ = try await services.store.saveStatuses(
            DemoShop.statuses, by: SystemScope(organization: admin.organization, project: project.id, task: .demo),
            at: now)
        return (project, token)
    }

    private static func rules() throws -> [NewRule] {
        let limits = SLALimits(
            normal: [1: 2 * 3_600, 2: 6 * 3_600, 3: 11 * 3_600, 4: 9 * 3_600], urgent: [1: 3_600, 3: 6 * 3_600])
        return [
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()),
            NewRule(.hours, holdsFrom: nil, document: try ProjectHours(project: .office).storedText()),
            NewRule(.statuses, holdsFrom: nil, document: try StatusMap.empty.storedText()),
        ]
    }

    /// Through the door that a real shop uses.
    private func tell(_ orders: Int, _ project: ProjectAccess, _ hook: Token, _ progress: (Int, Int) -> Void)
        async throws
    {
        var shop = DemoShop(seed: 7)
        let story = shop.story(orders: orders, days: 30, until: services.outside.now())
        guard let path = Intake.address(project.publicID, hook) else { return }
        for (number, change) in story.enumerated() {
            let context: JSON = [
                "id": JSON(change.order), "status_id": JSON(change.status.id),
                "status_group_id": JSON(change.status.sourceGroup ?? 0),
                "status_changed_at": JSON(change.at.description),
                "created_at": JSON(change.at.description),
            ]
            let body: JSON = ["event": JSON(KeyCRMWebhook.statusEvent), "context": context]
            let answer = await site.respond(
                to: Request(
                    .post, path, headers: ["content-type": "application/json", "host": services.origin.authority],
                    body: body.bytes, id: "demo"))
            guard answer.status == .ok else {
                throw Refusal(description: "a status change was not taken: \(answer.status.code)")
            }
            if number % 100 == 99 { progress(number + 1, story.count) }
        }
    }
}
