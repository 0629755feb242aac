package import Models
import Postgres

/// The stage is not there any more.
package struct NoSuchStage: Error {
    package init() {}
}

/// Somebody who cannot work on leads, or whom the actor may not give them to.
package struct NoSuchAssignee: Error {
    package init() {}
}

extension Store {
    /// A lead with its contacts; nil when there is none that the reader may see.
    package func lead(_ id: Lead.ID, _ scope: Scope<ViewLeads>) async throws -> LeadRecord? {
        try await reading(scope) { db in try db.lead(id, scope) }
    }

    /// Keeps a new lead with its contacts. `ids`: as many as there are contacts. A lead without an assignee is nobody's.
    /// `comparingNames`: a company of the same name, but for case, signs and legal form, is a duplicate too.
    /// Throws `DuplicateLeads`, `NoSuchStage`, `NoSuchAssignee`, `NoSuchProject`.
    package func addLead(
        _ form: LeadForm, as id: Lead.ID, contacts ids: [LeadContact.ID], from source: Lead.Source,
        comparingNames: Bool = false, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws {
        try await namingDuplicates(of: form, except: id, scope) {
            try await transaction(scope) { db in
                try db.refuseDuplicates(of: form, except: id, comparingNames: comparingNames, scope)
                let stage = try db.stage(form.stage, scope)
                try db.checkAssignee(form.assignee, scope)
                let project = try db.leadProject(form.project, scope)
                // Whoever enters a lead by hand says themselves whose it is; a rep would not see what went to others.
                let isArriving = source == .api && form.assignee == nil && ManageLeads.isHeld(by: scope.role)
                let given = isArriving ? try db.assignee(of: source, form.segment, scope) : nil
                try db.insert(
                    form.assigned(to: given?.person ?? form.assignee), as: id, contacts: ids, in: stage,
                    concerning: project, from: source, by: scope, at: now)
                if let given { try db.recordAssignment(given, of: id, company: form.company, scope, at: now) }
                let place = ActivityPlace(
                    parent: .lead(id), company: form.company, assignee: given?.person ?? form.assignee)
                try db.tellMentioned(in: form.notes, of: place, by: scope, at: now)
            }
        }
    }

    /// Replaces what is known of the lead, its contacts with it; the stage and the assignee stay as they are. `ids`: as
    /// many as there are contacts. Throws `NotVisible`, `StaleVersion`, `DuplicateLeads`, `NoSuchProject`.
    package func changeLead(
        _ id: Lead.ID, _ form: LeadForm, contacts ids: [LeadContact.ID], comparingNames: Bool = false,
        by scope: Scope<WorkLeads>, at now: Instant
    ) async throws {
        try await namingDuplicates(of: form, except: id, scope) {
            try await transaction(scope) { db in
                guard let before = try db.lead(id, scope, locking: true) else { throw NotVisible() }
                guard before.summary.version == form.version else { throw StaleVersion() }
                let project = try db.leadProject(form.project, keeping: before.summary.project, scope)
                let old = LeadText.text(before.form, project: before.summary.project?.name)
                let new = LeadText.text(form, project: project?.name)
                if old == new { return }
                let isRenamed = before.summary.company != form.company
                try db.refuseDuplicates(
                    of: form, except: id, comparingNames: comparingNames && isRenamed, besides: before.form, scope)
                let names = form.contacts.map(\.name).joined(separator: " ")
                let digits = try db.phoneDigits(of: form, scope)
                try db.execute(
                    """
                    UPDATE leads
                    SET company = \(form.company), email = \(form.email), inn = \(form.inn), phones = \(form.phones)::text[],
                        phone_digits = \(digits), contact_names = \(names), contact_count = \(form.contacts.count),
                        segment = \(form.segment), project_id = \(project?.id), value_minor = \(form.value?.minor), currency = \(form.value?.currency),
                        notes = \(form.notes), changed_at = \(now), version = version + 1
                    WHERE organization_id = \(scope.organization) AND id = \(id)
                    """)
                try db.keepContacts(form, of: .lead(id), ids, scope)
                let place = ActivityPlace(
                    parent: .lead(id), company: form.company, assignee: before.summary.assignee)
                try db.tellMentioned(in: form.notes, before: before.notes, of: place, by: scope, at: now)
                try db.rescore([id], scope, at: now)
                try db.record(.leadChanged, .lead, id.text, by: scope, at: now, before: old, after: new)
            }
        }
    }
}

extension Connection {
    /// The row of a new lead, its contacts and its audit entry; what must hold of it was looked at before.
    func insert(
        _ form: LeadForm, as id: Lead.ID, contacts ids: [LeadContact.ID], in stage: LeadStage,
        concerning project: LeadProject? = nil, from source: Lead.Source, externalID: String? = nil,
        by scope: some Tenancy, at now: Instant
    ) throws {
        let names = form.contacts.map(\.name).joined(separator: " ")
        let digits = try phoneDigits(of: form, scope)
        try execute(
            """
            INSERT INTO leads
                (organization_id, id, company, email, inn, external_id, phones, phone_digits, contact_names, contact_count,
                 segment, project_id, stage_id, stage_since, assigned_to, source, value_minor, currency, notes, created_at, created_by,
                 changed_at)
            VALUES
                (\(scope.organization), \(id), \(form.company), \(form.email), \(form.inn), \(externalID),
                 \(form.phones)::text[], \(digits), \(names), \(form.contacts.count), \(form.segment),
                 \(project?.id), \(stage.id), \(now), \(form.assignee), \(source), \(form.value?.minor), \(form.value?.currency),
                 \(form.notes), \(now), \(scope.actor.person), \(now))
            """)
        try keepContacts(form, of: .lead(id), ids, scope)
        try rescore([id], scope, at: now)
        try record(
            .leadCreated, .lead, id.text, by: scope, at: now,
            after: LeadText.text(
                form, project: project?.name, stage: stage.name, source: source, assignee: form.assignee))
    }

    func lead(_ id: Lead.ID, _ scope: Scope<some Permission>, locking: Bool = false) throws -> LeadRecord? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE OF l" : ""
        let answers = try answers(to: [
            """
            SELECT \(LeadSummary.columns), l.source, l.stage_since, l.value_minor, l.currency, l.notes, l.external_id, l.refusal,
                   (SELECT c.name FROM people c WHERE c.id = l.created_by) AS created_by_name,
                   EXISTS (SELECT FROM customers c
                           WHERE c.organization_id = l.organization_id AND c.id = l.customer_id AND c.deleted_at IS NOT NULL)
                       AS is_customer_deleted
            FROM leads l LEFT JOIN people p ON p.id = l.assigned_to
            WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
              AND \(scope.visibleLeads)
            \(lock)
            """,
            ContactOwner.lead(id).contacts(scope),
        ])
        guard let lead: StoredLead = try answers[0].first() else { return nil }
        return LeadRecord(
            summary: lead.summary, source: lead.source, stageSince: lead.stageSince, value: lead.value,
            notes: lead.notes, externalID: lead.externalID, createdBy: lead.createdBy,
            contacts: try answers[1].all(), refusal: lead.refusal, isCustomerDeleted: lead.isCustomerDeleted)
    }

    /// The stage of that number, the first one where none is asked for; throws `NoSuchStage`.
    func stage(_ id: Int?, _ scope: some Tenancy) throws -> LeadStage {
        let stages: [LeadStage] = try all(Store.leadStages(scope))
        guard let stage = id == nil ? stages.first : stages.first(where: { $0.id == id }) else { throw NoSuchStage() }
        return stage
    }

    /// Throws `NoSuchAssignee` unless the actor may give a lead to that person: a rep takes it, others hand it to any
    /// active member who may work on leads.
    func checkAssignee(_ person: Person.ID?, _ scope: Scope<WorkLeads>) throws {
        guard let person, person != scope.person else { return }
        guard ManageLeads.isHeld(by: scope.role) else { throw NoSuchAssignee() }
        try checkWorker(person, scope)
    }

    /// Throws `NoSuchAssignee` unless that person is an active member who may work on leads.
    func checkWorker(_ person: Person.ID, _ scope: some Tenancy) throws {
        let found: Int? = try value(
            """
            SELECT 1 FROM memberships
            WHERE organization_id = \(scope.organization) AND person_id = \(person) AND is_active AND role <> 'viewer'
            """)
        if found == nil { throw NoSuchAssignee() }
    }
}

extension LeadValue.Currency: SQLEncodable, SQLDecodable {}

private struct StoredLead: RowDecodable {
    let summary: LeadSummary
    let source: Lead.Source
    let stageSince: Instant
    let value: LeadValue?
    let notes: String
    let externalID, createdBy, refusal: String?
    let isCustomerDeleted: Bool

    init(_ row: Row) throws(RowError) {
        summary = try LeadSummary(row)
        source = try row["source"]
        stageSince = try row["stage_since"]
        let minor: Int? = try row["value_minor"]
        let currency: LeadValue.Currency? = try row["currency"]
        value = minor.flatMap { minor in currency.map { LeadValue(minor: minor, currency: $0) } }
        notes = try row["notes"]
        externalID = try row["external_id"]
        createdBy = try row["created_by_name"]
        refusal = try row["refusal"]
        isCustomerDeleted = try row["is_customer_deleted"]
    }
}
