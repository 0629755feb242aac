package import Models
import Postgres

extension Store {
    /// Leads that a transaction looks at; only those whose score differs are locked and written. All of them are in some
    /// 200 ms: nobody waits longer for a lead.
    package static let scoredAtOnce = 500

    /// Scores the next leads by the present rules, in one short transaction that keeps its place: a run that is killed
    /// goes on where it was, and one that met other rules begins anew. nil: all are scored.
    package func rescoreNext(
        _ scope: OrganizationScope, atMost count: Int = Store.scoredAtOnce, at now: Instant
    ) async throws -> RecomputeProgress? {
        let scored: Bool = try await transaction(scope) { db in
            let answers = try db.answers(to: [
                Self.holdingRules(scope), Self.scoring(scope),
                "SELECT recount_after FROM lead_scoring WHERE organization_id = \(scope.organization) FOR NO KEY UPDATE",
            ])
            guard let scoring: StoredScoring = try answers[1].first(), !scoring.isCounted else { return false }
            let after: Lead.ID?? = try answers[2].value()
            let further: SQL = (after ?? nil).map { "AND l.id > \($0)" } ?? ""
            let leads: [ScoredLead] = try db.all(
                """
                \(Self.facts(scoring.rules.countsActivities, at: now))
                WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL \(further)
                ORDER BY l.id
                LIMIT \(count)
                """)
            try db.rescore(leads.differing(from: scoring.rules), calling: false, scope, at: now)
            let isLast = leads.count < count
            try db.execute(
                """
                UPDATE lead_scoring
                SET recount_after = \(isLast ? nil : leads.last?.id), recount_done = recount_done + \(leads.count),
                    counted_version = CASE WHEN \(isLast) THEN version ELSE counted_version END
                WHERE organization_id = \(scope.organization)
                """)
            return !isLast
        }
        return scored ? try await rescoreProgress(scope) : nil
    }

    /// Has all leads scored once more, whatever they were scored by.
    package func beginRescore(_ scope: OrganizationScope) async throws {
        _ = try await transaction(scope) { db in
            try db.execute(
                """
                UPDATE lead_scoring SET counted_version = 0, recount_after = NULL, recount_done = 0
                WHERE organization_id = \(scope.organization)
                """)
        }
    }

    /// Up to which day of the organization's calendar its scores have aged; nil: not yet.
    package func scoresCountedOn(_ scope: OrganizationScope) async throws -> LocalDate? {
        let text: String? = try await reading(scope) { db in
            try db.value(
                "SELECT counted_on::text FROM lead_scoring WHERE organization_id = \(scope.organization)",
                as: String?.self) ?? nil
        }
        return text.flatMap { LocalDate($0) }
    }

    /// Scores have aged up to that day.
    package func noteScores(countedOn day: LocalDate, _ scope: OrganizationScope) async throws {
        _ = try await transaction(scope) { db in
            try db.execute(
                """
                UPDATE lead_scoring SET counted_on = \(day.description)::date
                WHERE organization_id = \(scope.organization)
                """)
        }
    }

    /// What a lead's age is counted from.
    package enum Aging: Sendable {
        case arrival, activity
    }

    /// Scores the next leads that arrived, or with which something was completed last, in that time, the earliest first,
    /// in one short transaction. Answers the last of them; nil after the last of all.
    package func ageNext(
        _ aging: Aging, in time: Range<Instant>, after: (at: Instant, id: Lead.ID)?, _ scope: OrganizationScope,
        at now: Instant
    ) async throws -> (at: Instant, id: Lead.ID)? {
        let column: SQL = aging == .arrival ? "l.created_at" : "l.last_activity_key"
        let begin: SQL =
            after.map { "(\(column), l.id) > (\($0.at), \($0.id))" } ?? "\(column) >= \(time.lowerBound)"
        return try await transaction(scope) { db in
            guard let scoring: StoredScoring = try db.first(Self.scoring(scope)) else { return nil }
            let met: [AgedLead] = try db.all(
                """
                SELECT l.id, \(column) AS at FROM leads l
                WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL AND \(begin)
                  AND \(column) < \(time.upperBound)
                ORDER BY \(column), l.id
                LIMIT \(Self.scoredAtOnce)
                """)
            guard let last = met.last else { return nil }
            let leads: [ScoredLead] = try db.all(
                Self.facts(of: met.map(\.id), counting: scoring.rules.countsActivities, scope, at: now))
            try db.rescore(leads.differing(from: scoring.rules), calling: false, scope, at: now)
            return (last.at, last.id)
        }
    }
}

extension [ScoredLead] {
    /// Those whose score is not what the rules say.
    fileprivate func differing(from rules: ScoreRules) -> [Lead.ID] {
        filter { rules.score($0.facts) != $0.score }.map(\.id)
    }
}

private struct AgedLead: RowDecodable {
    let id: Lead.ID
    let at: Instant

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        at = try row["at"]
    }
}
