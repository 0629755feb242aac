import Jobs
package import Models
import Postgres

/// What is told with a call or a question: the notice, and a mail to each who is told.
package struct LeadTelling: Sendable {
    let people: [Person.ID]
    let notice: Notice
    let letters: [Letter]

    package init(people: [Person.ID], notice: Notice, letters: [Letter]) {
        self.people = people
        self.notice = notice
        self.letters = letters
    }
}

extension Store {
    /// Plans the call of a lead with whoever works on it, and tells them, all in one transaction; nothing where it was
    /// planned before. A lead that is gone meanwhile is not called.
    package func planCall(
        of lead: LeadToCall, _ form: ActivityForm, as id: ActivityRecord.ID, escalatesAt: Instant?,
        telling: LeadTelling, _ scope: OrganizationScope, at now: Instant
    ) async throws {
        _ = try await transaction(scope) { db in
            let place = try db.place(ofLead: lead.lead, scope)
            let made = try db.execute(
                """
                UPDATE lead_calls SET made_at = \(now), escalates_at = \(place == nil ? nil : escalatesAt)
                WHERE organization_id = \(scope.organization) AND lead_id = \(lead.lead) AND made_at IS NULL
                """)
            guard made > 0, let place else { return }
            try db.keep(form, as: id, of: place, for: place.assignee, scope, at: now)
            try db.execute(
                """
                UPDATE lead_calls SET activity_id = \(id)
                WHERE organization_id = \(scope.organization) AND lead_id = \(lead.lead)
                """)
            try db.tell(telling, scope, at: now)
            if let escalatesAt { db.planEscalation(at: escalatesAt, scope) }
        }
    }

    /// Asks a manager about a lead with a task of their own, once, and tells them; nothing where it was settled before.
    package func escalate(
        _ lead: LeadToCall, _ form: ActivityForm, as id: ActivityRecord.ID, to manager: Person.ID?,
        telling: LeadTelling, _ scope: OrganizationScope, at now: Instant
    ) async throws {
        _ = try await transaction(scope) { db in
            let place = try db.place(ofLead: lead.lead, scope)
            let settled = try db.execute(
                """
                UPDATE lead_calls SET settled_at = \(now)
                WHERE organization_id = \(scope.organization) AND lead_id = \(lead.lead) AND settled_at IS NULL
                """)
            guard settled > 0, let place else { return }
            try db.keep(form, as: id, of: place, for: manager, scope, at: now)
            try db.execute(
                """
                UPDATE lead_calls SET escalation_id = \(id)
                WHERE organization_id = \(scope.organization) AND lead_id = \(lead.lead)
                """)
            try db.tell(telling, scope, at: now)
        }
    }

    /// Asks for the next round when the next manager is to be asked.
    package func planEscalation(_ scope: OrganizationScope) async throws {
        _ = try await transaction(scope) { db in
            let next: Instant? = try db.value(
                """
                SELECT escalates_at FROM lead_calls
                WHERE organization_id = \(scope.organization) AND settled_at IS NULL AND escalates_at IS NOT NULL
                ORDER BY escalates_at
                LIMIT 1
                """)
            if let next { db.planEscalation(at: next, scope) }
        }
    }
}

extension Connection {
    /// Leads whose score has just come so far ask for a call, each once, while they are to be won.
    func askForCalls(of leads: [Lead.ID], _ scope: some Tenancy, at now: Instant) throws {
        if leads.isEmpty { return }
        let asked = try execute(
            """
            INSERT INTO lead_calls (organization_id, lead_id, rose_at, score)
            SELECT l.organization_id, l.id, \(now), \(LeadSummary.score)
            FROM leads l JOIN lead_stages s ON s.organization_id = l.organization_id AND s.id = l.stage_id
            WHERE l.organization_id = \(scope.organization) AND l.id = ANY(\(leads)::uuid[]) AND s.kind = 'open'
              AND l.customer_id IS NULL
            ORDER BY l.id
            ON CONFLICT DO NOTHING
            """)
        guard asked > 0 else { return }
        enqueueAtCommit(Job(LeadCallJob.call, organization: scope.organization.rawValue, key: LeadCallJob.call))
    }

    fileprivate func tell(_ telling: LeadTelling, _ scope: OrganizationScope, at now: Instant) throws {
        try notify(telling.notice, to: .members(telling.people, in: nil), by: scope, at: now)
        for letter in telling.letters { try post(letter) }
    }

    /// A moment later, as the clocks of processes are not quite the same.
    fileprivate func planEscalation(at moment: Instant, _ scope: OrganizationScope) {
        var job = Job(LeadCallJob.escalate, organization: scope.organization.rawValue, key: LeadCallJob.escalate)
        job.runAt = moment.advanced(seconds: 1).microseconds
        enqueueAtCommit(job)
    }

    /// The lead as the program itself plans with it, locked; nil when it is gone.
    fileprivate func place(ofLead id: Lead.ID, _ scope: OrganizationScope) throws -> ActivityPlace? {
        let lead: CalledLead? = try first(
            """
            SELECT company, assigned_to FROM leads
            WHERE organization_id = \(scope.organization) AND id = \(id) AND deleted_at IS NULL
            FOR NO KEY UPDATE
            """)
        return lead.map { ActivityPlace(parent: .lead(id), company: $0.company, assignee: $0.assignee) }
    }
}

private struct CalledLead: RowDecodable {
    let company: String
    let assignee: Person.ID?

    init(_ row: Row) throws(RowError) {
        company = try row["company"]
        assignee = try row["assigned_to"]
    }
}
