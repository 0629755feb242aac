package import Models
package import Postgres

/// The rules of an organization's scores as they are kept.
package struct StoredScoring: Sendable, Equatable {
    package let rules: ScoreRules
    /// Counts replacements; the form posts back the version it showed.
    package let version: Int
    /// nil: they are those that an organization begins with.
    package let savedAt: Instant?
    /// nil where nobody saved them, or whoever did is gone.
    package let savedBy: String?
    /// Whether all leads are scored by them; not while they are being counted.
    package let isCounted: Bool
    package let calls: LeadCallRules
}

extension Store {
    package func scoring(_ scope: some Tenancy) async throws -> StoredScoring? {
        try await reading(scope) { db in try db.first(Self.scoring(scope)) }
    }

    static func scoring(_ scope: some Tenancy) -> SQL {
        """
        SELECT s.rules::text AS rules, s.version, s.saved_at, s.counted_version = s.version AS is_counted,
               s.threshold, s.call_hours, s.escalate_hours, s.calls_version,
               (SELECT p.name FROM people p WHERE p.id = s.saved_by) AS saved_by_name
        FROM lead_scoring s
        WHERE s.organization_id = \(scope.organization)
        """
    }

    /// What the rules look at, of these leads that are not deleted, in the order of their ids. `counting`: with the number
    /// of their activities, which otherwise is 0.
    static func facts(of leads: [Lead.ID], counting: Bool, _ scope: some Tenancy, at now: Instant) -> SQL {
        "\(facts(counting, at: now)) WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(leads)::uuid[]) AND l.deleted_at IS NULL ORDER BY l.id"
    }

    /// The same without the leads: what follows says which rows of `leads l`.
    static func facts(_ counting: Bool, at now: Instant) -> SQL {
        let completed: SQL =
            counting
            ? """
            (SELECT count(*) FROM activities a
             WHERE a.organization_id = l.organization_id AND a.lead_id = l.id AND a.state = 'completed' AND a.type <> 'note')
            """ : "0::bigint"
        return """
            SELECT l.id, \(LeadSummary.score) AS score, l.source, l.segment, l.email IS NOT NULL AS has_email, l.phones <> '{}' AS has_phone,
                   l.inn IS NOT NULL AS has_inn, l.contact_count > 0 AS has_contact, l.value_minor IS NOT NULL AS has_value,
                   (\(now)::timestamptz AT TIME ZONE o.zone)::date - (l.created_at AT TIME ZONE o.zone)::date AS age,
                   (\(now)::timestamptz AT TIME ZONE o.zone)::date - (l.last_activity_at AT TIME ZONE o.zone)::date AS silence,
                   \(completed) AS completed
            FROM leads l JOIN organizations o ON o.id = l.organization_id
            """
    }
}

extension Connection {
    /// Scores these leads by the rules in force, and writes the scores that differ: the one place where a score is
    /// written. Whoever changes what the rules look at calls it in the same transaction. Deleted leads keep theirs.
    /// `calling`: a lead that has come so far is called; not where only the rules or the days have changed.
    func rescore(_ leads: [Lead.ID], calling: Bool = true, _ scope: some Tenancy, at now: Instant) throws {
        if leads.isEmpty { return }
        let answers = try answers(to: [
            // Against a change of the rules meanwhile: its count of all leads must not come before this one.
            Store.holdingRules(scope), Store.scoring(scope),
            // Locked before they are looked at, so that what is looked at is what is scored.
            """
            SELECT FROM leads l
            WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(leads)::uuid[]) AND l.deleted_at IS NULL
            ORDER BY l.id
            FOR NO KEY UPDATE
            """,
            Store.facts(of: leads, counting: true, scope, at: now),
        ])
        guard let scoring: StoredScoring = try answers[1].first() else { return }
        let scored: [ScoredLead] = try answers[3].all()
        let changed = scored.compactMap { lead in
            let score = scoring.rules.score(lead.facts)
            return score == lead.score ? nil : (id: lead.id, old: lead.score, score: score)
        }
        if changed.isEmpty { return }
        try execute(
            """
            UPDATE lead_scores s SET score = n.score
            FROM unnest(\(changed.map(\.id))::uuid[], \(changed.map(\.score))::smallint[]) n (id, score)
            WHERE s.organization_id = \(scope.organization) AND s.lead_id = n.id
            """)
        guard calling else { return }
        let reached = changed.filter { scoring.calls.isReached(from: $0.old, to: $0.score) }
        try askForCalls(of: reached.map(\.id), scope, at: now)
    }
}

extension Store {
    /// Of the advisory locks that hold the rules of the scores; the organization is the second half.
    private static let ruleLocks = 20_047

    /// Held by everybody who scores, and by nobody while the rules are replaced.
    static func holdingRules(_ scope: some Tenancy) -> SQL {
        "SELECT pg_advisory_xact_lock_shared(\(ruleLocks), hashtext(\(scope.organization.text)))"
    }

    static func replacingRules(_ scope: some Tenancy) -> SQL {
        "SELECT pg_advisory_xact_lock(\(ruleLocks), hashtext(\(scope.organization.text)))"
    }
}

/// A lead with its score and what the rules look at.
struct ScoredLead: RowDecodable {
    let id: Lead.ID
    let score: Int
    let facts: LeadFacts

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        score = try row["score"]
        let source: Lead.Source = try row["source"], segment: String? = try row["segment"]
        var known: Set<LeadField> = []
        if try row["has_email"] { known.insert(.email) }
        if try row["has_phone"] { known.insert(.phone) }
        if try row["has_inn"] { known.insert(.inn) }
        if try row["has_contact"] { known.insert(.contact) }
        if try row["has_value"] { known.insert(.value) }
        if segment != nil { known.insert(.segment) }
        facts = LeadFacts(
            source: source, known: known, segment: segment, age: try row["age"], silence: try row["silence"],
            completed: try row["completed"])
    }
}

extension StoredScoring: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let text: String = try row["rules"]
        guard let rules = try? ScoreRules(storedText: text) else {
            throw .mismatch(column: "rules", expected: "ScoreRules", found: text)
        }
        self.init(
            rules: rules, version: try row["version"], savedAt: try row["saved_at"],
            savedBy: try row["saved_by_name"], isCounted: try row["is_counted"], calls: try LeadCallRules(row))
    }
}
