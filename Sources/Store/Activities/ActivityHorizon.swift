package import Models
package import Postgres

/// What is due soon, of one person or of all whom the reader sees.
package struct ActivityHorizon: Sendable {
    package let page: ActivityRecords
    /// How many are due by then with each person, the busiest first; nil where there are more than 1,000 in all.
    package let owners: [Owner]?
    /// How many are due; nil above 1,000.
    package let total: Int?

    package init(page: ActivityRecords, owners: [Owner]?, total: Int?) {
        self.page = page
        self.owners = owners
        self.total = total
    }

    /// So many with one person; nil: nobody.
    package struct Owner: Sendable, Equatable, RowDecodable {
        package let person: Person.ID?
        package let name: String?
        package let count: Int

        package init(person: Person.ID?, name: String?, count: Int) {
            self.person = person
            self.name = name
            self.count = count
        }

        package init(_ row: Row) throws(RowError) {
            person = try row["person_id"]
            name = try row["name"]
            count = try row["n"]
        }
    }
}

extension Store {
    /// Open activities due from now to then, the earliest first. A rep sees their own; `owner`: of one person alone.
    package func activities(
        dueFrom now: Instant, to then: Instant, owner: Person.ID?, cursor: ActivityCursor?, size: Int,
        _ scope: Scope<ViewLeads>
    ) async throws -> ActivityHorizon {
        let isBackward = cursor?.isBackward ?? false
        let range: SQL = "a.ended_at IS NULL AND a.due_at >= \(now) AND a.due_at < \(then)"
        let person = scope.seesEveryLead ? owner : scope.person
        let due: SQL = person.map { "a.assigned_to = \($0) AND \(range)" } ?? range
        var condition = due
        if let cursor, let at = cursor.key {
            let sign: SQL = isBackward ? "<" : ">"
            condition = "\(due) AND (a.due_at, a.id) \(sign) (\(at)::timestamptz, \(cursor.id)::uuid)"
        }
        let rows = ActivityRecord.rows(
            condition, order: isBackward ? "a.due_at DESC, a.id DESC" : "a.due_at, a.id", limit: size + 1, scope)
        let owners: SQL = """
            SELECT x.assigned_to AS person_id, p.name, x.n FROM (
                SELECT x.assigned_to, count(*) AS n FROM (
                    SELECT a.assigned_to FROM activities a CROSS JOIN LATERAL (\(ActivityRecord.company(scope))) o
                    WHERE a.organization_id = \(scope.organization) AND \(scope.visibleActivities) AND \(due)
                    LIMIT \(ListQuery.mostCounted + 1)) x
                GROUP BY 1) x
            LEFT JOIN people p ON p.id = x.assigned_to
            ORDER BY x.n DESC, p.name, x.assigned_to
            """
        return try await reading(scope) { db in
            let answers = try db.answers(to: [rows, owners])
            let counted: [ActivityHorizon.Owner] = try answers[1].all()
            let total = counted.map(\.count).reduce(0, +)
            let isAll = total <= ListQuery.mostCounted
            return ActivityHorizon(
                page: ActivityRecords(try answers[0].all(), cursor, size), owners: isAll ? counted : nil,
                total: isAll ? total : nil)
        }
    }
}
