package import Models
import Postgres

/// A lead with all that its page shows.
package struct LeadStory: Sendable {
    package let lead: LeadRecord
    package let stages: [LeadStage]
    /// Whom the reader may hand it to; empty for a rep.
    package let people: [MemberName]
    package let story: Story
    /// What is to be done with it next, of what the reader may see; at most three.
    package let planned: [ActivityRecord]
    /// The rules of the score that hold of it now, each with its points.
    package let reasons: [ScoreRule]
    package let files: [Attachment]
}

extension Store {
    /// A lead with the last of what happened to it; nil when there is none that the reader may see. `limit`: of what the
    /// story tells.
    package func leadStory(
        _ id: Lead.ID, _ query: StoryQuery = StoryQuery(), limit: Int, _ scope: Scope<ViewLeads>, at now: Instant
    ) async throws -> LeadStory? {
        let (before, most) = (query.before?.entry, query.part == .activities ? 0 : limit + 1)
        return try await reading(scope) { db in
            guard let lead = try db.lead(id, scope) else { return nil }
            let answers = try db.answers(to: [
                Self.leadStages(scope), Self.leadPeople(scope),
                Self.leadHistory(id, before: before, limit: most, scope),
                Self.named(in: Self.entries(of: id, before: before, limit: most, scope), scope),
                Self.ended("a.lead_id = \(id)", query, limit: limit + 1, scope),
                ActivityRecord.rows(
                    "a.lead_id = \(id) AND a.ended_at IS NULL", order: "a.due_at, a.id", limit: 3, ofOne: true,
                    scope),
                Self.scoring(scope), Self.facts(of: [id], counting: true, scope, at: now),
                Attachment.rows(ofLead: id, scope),
            ])
            let story = Story(
                try answers[2].all(), try answers[4].all(), naming: try answers[3].all(), after: query.before,
                limit: limit)
            let scoring: StoredScoring? = try answers[6].first(), scored: ScoredLead? = try answers[7].first()
            return LeadStory(
                lead: lead, stages: try answers[0].all(), people: try answers[1].all(), story: story,
                planned: try answers[5].all(), reasons: scored.flatMap { scoring?.rules.explain($0.facts) } ?? [],
                files: try answers[8].all())
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
        history(
            entries(of: id, before: entry, limit: limit, scope),
            of: """
                SELECT l.company FROM leads l
                WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
                  AND \(scope.visibleLeads)
                """)
    }

    /// Its own entries, and that of the last act on many leads that changed it: found by the lead, not by the index of
    /// acts, which remembers all that came and went.
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
                 JOIN audit_entries a ON a.organization_id = x.organization_id AND a.id = coalesce(x.act_id, 0)
                 WHERE x.organization_id = \(scope.organization) AND x.id = \(id) AND a.target_type = 'organization' \(older))) a
            ORDER BY a.at DESC, a.id DESC
            LIMIT \(limit)
            """
    }
}
