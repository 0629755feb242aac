import Forms
import HTTP
import Models
import Store
import Web

/// Home: a card for every project one may see, with the next step where something is missing.
struct Home: Feature {
    static let start = Path("/")
    static let page = OrganizationPath("")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, person: Self.start, show),
            Route(.get, Self.page, SeeOrganization.self, showOne),
        ]
    }

    func show(_ scope: PersonScope, _ request: Request) async throws -> Response {
        var cards: [HomePage.Organization] = []
        // A person belongs to a handful of organizations; each is a tenant, so each is a transaction.
        for organization in try await services.store.organizations(of: scope).prefix(20) {
            if let barrier = organization.barrier {
                cards.append(shut(organization, by: barrier))
            } else {
                cards.append(try await section(try organization.scope(of: scope.person), name: organization.name))
            }
        }
        return try await services.page(
            HomePage(name: request.visit.session?.name ?? "", organizations: cards), for: request)
    }

    func showOne(_ scope: Scope<SeeOrganization>, _ request: Request) async throws -> Response {
        let session = request.visit.session
        if let session, session.lastOrganization != scope.organization {
            try await services.store.rememberOrganization(scope.organization, session: session.id, of: scope.person)
        }
        let name = session?.membership?.organizationName ?? ""
        return try await services.page(
            HomePage(name: session?.name ?? "", organizations: [try await section(scope, name: name)]), for: request)
    }

    /// Its name and why the reader may not go in.
    private func shut(_ organization: OrganizationSummary, by barrier: Session.Barrier) -> HomePage.Organization {
        HomePage.Organization(
            id: organization.publicID.rawValue, name: organization.name, cards: [], addProject: nil, day: nil,
            barrier: barrier == .suspended ? .suspended : .secondFactor)
    }

    private func section(_ scope: Scope<SeeOrganization>, name: String) async throws -> HomePage.Organization {
        let now = services.outside.now()
        let health = try await services.store.projectHealth(scope, since: now.advanced(seconds: -86_400), at: now)
        return HomePage.Organization(
            id: scope.organizationPublicID.rawValue, name: name, cards: health.map { card($0, scope.role, now) },
            addProject: ManageProjects.isHeld(by: scope.role) ? Projects.new(in: scope.organizationPublicID) : nil,
            day: ViewLeads.isHeld(by: scope.role) ? Activities.day(in: scope.organizationPublicID) : nil)
    }

    private func card(_ health: ProjectHealth, _ role: Role, _ now: Instant) -> HomePage.Card {
        let id = health.project.publicID
        let hasOrders = health.lastDeliveryAt != nil
        let step = health.step
        return HomePage.Card(
            name: health.project.name, path: Orders.list(in: id), zone: health.project.zone,
            connection: health.connectionState(at: now), open: hasOrders ? health.openOrders : nil,
            near: hasOrders ? health.nearOrders : nil, over: hasOrders ? health.overOrders : nil,
            lastDelivery: health.lastDeliveryAt, deliveriesToday: health.deliveries, step: step,
            stepPath: step.flatMap { path(to: $0, id, role) })
    }

    private func path(to step: HomePage.Step, _ id: PublicID, _ role: Role) -> String? {
        switch step {
        case .key: ManageProjects.isHeld(by: role) ? Projects.settings(in: id) : nil
        case .webhook: ManageProjects.isHeld(by: role) ? Connections.page(in: id) : nil
        case .statuses, .groups: EditRules.isHeld(by: role) ? StatusMapEditor.page(in: id) : nil
        case .limits: EditRules.isHeld(by: role) ? SLASettings.page(in: id) : nil
        }
    }
}

extension OrganizationSummary {
    func scope(of person: Person.ID) throws -> Scope<SeeOrganization> { try Scope<SeeOrganization>(member(person)) }

    func member(_ person: Person.ID) -> Member {
        Member(organization: id, organizationPublicID: publicID, person: person, role: role)
    }
}

extension ProjectHealth {
    /// The first thing that is missing before the figures can be right.
    var step: HomePage.Step? {
        if project.keySetAt == nil { return .key }
        if statuses == 0 { return .statuses }
        if lastDeliveryAt == nil { return .webhook }
        if newStatuses > 0 { return .groups }
        return hasOwnLimits ? nil : .limits
    }

    /// A shop that sent nothing for a whole day is called silent.
    func connectionState(at now: Instant) -> HomePage.Connection {
        if project.connection == .failing { return .refused }
        guard let last = lastDeliveryAt else { return .waiting }
        return now.seconds(since: last) > 86_400 ? .silent : .connected
    }
}
