package import Models
import Postgres

extension Store {
    /// A page of the activities that the member may see, the newest first: their ids begin with the time they were made.
    package func activities(
        _ filter: ActivityFilter, _ scope: Scope<ViewLeads>
    ) async throws -> ActivityRecords {
        var conditions: [SQL] = ["true"]
        if let type = filter.type { conditions.append("a.type = \(type)") }
        switch filter.isCompleted {
        case true?: conditions.append("a.state = 'completed'")
        case false?: conditions.append("a.state <> 'completed'")
        case nil: break
        }
        if let from = filter.from { conditions.append("a.due_at >= \(from)") }
        if let to = filter.to { conditions.append("a.due_at < \(to)") }
        switch filter.parent {
        case .lead(let id)?: conditions.append("a.lead_id = \(id)")
        case .customer(let id)?: conditions.append("a.customer_id = \(id)")
        case nil: break
        }
        let isBackward = filter.cursor?.isBackward ?? false
        if let cursor = filter.cursor {
            let sign: SQL = isBackward ? ">" : "<"
            conditions.append("a.id \(sign) \(cursor.id)")
        }
        // Planned with its values: how many there are of them decides which index is the shorter way.
        let rows = ActivityRecord.rows(
            conditions.joined(by: " AND "), order: isBackward ? "a.id" : "a.id DESC", limit: filter.limit + 1, scope
        ).unnamed
        return try await reading(scope) { db in
            let found: [ActivityRecord] = try db.all(rows)
            let hasMore = found.count > filter.limit
            let page = Array(found.prefix(filter.limit))
            return ActivityRecords(
                rows: isBackward ? page.reversed() : page, hasPrevious: isBackward ? hasMore : filter.cursor != nil,
                hasNext: isBackward || hasMore)
        }
    }
}

extension Store {
    /// The member's own open activities that are due then, the earliest first; at most `limit`.
    package func ownDue(
        from: Instant?, to: Instant, limit: Int, _ scope: Scope<ViewLeads>
    ) async throws -> [ActivityRecord] {
        let beginning: SQL = from.map { "AND a.due_at >= \($0)" } ?? ""
        let rows = ActivityRecord.rows(
            "a.assigned_to = \(scope.person) AND a.ended_at IS NULL AND a.due_at < \(to) \(beginning)",
            order: "a.due_at, a.id", limit: limit, scope)
        return try await reading(scope) { db in try db.all(rows) }
    }
}
