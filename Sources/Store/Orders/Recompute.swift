package import Models
import Postgres

/// The rules of a project as stored, and its zone: what `OrderRules` are made of.
package struct StoredRules: Sendable {
    package let number: Int
    package let zone: String
    package let versions: [RuleVersion]
    /// Of the organization, for groups and projects without hours of their own.
    package let organizationHours: [RuleVersion]

    /// The same with one more version, as if it were saved: for showing its effect.
    package func trying(_ rule: NewRule, at now: Instant) -> StoredRules {
        let version = RuleVersion(
            kind: rule.kind, version: (versions.last { $0.kind == rule.kind }?.version ?? 0) + 1,
            holdsFrom: rule.holdsFrom, document: rule.document, savedBy: nil, savedAt: now)
        return StoredRules(
            number: number, zone: zone, versions: versions + [version], organizationHours: organizationHours)
    }

    /// The same with other hours of the organization, as if they were saved.
    package func tryingOrganization(_ hours: NewRule, at now: Instant) -> StoredRules {
        let version = RuleVersion(
            kind: .hours, version: (organizationHours.last?.version ?? 0) + 1, holdsFrom: hours.holdsFrom,
            document: hours.document, savedBy: nil, savedAt: now)
        return StoredRules(
            number: number, zone: zone, versions: versions, organizationHours: organizationHours + [version])
    }
}

/// How far a recomputation is.
package struct RecomputeProgress: Sendable, Equatable {
    package let done: Int
    package let total: Int
}

extension Store {
    package func storedRules(_ scope: some ProjectTenancy) async throws -> StoredRules {
        try await reading(scope) { db in try db.storedRules(scope) }
    }

    /// How many orders were derived by older rules; stops counting at `limit`.
    package func outdatedOrders(_ scope: some ProjectTenancy, limit: Int = 1_000_000) async throws -> Int {
        try await reading(scope) { db in
            try db.value("SELECT count(*) FROM (\(Self.outdatedOrders(scope)) LIMIT \(limit)) x") ?? 0
        }
    }

    /// Derives the next orders that older rules left behind, open ones first, in one short transaction: no
    /// more than `count`, and none after 200 ms, on a slow machine as well, because open pages are told of
    /// nothing that commits after a transaction which is still writing. Answers how many. 0: all are up to date.
    package func recomputeNext(
        _ count: Int, _ scope: SystemScope, at now: Instant,
        rules: @escaping @Sendable (_ number: Int, _ load: () throws -> StoredRules) throws -> OrderRules
    ) async throws -> Int {
        try await transaction(scope) { db in
            guard let number = try db.rulesNumber(scope) else { return 0 }
            var orders = try db.outdated(count, scope, than: number, isOpen: true)
            if orders.isEmpty { orders = try db.outdated(count, scope, than: number, isOpen: false) }
            if orders.isEmpty { return 0 }
            let rules = try rules(number) { try db.storedRules(scope) }
            let end = ContinuousClock.now + .milliseconds(200)
            let done = try db.derive(orders, by: rules, number, scope, at: now, until: end)
            db.announceOrders(scope)
            return done
        }
    }

    /// Derives one order anew, because an event that lay in the future has come.
    package func rederive(
        _ order: Int, _ scope: SystemScope, at now: Instant,
        rules: @escaping @Sendable (_ number: Int, _ load: () throws -> StoredRules) throws -> OrderRules
    ) async throws {
        try await transaction(scope) { db in
            guard let number = try db.rulesNumber(scope) else { return }
            try db.lock(order, scope)
            let rules = try rules(number) { try db.storedRules(scope) }
            _ = try db.derive([order], by: rules, number, scope, at: now)
            db.announceOrder(order, scope)
        }
    }
}

extension Connection {
    func storedRules(_ scope: some ProjectTenancy) throws -> StoredRules {
        guard let project = try project(scope) else { throw NotVisible() }
        return StoredRules(
            number: project.rulesNumber, zone: project.zone, versions: try rules(scope),
            organizationHours: try organizationHours(scope))
    }

    /// Locked in the order of their numbers, so that two recomputations cannot hold each other up.
    fileprivate func outdated(
        _ count: Int, _ scope: SystemScope, than number: Int, isOpen: Bool
    ) throws -> [Int] {
        let lane: SQL = isOpen ? "closed_at IS NULL" : "closed_at IS NOT NULL"
        return try values(
            """
            SELECT order_id FROM orders
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
              AND rules_number < \(number) AND \(lane)
            ORDER BY rules_number, order_id
            LIMIT \(count)
            FOR UPDATE
            """)
    }

    /// Derives locked orders from their events and items. Answers how many it came to: at least one, and no
    /// further once `end` has passed.
    @discardableResult
    func derive(
        _ orders: [Int], by rules: OrderRules, _ number: Int, _ scope: some ProjectTenancy, at now: Instant,
        until end: ContinuousClock.Instant? = nil
    ) throws -> Int {
        let rows: [OrderEvent] = try all(
            """
            SELECT e.order_id, \(StatusEvent.columns) FROM status_events e
            WHERE e.organization_id = \(scope.organization) AND e.project_id = \(scope.project)
              AND e.order_id = ANY(\(orders))
            ORDER BY e.order_id, e.changed_at, e.status_id
            """)
        let events = Dictionary(grouping: rows, by: \.order).mapValues { $0.map(\.event) }
        let items = try items(of: orders, scope)
        for (index, order) in orders.enumerated() {
            if index > 0, let end, ContinuousClock.now > end { return index }
            let history = OrderHistory.derive(
                events[order] ?? [], items: items[order] ?? [], rules: rules, now: now)
            try run(Store.statements(keeping: history, of: order, by: number, scope))
            if let wake = history.wakesAt { try enqueueDerive(order, at: wake, scope) }
        }
        return orders.count
    }
}

/// An event with the order it happened to.
struct OrderEvent: RowDecodable {
    let order: Int
    let event: StatusEvent

    init(_ row: Row) throws(RowError) {
        order = try row["order_id"]
        event = try StatusEvent(row)
    }
}
