package import Models
package import Postgres

/// A member of the organization, to be chosen by name.
package struct MemberChoice: Sendable, Equatable {
    package let person: Person.ID
    package let name: String
    package let email: String

    /// A member by name and address.
    package init(person: Person.ID, name: String, email: String) {
        self.person = person
        self.name = name
        self.email = email
    }
}

/// Which manager of the outside CRM is which member, and how often that was saved.
package struct PeopleMap: Sendable, Equatable {
    package let managers: [CRMPerson]
    package let members: [MemberChoice]
    /// 0 before the first save.
    package let version: Int

    /// A map as it was read.
    package init(managers: [CRMPerson], members: [MemberChoice], version: Int) {
        self.managers = managers
        self.members = members
        self.version = version
    }
}

extension Store {
    /// The managers of the project's CRM and the active members that they may be, at most 1,000 of each.
    package func peopleMap(_ scope: ProjectScope<EditRules>) async throws -> PeopleMap {
        try await reading(scope) { db in
            let version: Int? = try db.value(
                "SELECT people_version FROM projects WHERE organization_id = \(scope.organization) AND id = \(scope.project)"
            )
            guard let version else { throw NotVisible() }
            return PeopleMap(
                managers: try db.all(Self.managers(scope)), members: try db.all(Self.members(scope)), version: version)
        }
    }

    /// Saves who is whom after the version that the caller saw, or throws `StaleVersion`. Who is no active
    /// member, and a number that is no manager's, throw `NotVisible`.
    package func savePeopleMap(
        _ people: [Int: Person.ID], replacing version: Int, by scope: ProjectScope<EditRules>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let saved: Int? = try db.value(
                """
                SELECT people_version FROM projects
                WHERE organization_id = \(scope.organization) AND id = \(scope.project) FOR UPDATE
                """)
            guard let saved else { throw NotVisible() }
            guard saved == version else { throw StaleVersion() }
            let members: [MemberChoice] = try db.all(Self.members(scope))
            let before: [CRMPerson] = try db.all(Self.managers(scope))
            // A former member whom nobody has replaced may stay.
            let allowed = Set(members.map(\.person)).union(before.compactMap(\.person))
            guard Set(people.values).isSubset(of: allowed), Set(people.keys).isSubset(of: Set(before.map(\.id))) else {
                throw NotVisible()
            }
            let chosen = before.map { people[$0.id] }
            try db.run([
                """
                UPDATE order_managers m SET person_id = chosen.person_id
                FROM unnest(\(before.map(\.id))::bigint[], \(chosen)::uuid[]) AS chosen (manager_id, person_id)
                WHERE m.organization_id = \(scope.organization) AND m.project_id = \(scope.project)
                  AND m.manager_id = chosen.manager_id
                """,
                """
                UPDATE projects SET people_version = people_version + 1
                WHERE organization_id = \(scope.organization) AND id = \(scope.project)
                """,
            ])
            let after = before.map { ("\($0.id)", people[$0.id]?.text ?? "") }
            try db.record(
                .peopleSaved, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                before: JSONText.object(
                    Dictionary(before.map { ("\($0.id)", $0.person?.text ?? "") }) { first, _ in first }),
                after: JSONText.object(Dictionary(after) { first, _ in first }))
        }
    }

    private static func members(_ scope: some ProjectTenancy) -> SQL {
        """
        SELECT m.person_id, p.name, p.email FROM memberships m JOIN people p ON p.id = m.person_id
        WHERE m.organization_id = \(scope.organization) AND m.is_active AND p.is_active
        ORDER BY p.name, p.email
        LIMIT 1000
        """
    }
}

extension MemberChoice: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        person = try row["person_id"]
        name = try row["name"]
        email = try row["email"]
    }
}
