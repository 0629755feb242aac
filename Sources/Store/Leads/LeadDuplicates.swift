package import Models
package import Postgres

/// Leads that seem to be the same company as the one at hand: one with its e-mail, or others with its tax number or a
/// phone of it, which may be saved all the same.
package struct DuplicateLeads: Error, Equatable {
    package let leads: [LeadDuplicate]

    /// Whether the lead can be saved in spite of them: two never share an e-mail.
    package var canBeConfirmed: Bool { !leads.contains { $0.reason == .email } }
}

extension Connection {
    /// Other leads with the e-mail, the tax number or a phone of the form, each once, those with the e-mail first; at
    /// most ten. Also such as the reader may not see: of these they learn the company and who works on it.
    /// `comparingNames`: also those whose company has the same name but for case, signs and legal form. `known`: what
    /// was saved before; whoever saved it was asked about it then.
    func duplicates(
        of form: LeadForm, except id: Lead.ID, comparingNames: Bool = false, besides known: LeadForm? = nil,
        _ scope: Scope<some Permission>
    ) throws -> [LeadDuplicate] {
        var conditions: [(LeadDuplicate.Reason, SQL)] = []
        if let email = form.email, email != known?.email {
            conditions.append((.email, "l.email_key = lower(\(email))"))
        }
        if let inn = form.inn, inn != known?.inn { conditions.append((.inn, "l.inn = \(inn)")) }
        let endings = Set(try phoneEndings(of: form, scope)).subtracting(
            try known.map { try phoneEndings(of: $0, scope) } ?? [])
        if !endings.isEmpty {
            conditions.append(
                (
                    .phone,
                    """
                    l.id = ANY (ARRAY(
                        SELECT n.lead_id FROM lead_phones n
                        WHERE n.organization_id = \(scope.organization) AND n.ending = ANY(\(endings.sorted())::text[])
                        ORDER BY n.ending, n.lead_id
                        LIMIT 100))
                    """
                ))
        }
        if comparingNames { conditions.append((.name, "l.company_plain = plain_company(\(form.company))")) }
        if conditions.isEmpty { return [] }
        let parts = conditions.enumerated().map { index, condition -> SQL in
            """
            (SELECT l.id, l.company, l.assigned_to, \(scope.visibleLeads) AS is_visible, \(condition.0)::text AS reason,
                    \(index)::integer AS place
             FROM leads l
             WHERE l.organization_id = \(scope.organization) AND l.deleted_at IS NULL AND l.id <> \(id) AND \(condition.1)
             LIMIT 10)
            """
        }
        let found: SQL = """
            SELECT l.id, l.company, p.name AS assignee, l.is_visible, l.reason
            FROM (SELECT DISTINCT ON (x.id) x.* FROM (\(parts.joined(by: " UNION ALL "))) x ORDER BY x.id, x.place) l
            LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.place, l.company, l.id
            LIMIT 10
            """
        return try all(found)
    }

    /// Throws `DuplicateLeads` where there are any that forbid saving the form as it is.
    func refuseDuplicates(
        of form: LeadForm, except id: Lead.ID, comparingNames: Bool, besides known: LeadForm? = nil,
        _ scope: Scope<WorkLeads>
    ) throws {
        let found = DuplicateLeads(
            leads: try duplicates(of: form, except: id, comparingNames: comparingNames, besides: known, scope))
        if found.leads.isEmpty || form.isConfirmed && found.canBeConfirmed { return }
        throw found
    }
}

extension Store {
    /// Other leads that seem to be the same company; of those that the reader may not see they learn the company and
    /// who works on it.
    package func similarLeads(_ lead: LeadRecord, _ scope: Scope<ViewLeads>) async throws -> [LeadDuplicate] {
        try await reading(scope) { db in
            try db.duplicates(of: lead.form, except: lead.summary.id, comparingNames: true, scope)
        }
    }

    /// What two people did at once: the second sees the first one's lead.
    func namingDuplicates<Value: Sendable>(
        of form: LeadForm, except id: Lead.ID, _ scope: Scope<WorkLeads>, _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let error as PostgresError where error.constraint == "leads_email_taken" {
            throw DuplicateLeads(
                leads: try await reading(scope) { db in try db.duplicates(of: form, except: id, scope) })
        }
    }
}

extension LeadDuplicate.Reason: SQLEncodable, SQLDecodable {}

extension LeadDuplicate: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], company: try row["company"], assignee: try row["assignee"],
            isVisible: try row["is_visible"], reason: try row["reason"])
    }
}
