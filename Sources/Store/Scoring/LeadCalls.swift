import Jobs
package import Models
package import Postgres

/// The job that plans the calls that scores have asked for, and the one that asks managers where nobody has reacted; one
/// of each an organization.
package enum LeadCallJob {
    package static let call = "call_leads"
    package static let escalate = "escalate_leads"
}

/// A lead that is to be called, or about which a manager is asked.
package struct LeadToCall: Sendable, Equatable {
    package let lead: Lead.ID
    package let company: String
    /// When its score came so far, and to which.
    package let roseAt: Instant
    package let score: Int
    /// Who works on it; nil: nobody yet.
    package let assignee: Person.ID?
}

/// How an organization is spoken to about its leads, and when it works.
package struct LeadOffice: Sendable {
    package let name: String
    package let publicID: PublicID
    /// `en` or `uk`.
    package let language: String
    /// An IANA name.
    package let zone: String
    /// nil: it works around the clock.
    package let hours: WorkingHours?
    package let calls: LeadCallRules
}

/// Somebody who is told by notice and mail.
package struct LeadReader: Sendable, Equatable {
    package let person: Person.ID
    package let name, email: String
    package let language: String?
}

extension Store {
    /// Calls and questions at once.
    private static let callBatch = 50

    /// Replaces when leads are called. Throws `StaleVersion`.
    package func saveLeadCalls(
        _ calls: LeadCallRules, by scope: Scope<EditLeadRules>, at now: Instant
    ) async throws {
        _ = try await transaction(scope) { db in
            try db.execute(Self.replacingRules(scope))
            guard let before: StoredScoring = try db.first(Self.scoring(scope)), before.calls.version == calls.version
            else { throw StaleVersion() }
            if before.calls == calls { return }
            try db.execute(
                """
                UPDATE lead_scoring
                SET threshold = \(calls.threshold), call_hours = \(calls.callWithin),
                    escalate_hours = \(calls.escalateAfter), calls_version = calls_version + 1
                WHERE organization_id = \(scope.organization)
                """)
            try db.record(
                .leadCallsSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before.calls.auditText, after: calls.auditText)
        }
    }

    package func leadOffice(_ scope: OrganizationScope, at now: Instant) async throws -> LeadOffice? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT o.name, o.public_id, o.language, o.zone, s.threshold, s.call_hours, s.escalate_hours, s.calls_version,
                       (SELECT h.document::text FROM organization_hours h
                        WHERE h.organization_id = o.id AND (h.holds_from IS NULL OR h.holds_from <= \(now))
                        ORDER BY h.version DESC
                        LIMIT 1) AS hours
                FROM organizations o JOIN lead_scoring s ON s.organization_id = o.id
                WHERE o.id = \(scope.organization)
                """)
        }
    }

    /// The next leads whose call is not planned yet.
    package func leadsToCall(_ scope: OrganizationScope) async throws -> [LeadToCall] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT c.lead_id, l.company, c.rose_at, c.score, l.assigned_to
                FROM lead_calls c JOIN leads l ON l.organization_id = c.organization_id AND l.id = c.lead_id
                WHERE c.organization_id = \(scope.organization) AND c.made_at IS NULL
                ORDER BY c.rose_at, c.lead_id
                LIMIT \(Self.callBatch)
                """)
        }
    }

    /// The next leads about which a manager is asked by now: nothing was begun, done or decided since their score came so
    /// far. Those with which something was are settled.
    package func leadsToEscalate(_ scope: OrganizationScope, at now: Instant) async throws -> [LeadToCall] {
        try await transaction(scope) { db in
            try db.execute(
                """
                UPDATE lead_calls c SET settled_at = \(now)
                FROM leads l
                WHERE c.organization_id = \(scope.organization) AND c.settled_at IS NULL AND c.escalates_at <= \(now)
                  AND l.organization_id = c.organization_id AND l.id = c.lead_id
                  AND (l.deleted_at IS NOT NULL OR l.customer_id IS NOT NULL OR l.stage_since > c.rose_at
                       OR l.last_activity_at >= c.rose_at OR c.activity_id IS NULL
                       OR EXISTS (SELECT FROM activities a
                                  WHERE a.organization_id = c.organization_id AND a.id = c.activity_id AND a.state <> 'scheduled'))
                """)
            return try db.all(
                """
                SELECT c.lead_id, l.company, c.rose_at, c.score, l.assigned_to
                FROM lead_calls c JOIN leads l ON l.organization_id = c.organization_id AND l.id = c.lead_id
                WHERE c.organization_id = \(scope.organization) AND c.settled_at IS NULL AND c.escalates_at <= \(now)
                ORDER BY c.escalates_at, c.lead_id
                LIMIT \(Self.callBatch)
                """)
        }
    }

    /// Who is told of a lead to call: whoever works on it; where nobody does, everybody who hands leads out.
    package func readers(of lead: LeadToCall, _ scope: OrganizationScope) async throws -> [LeadReader] {
        let roles = Role.allCases.filter(ManageLeads.isHeld)
        let who: SQL =
            lead.assignee.map { "m.person_id = \($0)" } ?? "m.role = ANY(\(roles)::text[])"
        return try await reading(scope) { db in
            try db.all(Self.readers(scope, "\(who) ORDER BY m.person_id LIMIT 100"))
        }
    }

    /// The manager who is asked about a lead: not whoever works on it, while there is another one, and of them who has
    /// least to do. Where there is no manager, an admin.
    package func manager(asked lead: LeadToCall, _ scope: OrganizationScope) async throws -> LeadReader? {
        try await reading(scope) { db in
            try db.first(
                Self.readers(
                    scope,
                    """
                    m.role IN ('manager', 'admin')
                    ORDER BY m.person_id IS NOT DISTINCT FROM \(lead.assignee)::uuid, m.role <> 'manager', (
                        SELECT count(*) FROM activities a
                        WHERE a.organization_id = m.organization_id AND a.assigned_to = m.person_id AND a.ended_at IS NULL),
                        m.person_id
                    LIMIT 1
                    """))
        }
    }

    private static func readers(_ scope: OrganizationScope, _ who: SQL) -> SQL {
        """
        SELECT m.person_id, p.name, p.email, p.language FROM memberships m JOIN people p ON p.id = m.person_id
        WHERE m.organization_id = \(scope.organization) AND m.is_active AND p.is_active AND \(who)
        """
    }
}

extension LeadCallRules {
    fileprivate var auditText: String {
        JSONText.object([
            "threshold": threshold.map { "\($0)" } ?? "", "call_hours": "\(callWithin)",
            "escalate_hours": "\(escalateAfter)",
        ])
    }
}

extension LeadToCall: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            lead: try row["lead_id"], company: try row["company"], roseAt: try row["rose_at"], score: try row["score"],
            assignee: try row["assigned_to"])
    }
}

extension LeadReader: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            person: try row["person_id"], name: try row["name"], email: try row["email"], language: try row["language"])
    }
}

extension LeadCallRules: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            threshold: try row["threshold"], callWithin: try row["call_hours"],
            escalateAfter: try row["escalate_hours"],
            version: try row["calls_version"])
    }
}

extension LeadOffice: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let hours: String? = try row["hours"]
        self.init(
            name: try row["name"], publicID: try row["public_id"], language: try row["language"], zone: try row["zone"],
            hours: hours.flatMap { try? WorkingHours(storedText: $0) }, calls: try LeadCallRules(row))
    }
}
