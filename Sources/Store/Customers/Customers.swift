package import Models
package import Postgres

/// Another customer has the e-mail: two never share one.
package struct CustomerEmailTaken: Error {}

extension Store {
    /// A customer with its contacts and the leads it comes from; nil when there is none that the reader may see.
    package func customer(_ id: Customer.ID, _ scope: Scope<ViewLeads>) async throws -> CustomerRecord? {
        try await reading(scope) { db in try db.customer(id, scope) }
    }

    /// Keeps a customer that no lead became. `ids`: as many as there are contacts. Throws `CustomerEmailTaken`,
    /// `NoSuchAssignee` and, unless the form says to save anyway, `KnownCustomers` where one has the tax number.
    package func addCustomer(
        _ form: LeadForm, as id: Customer.ID, contacts ids: [LeadContact.ID], by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws {
        do {
            try await transaction(scope) { db in
                let known = form.isConfirmed ? [] : try db.knownCustomers(email: nil, inn: form.inn, scope)
                if !known.isEmpty { throw KnownCustomers(customers: known) }
                try db.checkAssignee(form.assignee, scope)
                try db.insert(form, as: id, contacts: ids, from: nil, by: scope, at: now)
            }
        } catch let error as PostgresError where error.constraint == "customers_email_taken" {
            throw CustomerEmailTaken()
        }
    }

    /// The store for a change of the customer by a call that carried an `Idempotency-Key`: the answer, made of the
    /// customer as the change leaves it, is kept in the change's own transaction.
    package func keeping(
        _ id: Customer.ID, _ scope: Scope<WorkLeads>, _ keep: @escaping Keeping<CustomerRecord>
    ) -> Store {
        var store = self
        store.beforeCommit = { db in
            guard let customer = try db.customer(id, scope), let kept = keep(customer) else { return }
            try db.keep(kept.answer, for: kept.claim)
        }
        return store
    }

    /// Replaces what is known of the customer, its contacts and who looks after it with it. `ids`: as many as there are
    /// contacts. Throws `NotVisible`, `StaleVersion`, `CustomerEmailTaken`, `NoSuchAssignee`.
    package func changeCustomer(
        _ id: Customer.ID, _ form: LeadForm, contacts ids: [LeadContact.ID], by scope: Scope<WorkLeads>, at now: Instant
    ) async throws {
        do {
            try await transaction(scope) { db in
                guard let before = try db.customer(id, scope, locking: true) else { throw NotVisible() }
                guard before.summary.version == form.version else { throw StaleVersion() }
                if form.assignee != before.summary.assignee { try db.checkAssignee(form.assignee, scope) }
                try db.replace(before, with: form, ids, by: scope, at: now)
            }
        } catch let error as PostgresError where error.constraint == "customers_email_taken" {
            throw CustomerEmailTaken()
        }
    }

    /// The segments that customers or leads have, for a form to offer; at most 100.
    package func customerSegments(_ scope: Scope<ViewLeads>) async throws -> [String] {
        try await reading(scope) { db in try db.values(Self.segments(of: "customers", scope)) }
    }
}

extension Connection {
    func customer(
        _ id: Customer.ID, _ scope: Scope<some Permission>, locking: Bool = false
    ) throws -> CustomerRecord? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE OF c" : ""
        let answers = try answers(to: [
            """
            SELECT \(CustomerSummary.columns), c.notes,
                   (SELECT m.name FROM people m WHERE m.id = c.created_by) AS created_by_name
            FROM customers c LEFT JOIN people p ON p.id = c.assigned_to
            WHERE c.organization_id = \(scope.organization) AND c.id = \(id) AND c.deleted_at IS NULL
              AND \(scope.visibleCustomers)
            \(lock)
            """,
            ContactOwner.customer(id).contacts(scope),
            """
            SELECT l.id, l.company FROM leads l
            WHERE l.organization_id = \(scope.organization) AND l.customer_id = \(id) AND l.deleted_at IS NULL
              AND \(scope.visibleLeads)
            ORDER BY l.created_at, l.id
            LIMIT 10
            """,
        ])
        guard let stored: StoredCustomer = try answers[0].first() else { return nil }
        return CustomerRecord(
            summary: stored.summary, notes: stored.notes, createdBy: stored.createdBy, contacts: try answers[1].all(),
            sources: try answers[2].all())
    }

    /// The row of a new customer, its contacts and its audit entry; what must hold of it was looked at before. `lead`:
    /// the one that became it.
    func insert(
        _ form: LeadForm, as id: Customer.ID, contacts ids: [LeadContact.ID], from lead: Lead.ID?,
        by scope: Scope<WorkLeads>, at now: Instant
    ) throws {
        let names = form.contacts.map(\.name).joined(separator: " ")
        let digits = try phoneDigits(of: form, scope)
        try execute(
            """
            INSERT INTO customers
                (organization_id, id, company, email, inn, phones, phone_digits, contact_names, contact_count, segment, notes,
                 assigned_to, qualified_from, created_at, created_by, changed_at)
            VALUES
                (\(scope.organization), \(id), \(form.company), \(form.email), \(form.inn), \(form.phones)::text[],
                 \(digits), \(names), \(form.contacts.count), \(form.segment), \(form.notes), \(form.assignee),
                 \(lead), \(now), \(scope.person), \(now))
            """)
        try keepContacts(form, of: .customer(id), ids, scope)
        try record(
            .customerCreated, .customer, id.text, by: scope, at: now,
            after: LeadText.text(form, assignee: form.assignee))
    }

    /// Writes what the form says over what is known of a locked customer, and who did; nothing where that is the same.
    func replace(
        _ before: CustomerRecord, with form: LeadForm, _ ids: [LeadContact.ID], by scope: Scope<WorkLeads>,
        at now: Instant
    ) throws {
        let id = before.summary.id
        let old = LeadText.text(before.form, assignee: before.summary.assignee)
        let new = LeadText.text(form, assignee: form.assignee)
        if old == new { return }
        let names = form.contacts.map(\.name).joined(separator: " ")
        let digits = try phoneDigits(of: form, scope)
        try execute(
            """
            UPDATE customers
            SET company = \(form.company), email = \(form.email), inn = \(form.inn), phones = \(form.phones)::text[],
                phone_digits = \(digits), contact_names = \(names), contact_count = \(form.contacts.count),
                segment = \(form.segment), assigned_to = \(form.assignee), notes = \(form.notes), changed_at = \(now),
                version = version + 1
            WHERE organization_id = \(scope.organization) AND id = \(id)
            """)
        try keepContacts(form, of: .customer(id), ids, scope)
        let place = ActivityPlace(parent: .customer(id), company: form.company, assignee: form.assignee)
        try tellMentioned(in: form.notes, before: before.notes, of: place, by: scope, at: now)
        try record(.customerChanged, .customer, id.text, by: scope, at: now, before: old, after: new)
    }
}

extension CustomerRecord.Source: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(id: try row["id"], company: try row["company"])
    }
}

private struct StoredCustomer: RowDecodable {
    let summary: CustomerSummary
    let notes: String
    let createdBy: String?

    init(_ row: Row) throws(RowError) {
        summary = try CustomerSummary(row)
        notes = try row["notes"]
        createdBy = try row["created_by_name"]
    }
}
