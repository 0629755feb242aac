package import Models
import Postgres

extension Store {
    /// Makes two leads of one again, as they were. What was added to the winner since stays with it. Throws
    /// `NotVisible`, `UndoneAlready`, and `NewerChange` when the winner was changed since, or when another lead has an
    /// e-mail of theirs. Answers the entry of doing so.
    package func undoMerge(_ entry: AuditEntry, by scope: Scope<DeleteLeads>, at now: Instant) async throws -> Int {
        guard entry.event == .leadMerged, let winner = Lead.ID(text: entry.targetID) else { throw NotVisible() }
        do {
            return try await transaction(scope) { db in
                try db.lockLead(winner, scope)
                guard let lead = try db.lead(winner, scope),
                    ManageLeads.isHeld(by: scope.role) || entry.person == scope.person
                else { throw NotVisible() }
                try db.refuseUndone(entry.id, scope)
                let after = LeadText.text(lead.form, project: lead.summary.project?.name)
                try db.part(winner, entry.id, scope, at: now)
                let before = try db.lead(winner, scope)
                return try db.record(
                    .leadMerged, .lead, winner.text, by: scope, at: now, before: after,
                    after: before.map { LeadText.text($0.form, project: $0.summary.project?.name) }, undoing: entry.id)
            }
        } catch let error as PostgresError where error.constraint == "leads_email_taken" {
            throw NewerChange()
        }
    }
}

extension Connection {
    fileprivate func part(_ winner: Lead.ID, _ entry: Int, _ scope: Scope<DeleteLeads>, at now: Instant) throws {
        let loser: Lead.ID? = try value(
            """
            SELECT (l.act_before->>'loser')::uuid FROM leads l
            WHERE l.organization_id = \(scope.organization) AND l.id = \(winner) AND l.act_id = \(entry)
              AND l.version = l.act_version AND l.deleted_at IS NULL
              AND EXISTS (SELECT FROM lead_stages s
                          WHERE s.organization_id = l.organization_id AND s.id = (l.act_before->>'stage_id')::bigint)
            """)
        guard let loser else { throw NewerChange() }
        let before: SQL = """
            (SELECT w.act_before FROM leads w WHERE w.organization_id = \(scope.organization) AND w.id = \(winner))
            """
        try run([
            """
            UPDATE lead_contacts c
            SET lead_id = \(loser), is_primary = c.id = (b.v->>'primary')::uuid
            FROM (SELECT \(before) AS v) b
            WHERE c.organization_id = \(scope.organization) AND c.lead_id = \(winner)
              AND c.id IN (SELECT x::uuid FROM jsonb_array_elements_text(b.v->'contacts') x)
            """,
            """
            UPDATE activities a SET lead_id = \(loser), changed_at = \(now), version = a.version + 1
            FROM (SELECT \(before) AS v) b
            WHERE a.organization_id = \(scope.organization) AND a.lead_id = \(winner)
              AND a.id IN (SELECT x::uuid FROM jsonb_array_elements_text(b.v->'activities') x)
            """,
            """
            UPDATE attachments a SET lead_id = \(loser)
            FROM (SELECT \(before) AS v) b
            WHERE a.organization_id = \(scope.organization) AND a.lead_id = \(winner)
              AND a.file_id IN (SELECT x::uuid FROM jsonb_array_elements_text(b.v->'files') x)
            """,
            """
            UPDATE leads l
            SET company = b->>'company', email = b->>'email', inn = b->>'inn',
                phones = ARRAY(SELECT jsonb_array_elements_text(b->'phones')), phone_digits = b->>'phone_digits',
                contact_names = b->>'contact_names', contact_count = (b->>'contact_count')::smallint,
                segment = b->>'segment', project_id = (b->>'project_id')::uuid, stage_id = (b->>'stage_id')::bigint,
                stage_since = (b->>'stage_since')::timestamptz, assigned_to = (b->>'assigned_to')::uuid,
                value_minor = (b->>'value_minor')::bigint, currency = b->>'currency', notes = b->>'notes',
                customer_id = (b->>'customer_id')::uuid, act_id = NULL, act_before = NULL, act_version = NULL,
                changed_at = \(now), version = l.version + 1
            FROM (SELECT \(before)) x (b)
            WHERE l.organization_id = \(scope.organization) AND l.id = \(winner)
            """,
            """
            UPDATE leads SET deleted_at = NULL, merged_into = NULL, act_id = NULL, act_version = NULL, changed_at = \(now),
                version = version + 1
            WHERE organization_id = \(scope.organization) AND id = \(loser) AND merged_into = \(winner)
            """,
        ])
        try rescore([winner, loser], scope, at: now)
    }
}
