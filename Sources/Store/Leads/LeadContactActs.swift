package import Models
import Postgres

extension Store {
    /// The lead that a contact belongs to; nil when there is none that the reader may see.
    package func leadID(of contact: LeadContact.ID, _ scope: Scope<ViewLeads>) async throws -> Lead.ID? {
        try await reading(scope) { db in
            try db.value(
                """
                SELECT l.id FROM lead_contacts c
                JOIN leads l ON l.organization_id = c.organization_id AND l.id = c.lead_id
                WHERE c.organization_id = \(scope.organization) AND c.id = \(contact) AND l.deleted_at IS NULL
                  AND \(scope.visibleLeads)
                """)
        }
    }

    /// Changes the contacts of a lead and nothing else of it: `change` is given those there are, in their order, and
    /// says which there shall be; rows without an id become new ones. Somebody else's change of the lead meanwhile is
    /// kept, and `change` asked again. Throws `NotVisible`, what `change` throws, and `StaleVersion` after five others.
    package func changeContacts(
        of id: Lead.ID, newID: @Sendable () -> LeadContact.ID, by scope: Scope<WorkLeads>, at now: Instant,
        _ change: @Sendable ([LeadForm.Contact]) throws -> [LeadForm.Contact]
    ) async throws {
        for attempt in 1...5 {
            let found = try await reading(scope) { db in try db.lead(id, scope) }
            guard let lead = found else { throw NotVisible() }
            let form = lead.form.replacing(contacts: try change(lead.form.contacts))
            do {
                let ids = form.contacts.map { _ in newID() }
                return try await changeLead(id, form, contacts: ids, by: scope, at: now)
            } catch is StaleVersion where attempt < 5 {
                continue
            }
        }
    }

    /// The store for a change of the lead by a call that carried an `Idempotency-Key`: the answer, made of the lead as
    /// the change leaves it, is kept in the change's own transaction.
    package func keeping(
        _ id: Lead.ID, _ scope: Scope<WorkLeads>, _ keep: @escaping Keeping<LeadRecord>
    ) -> Store {
        var store = self
        store.beforeCommit = { db in
            guard let lead = try db.lead(id, scope), let kept = keep(lead) else { return }
            try db.keep(kept.answer, for: kept.claim)
        }
        return store
    }
}
