import Jobs
package import Models
import Postgres

/// The job that scores all leads of an organization by its present rules; one an organization.
package enum RescoreJob {
    package static let kind = "rescore_leads"
}

extension Store {
    /// Replaces the rules of the score; all leads are then counted behind the pages. Throws `StaleVersion`.
    package func saveScoreRules(
        _ rules: ScoreRules, replacing version: Int, by scope: Scope<EditLeadRules>, at now: Instant
    ) async throws {
        let document = try rules.storedText()
        try await transaction(scope) { db in
            try db.execute(Self.replacingRules(scope))
            try db.execute("SELECT begin_lead_scoring(\(scope.organization))")
            guard let before: StoredScoring = try db.first(Self.scoring(scope)), before.version == version else {
                throw StaleVersion()
            }
            if before.rules == rules { return }
            try db.execute(
                """
                UPDATE lead_scoring
                SET rules = \(document)::jsonb, version = version + 1, saved_at = \(now), saved_by = \(scope.person),
                    recount_after = NULL, recount_done = 0
                WHERE organization_id = \(scope.organization)
                """)
            try db.record(
                .scoreRulesSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: try before.rules.storedText(), after: document)
            try db.planRescore(scope)
        }
    }

    /// How far the scores are counted by the present rules; nil when all are.
    package func rescoreProgress(_ scope: some Tenancy) async throws -> RecomputeProgress? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT s.recount_done AS done, greatest(s.recount_done, (
                    SELECT coalesce(sum(c.n), 0)::bigint FROM lead_counts c
                    WHERE c.organization_id = s.organization_id)) AS total
                FROM lead_scoring s
                WHERE s.organization_id = \(scope.organization) AND s.counted_version <> s.version
                """)
        }
    }

    /// At most so many leads, spread over the whole time since the first arrived, for trying rules on; and how many leads
    /// there are.
    package func scoreSample(
        _ scope: Scope<EditLeadRules>, atMost most: Int, at now: Instant
    ) async throws -> (leads: [LeadFacts], total: Int) {
        try await reading(scope) { db in
            let answers = try db.answers(to: [
                "SELECT coalesce(sum(n), 0)::bigint FROM lead_counts WHERE organization_id = \(scope.organization)",
                Self.arrival(of: "created_at, id", scope), Self.arrival(of: "created_at DESC, id DESC", scope),
            ])
            let total: Int = try answers[0].value() ?? 0
            guard let first: Instant = try answers[1].value(), let last: Instant = try answers[2].value() else {
                return ([], 0)
            }
            let slices = total <= most ? 1 : 40
            let step = (last.microseconds - first.microseconds) / Int64(slices) + 1
            let begins = (0..<slices).map { Instant(microseconds: first.microseconds + Int64($0) * step) }
            let ends = begins.map { Instant(microseconds: $0.microseconds + step) }
            let found: [ScoredLead] = try db.all(
                """
                SELECT x.* FROM unnest(\(begins)::timestamptz[], \(ends)::timestamptz[]) AS s (begins, ends)
                CROSS JOIN LATERAL (
                    \(Self.facts(true, at: now))
                    WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL
                      AND l.created_at >= s.begins AND l.created_at < s.ends
                    ORDER BY l.created_at, l.id
                    LIMIT \(most / slices)) x
                """)
            return (found.map(\.facts), max(total, found.count))
        }
    }

    /// When the first of the leads in that order arrived.
    private static func arrival(of order: SQL, _ scope: some Tenancy) -> SQL {
        """
        SELECT created_at FROM leads WHERE organization_id = \(scope.organization) AND deleted_at IS NULL
        ORDER BY \(order)
        LIMIT 1
        """
    }
}

extension Connection {
    /// Asks for counting all leads.
    func planRescore(_ scope: some Tenancy) throws {
        try enqueue(Job(RescoreJob.kind, organization: scope.organization.rawValue, key: RescoreJob.kind))
    }
}
