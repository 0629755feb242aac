package import Models
package import Postgres

/// An entry as the activity log shows it, with the names of who and what.
package struct Activity: Sendable {
    package let entry: AuditEntry
    /// nil when it was the program.
    package let person: String?
    /// What the changed thing is called; nil when it is not known any more.
    package let target: String?
    /// The project among the things changed.
    package let project: Project.ID?
    package let isUndone: Bool
}

/// One page of the log and whether more lies before and after it.
package struct ActivityList: Sendable {
    package let rows: [Activity]
    package let hasPrevious: Bool
    package let hasNext: Bool
}

/// The names that before and after speak of only by number.
package struct RuleNames: Sendable {
    /// By project.
    package let groups: [Project.ID: [StatusGroup]]
    /// By project and number of the status.
    package let statuses: [Project.ID: [Int: String]]
}

/// Something to filter the log by.
package struct LogChoice: Sendable, Equatable {
    package let value: String
    package let name: String
}

extension Store {
    /// A page of the entries that match, the newest first. `from` and `to` are the filter's dates as instants.
    package func activity(
        _ filter: AuditFilter, from: Instant?, to: Instant?, _ scope: Scope<SeeActivity>
    ) async throws -> ActivityList {
        let page = Self.activityPage(filter, from: from, to: to, scope.organization)
        var rows: [Activity] = try await reading(scope) { db in
            try db.all(
                """
                SELECT \(AuditEntry.columns), p.name AS person_name, j.id AS project_id,
                       CASE e.target_type WHEN 'project' THEN j.name
                                          WHEN 'organization' THEN (SELECT o.name FROM organizations o
                                                                    WHERE o.id = e.organization_id)
                                          WHEN 'member' THEN m.name
                                          WHEN 'lead' THEN (SELECT l.company FROM leads l
                                                            WHERE l.organization_id = e.organization_id
                                                              AND l.id = e.lead_id)
                                          WHEN 'activity' THEN (SELECT x.title FROM activities x
                                                                WHERE x.organization_id = e.organization_id
                                                                  AND x.id = e.activity_id) END AS target_name,
                       EXISTS (SELECT FROM audit_entries u
                               WHERE u.organization_id = e.organization_id AND u.undoes = e.id) AS is_undone
                FROM (\(page)) e
                LEFT JOIN people p ON p.id = e.person_id
                LEFT JOIN projects j ON e.target_type = 'project' AND j.public_id = e.target_id
                LEFT JOIN people m ON m.id = e.member_id
                ORDER BY e.at DESC, e.id DESC
                """)
        }
        let isBackward = filter.cursor?.isBackward ?? false
        let hasMore = rows.count > filter.size
        // The one row too many is the farthest from where the page begins.
        if hasMore, isBackward { rows.removeFirst() } else if hasMore { rows.removeLast() }
        return ActivityList(
            rows: rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil, hasNext: isBackward || hasMore)
    }

    /// Every comparison is one that an index may answer under row security; so the ids are made of texts here, where
    /// nothing is looked up by them yet.
    static func activityPage(
        _ filter: AuditFilter, from: Instant?, to: Instant?, _ organization: Organization.ID
    ) -> SQL {
        var conditions: [SQL] = ["a.organization_id = \(organization)"]
        switch filter.actor {
        case .person(let id): conditions.append("a.person_id = \(id)")
        case .program: conditions.append("a.person_id IS NULL")
        case nil: break
        }
        if let event = filter.event { conditions.append("a.event = \(event)") }
        if let target = filter.target {
            conditions.append("a.target_type = \(target.kind) AND a.target_id = \(target.id)")
        }
        if let from { conditions.append("a.at >= \(from)") }
        if let to { conditions.append("a.at < \(to)") }
        var order: SQL = "a.at DESC, a.id DESC"
        if let cursor = filter.cursor, let at = cursor.key {
            let place: SQL = "(\(at), \(cursor.id)::bigint)"
            conditions.append(cursor.isBackward ? "(a.at, a.id) > \(place)" : "(a.at, a.id) < \(place)")
            if cursor.isBackward { order = "a.at, a.id" }
        }
        return """
            SELECT a.*, CASE WHEN a.target_type = 'member' THEN a.target_id::uuid END AS member_id,
                   CASE WHEN a.target_type = 'lead' THEN a.target_id::uuid END AS lead_id,
                   CASE WHEN a.target_type = 'activity' THEN a.target_id::uuid END AS activity_id
            FROM audit_entries a
            WHERE \(conditions.joined(by: " AND "))
            ORDER BY \(order)
            LIMIT \(filter.size + 1)
            """
    }

    /// Who can be asked for: the organization's people by name, at most 500.
    package func activityPeople(_ scope: Scope<SeeActivity>) async throws -> [LogChoice] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT p.id::text AS value, p.name FROM memberships m JOIN people p ON p.id = m.person_id
                WHERE m.organization_id = \(scope.organization)
                ORDER BY p.name, p.id
                LIMIT 500
                """)
        }
    }

    /// What can be asked for: its projects by name, at most 500.
    package func activityProjects(_ scope: Scope<SeeActivity>) async throws -> [LogChoice] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT j.public_id AS value, j.name FROM projects j
                WHERE j.organization_id = \(scope.organization)
                ORDER BY j.name, j.id
                LIMIT 500
                """)
        }
    }

    /// The groups and statuses of some projects.
    package func ruleNames(of projects: [Project.ID], _ scope: Scope<SeeActivity>) async throws -> RuleNames {
        if projects.isEmpty { return RuleNames(groups: [:], statuses: [:]) }
        return try await reading(scope) { db in
            let names: [NumberedName] = try db.all(
                """
                SELECT true AS is_group, g.project_id, g.number::bigint AS number, g.name FROM status_groups g
                WHERE g.organization_id = \(scope.organization) AND g.project_id = ANY(\(projects))
                UNION ALL
                SELECT false, s.project_id, s.status_id, s.name FROM statuses s
                WHERE s.organization_id = \(scope.organization) AND s.project_id = ANY(\(projects)) AND s.name <> ''
                ORDER BY 1, 2, 3
                LIMIT 20000
                """)
            return RuleNames(
                groups: Dictionary(grouping: names.filter(\.isGroup), by: \.project)
                    .mapValues { $0.map { StatusGroup(number: $0.number, name: $0.name) } },
                statuses: Dictionary(grouping: names.filter { !$0.isGroup }, by: \.project)
                    .mapValues { Dictionary($0.map { ($0.number, $0.name) }) { first, _ in first } })
        }
    }
}

private struct NumberedName: RowDecodable {
    let isGroup: Bool
    let project: Project.ID
    let number: Int
    let name: String

    init(_ row: Row) throws(RowError) {
        isGroup = try row["is_group"]
        project = try row["project_id"]
        number = try row["number"]
        name = try row["name"]
    }
}

extension LogChoice: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        value = try row["value"]
        name = try row["name"]
    }
}

extension Activity: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        entry = try AuditEntry(row)
        person = try row["person_name"]
        target = try row["target_name"]
        project = try row["project_id"]
        isUndone = try row["is_undone"]
    }
}
