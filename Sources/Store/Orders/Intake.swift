import Jobs
package import Models
package import Postgres

extension Store {
    /// The project behind a webhook address, when its secret is right.
    package func intake(project: PublicID, tokenHash: [UInt8]) async throws -> SystemScope? {
        let row: IntakeRow? = try await database.first(
            "SELECT organization_id, project_id FROM find_intake(\(project), \(tokenHash))")
        return row.map { SystemScope(organization: $0.organization, project: $0.project, task: .intake) }
    }

    /// Keeps a delivery that is no event, with the reason.
    package func keep(
        _ raw: RawDelivery, _ verdict: Delivery.Verdict, reason: String, order: Int?, _ scope: SystemScope
    ) async throws {
        let insert: SQL = """
            INSERT INTO deliveries
                (organization_id, project_id, received_at, verdict, reason, order_id, length, body, address)
            VALUES
                (\(scope.organization), \(scope.project), \(raw.receivedAt), \(verdict), \(reason), \(order),
                 \(raw.length), \(raw.body), \(raw.network))
            """
        guard verdict == .malformed || verdict == .tooLarge else {
            try await database.execute(insert, settings: Store.settings(of: scope))
            return
        }
        try await transaction(scope) { db in
            db.runAtCommit([insert])
            db.notifyAtCommit(
                .deliveriesMalformed, to: .holders(of: ManageProjects.self, in: scope.project),
                by: scope, at: raw.receivedAt)
        }
    }

    /// Takes one status change: the raw delivery, the event, and all that follows from it for its order,
    /// in one transaction of two trips. Answers what became of it; a repeat changes nothing.
    ///
    /// `rules`: the rules by which the order is derived, given the number that they must have
    /// and, when they are not at hand, the stored versions to make them of.
    package func take(
        _ event: IncomingEvent, _ raw: RawDelivery, _ scope: SystemScope, at now: Instant,
        rules: @escaping @Sendable (_ number: Int, _ load: () throws -> StoredRules) throws -> OrderRules
    ) async throws -> Delivery.Verdict {
        try await transaction(scope) { db in
            let answers = try db.answers(to: Self.intakeStatements(event, raw, scope, now))
            guard let number: Int = try answers[0].value() else { throw NotVisible() }
            guard let taken: Taken = try answers[3].first() else { throw NotVisible() }
            guard taken.verdict == .accepted else { return taken.verdict }
            let events: [StatusEvent] = try answers[4].all()
            let rules = try rules(number) { try db.storedRules(scope) }
            let history = OrderHistory.derive(events, items: try answers[5].all(), rules: rules, now: now)
            db.runAtCommit(Self.statements(keeping: history, of: event.order, by: number, scope))
            if let asked: AskedContent = try answers[6].first(), asked.isDue {
                db.runAtCommit([Self.statement(waitingFor: event.order, telling: asked.newest, scope, at: now)])
                db.enqueueAtCommit(try ContentJob.job(event.order, scope))
            }
            if let wake = history.wakesAt { try db.enqueueDerive(event.order, at: wake, scope) }
            if taken.isFirstOfStatus, history.current.map({ $0.status == event.status && $0.group == 0 }) == true {
                db.notifyAtCommit(
                    .unknownStatus(event.status), to: .holders(of: EditRules.self, in: scope.project), by: scope,
                    at: now)
            }
            db.announceOrder(event.order, scope)
            return taken.verdict
        }
    }

    /// One trip: the project's rules, held still until the commit; the order's row, locked, so that two
    /// deliveries of one order follow each other; the event; the delivery with its verdict; the history; the
    /// items, and whether the CRM is to be asked for them.
    private static func intakeStatements(
        _ event: IncomingEvent, _ raw: RawDelivery, _ scope: SystemScope, _ now: Instant
    ) -> [SQL] {
        [
            """
            SELECT rules_number FROM projects
            WHERE organization_id = \(scope.organization) AND id = \(scope.project) FOR KEY SHARE
            """,
            """
            INSERT INTO orders (organization_id, project_id, order_id)
            VALUES (\(scope.organization), \(scope.project), \(event.order))
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT order_id FROM orders
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(event.order)
            FOR UPDATE
            """,
            """
            WITH known AS (
                SELECT (SELECT max(changed_at) FROM status_events
                        WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                          AND order_id = \(event.order)) AS latest,
                       EXISTS (SELECT FROM statuses
                               WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                                 AND status_id = \(event.status) AND name <> '') AS has_status
            ), dictionary AS (
                INSERT INTO statuses (organization_id, project_id, status_id, source_group, seen_at)
                VALUES (\(scope.organization), \(scope.project), \(event.status), \(event.group), \(now))
                ON CONFLICT DO NOTHING
                RETURNING 1
            ), event AS (
                INSERT INTO status_events
                    (organization_id, project_id, order_id, changed_at, status_id, source_group, order_created_at,
                     received_at, manager_id, source_id, products_total)
                VALUES
                    (\(scope.organization), \(scope.project), \(event.order), \(event.changedAt), \(event.status),
                     \(event.group), \(event.orderCreatedAt), \(raw.receivedAt), \(event.manager), \(event.source),
                     \(event.productsTotal))
                ON CONFLICT DO NOTHING
                RETURNING 1
            )
            INSERT INTO deliveries
                (organization_id, project_id, received_at, verdict, marks, order_id, status_id, changed_at, length, body, address)
            SELECT \(scope.organization), \(scope.project), \(raw.receivedAt),
                   CASE WHEN EXISTS (SELECT FROM event) THEN 'accepted' ELSE 'duplicate' END,
                   array_remove(ARRAY[
                       CASE WHEN latest > \(event.changedAt) THEN 'late' END,
                       CASE WHEN \(event.changedAt) > \(now) THEN 'future' END,
                       CASE WHEN NOT has_status THEN 'unknown_status' END], NULL),
                   \(event.order), \(event.status), \(event.changedAt), \(raw.length), \(raw.body), \(raw.network)
            FROM known
            RETURNING verdict, EXISTS (SELECT FROM dictionary) AS is_first
            """,
            """
            SELECT \(StatusEvent.columns) FROM status_events e
            WHERE e.organization_id = \(scope.organization) AND e.project_id = \(scope.project)
              AND e.order_id = \(event.order)
            ORDER BY e.changed_at, e.status_id
            """,
            items(of: event.order, scope), askedContent(of: event.order, scope),
        ]
    }

    /// Counts an attempt that led nowhere: an hourly number, nothing of its content.
    package func countHookRefusal(_ kind: HookRefusal, at now: Instant) async throws {
        _ = try await database.execute(
            """
            INSERT INTO hook_refusals AS r (hour, kind, count) VALUES (date_trunc('hour', \(now)::timestamptz), \(kind), 1)
            ON CONFLICT (hour, kind) DO UPDATE SET count = r.count + 1
            """)
    }
}

/// Why a call to a hook was turned away.
package enum HookRefusal: String, Sendable {
    case unknown, get, limited
}

extension HookRefusal: SQLEncodable {}

/// What became of a delivery, and whether nobody had heard of its status before.
private struct Taken: RowDecodable {
    let verdict: Delivery.Verdict
    let isFirstOfStatus: Bool

    init(_ row: Row) throws(RowError) {
        verdict = try row["verdict"]
        isFirstOfStatus = try row["is_first"]
    }
}

private struct IntakeRow: RowDecodable {
    let organization: Organization.ID
    let project: Project.ID

    init(_ row: Row) throws(RowError) {
        organization = try row["organization_id"]
        project = try row["project_id"]
    }
}

extension StatusEvent: RowDecodable {
    static let columns: SQL = "e.status_id, e.changed_at, e.source_group, e.manager_id, e.source_id"

    package init(_ row: Row) throws(RowError) {
        self.init(
            status: try row["status_id"], changedAt: try row["changed_at"], recordedGroup: try row["source_group"],
            manager: try row["manager_id"], source: try row["source_id"])
    }
}
