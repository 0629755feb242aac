package import Models
package import Postgres

/// One page of orders and whether more lie before and after it.
package struct OrderList: Sendable {
    package let rows: [OrderSummary]
    package let hasPrevious: Bool
    package let hasNext: Bool
    /// How many match; nil above 1,000, where nobody counts for one page view.
    package let total: Int?
    package let figures: OrderFigures
    package let groups: [StatusGroup]
    package let statuses: [OrderStatus]
    package let managers: [CRMPerson]
    package let sources: [OrderSource]
    /// Orders that older rules left behind, up to 10,001.
    package let outdated: Int
    /// Whether any order has ever arrived.
    package let isUntouched: Bool
    /// The number of the project's present rules.
    package let rulesNumber: Int
    /// The views that the reader may open.
    package let views: [SavedView]
    /// How far chosen orders are counted again; nil while none are.
    package let counting: RecomputeProgress?
}

extension Store {
    /// A page of the list with all that stands around it, in one transaction of one trip. `from` and `to`
    /// are the filter's dates as instants in the project's zone.
    package func orders(
        _ filter: OrderFilter, from: Instant?, to: Instant?, _ scope: ProjectScope<ViewOrders>, at now: Instant
    ) async throws -> OrderList {
        let query = OrderQuery(filter: filter, from: from, to: to, scope: scope, now: now)
        let statements = [
            query.page, query.total(),
            Self.figures(scope, now), Self.groups(scope), Self.dictionary(scope), Self.outdated(scope),
            Self.rulesNumber(scope), Self.managers(scope), Self.sources(scope),
            Self.savedViews(of: ListPlace(.orders, in: scope.project), scope), Self.counting(scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            var rows: [OrderSummary] = try answers[0].all()
            let hasMore = rows.count > filter.size
            if hasMore { rows.removeLast() }
            let isBackward = filter.cursor?.isBackward ?? false
            if isBackward { rows.reverse() }
            let total: Int = try answers[1].value() ?? 0
            guard let figures: OrderFigures = try answers[2].first() else { throw NotVisible() }
            let outdated: Int = try answers[5].value() ?? 0
            guard let rulesNumber: Int = try answers[6].value() else { throw NotVisible() }
            let statuses: [OrderStatus] = try answers[4].all()
            return OrderList(
                rows: rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil,
                hasNext: isBackward ? true : hasMore, total: total > ListQuery.mostCounted ? nil : total,
                figures: figures, groups: try answers[3].all(), statuses: statuses, managers: try answers[7].all(),
                sources: try answers[8].all(), outdated: outdated,
                isUntouched: !figures.hasOrders,
                rulesNumber: rulesNumber, views: try answers[9].all(), counting: try answers[10].first())
        }
    }

    /// The job that counts chosen orders again, while there is one.
    private static func counting(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT coalesce(progress_done, 0) AS done, coalesce(progress_total, 1) AS total FROM jobs
        WHERE organization_id = \(scope.organization) AND kind = \(ChosenRecompute.kind)
          AND starts_with(key, \(scope.project.text))
        ORDER BY id
        LIMIT 1
        """
    }

    /// The open orders are counted in one walk through the index they breach by: 0.2 ms a thousand.
    private static func figures(_ scope: ProjectScope<ViewOrders>, _ now: Instant) -> SQL {
        let open: SQL = """
            FROM orders o
            WHERE o.organization_id = \(scope.organization) AND o.project_id = \(scope.project) AND o.closed_at IS NULL
            """
        return """
            SELECT counted.*, urgent.*,
                   (SELECT count(*) FROM (SELECT \(open) AND o.status_group = 0 LIMIT 10001) x) AS ungrouped,
                   (SELECT o.order_id FROM orders o
                    WHERE o.organization_id = \(scope.organization) AND o.project_id = \(scope.project)
                    ORDER BY o.order_id LIMIT 1) IS NOT NULL AS has_orders,
                   next.over_at AS next_breach, next.order_id AS next_number
            FROM (SELECT count(*) AS open, count(*) FILTER (WHERE o.breach_key <= \(now)) AS over,
                         count(*) FILTER (WHERE o.breach_key > \(now) AND o.near_at <= \(now)) AS near
                  \(open)) counted
            CROSS JOIN (SELECT count(*) AS urgent, count(*) FILTER (WHERE o.breach_key <= \(now)) AS urgent_over,
                               count(*) FILTER (WHERE o.breach_key > \(now) AND o.near_at <= \(now)) AS urgent_near
                        \(open) AND o.is_urgent) urgent
            LEFT JOIN LATERAL (
                SELECT o.over_at, o.order_id
                \(open) AND o.breach_key > \(now) AND o.over_at IS NOT NULL
                ORDER BY o.breach_key, o.order_id LIMIT 1) next ON true
            """
    }

    static func groups(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT number, name FROM status_groups
        WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
        ORDER BY number
        """
    }

    static func dictionary(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT status_id, name, alias, source_group, is_active, is_closing, expiration_seconds FROM statuses
        WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
        ORDER BY name, status_id
        LIMIT 1000
        """
    }

    static func rulesNumber(_ scope: some ProjectTenancy) -> SQL {
        "SELECT rules_number FROM projects WHERE organization_id = \(scope.organization) AND id = \(scope.project)"
    }

    private static func outdated(_ scope: some ProjectTenancy) -> SQL {
        "SELECT count(*) FROM (\(outdatedOrders(scope)) LIMIT 10001) x"
    }

    /// A row without columns for each order that older rules left behind; open and closed ones stand in
    /// indexes of their own.
    static func outdatedOrders(_ scope: some ProjectTenancy) -> SQL {
        let outdated: SQL = """
            SELECT FROM orders o
            WHERE o.organization_id = \(scope.organization) AND o.project_id = \(scope.project)
              AND o.rules_number < (SELECT j.rules_number FROM projects j
                                    WHERE j.organization_id = \(scope.organization) AND j.id = \(scope.project))
            """
        return "\(outdated) AND o.closed_at IS NULL UNION ALL \(outdated) AND o.closed_at IS NOT NULL"
    }
}

extension RecomputeProgress: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(done: try row["done"], total: try row["total"])
    }
}

extension OrderSummary: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            number: try row["order_id"], status: try row["status_id"], group: try row["status_group"],
            isUrgent: try row["is_urgent"], changedAt: try row["changed_at"],
            groupEnteredAt: try row["group_entered_at"], closedAt: try row["closed_at"], nearAt: try row["near_at"],
            overAt: try row["over_at"], groupSeconds: try row["seconds"], manager: try row["manager_id"],
            source: try row["source_id"], customer: try row["buyer_name"])
    }
}

extension OrderFigures: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            open: try row["open"], over: try row["over"], near: try row["near"], urgent: try row["urgent"],
            urgentOver: try row["urgent_over"], urgentNear: try row["urgent_near"], ungrouped: try row["ungrouped"],
            hasOrders: try row["has_orders"], nextBreach: try row["next_breach"], nextNumber: try row["next_number"])
    }
}

extension OrderStatus: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["status_id"], name: try row["name"], alias: try row["alias"],
            sourceGroup: try row["source_group"], isActive: try row["is_active"], isClosing: try row["is_closing"],
            expirationSeconds: try row["expiration_seconds"])
    }
}
