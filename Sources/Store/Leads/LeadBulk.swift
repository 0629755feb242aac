package import Models
import Postgres

extension Store {
    /// Does one thing to the chosen leads, as far as the actor sees them, in one transaction: for few. Throws
    /// `NoSuchStage`, `NoSuchAssignee` and, where a rep would delete, `AccessDenied`. Answers
    /// how many were changed and the entry by which it can be taken back; nil where all were so already.
    package func act(
        _ act: LeadAct, on choice: LeadChoice, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws -> (count: Int, entry: Int)? {
        try await transaction(scope) { db in
            let name = try db.name(of: act, scope)
            let locked = try db.lock(choice, atMost: LeadAct.mostAtOnce, scope)
            let ids = try db.differing(locked, from: act, scope)
            if ids.isEmpty { return nil }
            let entry = try db.record(
                act.event, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                after: act.text(name, count: ids.count, query: nil))
            try db.change(ids, act, entry: entry, scope, at: now)
            return (ids.count, entry)
        }
    }
}

extension Connection {
    /// What the act's target is called in the log. Many leads go to open stages alone: becoming a customer is decided,
    /// and refusing explained, one by one. A rep takes what is nobody's and gives back what is theirs; others hand to
    /// anybody, and delete. Throws `NoSuchStage`, `NoSuchAssignee`, `AccessDenied`.
    func name(of act: LeadAct, _ scope: Scope<WorkLeads>) throws -> String? {
        switch act {
        case .assign(let person):
            guard let person else { return nil }
            try checkAssignee(person, scope)
            return person.text
        case .move(let stage):
            let stage = try self.stage(stage, scope)
            guard stage.kind == .open else { throw NoSuchStage() }
            return stage.name
        case .segment(let segment): return segment
        case .delete:
            _ = try Scope<ManageLeads>(
                Member(
                    organization: scope.organization, organizationPublicID: scope.organizationPublicID,
                    person: scope.person, role: scope.role))
            return nil
        }
    }

    /// Those of the leads that the act would change.
    func differing(_ ids: [Lead.ID], from act: LeadAct, _ scope: Scope<WorkLeads>) throws -> [Lead.ID] {
        let differs: SQL =
            switch act {
            case .assign(let person): "l.assigned_to IS DISTINCT FROM \(person)::uuid"
            // What has become a customer is reopened first.
            case .move(let stage): "l.stage_id <> \(stage) AND l.customer_id IS NULL"
            case .segment(let segment): "l.segment IS DISTINCT FROM \(segment)::text"
            case .delete: "true"
            }
        return try values(
            """
            SELECT l.id FROM leads l
            WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(ids)::uuid[]) AND \(differs)
            ORDER BY l.id
            """)
    }

    /// Changes locked leads, and keeps at each what it was.
    func change(
        _ ids: [Lead.ID], _ act: LeadAct, entry: Int, _ scope: Scope<WorkLeads>, at now: Instant
    ) throws {
        let (change, before): (SQL, SQL) =
            switch act {
            case .assign(let person):
                ("assigned_to = \(person)", "jsonb_build_object('assigned_to', l.assigned_to)")
            case .move(let stage):
                (
                    "stage_id = \(stage), stage_since = \(now), refusal = NULL",
                    "jsonb_build_object('stage_id', l.stage_id, 'stage_since', l.stage_since, 'refusal', l.refusal)"
                )
            case .segment(let segment): ("segment = \(segment)", "jsonb_build_object('segment', l.segment)")
            case .delete: ("deleted_at = \(now)", "'{}'::jsonb")
            }
        try execute(
            """
            UPDATE leads l
            SET \(change), act_id = \(entry), act_before = \(before), act_version = l.version + 1,
                changed_at = \(now), version = l.version + 1
            WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(ids)::uuid[])
            """)
        if case .segment = act { try rescore(ids, scope, at: now) }
    }
}

extension LeadAct {
    /// As the audit log calls it.
    package var event: AuditEntry.Event {
        switch self {
        case .assign: .leadsAssigned
        case .move: .leadsMoved
        case .segment: .leadsSegmented
        case .delete: .leadsDeleted
        }
    }

    /// `name`: of the target. `query`: the filter, where nobody counted.
    func text(_ name: String?, count: Int?, query: String?) -> String {
        var fields: [String: String] = [:]
        if let count { fields["leads"] = "\(count)" }
        if let query, !query.isEmpty { fields["query"] = query }
        switch self {
        case .assign: fields["assignee"] = name
        case .move: fields["stage"] = name
        case .segment: fields["segment"] = name
        case .delete: break
        }
        return JSONText.object(fields)
    }
}
