package import Models
import Postgres

extension Store {
    /// Takes the customer out of every list; what is known of it is kept until it is purged. The leads that became it
    /// stay what they are, and can be reopened. Throws `NotVisible`. Answers the entry by which it can be taken back.
    @discardableResult
    package func deleteCustomer(
        _ id: Customer.ID, by scope: Scope<ManageLeads>, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            let company: String? = try db.value(
                """
                UPDATE customers SET deleted_at = \(now), changed_at = \(now), version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(id) AND deleted_at IS NULL
                RETURNING company
                """)
            guard let company else { throw NotVisible() }
            return try db.record(
                .customerDeleted, .customer, id.text, by: scope, at: now,
                before: JSONText.object(["company": company]))
        }
    }

    /// Takes a deletion back. Throws `NotVisible`, `UndoneAlready`, and `NewerChange` where another customer has its
    /// e-mail or was made of its lead since. Answers the entry of doing so.
    package func restoreCustomer(
        _ entry: AuditEntry, by scope: Scope<ManageLeads>, at now: Instant
    ) async throws -> Int {
        guard entry.event == .customerDeleted, let id = Customer.ID(text: entry.targetID) else { throw NotVisible() }
        do {
            return try await transaction(scope) { db in
                let company: String? = try db.value(
                    """
                    SELECT company FROM customers WHERE organization_id = \(scope.organization) AND id = \(id) FOR UPDATE
                    """)
                guard let company else { throw NotVisible() }
                try db.refuseUndone(entry.id, scope)
                let count = try db.execute(
                    """
                    UPDATE customers SET deleted_at = NULL, changed_at = \(now), version = version + 1
                    WHERE organization_id = \(scope.organization) AND id = \(id) AND deleted_at IS NOT NULL
                    """)
                guard count == 1 else { throw NewerChange() }
                return try db.record(
                    .customerRestored, .customer, id.text, by: scope, at: now,
                    after: JSONText.object(["company": company]), undoing: entry.id)
            }
        } catch let error as PostgresError
            where ["customers_email_taken", "customers_one_of_lead"].contains(error.constraint)
        {
            throw NewerChange()
        }
    }
}
