import Crypto
import HTTP
import Models
import Store

/// The demo organization of a fresh installation: people of every role, two shops in two zones, ninety days of
/// orders, and four weeks of leads. The shops' CRM is invented and inside the program; everything else is what a real shop gets.
package struct Demo: Sendable {
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    let site: Site
    var services: Services { site.services }

    package init(_ site: Site) {
        self.site = site
    }

    /// One of the two shops, with the address at which it tells of its orders.
    struct Shop: Sendable {
        let wares: DemoWares
        let project: ProjectAccess
        let hook: String
    }

    package static let days = 90

    /// Makes it; only where the public origin is loopback, and only once an e-mail. Every person signs in with the
    /// same password, the others with their role before the address: `manager+demo@takt.example`.
    /// `progress` hears how many of how many status changes have been taken in.
    package func make(
        email: String, password: String, orders: Int = 3_000, leads: Int = 400,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws {
        guard services.origin.isLoopback else {
            throw Refusal(description: "a demo exists only where the public origin is loopback")
        }
        if try await services.store.login(email: email) != nil {
            throw Refusal(description: "there is a demo already: somebody signs in as \(email)")
        }
        let admin = try await found(email, password)
        var shops: [Shop] = []
        for wares in DemoWares.all { shops.append(try await found(wares, for: admin)) }
        let sellers = try await hire(email, password, admin, shops)
        try await sell(leads, by: [admin] + sellers, concerning: shops.map(\.project))
        try await tell(orders, shops, progress)
    }

    private func found(_ email: String, _ password: String) async throws -> Member {
        let now = services.outside.now()
        let first = FirstOrganization(
            person: services.outside.newID(), email: email, name: "Олена Марченко",
            password: try await stored(password), language: "en", organization: services.outside.newID(),
            publicID: services.outside.newPublicID(), organizationName: "Dubok Group", zone: DemoWares.kyiv.zone)
        try await services.store.addPerson(first, at: now)
        try await services.store.addOrganization(first, isDemo: true, at: now)
        let admin = Member(
            organization: first.organization, organizationPublicID: first.publicID, person: first.person, role: .admin)
        try await services.store.saveOrganizationHours(
            NewRule(.hours, holdsFrom: nil, document: try WorkingHours.office.storedText()), replacing: 0,
            by: try Scope<EditRules>(admin), at: now)
        return admin
    }

    private func stored(_ password: String) async throws -> StoredPassword {
        let hash = try await services.passwords.hash(password)
        return StoredPassword(hash: hash.phc, pepperID: hash.pepperID)
    }

    /// People of each other role, of whom it answers those who sell. The reps work for the first shop only, the viewer
    /// sees the second only.
    private func hire(
        _ email: String, _ password: String, _ admin: Member, _ shops: [Shop]
    ) async throws -> [Member] {
        let (first, second) = (shops.prefix(1).map(\.project.id), shops.suffix(1).map(\.project.id))
        let staff: [(prefix: String, name: String, role: Role, projects: [Project.ID])] = [
            ("manager", "Ірина Коваль", .manager, []), ("rep", "Тарас Бондар", .rep, first),
            ("anna", "Анна Лисенко", .rep, first), ("petro", "Петро Савчук", .rep, first),
            ("viewer", "Grace Miller", .viewer, second),
        ]
        var sellers: [Member] = []
        for somebody in staff {
            let person: Person.ID = services.outside.newID()
            try await services.store.addColleague(
                NewColleague(
                    person: person, email: "\(somebody.prefix)+\(email)", name: somebody.name,
                    password: try await stored(password), role: somebody.role, projects: somebody.projects),
                by: OrganizationScope(organization: admin.organization, task: .demo), at: services.outside.now())
            guard WorkLeads.isHeld(by: somebody.role) else { continue }
            sellers.append(
                Member(
                    organization: admin.organization, organizationPublicID: admin.organizationPublicID, person: person,
                    role: somebody.role))
        }
        return sellers
    }

    /// A project whose statuses, limits and hours are set, so that every page has something to say.
    private func found(_ wares: DemoWares, for admin: Member) async throws -> Shop {
        let project = ProjectAccess(
            id: services.outside.newID(), publicID: services.outside.newPublicID(), isMember: true)
        let token = Token.make()
        let form = ProjectForm(
            name: wares.projectName, baseURL: "https://demo.takt.example/v1", apiKey: nil, zone: wares.zone, near: 80,
            linkPattern: "", version: 0)
        try await services.store.addProject(
            form, crm: .demo,
            sealedKey: try services.ring.seal(
                Array("demo".utf8), in: .apiKey(of: project.id, in: admin.organization)), as: project.id,
            project.publicID,
            hook: (token.hash, try services.sealHook(token, project.id, admin.organization)),
            rules: try Self.rules(wares), groups: StatusGroup.defaults, by: try Scope<ManageProjects>(admin),
            at: services.outside.now())
        let scope = SystemScope(organization: admin.organization, project: project.id, task: .demo)
        _ = try await services.fetchStatuses(from: try await services.crm(of: scope), by: scope)
        guard let hook = Intake.address(project.publicID, token) else {
            throw Refusal(description: "a webhook address could not be made")
        }
        return Shop(wares: wares, project: project, hook: hook)
    }

    private static func rules(_ wares: DemoWares) throws -> [NewRule] {
        let limits = SLALimits(
            normal: [1: 2 * 3_600, 2: 9 * 3_600, 3: 18 * 3_600, 4: 12 * 3_600], urgent: [1: 3_600, 3: 9 * 3_600])
        return [
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()),
            NewRule(.hours, holdsFrom: nil, document: try ProjectHours(project: .office).storedText()),
            NewRule(.statuses, holdsFrom: nil, document: try StatusMap.empty.storedText()),
            NewRule(.urgent, holdsFrom: nil, document: try UrgentRules.preset.storedText()),
        ]
    }
}
