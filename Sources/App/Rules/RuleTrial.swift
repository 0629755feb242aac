import Models
import Store

/// What a change of the rules would do to the open orders, found before it is saved.
struct RuleTrial: Encodable {
    enum State: String, Encodable, CaseIterable {
        case ok, near, over, closed

        init(_ history: OrderHistory, at now: Instant) {
            self =
                if history.closedAt != nil { .closed } else {
                    switch history.state(at: now) {
                    case .ok: .ok
                    case .near: .near
                    case .over: .over
                    }
                }
        }
    }

    /// How many orders go from one state to another.
    struct Move: Encodable, Equatable {
        let from, to: State
        let orders: Int
    }

    /// How many orders it was tried on.
    let orders: Int
    /// How many would change state.
    let changed: Int
    let moves: [Move]
    /// How many would become urgent, and how many would not be any more.
    let urgent, notUrgent: Int

    init(orders: Int, moves: [Move], urgent: Int = 0, notUrgent: Int = 0) {
        self.orders = orders
        changed = moves.reduce(0) { $0 + $1.orders }
        self.moves = moves
        self.urgent = urgent
        self.notUrgent = notUrgent
    }

    /// Tries the rules on the histories of some orders.
    init(_ orders: [RecentOrder], before: OrderRules, after: OrderRules, at now: Instant) {
        var counts: [State: [State: Int]] = [:]
        var urgent = 0
        var notUrgent = 0
        for order in orders {
            let past = OrderHistory.derive(order.events, items: order.items, rules: before, now: now)
            let next = OrderHistory.derive(order.events, items: order.items, rules: after, now: now)
            let old = State(past, at: now), new = State(next, at: now)
            if old != new { counts[old, default: [:]][new, default: 0] += 1 }
            if !past.isUrgent, next.isUrgent { urgent += 1 }
            if past.isUrgent, !next.isUrgent { notUrgent += 1 }
        }
        let moves = State.allCases.flatMap { from in
            State.allCases.compactMap { to in
                counts[from]?[to].map { Move(from: from, to: to, orders: $0) }
            }
        }
        self.init(orders: orders.count, moves: moves, urgent: urgent, notUrgent: notUrgent)
    }

    /// Several as one.
    init(joining trials: [RuleTrial]) {
        let moves = State.allCases.flatMap { from in
            State.allCases.compactMap { to in
                let orders = trials.flatMap(\.moves).filter { $0.from == from && $0.to == to }.reduce(0) {
                    $0 + $1.orders
                }
                return orders > 0 ? Move(from: from, to: to, orders: orders) : nil
            }
        }
        self.init(orders: trials.reduce(0) { $0 + $1.orders }, moves: moves)
    }

    static let example = RuleTrial(
        orders: 500, moves: [Move(from: .ok, to: .over, orders: 17), Move(from: .near, to: .closed, orders: 1)],
        urgent: 21, notUrgent: 1)
}

extension Services {
    /// Tries a rule on the open orders that entered their group last.
    func trial(_ rule: NewRule, _ scope: ProjectScope<EditRules>) async throws -> RuleTrial {
        let now = outside.now()
        let stored = try await store.storedRules(scope)
        let orders = try await store.recentOpenOrders(scope)
        return RuleTrial(
            orders, before: try OrderRules(stored: stored, zones: zones, at: now),
            after: try OrderRules(stored: stored.trying(rule, at: now), zones: zones, at: now), at: now)
    }

    /// Tries hours of the organization on open orders of its projects, of the first twenty.
    func trial(organizationHours rule: NewRule, _ scope: Scope<EditRules>) async throws -> RuleTrial {
        let now = outside.now()
        let member = Member(
            organization: scope.organization, organizationPublicID: scope.organizationPublicID, person: scope.person,
            role: scope.role)
        var trials: [RuleTrial] = []
        for project in try await store.firstProjects(20, scope) {
            let place = try ProjectScope<EditRules>(member, in: project)
            let stored = try await store.storedRules(place)
            trials.append(
                RuleTrial(
                    try await store.recentOpenOrders(place),
                    before: try OrderRules(stored: stored, zones: zones, at: now),
                    after: try OrderRules(
                        stored: stored.tryingOrganization(rule, at: now), zones: zones, at: now), at: now))
        }
        return RuleTrial(joining: trials)
    }

    /// How far the orders of a project are counted by its present rules; nil when all are.
    func progress(_ scope: some ProjectTenancy) async throws -> Progress? {
        try await store.recomputeProgress(scope).map { Progress(done: $0.done, total: $0.total) }
    }
}
