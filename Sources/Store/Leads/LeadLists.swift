package import Models
package import Postgres

/// One page of leads with all that stands around it.
package struct LeadList: Sendable {
    /// What it shows: where no more than a page says several words as they were typed, what has them in any order.
    package let filter: LeadFilter
    package let rows: [LeadSummary]
    package let hasPrevious: Bool
    package let hasNext: Bool
    /// How many match; nil above 1,000 where nobody counts for one page view.
    package let total: Int?
    package let figures: LeadFigures
    package let stages: [LeadStage]
    /// Whom one may filter by and hand leads to; empty for a rep.
    package let people: [MemberName]
    package let segments: [String]
    /// Which the leads may concern, as far as the reader sees them.
    package let projects: [ProjectLink]
    /// The views that the reader may open.
    package let views: [SavedView]
    /// Of acts on many leads that run at present; nil where none does.
    package let progress: RecomputeProgress?
}

extension Store {
    /// A page of the leads that the reader may see. `from` and `to` are the filter's dates as instants in the reader's
    /// zone.
    package func leads(
        _ filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadList {
        let list = try await leadPage(filter, from: from, to: to, scope)
        guard let total = list.total, total <= filter.size, let wider = filter.inAnyOrder else { return list }
        let found = try await leadPage(wider, from: from, to: to, scope)
        return (found.total ?? .max) > total ? found : list
    }

    /// In one transaction of one trip.
    private func leadPage(
        _ filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadList {
        let query = LeadQuery(filter: filter, from: from, to: to, scope: scope)
        let statements = [
            query.page, query.countsMatches ? "SELECT 0::bigint" : query.total, Self.leadFigures(scope),
            Self.leadStages(scope), Self.leadPeople(scope), Self.leadSegments(scope), Self.projectLinks(scope),
            Self.savedViews(of: ListPlace(.leads, in: nil), scope),
            Self.leadActProgress(scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let matched: [MatchedLead] = query.looksOnce ? try answers[0].all() : []
            var rows: [LeadSummary] = query.looksOnce ? matched.map(\.summary) : try answers[0].all()
            let hasMore = rows.count > filter.size
            if hasMore { rows.removeLast() }
            let isBackward = filter.cursor?.isBackward ?? false
            if isBackward { rows.reverse() }
            let counted: Int? =
                query.countsMatches
                ? try matched.first?.found ?? db.value(query.total)
                : try answers[1].value()
            let total = counted ?? 0
            guard let figures: LeadFigures = try answers[2].first() else { throw NotVisible() }
            return LeadList(
                filter: filter, rows: rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil,
                hasNext: isBackward ? true : hasMore,
                total: filter.hasMore && total > filter.mostCounted ? nil : total, figures: figures,
                stages: try answers[3].all(), people: try answers[4].all(), segments: try answers[5].values(),
                projects: try answers[6].all(), views: try answers[7].all(), progress: try answers[8].first())
        }
    }

    /// The cards above the list: sums of what is counted as leads come and go.
    package func leadFigures(_ scope: Scope<ViewLeads>) async throws -> LeadFigures {
        let figures: LeadFigures? = try await reading(scope) { db in try db.first(Self.leadFigures(scope)) }
        guard let figures else { throw NotVisible() }
        return figures
    }

    private static func leadFigures(_ scope: Scope<ViewLeads>) -> SQL {
        """
        SELECT coalesce(sum(c.n), 0)::bigint AS total,
               coalesce(sum(c.n) FILTER (WHERE s.place = 1), 0)::bigint AS new,
               coalesce(sum(c.n) FILTER (WHERE s.kind = 'qualified'), 0)::bigint AS qualified,
               coalesce(sum(c.n) FILTER (WHERE \(scope.unassignedCounts)), 0)::bigint AS unassigned
        FROM lead_counts c
        JOIN (SELECT id, kind, row_number() OVER (ORDER BY position, id) AS place FROM lead_stages
              WHERE organization_id = \(scope.organization)) s ON s.id = c.stage_id
        WHERE c.organization_id = \(scope.organization) AND \(scope.visibleCounts)
        """
    }

    /// Who can work on leads, by name, for a form to choose from: nobody for a rep, who gives leads to nobody else; at
    /// most 500.
    package func leadPeople(_ scope: Scope<ViewLeads>) async throws -> [MemberName] {
        try await reading(scope) { db in try db.all(Self.leadPeople(scope)) }
    }

    static func leadPeople(_ scope: Scope<some Permission>) -> SQL {
        """
        SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
        WHERE m.organization_id = \(scope.organization) AND m.is_active AND m.role <> 'viewer' AND \(scope.seesEveryLead)
        ORDER BY p.name, p.id
        LIMIT 500
        """
    }

    /// The segments there are among the organization's leads, for a form to suggest; at most 100.
    package func leadSegments(_ scope: Scope<ViewLeads>) async throws -> [String] {
        try await reading(scope) { db in try db.values(Self.leadSegments(scope)) }
    }

    static func leadSegments(_ scope: Scope<ViewLeads>) -> SQL { segments(of: "leads", scope) }

    /// The segments there are in a table, each found by one step in their index; at most 100.
    static func segments(of table: SQL, _ scope: Scope<ViewLeads>) -> SQL {
        let next: SQL = """
            SELECT l.segment FROM \(table) l
            WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL
            """
        return """
            WITH RECURSIVE s AS (
                (\(next) AND l.segment IS NOT NULL ORDER BY l.segment LIMIT 1)
                UNION ALL
                SELECT (\(next) AND l.segment > s.segment ORDER BY l.segment LIMIT 1) FROM s WHERE s.segment IS NOT NULL)
            SELECT segment FROM s WHERE segment IS NOT NULL LIMIT 100
            """
    }
}

extension LeadSummary: RowDecodable {
    /// Of `leads l`.
    static let score: SQL =
        "(SELECT x.score FROM lead_scores x WHERE x.organization_id = l.organization_id AND x.lead_id = l.id)"

    /// Of `leads l` and the `people p` they are assigned to.
    static let columns: SQL = """
        l.id, l.company, l.company_key, l.email, l.phones, l.inn, l.segment, l.stage_id, l.assigned_to,
        (SELECT j.public_id FROM projects j WHERE j.organization_id = l.organization_id AND j.id = l.project_id) AS project,
        (SELECT j.name FROM projects j WHERE j.organization_id = l.organization_id AND j.id = l.project_id) AS project_name,
        p.name AS assignee_name, l.contact_count, \(score) AS score, l.created_at, l.last_activity_at, l.next_activity_at, l.version,
        l.customer_id
        """

    package init(_ row: Row) throws(RowError) {
        let project: PublicID? = try row["project"], projectName: String? = try row["project_name"]
        self.init(
            id: try row["id"], company: try row["company"], companyKey: try row["company_key"], email: try row["email"],
            phones: try row["phones"], inn: try row["inn"], segment: try row["segment"],
            project: project.map { ProjectLink(publicID: $0, name: projectName ?? "") }, stage: try row["stage_id"],
            assignee: try row["assigned_to"], assigneeName: try row["assignee_name"],
            contactCount: try row["contact_count"], score: try row["score"], createdAt: try row["created_at"],
            lastActivityAt: try row["last_activity_at"], nextActivityAt: try row["next_activity_at"],
            version: try row["version"], customer: try row["customer_id"])
    }
}

extension LeadFigures: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            total: try row["total"], new: try row["new"], qualified: try row["qualified"],
            unassigned: try row["unassigned"])
    }
}

extension Lead.Source: SQLEncodable, SQLDecodable {}
