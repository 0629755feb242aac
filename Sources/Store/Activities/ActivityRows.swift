import Models
package import Postgres

extension Scope {
    /// Of rows of `activities a`: a rep sees what is theirs to do, what they wrote and what is nobody's. Which leads and
    /// customers they see is asked besides.
    var visibleActivities: SQL {
        seesEveryLead
            ? "true" : "(a.assigned_to = \(person) OR a.created_by = \(person) OR a.assigned_to IS NULL)"
    }
}

extension ActivityRecord {
    /// The rows that match, with the lead or customer that the reader sees them by; names of people are looked up for
    /// these alone. `condition` and `order` speak of `activities a`. `ofOne`: the condition names a lead or customer that
    /// the reader sees, so that the rows are chosen before it is looked up for each.
    static func rows(
        _ condition: SQL, order: SQL, limit: Int, ofOne: Bool = false, _ scope: Scope<some Permission>
    ) -> SQL {
        let chosen: SQL = """
            SELECT a.* FROM activities a
            WHERE a.organization_id = \(scope.organization) AND \(scope.visibleActivities) AND \(condition)
            """
        let rows: SQL =
            ofOne
            ? """
            SELECT a.*, o.company, o.phone FROM (\(chosen) ORDER BY \(order) LIMIT \(limit)) a
            CROSS JOIN LATERAL (\(company(scope))) o
            """
            : """
            SELECT a.*, o.company, o.phone FROM activities a CROSS JOIN LATERAL (\(company(scope))) o
            WHERE a.organization_id = \(scope.organization) AND \(scope.visibleActivities) AND \(condition)
            ORDER BY \(order)
            LIMIT \(limit)
            """
        return """
            SELECT a.id, a.lead_id, a.customer_id, a.company, a.phone, a.type, a.state, a.title, a.notes, a.result, a.due_at,
                   a.duration_minutes, a.assigned_to, p.name AS assignee_name, a.created_at, a.created_by,
                   m.name AS creator_name, a.ended_at, a.changed_at, a.version
            FROM (\(rows)) a
            LEFT JOIN people p ON p.id = a.assigned_to
            LEFT JOIN people m ON m.id = a.created_by
            ORDER BY \(order)
            """
    }

    /// What `activities a` is done with, where the reader sees it; looked up row by row, by its key.
    static func company(_ scope: Scope<some Permission>) -> SQL {
        """
        SELECT l.company, l.phones[1] AS phone FROM leads l
        WHERE l.organization_id = a.organization_id AND l.id = a.lead_id AND l.deleted_at IS NULL AND \(scope.visibleLeads)
        UNION ALL
        SELECT c.company, c.phones[1] FROM customers c
        WHERE c.organization_id = a.organization_id AND c.id = a.customer_id AND c.deleted_at IS NULL
          AND \(scope.visibleCustomers)
        """
    }
}

extension ActivityType: SQLEncodable, SQLDecodable {}
extension ActivityState: SQLEncodable, SQLDecodable {}

extension ActivityRecord: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let lead: Lead.ID? = try row["lead_id"]
        let customer: Customer.ID? = try row["customer_id"]
        guard let parent = lead.map(ActivityParent.lead) ?? customer.map(ActivityParent.customer) else {
            throw RowError.noSuchColumn("lead_id")
        }
        self.init(
            id: try row["id"], parent: parent, company: try row["company"], type: try row["type"],
            state: try row["state"], title: try row["title"], notes: try row["notes"], result: try row["result"],
            dueAt: try row["due_at"], minutes: try row["duration_minutes"], assignee: try row["assigned_to"],
            assigneeName: try row["assignee_name"], createdAt: try row["created_at"],
            createdBy: try row["created_by"], creatorName: try row["creator_name"], endedAt: try row["ended_at"],
            changedAt: try row["changed_at"], version: try row["version"], phone: try row["phone"])
    }
}
