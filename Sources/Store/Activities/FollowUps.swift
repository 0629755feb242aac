package import Models
import Postgres

/// A page of open leads, those first that nobody spoke with for longest.
package struct FollowUps: Sendable {
    package let rows: [LeadSummary]
    package let hasPrevious: Bool
    package let hasNext: Bool
    package let stages: [LeadStage]
    /// Whom one may filter by; empty for a rep.
    package let people: [MemberName]

    package init(
        rows: [LeadSummary], hasPrevious: Bool, hasNext: Bool, stages: [LeadStage], people: [MemberName]
    ) {
        self.rows = rows
        self.hasPrevious = hasPrevious
        self.hasNext = hasNext
        self.stages = stages
        self.people = people
    }
}

extension Store {
    /// Leads in open stages by their last contact, those without any first.
    package func followUps(_ filter: FollowUpFilter, _ scope: Scope<ViewLeads>) async throws -> FollowUps {
        let statements = [Self.followUpRows(filter, scope), Self.leadStages(scope), Self.leadPeople(scope)]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let found: [LeadSummary] = try answers[0].all()
            let hasMore = found.count > filter.size
            let isBackward = filter.cursor?.isBackward ?? false
            let rows = Array(found.prefix(filter.size))
            return FollowUps(
                rows: isBackward ? rows.reversed() : rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil,
                hasNext: isBackward || hasMore, stages: try answers[1].all(), people: try answers[2].all())
        }
    }

    /// Planned with its values: how many leads a person has decides which index is the shorter way.
    static func followUpRows(_ filter: FollowUpFilter, _ scope: Scope<ViewLeads>) -> SQL {
        var conditions: [SQL] = [
            "l.organization_id = \(scope.organization)", "l.deleted_at IS NULL", scope.visibleLeads,
            """
            l.stage_id = ANY (ARRAY(
                SELECT s.id FROM lead_stages s WHERE s.organization_id = \(scope.organization) AND s.kind = 'open'))
            """,
        ]
        switch filter.assignee {
        case .me: conditions.append("l.assigned_to = \(scope.person)")
        case .nobody: conditions.append("l.assigned_to IS NULL")
        case .person(let person): conditions.append("l.assigned_to = \(person)")
        case nil: break
        }
        let isBackward = filter.cursor?.isBackward ?? false
        if let cursor = filter.cursor {
            let sign: SQL = isBackward ? "<" : ">"
            let key: SQL = cursor.key.map { "\($0)::timestamptz" } ?? "'-infinity'::timestamptz"
            conditions.append("(l.last_activity_key, l.id) \(sign) (\(key), \(cursor.id)::uuid)")
        }
        let order: SQL = isBackward ? "l.last_activity_key DESC, l.id DESC" : "l.last_activity_key, l.id"
        let page: SQL = """
            SELECT \(LeadSummary.columns) FROM (
                SELECT l.* FROM leads l WHERE \(conditions.joined(by: " AND "))
                ORDER BY \(order)
                LIMIT \(filter.size + 1)) l
            LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY \(order)
            """
        return page.unnamed
    }
}
