package import Models
import Postgres

/// A lead or a customer as activities need to know it.
package struct ActivityPlace: Sendable, Equatable {
    package let parent: ActivityParent
    package let company: String
    /// Who works on it; nil: nobody yet.
    package let assignee: Person.ID?

    package init(parent: ActivityParent, company: String, assignee: Person.ID?) {
        self.parent = parent
        self.company = company
        self.assignee = assignee
    }
}

extension Store {
    /// The lead or the customer; nil when there is none that the reader may see.
    package func activityPlace(
        _ parent: ActivityParent, _ scope: Scope<some Permission>
    ) async throws -> ActivityPlace? {
        try await reading(scope) { db in try db.place(parent, scope) }
    }

    /// Whom the actor may give an activity of that lead or customer, by name: a manager anybody who sees it and works
    /// on leads, a rep nobody but themselves, so that the list is empty; at most 500.
    package func activityAssignees(
        _ place: ActivityPlace, _ scope: Scope<WorkLeads>
    ) async throws -> [MemberName] {
        guard ManageLeads.isHeld(by: scope.role) else { return [] }
        return try await reading(scope) { db in
            try db.all(
                """
                SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
                WHERE m.organization_id = \(scope.organization) AND \(Self.assignees(place))
                ORDER BY p.name, p.id
                LIMIT 500
                """)
        }
    }

    /// Of rows of `memberships m`.
    fileprivate static func assignees(_ place: ActivityPlace) -> SQL {
        let works: SQL = "m.is_active AND m.role <> 'viewer'"
        guard let owner = place.assignee else { return works }
        return "\(works) AND (m.role <> 'rep' OR m.person_id = \(owner))"
    }
}

extension Connection {
    /// `locking`: until the transaction ends nobody else changes what is planned with it, and so what the lead itself
    /// knows of it is right.
    func place(
        _ parent: ActivityParent, _ scope: Scope<some Permission>, locking: Bool = false
    ) throws -> ActivityPlace? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE" : ""
        let row: PlaceRow? =
            switch parent {
            case .lead(let id):
                try first(
                    """
                    SELECT l.company, l.assigned_to FROM leads l
                    WHERE l.organization_id = \(scope.organization) AND l.id = \(id) AND l.deleted_at IS NULL
                      AND \(scope.visibleLeads)
                    \(lock)
                    """)
            case .customer(let id):
                try first(
                    """
                    SELECT c.company, c.assigned_to FROM customers c
                    WHERE c.organization_id = \(scope.organization) AND c.id = \(id) AND c.deleted_at IS NULL
                      AND \(scope.visibleCustomers)
                    \(lock)
                    """)
            }
        return row.map { ActivityPlace(parent: parent, company: $0.company, assignee: $0.assignee) }
    }

    /// What was done with a lead counts for its score.
    func rescore(_ place: ActivityPlace, _ scope: some Tenancy, at now: Instant) throws {
        if let lead = place.parent.lead { try rescore([lead], scope, at: now) }
    }

    /// Throws `NoSuchAssignee` unless the actor may give an activity of that place to that person.
    func checkAssignee(_ person: Person.ID, of place: ActivityPlace, _ scope: Scope<WorkLeads>) throws {
        if person == scope.person { return }
        guard ManageLeads.isHeld(by: scope.role) else { throw NoSuchAssignee() }
        let found: Int? = try value(
            """
            SELECT 1 FROM memberships m
            WHERE m.organization_id = \(scope.organization) AND m.person_id = \(person) AND \(Store.assignees(place))
            """)
        if found == nil { throw NoSuchAssignee() }
    }
}

private struct PlaceRow: RowDecodable {
    let company: String
    let assignee: Person.ID?

    init(_ row: Row) throws(RowError) {
        company = try row["company"]
        assignee = try row["assigned_to"]
    }
}
