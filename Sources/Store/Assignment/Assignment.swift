package import Models
package import Postgres

/// The rules by which leads are handed out, as they are kept.
package struct StoredAssignment: Sendable, Equatable {
    package let rules: AssignmentRules
    /// Counts replacements; 0 before the first.
    package let version: Int
    package let savedAt: Instant?
    package let savedBy: String?

    package static let none = StoredAssignment(rules: .none, version: 0, savedAt: nil, savedBy: nil)
}

/// A lead that has arrived, for trying rules on.
package struct ArrivedLead: Sendable, Equatable {
    package let id: Lead.ID
    package let company: String
    package let source: Lead.Source
    package let segment: String?
    /// Who works on it now; nil: nobody.
    package let assignee: String?
    package let createdAt: Instant
}

extension Store {
    package func assignment(_ scope: some Tenancy) async throws -> StoredAssignment {
        try await reading(scope) { db in try db.first(Self.assignment(scope)) ?? .none }
    }

    fileprivate static func assignment(_ scope: some Tenancy) -> SQL {
        """
        SELECT a.rules::text AS rules, a.version, a.saved_at, p.name AS saved_by_name
        FROM lead_assignment a LEFT JOIN people p ON p.id = a.saved_by
        WHERE a.organization_id = \(scope.organization)
        """
    }

    /// Replaces the rules; what was handed out stays so. Throws `StaleVersion`, and `NoSuchAssignee` where somebody is no
    /// member who may work on leads.
    package func saveAssignment(
        _ rules: AssignmentRules, replacing version: Int, by scope: Scope<EditLeadRules>, at now: Instant
    ) async throws {
        let document = try rules.storedText()
        _ = try await transaction(scope) { db in
            let before: StoredAssignment = try db.first(Self.assignment(scope)) ?? .none
            guard before.version == version else { throw StaleVersion() }
            if before.rules == rules { return }
            let people = Set(rules.rules.flatMap(\.people))
            let known = Set(before.rules.rules.flatMap(\.people))
            // Who was chosen before and has left since may stand there: they are passed over.
            guard try people.subtracting(known).isSubset(of: db.workers(Array(people), scope)) else {
                throw NoSuchAssignee()
            }
            let saved = try db.execute(
                """
                INSERT INTO lead_assignment AS a (organization_id, rules, version, saved_at, saved_by)
                VALUES (\(scope.organization), \(document)::jsonb, 1, \(now), \(scope.person))
                ON CONFLICT (organization_id) DO UPDATE SET
                    rules = excluded.rules, version = a.version + 1, saved_at = excluded.saved_at, saved_by = excluded.saved_by
                WHERE a.version = \(version)
                """)
            guard saved > 0 else { throw StaleVersion() }
            try db.record(
                .assignmentSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before.version == 0 ? nil : try before.rules.storedText(), after: document)
        }
    }

    /// Who of these can take leads.
    package func workers(_ people: [Person.ID], _ scope: Scope<EditLeadRules>) async throws -> Set<Person.ID> {
        try await reading(scope) { db in try db.workers(people, scope) }
    }

    /// The leads that arrived last, the newest first.
    package func arrivedLeads(_ count: Int, _ scope: Scope<EditLeadRules>) async throws -> [ArrivedLead] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT l.id, l.company, l.source, l.segment, l.created_at, p.name AS assignee
                FROM leads l LEFT JOIN people p ON p.id = l.assigned_to
                WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL
                ORDER BY l.created_at DESC, l.id DESC
                LIMIT \(count)
                """)
        }
    }
}

extension Connection {
    /// To whom the rules give a lead that arrives; nil: it stays nobody's. Where a rule has several, those who arrive at
    /// once follow each other, so that everybody gets the same number.
    func assignee(
        of source: Lead.Source, _ segment: String?, _ scope: some Tenancy
    ) throws -> AssignmentRules.Decision? {
        guard let stored: StoredAssignment = try first(Store.assignment(scope)), !stored.rules.rules.isEmpty else {
            return nil
        }
        let active = try workers(stored.rules.rules.flatMap(\.people), scope)
        return try stored.rules.decide(source, segment, active: active) { rule in
            let turn: Int? = try value(
                """
                INSERT INTO lead_turns AS t (organization_id, place, turn) VALUES (\(scope.organization), \(rule), 1)
                ON CONFLICT (organization_id, place) DO UPDATE SET turn = t.turn + 1
                RETURNING turn
                """)
            return (turn ?? 1) - 1
        }
    }

    /// Notes in the life of a lead which rule gave it to whom, and tells them.
    func recordAssignment(
        _ decision: AssignmentRules.Decision, of lead: Lead.ID, company: String, _ scope: some Tenancy, at now: Instant
    ) throws {
        let rules = OrganizationScope(organization: scope.organization, task: .assignment)
        try record(
            .leadAssigned, .lead, lead.text, by: rules, at: now,
            after: JSONText.object(["assignee": decision.person.text, "rule": "\(decision.rule + 1)"]))
        try notify(
            .leadArrived(lead, company: company), to: .members([decision.person], in: nil), by: rules, at: now)
    }

    fileprivate func workers(_ people: [Person.ID], _ scope: some Tenancy) throws -> Set<Person.ID> {
        Set(
            try values(
                """
                SELECT person_id FROM memberships
                WHERE organization_id = \(scope.organization) AND person_id = ANY(\(people)::uuid[]) AND is_active
                  AND role <> 'viewer'
                """))
    }
}

extension StoredAssignment: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let text: String = try row["rules"]
        guard let rules = try? AssignmentRules(storedText: text) else {
            throw .mismatch(column: "rules", expected: "AssignmentRules", found: text)
        }
        self.init(
            rules: rules, version: try row["version"], savedAt: try row["saved_at"], savedBy: try row["saved_by_name"])
    }
}

extension ArrivedLead: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], company: try row["company"], source: try row["source"], segment: try row["segment"],
            assignee: try row["assignee"], createdAt: try row["created_at"])
    }
}
