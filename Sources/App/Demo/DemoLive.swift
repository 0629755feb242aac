import Crypto
import Models
import Store

extension Demo {
    /// Goes on telling, as the shops would: every few seconds an open order moves to its next status or a new one
    /// comes in, dated now. Ends when it is cancelled.
    ///
    /// `email`: that of the demo's administrator. `pace`: seconds between two changes.
    package func live(email: String, pace: Double, said: @escaping @Sendable (String) -> Void) async throws {
        let shops = try await existing(email)
        var turn = 0
        var chance = DemoChance(Int(services.outside.now().second))
        while !Task.isCancelled {
            let (scope, shop) = shops[turn % shops.count]
            turn += 1
            if let change = try await next(of: shop, scope, &chance) {
                try await send(change, of: shop)
                said("\(shop.wares.projectName): order \(change.order) is in “\(change.status.name)”")
            }
            try await Task.sleep(for: .seconds(pace))
        }
    }

    /// The two projects of the person's demo organization.
    private func existing(_ email: String) async throws -> [(ProjectScope<ManageProjects>, Shop)] {
        guard let login = try await services.store.login(email: email) else {
            throw Refusal(description: "nobody signs in as \(email); make the demo first")
        }
        let person = PersonScope(person: login.person, isOperator: false)
        var shops: [(ProjectScope<ManageProjects>, Shop)] = []
        for organization in try await services.store.organizations(of: person) where organization.role == .admin {
            let member = Member(
                organization: organization.id, organizationPublicID: organization.publicID, person: login.person,
                role: organization.role)
            let now = services.outside.now()
            let cards = try await services.store.projectHealth(try Scope<SeeOrganization>(member), since: now, at: now)
            for project in cards.map(\.project) {
                guard let wares = DemoWares.all.first(where: { $0.projectName == project.name }) else { continue }
                let access = ProjectAccess(id: project.id, publicID: project.publicID, isMember: true)
                let scope = try ProjectScope<ManageProjects>(member, in: access)
                guard let hook = try await hook(of: scope) else { continue }
                shops.append((scope, Shop(wares: wares, project: access, hook: hook)))
            }
        }
        guard !shops.isEmpty else { throw Refusal(description: "\(email) has no demo organization") }
        return shops
    }

    private func hook(of scope: ProjectScope<ManageProjects>) async throws -> String? {
        guard let token = try await services.store.hookTokens(scope).current else { return nil }
        let secret = try services.ring.open(token.sealed, in: .hookToken(of: scope.project, in: scope.organization))
        return Token(String(decoding: secret, as: UTF8.self)).flatMap { Intake.address(scope.projectPublicID, $0) }
    }

    /// One time in five a new order; otherwise the next step of one that is open.
    private func next(
        of shop: Shop, _ scope: ProjectScope<ManageProjects>, _ chance: inout DemoChance
    ) async throws -> DemoShop.Change? {
        let now = services.outside.now()
        let open = try await services.store.openOrders(scope, limit: 200)
        guard !chance.happens(20), let order = chance.one(of: open.orders),
            let status = DemoShop(shop.wares, zone: .utc, from: now, until: now).status(
                after: order.status, of: order.number)
        else {
            guard let first = shop.wares.statuses.first else { return nil }
            return DemoShop.Change(order: max(open.highest, DemoShop.firstOrder - 1) + 1, status: first, at: now)
        }
        return DemoShop.Change(order: order.number, status: status, at: now)
    }
}
