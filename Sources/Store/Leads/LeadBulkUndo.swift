import Jobs
package import Models
import Postgres

/// What the job is told that takes an act on many leads back.
package struct LeadUndoJob: Codable, Sendable {
    package static let kind = "undo_leads"

    package let entry: Int
    package let total: Int
}

extension Store {
    /// Takes an act on many leads back: few at once, many by a job that begins with the commit. Leads that were changed
    /// since stay as they are. Throws `NotVisible` where a rep would take back what another did, `UndoneAlready`, and `NewerChange` where no lead is left as the act left it.
    /// Answers the entry of doing so.
    package func undoLeads(_ entry: AuditEntry, by scope: Scope<WorkLeads>, at now: Instant) async throws -> Int {
        guard ManageLeads.isHeld(by: scope.role) || entry.person == scope.person else { throw NotVisible() }
        return try await transaction(scope) { db in
            try db.execute("SELECT pg_advisory_xact_lock(\(LeadAct.locks), \(entry.id % Int(Int32.max))::integer)")
            try db.refuseUndone(entry.id, scope)
            let text: String? = try db.value(
                """
                SELECT after->>'leads' FROM audit_entries
                WHERE organization_id = \(scope.organization) AND id = \(entry.id)
                """)
            guard let total = text.flatMap({ Int($0) }) else { throw NotVisible() }
            if total <= LeadAct.mostAtOnce {
                let restored = try db.restoreNext(LeadAct.mostAtOnce, of: entry.id, scope, at: now).restored
                if restored == 0 { throw NewerChange() }
            } else {
                try db.enqueue(
                    Job(
                        LeadUndoJob.kind, organization: scope.organization.rawValue,
                        payload: LeadUndoJob(entry: entry.id, total: total), key: "\(entry.id)"))
            }
            return try db.record(
                entry.event, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: entry.after, undoing: entry.id)
        }
    }

    /// The next leads of an act that is taken back, in one short transaction. Answers how many there were; 0 when none
    /// is left.
    package func undoNextLeads(of entry: Int, _ scope: OrganizationScope, at now: Instant) async throws -> Int {
        try await transaction(scope) { db in
            try db.restoreNext(LeadAct.batch, of: entry, scope, at: now).found
        }
    }
}

extension Connection {
    /// What the act left and nobody changed since becomes what it was; the rest is let go.
    fileprivate func restoreNext(
        _ count: Int, of entry: Int, _ scope: some Tenancy, at now: Instant
    ) throws -> (found: Int, restored: Int) {
        let ids: [Lead.ID] = try values(
            """
            SELECT l.id FROM leads l WHERE l.organization_id = \(scope.organization) AND l.act_id = \(entry)
            ORDER BY l.id
            LIMIT \(count)
            FOR NO KEY UPDATE OF l
            """)
        if ids.isEmpty { return (0, 0) }
        // A stage that is gone, or an e-mail that another lead has now, is something newer.
        let restored = try execute(
            """
            UPDATE leads l
            SET assigned_to = CASE WHEN l.act_before ? 'assigned_to' THEN (l.act_before->>'assigned_to')::uuid
                                   ELSE l.assigned_to END,
                stage_id = coalesce((l.act_before->>'stage_id')::bigint, l.stage_id),
                stage_since = coalesce((l.act_before->>'stage_since')::timestamptz, l.stage_since),
                refusal = CASE WHEN l.act_before ? 'refusal' THEN l.act_before->>'refusal' ELSE l.refusal END,
                segment = CASE WHEN l.act_before ? 'segment' THEN l.act_before->>'segment' ELSE l.segment END,
                deleted_at = NULL, act_id = NULL, act_before = NULL, act_version = NULL,
                changed_at = \(now), version = l.version + 1
            WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(ids)::uuid[]) AND l.version = l.act_version
              AND (NOT l.act_before ? 'stage_id' OR EXISTS (
                  SELECT FROM lead_stages s
                  WHERE s.organization_id = l.organization_id AND s.id = (l.act_before->>'stage_id')::bigint))
              AND (l.deleted_at IS NULL OR l.email_key IS NULL OR NOT EXISTS (
                  SELECT FROM leads o
                  WHERE o.organization_id = l.organization_id AND o.email_key = l.email_key AND o.deleted_at IS NULL))
            """)
        try execute(
            """
            UPDATE leads l SET act_id = NULL, act_before = NULL, act_version = NULL
            WHERE l.organization_id = \(scope.organization) AND l.act_id = \(entry) AND l.id = ANY(\(ids)::uuid[])
            """)
        try rescore(ids, scope, at: now)
        return (ids.count, restored)
    }
}
