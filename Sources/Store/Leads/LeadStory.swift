package import Models
import Postgres

/// A lead with all that its page shows.
package struct LeadStory: Sendable {
    package let lead: LeadRecord
    package let stages: [LeadStage]
    /// Whom the reader may hand it to; empty for a rep.
    package let people: [MemberName]
    /// The newest first.
    package let history: [Activity]
    /// Older entries lie behind those.
    package let hasOlder: Bool
    /// Members of whom the history speaks by their ids.
    package let named: [MemberName]
    /// What is to be done with it next, of what the reader may see; at most three.
    package let planned: [ActivityRecord]
    /// The rules of the score that hold of it now, each with its points.
    package let reasons: [ScoreRule]
}

extension Store {
    /// A lead with the last of what happened to it; nil when there is none that the reader may see. `before`: only
    /// entries older than that one. `limit`: of entries.
    package func leadStory(
        _ id: Lead.ID, before entry: Int? = nil, limit: Int, _ scope: Scope<ViewLeads>, at now: Instant
    ) async throws -> LeadStory? {
        try await reading(scope) { db in
            guard let lead = try db.lead(id, scope) else { return nil }
            let answers = try db.answers(to: [
                Self.leadStages(scope), Self.leadPeople(scope),
                Self.leadHistory(id, before: entry, limit: limit + 1, scope),
                Self.namedInHistory(of: id, before: entry, limit: limit, scope),
                ActivityRecord.rows(
                    "a.lead_id = \(id) AND a.ended_at IS NULL", order: "a.due_at, a.id", limit: 3, scope),
                Self.scoring(scope), Self.facts(of: [id], counting: true, scope, at: now),
            ])
            var history: [Activity] = try answers[2].all()
            let hasOlder = history.count > limit
            if hasOlder { history.removeLast() }
            let scoring: StoredScoring? = try answers[5].first(), scored: ScoredLead? = try answers[6].first()
            return LeadStory(
                lead: lead, stages: try answers[0].all(), people: try answers[1].all(), history: history,
                hasOlder: hasOlder, named: try answers[3].all(),
                planned: try answers[4].all(),
                reasons: scored.flatMap { scoring?.rules.explain($0.facts) } ?? [])
        }
    }

    /// What happened to a lead that the reader may see, the newest first; `before`: only entries older than that one.
    package func leadHistory(
        _ id: Lead.ID, before entry: Int? = nil, limit: Int, _ scope: Scope<ViewLeads>
    ) async throws -> [Activity] {
        try await reading(scope) { db in
            try db.all(Self.leadHistory(id, before: entry, limit: limit, scope))
        }
    }

    private static func leadHistory(
        _ id: Lead.ID, before entry: Int?, limit: Int, _ scope: Scope<ViewLeads>
    ) -> SQL {
        """
        SELECT \(AuditEntry.columns), p.name AS person_name, NULL::uuid AS project_id, l.company AS target_name,
               EXISTS (SELECT FROM audit_entries u
                       WHERE u.organization_id = e.organization_id AND u.undoes = e.id) AS is_undone
        FROM leads l
        JOIN (\(entries(of: id, before: entry, limit: limit, scope))) e ON true
        LEFT JOIN people p ON p.id = e.person_id
        WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL AND \(scope.visibleLeads)
        ORDER BY e.at DESC, e.id DESC
        """
    }

    private static func namedInHistory(
        of id: Lead.ID, before entry: Int?, limit: Int, _ scope: Scope<ViewLeads>
    ) -> SQL {
        """
        SELECT m.person_id, p.name
        FROM (SELECT DISTINCT v.id::uuid AS id
              FROM (\(entries(of: id, before: entry, limit: limit, scope))) e,
                   LATERAL (VALUES (e.before->>'assignee'), (e.after->>'assignee')) v (id)
              WHERE v.id IS NOT NULL) x
        JOIN memberships m ON m.organization_id = \(scope.organization) AND m.person_id = x.id
        JOIN people p ON p.id = m.person_id
        ORDER BY p.name, p.id
        """
    }

    /// Its own entries, and that of the last act on many leads that changed it.
    private static func entries(of id: Lead.ID, before entry: Int?, limit: Int, _ scope: some Tenancy) -> SQL {
        let older: SQL = entry.map { "AND a.id < \($0)" } ?? ""
        return """
            SELECT a.* FROM (
                (SELECT a.* FROM audit_entries a
                 WHERE a.organization_id = \(scope.organization) AND a.target_type = 'lead' AND a.target_id = \(id.text) \(older)
                 ORDER BY a.at DESC, a.id DESC
                 LIMIT \(limit))
                UNION ALL
                (SELECT a.* FROM leads x
                 JOIN audit_entries a ON a.organization_id = x.organization_id AND a.id = x.act_id
                 WHERE x.organization_id = \(scope.organization) AND x.id = \(id) AND a.target_type = 'organization' \(older))) a
            ORDER BY a.at DESC, a.id DESC
            LIMIT \(limit)
            """
    }
}
