package import Models
package import Postgres

/// One page of customers with all that stands around it.
package struct CustomerList: Sendable {
    package let rows: [CustomerSummary]
    package let hasPrevious: Bool
    package let hasNext: Bool
    /// How many match; nil above 1,000.
    package let total: Int?
    /// Whom one may filter by; empty for a rep.
    package let people: [MemberName]
    package let segments: [String]
}

extension Store {
    /// A page of the customers that the reader may see, in one transaction of one trip.
    package func customers(_ filter: CustomerFilter, _ scope: Scope<ViewLeads>) async throws -> CustomerList {
        let query = CustomerQuery(filter: filter, scope: scope)
        let statements = [
            query.page, query.total, Self.leadPeople(scope), Self.segments(of: "customers", scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            var rows: [CustomerSummary] = try answers[0].all()
            let hasMore = rows.count > filter.size
            if hasMore { rows.removeLast() }
            let isBackward = filter.cursor?.isBackward ?? false
            if isBackward { rows.reverse() }
            let total: Int = try answers[1].value() ?? 0
            return CustomerList(
                rows: rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil, hasNext: isBackward || hasMore,
                total: total > ListQuery.mostCounted ? nil : total, people: try answers[2].all(),
                segments: try answers[3].values())
        }
    }
}

/// The statements of one page of customers.
struct CustomerQuery {
    let filter: CustomerFilter
    let scope: Scope<ViewLeads>

    /// One row more than is shown says whether there is a next page. Names of people are looked up for the rows of the
    /// page alone.
    var page: SQL {
        let rows: SQL = """
            SELECT c.* FROM customers c
            WHERE \((conditions + beyond).joined(by: " AND "))
            ORDER BY \(order)
            LIMIT \(filter.size + 1)
            """
        let page: SQL = """
            SELECT \(CustomerSummary.columns) FROM (\(rows)) c LEFT JOIN people p ON p.id = c.assigned_to
            ORDER BY \(order)
            """
        return isPlain ? page : page.unnamed
    }

    /// How many match, counted up to the limit and one more; of a rep's own and of nobody's each, as what both make
    /// together would be put together whole before it is counted.
    var total: SQL {
        func part(_ more: [SQL]) -> SQL {
            """
            (SELECT 1 FROM customers c WHERE \((conditions + more).joined(by: " AND "))
             ORDER BY c.created_at, c.id LIMIT \(ListQuery.mostCounted + 1))
            """
        }
        let parts =
            scope.seesEveryLead || filter.assignee != nil
            ? [part([])] : [part(["c.assigned_to = \(scope.person)"]), part(["c.assigned_to IS NULL"])]
        let total: SQL = "SELECT count(*) FROM (\(parts.joined(by: " UNION ALL "))) x"
        return isPlain ? total : total.unnamed
    }

    /// What is filtered or searched is planned with the values at hand, as is what a rep sees, who may have few of many.
    private var isPlain: Bool { !filter.isActive && scope.seesEveryLead }

    private var conditions: [SQL] {
        var conditions: [SQL] = [
            "c.organization_id = \(scope.organization)", "c.deleted_at IS NULL", scope.visibleCustomers,
        ]
        switch filter.assignee {
        case .me: conditions.append("c.assigned_to = \(scope.person)")
        case .nobody: conditions.append("c.assigned_to IS NULL")
        case .person(let person): conditions.append("c.assigned_to = \(person)")
        case nil: break
        }
        if let segment = filter.segment { conditions.append("c.segment = \(segment)") }
        if let term = filter.term.flatMap({ LeadTerm($0) }) { conditions.append(term.condition(of: "c")) }
        return conditions
    }

    private var isDescending: Bool { filter.order.isDescending != (filter.cursor?.isBackward ?? false) }

    private var column: SQL {
        switch filter.sort {
        case .company: "c.company_key"
        case .created: "c.created_at"
        }
    }

    private var order: SQL {
        let direction: SQL = isDescending ? "DESC" : "ASC"
        return "\(column) \(direction), c.id \(direction)"
    }

    /// The rows after the cursor's, in the direction of the query.
    private var beyond: [SQL] {
        guard let cursor = filter.cursor else { return [] }
        let sign: SQL = isDescending ? "<" : ">"
        switch cursor.key {
        case .text(let text): return ["(\(column), c.id) \(sign) (\(text)::text, \(cursor.id)::uuid)"]
        case .moment(let instant): return ["(\(column), c.id) \(sign) (\(instant)::timestamptz, \(cursor.id)::uuid)"]
        case .number, nil: return []
        }
    }
}

extension CustomerSummary: RowDecodable {
    /// Of `customers c` and the `people p` they are assigned to.
    static let columns: SQL = """
        c.id, c.company, c.company_key, c.email, c.phones, c.inn, c.segment, c.assigned_to, p.name AS assignee_name,
        c.contact_count, c.created_at, c.last_activity_at, c.next_activity_at, c.version
        """

    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], company: try row["company"], companyKey: try row["company_key"], email: try row["email"],
            phones: try row["phones"], inn: try row["inn"], segment: try row["segment"],
            assignee: try row["assigned_to"], assigneeName: try row["assignee_name"],
            contactCount: try row["contact_count"], createdAt: try row["created_at"],
            lastActivityAt: try row["last_activity_at"], nextActivityAt: try row["next_activity_at"],
            version: try row["version"])
    }
}
