import Jobs
package import Models
import Postgres

extension Store {
    /// Somebody wants the items of an order now; false when the project has no such order.
    package func askForItems(
        _ order: Int, by scope: ProjectScope<RefreshOrders>, at now: Instant
    ) async throws -> Bool {
        try await transaction(scope) { db in
            let found: Int? = try db.value(
                """
                SELECT 1 FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
                """)
            guard found != nil else { return false }
            try db.run([Self.statement(waitingFor: [order], scope, at: now)])
            try db.enqueue(try ContentJob.job(order, scope, priority: 50))
            try db.record(
                .itemsRequested, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(["order": "\(order)"]))
            return true
        }
    }

    /// Somebody wants the items of every order that has none.
    package func askForMissingItems(by scope: ProjectScope<ManageProjects>, at now: Instant) async throws {
        try await transaction(scope) { db in
            guard try db.project(scope) != nil else { throw NotVisible() }
            try db.enqueueMissingItems(scope)
            try db.record(
                .itemsRequested, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(["order": "all"]))
        }
    }

    /// Where `queueItems` is: the orders that changed last come first, the open ones before the closed ones.
    package struct QueuePosition: Sendable, Equatable {
        let isOpen: Bool
        let changedAt: Instant
        let order: Int

        /// Before the first order.
        package static let start = QueuePosition(isOpen: true, changedAt: latest, order: 0)

        /// Where the closed ones begin.
        static let closed = QueuePosition(isOpen: false, changedAt: latest, order: 0)

        /// The end of the year 9999: no source tells a later instant.
        private static let latest = Instant(second: 253_402_300_800)
    }

    /// Queues the next orders that have no items, at most `limit`, in one short transaction; nil when there
    /// are no more. Orders that were closed before `closedSince` are left alone, and those that are being asked
    /// for: a job that is asked for while it runs would run once more.
    package func queueItems(
        after position: QueuePosition, limit: Int = 200, closedSince: Instant, _ scope: SystemScope, at now: Instant
    ) async throws -> QueuePosition? {
        try await transaction(scope) { db in
            let lane: SQL = position.isOpen ? "o.closed_at IS NULL" : "o.closed_at IS NOT NULL"
            let since = position.isOpen ? Instant(second: -62_135_596_800) : closedSince
            let rows: [WaitingOrder] = try db.all(
                """
                SELECT o.order_id, o.changed_at FROM orders o
                LEFT JOIN order_contents c ON c.organization_id = o.organization_id AND c.project_id = o.project_id
                    AND c.order_id = o.order_id
                WHERE o.organization_id = \(scope.organization) AND o.project_id = \(scope.project) AND \(lane)
                  AND (o.changed_at, o.order_id) < (\(position.changedAt), \(position.order)) AND o.changed_at >= \(since)
                  AND (c.order_id IS NULL OR c.state <> 'fetched')
                  AND NOT EXISTS (
                      SELECT FROM jobs w
                      WHERE w.organization_id = o.organization_id AND w.kind = \(ContentJob.fetch)
                        AND w.key = \(scope.project.text) || ' ' || o.order_id)
                ORDER BY o.changed_at DESC, o.order_id DESC
                LIMIT \(limit)
                """)
            guard let last = rows.last else {
                return position.isOpen ? .closed : nil
            }
            let orders = rows.map(\.order)
            try db.run([Self.statement(waitingFor: orders, scope, at: now)])
            try db.enqueue(try orders.map { try ContentJob.job($0, scope) })
            return QueuePosition(isOpen: position.isOpen, changedAt: last.changedAt, order: last.order)
        }
    }

    static func askedContent(of order: Int, _ scope: some ProjectTenancy) -> SQL {
        """
        SELECT j.api_key IS NOT NULL AS has_key, c.order_id IS NOT NULL AS is_known, c.told_total,
               (SELECT e.products_total FROM status_events e
                WHERE e.organization_id = j.organization_id AND e.project_id = j.id AND e.order_id = \(order)
                  AND e.products_total IS NOT NULL
                ORDER BY e.changed_at DESC, e.status_id DESC LIMIT 1) AS newest
        FROM projects j
        LEFT JOIN order_contents c ON c.organization_id = j.organization_id AND c.project_id = j.id
            AND c.order_id = \(order)
        WHERE j.organization_id = \(scope.organization) AND j.id = \(scope.project)
        """
    }

    /// Marks an order as waiting because its events tell another total than the one it was asked with.
    static func statement(
        waitingFor order: Int, telling total: Int?, _ scope: some ProjectTenancy, at now: Instant
    ) -> SQL {
        """
        INSERT INTO order_contents (organization_id, project_id, order_id, asked_at, told_total)
        VALUES (\(scope.organization), \(scope.project), \(order), \(now), \(total))
        ON CONFLICT (organization_id, project_id, order_id) DO UPDATE
        SET state = 'waiting', asked_at = excluded.asked_at, failure = '', tried_at = NULL,
            told_total = excluded.told_total
        """
    }

    /// Marks orders as waiting for the CRM's answer; what is known of them stays.
    private static func statement(waitingFor orders: [Int], _ scope: some ProjectTenancy, at now: Instant) -> SQL {
        """
        INSERT INTO order_contents (organization_id, project_id, order_id, asked_at, told_total)
        SELECT \(scope.organization), \(scope.project), asked.id, \(now), (
            SELECT e.products_total FROM status_events e
            WHERE e.organization_id = \(scope.organization) AND e.project_id = \(scope.project) AND e.order_id = asked.id
              AND e.products_total IS NOT NULL
            ORDER BY e.changed_at DESC, e.status_id DESC LIMIT 1)
        FROM unnest(\(orders)::bigint[]) AS asked (id)
        ON CONFLICT (organization_id, project_id, order_id) DO UPDATE
        SET state = 'waiting', asked_at = excluded.asked_at, failure = '', tried_at = NULL,
            told_total = excluded.told_total
        """
    }
}

extension Connection {
    /// A walk over the project's orders without items; one at a time is enough.
    func enqueueMissingItems(_ scope: some ProjectTenancy) throws {
        try enqueue(
            Job(
                ContentJob.queue, organization: scope.organization.rawValue,
                payload: ContentJob(project: scope.project.rawValue, order: nil), key: scope.project.text))
    }
}

private struct WaitingOrder: RowDecodable {
    let order: Int
    let changedAt: Instant

    init(_ row: Row) throws(RowError) {
        order = try row["order_id"]
        changedAt = try row["changed_at"]
    }
}

/// What was asked of the CRM about an order, beside what its events tell now.
struct AskedContent: RowDecodable {
    private let hasKey: Bool
    private let isKnown: Bool
    private let told: Int?
    /// What the items cost by the newest event that tells it.
    let newest: Int?

    /// Never asked, or the items cost something else now; without a key there is nothing to ask with.
    var isDue: Bool { hasKey && (!isKnown || newest != nil && newest != told) }

    init(_ row: Row) throws(RowError) {
        hasKey = try row["has_key"]
        isKnown = try row["is_known"]
        told = try row["told_total"]
        newest = try row["newest"]
    }
}
