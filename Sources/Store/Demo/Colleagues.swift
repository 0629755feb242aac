package import Models
package import Postgres

/// Somebody who joins an organization without an invitation: only a demo has such people.
package struct NewColleague: Sendable {
    package let person: Person.ID
    package let email: String
    package let name: String
    package let password: StoredPassword
    package let role: Role
    /// The projects that a viewer or rep may see.
    package let projects: [Project.ID]

    package init(
        person: Person.ID, email: String, name: String, password: StoredPassword, role: Role, projects: [Project.ID]
    ) {
        self.person = person
        self.email = email
        self.name = name
        self.password = password
        self.role = role
        self.projects = projects
    }
}

extension Store {
    /// Makes the person and their membership. `EmailTaken` when the address is known.
    package func addColleague(_ new: NewColleague, by scope: OrganizationScope, at now: Instant) async throws {
        try await addPerson(new.person, new.email, new.name, new.password, at: now)
        try await transaction(scope) { db in
            try db.addMember(new.person, new.role, to: scope.organization, at: now)
            for project in new.projects {
                try db.execute(
                    """
                    INSERT INTO project_members (organization_id, project_id, person_id)
                    VALUES (\(scope.organization), \(project), \(new.person))
                    """)
            }
            try db.record(
                .memberAdded, .member, new.person.text, by: scope, at: now,
                after: JSONText.object(["role": new.role.rawValue]))
        }
    }
}

/// The orders of a project that are underway, as its CRM would know them.
package struct OpenOrders: Sendable {
    package struct Order: Sendable {
        package let number: Int
        package let status: Int
    }

    /// Some of them.
    package let orders: [Order]
    /// The highest number of any order; 0 before the first.
    package let highest: Int
}

extension Store {
    /// At most `limit` of the open orders, and the highest number so far.
    package func openOrders(_ scope: some ProjectTenancy, limit: Int) async throws -> OpenOrders {
        try await reading(scope) { db in
            let rows: [OpenOrders.Order] = try db.all(
                """
                SELECT order_id, status_id FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                  AND closed_at IS NULL AND status_id IS NOT NULL
                ORDER BY order_id DESC
                LIMIT \(limit)
                """)
            let highest: Int? = try db.value(
                """
                SELECT max(order_id) FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                """)
            return OpenOrders(orders: rows, highest: highest ?? 0)
        }
    }
}

extension OpenOrders.Order: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        number = try row["order_id"]
        status = try row["status_id"]
    }
}
