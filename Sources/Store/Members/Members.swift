package import Models
package import Postgres

/// The act would leave the organization without an active admin.
package struct LastAdmin: Error {}

extension Store {
    /// The members by name, those who belong no longer last; at most `limit` after the one given.
    package func members(_ scope: Scope<SeeMembers>, after: Person.ID? = nil, limit: Int) async throws -> [MemberRecord]
    {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT \(MemberRecord.columns) FROM memberships m JOIN people p ON p.id = m.person_id
                WHERE m.organization_id = \(scope.organization)
                  AND (\(after)::uuid IS NULL OR (NOT m.is_active, p.name, p.id) > (
                      SELECT NOT x.is_active, y.name, y.id FROM memberships x JOIN people y ON y.id = x.person_id
                      WHERE x.organization_id = \(scope.organization) AND x.person_id = \(after)))
                ORDER BY NOT m.is_active, p.name, p.id
                LIMIT \(limit)
                """)
        }
    }

    /// nil when the person never belonged to the organization.
    package func member(_ person: Person.ID, _ scope: Scope<ManageMembers>) async throws -> MemberRecord? {
        try await reading(scope) { db in try db.member(person, scope) }
    }

    /// The organization's projects, for a form to choose from; at most 200.
    package func projectChoices(_ scope: Scope<ManageMembers>) async throws -> [ProjectChoice] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT public_id, name FROM projects
                WHERE organization_id = \(scope.organization) AND is_active
                ORDER BY name, id
                LIMIT 200
                """)
        }
    }

    /// Sets role and projects of an active member. `NotVisible` for anybody or any project else,
    /// `StaleVersion` when somebody was faster, `LastAdmin`. Answers the entry by which it can be taken back.
    @discardableResult
    package func changeMember(
        _ person: Person.ID, _ form: MemberForm, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws -> Int {
        try await keepingAnAdmin(scope) { db in
            guard let before = try db.member(person, scope, locking: true), before.isActive else { throw NotVisible() }
            guard before.version == form.version else { throw StaleVersion() }
            try db.setPlace(form.role, form.projects, of: person, scope)
            let after = try db.member(person, scope)
            return try db.record(
                .memberChanged, .member, person.text, by: scope, at: now, before: before.auditText,
                after: after?.auditText)
        }
    }

    /// Ends a membership; the next request finds none. What the member owned goes to `successor`, if one is
    /// named, else it stays with their name. `NotVisible` unless both are active members.
    package func deactivateMember(
        _ person: Person.ID, handingOverTo successor: Person.ID?, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws {
        try await keepingAnAdmin(scope) { db in
            guard let member = try db.member(person, scope, locking: true), member.isActive else { throw NotVisible() }
            if let successor { try db.handOver(from: person, to: successor, by: scope, at: now) }
            try db.setActive(false, person, scope)
            try db.record(.memberDeactivated, .member, person.text, by: scope, at: now, before: member.auditText)
        }
    }

    /// Lets somebody who belonged once in again, with the role and projects they had.
    package func reactivateMember(_ person: Person.ID, by scope: Scope<ManageMembers>, at now: Instant) async throws {
        try await transaction(scope) { db in
            guard let member = try db.member(person, scope, locking: true), !member.isActive else { throw NotVisible() }
            try db.setActive(true, person, scope)
            try db.record(.memberReactivated, .member, person.text, by: scope, at: now, after: member.auditText)
        }
    }

    /// Throws `LastAdmin` when nobody else could make this admin one again.
    package func requireAnotherAdmin(_ scope: Scope<ManageMembers>) async throws {
        let isOneOfSeveral: Bool? = try await reading(scope) { db in
            try db.value(
                """
                SELECT EXISTS (
                    SELECT FROM memberships
                    WHERE organization_id = \(scope.organization) AND role = 'admin' AND is_active
                      AND person_id <> \(scope.person))
                """)
        }
        guard isOneOfSeveral == true else { throw LastAdmin() }
    }

    /// Ends one's own membership, or throws `LastAdmin`.
    package func leave(_ scope: Scope<SeeOrganization>, at now: Instant) async throws {
        try await keepingAnAdmin(scope) { db in
            try db.setActive(false, scope.person, scope)
            try db.record(.memberLeft, .member, scope.person.text, by: scope, at: now)
        }
    }

    /// Takes a lost phone away: the member signs in with the password alone, all their sessions end, and the
    /// letter tells them.
    /// False when they have no second factor; `NotVisible` for anybody but an active member.
    package func resetSecondFactor(
        of person: Person.ID, letter: Letter, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws -> Bool {
        try await transaction(scope) { db in
            guard let member = try db.member(person, scope), member.isActive else { throw NotVisible() }
            guard try db.value("SELECT reset_second_factor(\(person))") == true else { return false }
            try db.post(letter)
            try db.record(.memberFactorReset, .member, person.text, by: scope, at: now)
            return true
        }
    }

    func keepingAnAdmin<Value: Sendable>(
        _ scope: some Tenancy, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        do { return try await transaction(scope, body) } catch let error as PostgresError
            where error.constraint == "organization_keeps_an_admin"
        { throw LastAdmin() }
    }
}

extension Connection {
    func member(_ person: Person.ID, _ scope: Scope<ManageMembers>, locking: Bool = false) throws -> MemberRecord? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE OF m" : ""
        return try first(
            """
            SELECT \(MemberRecord.columns) FROM memberships m JOIN people p ON p.id = m.person_id
            WHERE m.organization_id = \(scope.organization) AND m.person_id = \(person)
            \(lock)
            """)
    }

    fileprivate func setActive(_ isActive: Bool, _ person: Person.ID, _ scope: some Tenancy) throws {
        try execute(
            """
            UPDATE memberships SET is_active = \(isActive), version = version + 1
            WHERE organization_id = \(scope.organization) AND person_id = \(person)
            """)
    }

    /// Role and projects; `NotVisible` when one of them is no project of the organization.
    func setPlace(
        _ role: Role, _ projects: Set<PublicID>, of person: Person.ID, _ scope: Scope<ManageMembers>
    ) throws {
        let chosen = try projectIDs(projects, scope)
        try execute(
            """
            UPDATE memberships SET role = \(role), version = version + 1
            WHERE organization_id = \(scope.organization) AND person_id = \(person)
            """)
        try execute(
            """
            DELETE FROM project_members
            WHERE organization_id = \(scope.organization) AND person_id = \(person) AND NOT project_id = ANY(\(chosen)::uuid[])
            """)
        try execute(
            """
            INSERT INTO project_members (organization_id, project_id, person_id)
            SELECT \(scope.organization), id, \(person) FROM unnest(\(chosen)::uuid[]) AS id
            ON CONFLICT DO NOTHING
            """)
    }

    /// The ids of the organization's own projects; `NotVisible` when one of them is none.
    func projectIDs(_ projects: Set<PublicID>, _ scope: Scope<ManageMembers>) throws -> [Project.ID] {
        let names = projects.map(\.rawValue).sorted()
        let found: [Project.ID] = try values(
            """
            SELECT id FROM projects
            WHERE organization_id = \(scope.organization) AND public_id = ANY(\(names)::text[]) AND is_active
            """)
        guard found.count == names.count else { throw NotVisible() }
        return found
    }
}

extension MemberRecord: RowDecodable {
    static let columns: SQL = """
        m.person_id, p.name, p.email, m.role, m.is_active, m.seen_at, p.second_factor_at IS NOT NULL AS has_second_factor,
        p.language, m.version, ARRAY(
            SELECT j.name FROM project_members pm
            JOIN projects j ON j.organization_id = pm.organization_id AND j.id = pm.project_id AND j.is_active
            WHERE pm.organization_id = m.organization_id AND pm.person_id = m.person_id ORDER BY j.name, j.id) AS projects,
        ARRAY(
            SELECT j.public_id FROM project_members pm
            JOIN projects j ON j.organization_id = pm.organization_id AND j.id = pm.project_id AND j.is_active
            WHERE pm.organization_id = m.organization_id AND pm.person_id = m.person_id ORDER BY j.name, j.id) AS project_ids
        """

    package init(_ row: Row) throws(RowError) {
        let names: [String] = try row["projects"], ids: [PublicID] = try row["project_ids"]
        self.init(
            person: try row["person_id"], name: try row["name"], email: try row["email"], role: try row["role"],
            projects: zip(ids, names).map { ProjectChoice(publicID: $0, name: $1) }, seenAt: try row["seen_at"],
            hasSecondFactor: try row["has_second_factor"], isActive: try row["is_active"],
            language: try row["language"],
            version: try row["version"])
    }

    var auditText: String {
        JSONText.object(["role": role.rawValue, "projects": projects.map(\.publicID.rawValue).joined(separator: " ")])
    }
}

extension ProjectChoice: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(publicID: try row["public_id"], name: try row["name"])
    }
}
