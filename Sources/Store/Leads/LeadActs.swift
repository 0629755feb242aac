package import Models
import Postgres

extension Store {
    /// Gives the lead to somebody, who is told, or to nobody. A rep takes what is nobody's and gives back what is theirs; `ManageLeads`
    /// hands to others. `version`: the one the form showed; nil where the act does not depend on it. Throws `NotVisible`,
    /// `StaleVersion`, `NoSuchAssignee`. Answers the entry; nil when it was so already.
    @discardableResult
    package func assignLead(
        _ id: Lead.ID, to person: Person.ID?, version: Int? = nil, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws -> Int? {
        try await transaction(scope) { db in
            let lead = try db.lead(id, version, scope)
            try db.checkAssignee(person, scope)
            if lead.assignee == person { return nil }
            try db.execute(
                """
                UPDATE leads SET assigned_to = \(person), changed_at = \(now), version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
            if let person, person != scope.person, let name = try db.name(of: scope.person) {
                try db.notify(
                    .leadGiven(id, company: lead.company, by: name), to: .members([person], in: nil), by: scope, at: now
                )
            }
            return try db.record(
                .leadAssigned, .lead, id.text, by: scope, at: now, before: Self.assignee(lead.assignee),
                after: Self.assignee(person))
        }
    }

    /// Moves the lead to another stage. `reason`: one of the organization's, asked for by the failed stage. Throws
    /// `NotVisible`, `StaleVersion`, `NoSuchStage`, `ReasonNeeded`. Answers the entry; nil when it stood there already.
    @discardableResult
    package func moveLead(
        _ id: Lead.ID, to stage: Int, because reason: Int? = nil, version: Int? = nil, by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws -> Int? {
        try await transaction(scope) { db in
            let lead = try db.lead(id, version, scope)
            let (old, new) = (try db.stage(lead.stage, scope), try db.stage(stage, scope))
            if old.id == new.id { return nil }
            let refusal = new.kind == .failed ? try db.refusal(reason, scope) : nil
            try db.execute(
                """
                UPDATE leads
                SET stage_id = \(new.id), stage_since = \(now), refusal = \(refusal), changed_at = \(now), version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
            return try db.record(
                .leadMoved, .lead, id.text, by: scope, at: now, before: JSONText.object(["stage": old.name]),
                after: JSONText.object(["stage": new.name].merging(refusal.map { ["reason": $0] } ?? [:]) { $1 }))
        }
    }

    /// The lead where the person may delete it; nil for any other. For the question before it is done.
    package func deletableLead(_ id: Lead.ID, _ scope: Scope<DeleteLeads>) async throws -> LeadSummary? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT \(LeadSummary.columns) FROM leads l LEFT JOIN people p ON p.id = l.assigned_to
                WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
                  AND \(scope.deletableLeads)
                """)
        }
    }

    /// Takes the lead out of every list; what is known of it is kept until it is purged. Throws `NotVisible`, also for a
    /// rep where it is not their own. Answers the entry by which it can be taken back.
    @discardableResult
    package func deleteLead(_ id: Lead.ID, by scope: Scope<DeleteLeads>, at now: Instant) async throws -> Int {
        try await transaction(scope) { db in
            let company: String? = try db.value(
                """
                UPDATE leads l SET deleted_at = \(now), changed_at = \(now), version = version + 1
                WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
                  AND \(scope.deletableLeads)
                RETURNING l.company
                """)
            guard let company else { throw NotVisible() }
            return try db.record(
                .leadDeleted, .lead, id.text, by: scope, at: now, before: JSONText.object(["company": company]))
        }
    }

    /// Takes a deletion back. Throws `NotVisible`, `UndoneAlready`, and `NewerChange` where another lead has its e-mail
    /// now. Answers the entry of doing so.
    package func restoreLead(_ entry: AuditEntry, by scope: Scope<DeleteLeads>, at now: Instant) async throws -> Int {
        guard entry.event == .leadDeleted, let id = Lead.ID(text: entry.targetID) else { throw NotVisible() }
        do {
            return try await transaction(scope) { db in
                let company: String? = try db.value(
                    """
                    SELECT l.company FROM leads l
                    WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND \(scope.deletableLeads)
                    FOR UPDATE
                    """)
                guard let company else { throw NotVisible() }
                try db.refuseUndone(entry.id, scope)
                let count = try db.execute(
                    """
                    UPDATE leads SET deleted_at = NULL, changed_at = \(now), version = version + 1
                    WHERE organization_id = \(scope.organization) AND id = \(id) AND deleted_at IS NOT NULL
                    """)
                guard count == 1 else { throw NewerChange() }
                try db.rescore([id], scope, at: now)
                return try db.record(
                    .leadRestored, .lead, id.text, by: scope, at: now, after: JSONText.object(["company": company]),
                    undoing: entry.id)
            }
        } catch let error as PostgresError where error.constraint == "leads_email_taken" {
            throw NewerChange()
        }
    }

    private static func assignee(_ person: Person.ID?) -> String {
        JSONText.object(person.map { ["assignee": $0.text] } ?? [:])
    }
}

extension Connection {
    fileprivate func name(of person: Person.ID) throws -> String? {
        try value("SELECT name FROM people WHERE id = \(person)")
    }

    /// The lead, locked; throws `NotVisible`, and `StaleVersion` where the version is another.
    fileprivate func lead(_ id: Lead.ID, _ version: Int?, _ scope: Scope<WorkLeads>) throws -> LeadSummary {
        let lead: LeadSummary? = try first(
            """
            SELECT \(LeadSummary.columns) FROM leads l LEFT JOIN people p ON p.id = l.assigned_to
            WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
              AND \(scope.visibleLeads)
            FOR NO KEY UPDATE OF l
            """)
        guard let lead else { throw NotVisible() }
        if let version, version != lead.version { throw StaleVersion() }
        return lead
    }
}
