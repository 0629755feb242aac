package import Models
package import Postgres

extension Store {
    /// What a member or former member owns, kinds with nothing left out.
    package func holdings(of person: Person.ID, _ scope: Scope<ManageMembers>) async throws -> [Ownership.Holding] {
        try await reading(scope) { db in try db.holdings(of: person, scope) }
    }

    /// Gives everything a member or former member owns to an active one who can have it, or throws `NotVisible`.
    package func handOver(
        from person: Person.ID, to successor: Person.ID, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard try db.member(person, scope) != nil else { throw NotVisible() }
            try db.handOver(from: person, to: successor, by: scope, at: now)
        }
    }

    /// The active members by name to whom such things can be given, for a form to choose from; at most 500.
    package func successors(
        for held: [Ownership.Holding], _ scope: Scope<ManageMembers>
    ) async throws -> [MemberName] {
        let needsWork = held.contains(where: \.kind.isWork)
        return try await reading(scope) { db in
            try db.all(
                """
                SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
                WHERE m.organization_id = \(scope.organization) AND m.is_active
                  AND (m.role <> 'viewer' OR NOT \(needsWork))
                ORDER BY p.name, p.id
                LIMIT 500
                """)
        }
    }
}

/// A member to choose from a list.
package struct MemberName: Sendable, Equatable, RowDecodable {
    package let person: Person.ID
    package let name: String

    package init(_ row: Row) throws(RowError) {
        person = try row["person_id"]
        name = try row["name"]
    }
}

extension Connection {
    func holdings(of person: Person.ID, _ scope: Scope<ManageMembers>) throws -> [Ownership.Holding] {
        try Ownership.allCases.compactMap { kind in
            let count: Int = try value(kind.count(person, scope)) ?? 0
            return count > 0 ? Ownership.Holding(kind, count) : nil
        }
    }

    func handOver(
        from person: Person.ID, to successor: Person.ID, by scope: Scope<ManageMembers>, at now: Instant
    ) throws {
        guard successor != person, let member = try member(successor, scope), member.isActive else {
            throw NotVisible()
        }
        let held = try holdings(of: person, scope)
        // A viewer could not do what is to be done.
        guard WorkLeads.isHeld(by: member.role) || !held.contains(where: \.kind.isWork) else { throw NotVisible() }
        try run(Ownership.allCases.map { $0.move(person, successor, scope) })
        var moved = ["to": successor.text]
        for holding in held { moved[holding.kind.rawValue] = "\(holding.count)" }
        try record(.memberHandedOver, .member, person.text, by: scope, at: now, after: JSONText.object(moved))
    }
}

extension Ownership {
    fileprivate func count(_ person: Person.ID, _ scope: Scope<ManageMembers>) -> SQL {
        switch self {
        case .invitations:
            """
            SELECT count(*) FROM invitations
            WHERE organization_id = \(scope.organization) AND invited_by = \(person)
              AND accepted_at IS NULL AND revoked_at IS NULL
            """
        case .managers:
            "SELECT count(*) FROM order_managers WHERE organization_id = \(scope.organization) AND person_id = \(person)"
        case .views:
            """
            SELECT count(*) FROM saved_views
            WHERE organization_id = \(scope.organization) AND owner_id = \(person) AND is_shared
            """
        case .leads:
            """
            SELECT count(*) FROM leads
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND deleted_at IS NULL
            """
        case .customers:
            """
            SELECT count(*) FROM customers
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND deleted_at IS NULL
            """
        case .activities:
            """
            SELECT count(*) FROM activities
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND ended_at IS NULL
            """
        }
    }

    fileprivate func move(_ person: Person.ID, _ successor: Person.ID, _ scope: Scope<ManageMembers>) -> SQL {
        switch self {
        case .invitations:
            """
            UPDATE invitations SET invited_by = \(successor)
            WHERE organization_id = \(scope.organization) AND invited_by = \(person)
              AND accepted_at IS NULL AND revoked_at IS NULL
            """
        case .managers:
            """
            UPDATE order_managers SET person_id = \(successor)
            WHERE organization_id = \(scope.organization) AND person_id = \(person)
            """
        case .views:
            // A name that the successor has given already takes the view's number behind it.
            """
            UPDATE saved_views v
            SET owner_id = \(successor), version = version + 1,
                name = CASE WHEN EXISTS (
                    SELECT FROM saved_views o
                    WHERE o.organization_id = v.organization_id AND o.list = v.list
                      AND o.project_id IS NOT DISTINCT FROM v.project_id AND o.owner_id = \(successor)
                      AND lower(o.name) = lower(v.name)) THEN left(v.name, 40) || ' ' || v.id ELSE v.name END
            WHERE v.organization_id = \(scope.organization) AND v.owner_id = \(person) AND v.is_shared
            """
        case .leads:
            """
            UPDATE leads SET assigned_to = \(successor), version = version + 1
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND deleted_at IS NULL
            """
        case .customers:
            """
            UPDATE customers SET assigned_to = \(successor), version = version + 1
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND deleted_at IS NULL
            """
        case .activities:
            """
            UPDATE activities SET assigned_to = \(successor), version = version + 1
            WHERE organization_id = \(scope.organization) AND assigned_to = \(person) AND ended_at IS NULL
            """
        }
    }
}
