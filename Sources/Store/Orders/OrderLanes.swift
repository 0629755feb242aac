import Models
import Postgres

/// The statements of one page of orders. Open and closed orders stand in indexes of their own, so a list
/// reads one of these lanes, or the heads of both; either way it stops after as many rows as it shows.
struct OrderQuery<Tenant: ProjectTenancy> {
    let filter: OrderFilter
    /// The filter's dates as instants in the project's zone.
    let from: Instant?
    let to: Instant?
    /// nil: all that match.
    var numbers: [Int]?
    let scope: Tenant
    let now: Instant

    private enum Lane {
        case open, closed
        /// Both, where one index holds them in the order of their numbers.
        case both
    }

    private var lanes: [Lane] {
        switch filter.state {
        case .closed: [.closed]
        case .open, .over, .near, .ok: [.open]
        case .all where filter.number != nil || numbers != nil: [.both]
        case .all where filter.sort == .number && !hasOwnIndex: [.both]
        case .all: [.open, .closed]
        }
    }

    /// Whether what is filtered by has an index of its own in each lane.
    private var hasOwnIndex: Bool {
        filter.status != nil || filter.group != nil || filter.manager != nil || filter.source != nil
            || filter.urgent == .yes
    }

    /// One row more than is shown says whether there is a next page. The customers' names are looked up for
    /// the rows of the page alone.
    var page: SQL {
        let limit = filter.size + 1
        let parts = lanes.map { lane -> SQL in
            """
            SELECT o.organization_id, o.project_id, o.order_id, o.status_id, o.status_group, o.is_urgent, o.changed_at,
                   o.group_entered_at, o.closed_at, o.manager_id, o.source_id,
                   o.near_at, o.over_at, o.breach_key, coalesce((o.group_seconds ->> o.status_group::text)::bigint, 0) AS seconds
            FROM orders o
            WHERE \((conditions(lane) + beyond(lane)).joined(by: " AND "))
            ORDER BY \(order(lane == .closed && filter.sort == .breach ? .number : filter.sort))
            LIMIT \(limit)
            """
        }
        let sort = lanes == [.closed] && filter.sort == .breach ? .number : filter.sort
        let rows: SQL =
            parts.count == 1
            ? parts[0]
            : "SELECT * FROM ((\(parts.joined(by: ") UNION ALL (")))) o ORDER BY \(order(sort)) LIMIT \(limit)"
        let page: SQL = """
            SELECT o.*, c.buyer_name FROM (\(rows)) o
            LEFT JOIN order_contents c ON c.organization_id = o.organization_id AND c.project_id = o.project_id
                AND c.order_id = o.order_id
            ORDER BY \(order(sort))
            """
        return isPlain ? page : page.unnamed
    }

    /// How many match; stops counting at the limit and one more.
    func total(upTo limit: Int = ListQuery.mostCounted) -> SQL {
        let limit = limit + 1
        let parts = lanes.map { lane -> SQL in
            "SELECT FROM orders o WHERE \(conditions(lane).joined(by: " AND ")) \(countingOrder(lane)) LIMIT \(limit)"
        }
        let total: SQL =
            "SELECT count(*) FROM (SELECT FROM ((\(parts.joined(by: ") UNION ALL (")))) o LIMIT \(limit)) x"
        return isPlain ? total : total.unnamed
    }

    /// Where most orders match, the planner would count in the table itself and walk through what stands there of
    /// others first, so it is held to an index; a filter with an index of its own finds that by itself.
    private func countingOrder(_ lane: Lane) -> SQL {
        if hasOwnIndex { return "" }
        if lane == .both { return "ORDER BY o.order_id" }
        let isByChange = lane == .closed || from != nil || to != nil
        return isByChange ? "ORDER BY o.changed_at, o.order_id" : "ORDER BY o.breach_key, o.order_id"
    }

    /// What is filtered by status, group, date, or by a state that the sorting index does not know, is planned
    /// with the values at hand: how many orders there are of them decides which index is the shorter way.
    private var isPlain: Bool {
        guard !hasOwnIndex, filter.urgent == nil, from == nil, to == nil, filter.number == nil, numbers == nil
        else { return false }
        return switch filter.state {
        case .all, .open, .closed: true
        case .over, .near, .ok: filter.sort == .breach
        }
    }

    private func conditions(_ lane: Lane) -> [SQL] {
        var conditions: [SQL] = [
            "o.organization_id = \(scope.organization)", "o.project_id = \(scope.project)", "o.status_id IS NOT NULL",
        ]
        switch lane {
        case .open: conditions.append("o.closed_at IS NULL")
        case .closed: conditions.append("o.closed_at IS NOT NULL")
        case .both: break
        }
        if let numbers { conditions.append("o.order_id = ANY(\(numbers))") }
        if let number = filter.number { conditions.append("o.order_id = \(number)") }
        if let status = filter.status { conditions += only("status_id = \(status)", lane) }
        if let group = filter.group { conditions += only("status_group = \(group)", lane) }
        switch filter.manager {
        case nil: break
        case .some(0): conditions += only("manager_id IS NULL", lane)
        case .some(let manager): conditions += only("manager_id = \(manager)", lane)
        }
        if let source = filter.source { conditions += only("source_id = \(source)", lane) }
        switch filter.urgent {
        case nil: break
        case .yes: conditions += only("is_urgent", lane)
        case .no: conditions.append("NOT o.is_urgent")
        }
        if let from { conditions.append("o.changed_at >= \(from)") }
        if let to { conditions.append("o.changed_at < \(to)") }
        switch filter.state {
        case .all, .open, .closed: break
        case .over: conditions.append("o.breach_key <= \(now)")
        case .near: conditions.append("o.breach_key > \(now) AND o.near_at <= \(now)")
        case .ok: conditions.append("o.breach_key > \(now) AND (o.near_at > \(now) OR o.near_at IS NULL)")
        }
        return conditions
    }

    /// A status, a group, a manager or a source is mostly of one lane. The planner does not know that and would look for it
    /// through the whole other lane, so it is told first whether there is any.
    private func only(_ condition: SQL, _ lane: Lane) -> [SQL] {
        guard lane != .both else { return ["o.\(condition)"] }
        let isThere: SQL = lane == .closed ? "closed_at IS NOT NULL" : "closed_at IS NULL"
        let order: SQL = lane == .closed ? "order_id" : "breach_key, order_id"
        return [
            "o.\(condition)",
            // In the order of its index: without one the planner would look through the table for the first.
            """
            (SELECT order_id FROM orders
             WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND \(isThere) AND \(condition)
             ORDER BY \(order) LIMIT 1) IS NOT NULL
            """,
        ]
    }

    private var isDescending: Bool {
        filter.order.isDescending != (filter.cursor?.isBackward ?? false)
    }

    private func order(_ sort: OrderFilter.Sort) -> SQL {
        let direction: SQL = isDescending ? "DESC" : "ASC"
        if sort == .number { return "o.order_id \(direction)" }
        return "\(sort.column) \(direction), o.order_id \(direction)"
    }

    /// The rows after the cursor's, in the direction of the query. Nothing closed can breach, so that lane
    /// is in the order of its numbers behind all that can.
    private func beyond(_ lane: Lane) -> [SQL] {
        guard let cursor = filter.cursor else { return [] }
        let sign: SQL = isDescending ? "<" : ">"
        if lane == .closed, filter.sort == .breach, cursor.key != nil { return isDescending ? ["false"] : [] }
        if filter.sort == .number || lane == .closed && filter.sort == .breach {
            return ["o.order_id \(sign) \(cursor.id)"]
        }
        return [
            """
            (\(filter.sort.column), o.order_id) \(sign)
            (coalesce(\(cursor.key)::timestamptz, 'infinity'::timestamptz), \(cursor.id)::bigint)
            """
        ]
    }
}

extension OrderFilter.Sort {
    fileprivate var column: SQL {
        switch self {
        case .breach: "o.breach_key"
        case .age: "o.group_entered_at"
        case .number: "o.order_id"
        case .change: "o.changed_at"
        }
    }
}
