package import Models
package import Postgres

/// Customers that seem to be the company of a lead: somebody is to say whether it is one of them.
package struct KnownCustomers: Error, Equatable {
    package let customers: [KnownCustomer]
}

/// What became of a lead.
package struct Qualified: Sendable, Equatable {
    package let customer: Customer.ID
    /// False where it was so already.
    package let isNew: Bool

    package init(customer: Customer.ID, isNew: Bool) {
        self.customer = customer
        self.isNew = isNew
    }
}

extension Store {
    /// Makes a customer of the lead with its contacts, or joins one that is there, and moves it to the qualified stage.
    /// A lead that has become one before stays what it is: whoever asks twice, also at once, is answered the same
    /// customer. `id`: of the new customer; `contactID` makes those of its contacts; `version`: of the lead
    /// as a form showed it. Throws `NotVisible`, `StaleVersion` and, unless somebody has decided, `KnownCustomers`.
    package func qualifyLead(
        _ lead: Lead.ID, _ way: Qualifying, as id: Customer.ID, contactID: @escaping @Sendable () -> LeadContact.ID,
        version: Int? = nil, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws -> Qualified {
        do {
            return try await transaction(scope) { db in
                guard let record = try db.lead(lead, scope, locking: true) else { throw NotVisible() }
                let stages: [LeadStage] = try db.all(Self.leadStages(scope))
                guard let stage = stages.first(where: { $0.kind == .qualified }) else { throw NoSuchStage() }
                if let customer = record.customer {
                    return Qualified(customer: customer, isNew: false)
                }
                if let version, version != record.summary.version { throw StaleVersion() }
                let known = try db.knownCustomers(email: record.summary.email, inn: record.summary.inn, scope)
                var (customer, company) = (id, record.summary.company)
                switch way {
                case .unlessKnown where !known.isEmpty: throw KnownCustomers(customers: known)
                case .unlessKnown, .new:
                    let hasEmail = known.contains { $0.reason == .email }
                    try db.addCustomer(
                        id, record, email: hasEmail ? nil : record.summary.email, contactID, by: scope, at: now)
                case .joining(let other):
                    customer = other
                    company = try db.join(record, to: other, contactID, by: scope, at: now)
                }
                try db.execute(
                    """
                    UPDATE leads
                    SET customer_id = \(customer), stage_id = \(stage.id), refusal = NULL,
                        stage_before = CASE WHEN stage_id = \(stage.id) THEN coalesce(stage_before, stage_id)
                                            ELSE stage_id END,
                        stage_since = CASE WHEN stage_id = \(stage.id) THEN stage_since ELSE \(now) END,
                        changed_at = \(now), version = version + 1
                    WHERE organization_id = \(scope.organization) AND id = \(lead)
                    """)
                let old = stages.first { $0.id == record.summary.stage }?.name
                try db.record(
                    .leadQualified, .lead, lead.text, by: scope, at: now,
                    before: JSONText.object(old.map { ["stage": $0] } ?? [:]),
                    after: JSONText.object(["stage": stage.name, "customer": company]))
                return Qualified(customer: customer, isNew: true)
            }
        } catch let error as PostgresError where error.constraint == "customers_email_taken" {
            // Somebody made a customer with this e-mail a moment ago.
            let known = try await knownCustomers(of: lead, scope)
            throw KnownCustomers(customers: known)
        }
    }

    /// Customers with the e-mail or the tax number of the lead. Throws `NotVisible`.
    package func knownCustomers(of lead: Lead.ID, _ scope: Scope<WorkLeads>) async throws -> [KnownCustomer] {
        try await reading(scope) { db in
            guard let record = try db.lead(lead, scope) else { throw NotVisible() }
            return try db.knownCustomers(email: record.summary.email, inn: record.summary.inn, scope)
        }
    }

    /// Takes back that the lead became a customer: it stands where it stood, and a customer that was made of it is gone.
    /// One that was deleted meanwhile does not know the lead any more, also when it is restored. Throws `NotVisible`, and `NewerChange` where something was done with that customer since. Nothing is done with a
    /// lead that is none's.
    package func reopenLead(_ lead: Lead.ID, by scope: Scope<WorkLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            guard let record = try db.lead(lead, scope, locking: true) else { throw NotVisible() }
            guard let customer = record.summary.customer else { return }
            let made: Bool? = try db.value(
                """
                SELECT coalesce(c.qualified_from = \(lead), false) FROM customers c
                WHERE c.organization_id = \(scope.organization) AND c.id = \(customer)
                FOR UPDATE
                """)
            if record.isCustomerDeleted {
                try db.execute(
                    """
                    UPDATE customers SET qualified_from = NULL
                    WHERE organization_id = \(scope.organization) AND id = \(customer) AND qualified_from = \(lead)
                    """)
            } else if made == true {
                guard try db.withdraw(customer, of: lead, scope, at: now) else { throw NewerChange() }
                try db.record(
                    .customerWithdrawn, .customer, customer.text, by: scope, at: now,
                    before: JSONText.object(["company": record.summary.company]))
            }
            let stages: [LeadStage] = try db.all(Self.leadStages(scope))
            let standing = stages.first { $0.id == record.summary.stage }
            let before: Int? = try db.value(
                """
                SELECT stage_before FROM leads WHERE organization_id = \(scope.organization) AND id = \(lead)
                """)
            // Where it was moved on since, it stays; where its old stage is gone, it begins anew.
            let back =
                standing?.kind == .qualified ? stages.first { $0.id == before } ?? stages.first ?? standing : standing
            try db.execute(
                """
                UPDATE leads
                SET customer_id = NULL, stage_before = NULL, stage_id = coalesce(\(back?.id), stage_id),
                    stage_since = CASE WHEN stage_id = coalesce(\(back?.id), stage_id) THEN stage_since ELSE \(now) END,
                    changed_at = \(now), version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(lead)
                """)
            try db.record(
                .leadReopened, .lead, lead.text, by: scope, at: now,
                before: JSONText.object(standing.map { ["stage": $0.name] } ?? [:]),
                after: JSONText.object(back.map { ["stage": $0.name] } ?? [:]))
        }
    }
}

extension Connection {
    /// Those with the e-mail first; at most ten.
    func knownCustomers(email: String?, inn: String?, _ scope: Scope<WorkLeads>) throws -> [KnownCustomer] {
        var conditions: [(LeadDuplicate.Reason, SQL)] = []
        if let email { conditions.append((.email, "c.email_key = lower(\(email))")) }
        if let inn { conditions.append((.inn, "c.inn = \(inn)")) }
        if conditions.isEmpty { return [] }
        let parts = conditions.enumerated().map { index, condition -> SQL in
            """
            (SELECT c.id, c.company, c.assigned_to, \(scope.visibleCustomers) AS is_visible,
                    \(condition.0)::text AS reason, \(index)::integer AS place
             FROM customers c
             WHERE c.organization_id = \(scope.organization) AND c.deleted_at IS NULL AND \(condition.1)
             LIMIT 10)
            """
        }
        let found: SQL = """
            SELECT c.id, c.company, p.name AS assignee, c.is_visible, c.reason
            FROM (SELECT DISTINCT ON (x.id) x.* FROM (\(parts.joined(by: " UNION ALL "))) x ORDER BY x.id, x.place) c
            LEFT JOIN people p ON p.id = c.assigned_to
            ORDER BY c.place, c.company, c.id
            LIMIT 10
            """
        return try all(found.unnamed)
    }

    /// A customer with what is known of the lead. `email`: nil where another customer has it.
    fileprivate func addCustomer(
        _ id: Customer.ID, _ lead: LeadRecord, email: String?, _ contactID: () -> LeadContact.ID,
        by scope: Scope<WorkLeads>, at now: Instant
    ) throws {
        let summary = lead.summary
        let form = LeadForm(
            company: summary.company, email: email, phones: summary.phones, inn: summary.inn, segment: summary.segment,
            assignee: summary.assignee, notes: lead.notes, contacts: lead.form.contacts)
        try insert(
            form, as: id, contacts: form.contacts.map { _ in contactID() }, from: summary.id, by: scope, at: now)
    }

    /// Adds to a customer the people of the lead that it does not know, as far as there is room. Throws `NotVisible`;
    /// answers the customer's name.
    fileprivate func join(
        _ lead: LeadRecord, to id: Customer.ID, _ contactID: () -> LeadContact.ID, by scope: Scope<WorkLeads>,
        at now: Instant
    ) throws -> String {
        guard let customer = try customer(id, scope, locking: true) else { throw NotVisible() }
        let known = Set(customer.contacts.map { $0.name.lowercased() })
        let new = lead.contacts.filter { !known.contains($0.name.lowercased()) }.map {
            LeadForm.Contact(
                id: nil, name: $0.name, position: $0.position, phone: $0.phone, email: $0.email,
                isPrimary: customer.contacts.isEmpty && $0.isPrimary)
        }
        let old = customer.form
        let form = LeadForm(
            company: old.company, email: old.email, phones: old.phones, inn: old.inn, segment: old.segment,
            assignee: old.assignee, notes: old.notes,
            contacts: Array((old.contacts + new).prefix(LeadForm.mostContacts)), version: old.version)
        try replace(customer, with: form, form.contacts.map { _ in contactID() }, by: scope, at: now)
        return old.company
    }

    /// Whether a locked customer was as it was made, and so could go.
    fileprivate func withdraw(
        _ customer: Customer.ID, of lead: Lead.ID, _ scope: Scope<WorkLeads>, at now: Instant
    ) throws -> Bool {
        try execute(
            """
            UPDATE customers c SET deleted_at = \(now), changed_at = \(now)
            WHERE c.organization_id = \(scope.organization) AND c.id = \(customer) AND c.deleted_at IS NULL AND c.version = 1
              AND NOT EXISTS (SELECT FROM activities a
                              WHERE a.organization_id = c.organization_id AND a.customer_id = c.id)
              AND NOT EXISTS (SELECT FROM attachments f
                              WHERE f.organization_id = c.organization_id AND f.customer_id = c.id)
              AND NOT EXISTS (SELECT FROM leads l
                              WHERE l.organization_id = c.organization_id AND l.customer_id = c.id AND l.id <> \(lead))
            """) == 1
    }
}

extension KnownCustomer: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], company: try row["company"], assignee: try row["assignee"],
            isVisible: try row["is_visible"], reason: try row["reason"])
    }
}
