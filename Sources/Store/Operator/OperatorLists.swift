package import Models
package import Postgres

extension Store {
    /// Every organization of the installation by name, `limit` after the one given. `search`: a public id, or
    /// the beginning of a name; empty for all. Nothing unless the person is an operator, which the database asks.
    package func operatorOrganizations(
        _ search: String, after: PublicID? = nil, limit: Int, by person: Person.ID
    ) async throws -> [OrganizationRow] {
        try await database.all(
            """
            SELECT id, public_id, name, members, projects, is_demo, created_at, seen_at, suspended_at
            FROM operator_organizations(\(search), \(after), \(limit))
            """, settings: [.person(person)])
    }

    /// Everybody who can sign in, by address. `search`: the beginning of an address; empty for all.
    package func operatorMembers(
        _ search: String, after: Person.ID? = nil, limit: Int, by person: Person.ID
    ) async throws -> [PersonRow] {
        try await database.all(
            """
            SELECT id, email, name, is_active, is_operator, second_factor_at IS NOT NULL AS has_second_factor, created_at,
                   seen_at, organizations
            FROM operator_members(\(search), \(after), \(limit))
            """, settings: [.person(person)])
    }

    /// What stands in no organization's log, the newest first, `limit` before the id given. `event`: that one alone.
    package func operatorLog(
        _ event: AuditEntry.Event?, before: Int?, limit: Int, by person: Person.ID
    ) async throws -> [Activity] {
        try await database.all(
            "SELECT * FROM operator_log(\(event?.rawValue ?? ""), \(before), \(limit))", settings: [.person(person)])
    }

    /// Shuts the members of an organization out, or lets them in again; false when it is so already. The
    /// entry stands in the organization's own log. `NotVisible` when there is none of that id.
    package func setSuspended(
        _ isSuspended: Bool, _ publicID: PublicID, by person: Person.ID, at now: Instant
    ) async throws -> Bool {
        let found = try await operatorOrganizations(publicID.rawValue, limit: 1, by: person)
        guard let row = found.first, row.publicID == publicID else { throw NotVisible() }
        let tenancy = Personal(organization: row.id, person: person)
        return try await transaction(tenancy) { db in
            let changed = try db.execute(
                """
                UPDATE organizations SET suspended_at = \(isSuspended ? now : nil)
                WHERE id = \(row.id) AND (suspended_at IS NOT NULL) <> \(isSuspended)
                """)
            guard changed > 0 else { return false }
            try db.record(
                isSuspended ? .organizationSuspended : .organizationResumed, .organization, publicID.rawValue,
                by: tenancy, at: now)
            return true
        }
    }
}

/// A person acting in an organization by something else than a role there: the operator of the installation,
/// somebody whose own account changes, somebody who is about to join.
struct Personal: Tenancy {
    let organization: Organization.ID
    let person: Person.ID

    var actor: Actor { .person(person) }
}

extension OrganizationRow: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], publicID: try row["public_id"], name: try row["name"], members: try row["members"],
            projects: try row["projects"], isDemo: try row["is_demo"], createdAt: try row["created_at"],
            seenAt: try row["seen_at"], suspendedAt: try row["suspended_at"])
    }
}

extension PersonRow: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], email: try row["email"], name: try row["name"], isActive: try row["is_active"],
            isOperator: try row["is_operator"], hasSecondFactor: try row["has_second_factor"],
            createdAt: try row["created_at"], seenAt: try row["seen_at"], organizations: try row["organizations"])
    }
}
