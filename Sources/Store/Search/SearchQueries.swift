package import Models
package import Postgres

/// An order that a search found.
package struct FoundOrder: Sendable, Equatable {
    package let project: PublicID
    package let projectName: String
    package let number: Int
    /// The name of its status; nil while nothing knows it.
    package let status: String?
    package let isClosed: Bool
}

/// A member that a search found.
package struct FoundMember: Sendable, Equatable {
    package let person: Person.ID
    package let name: String
    package let role: Role
}

extension Store {
    /// Orders whose number is or begins with the typed one, in the projects one may see: that number
    /// first, then the open ones, of those the newest.
    package func findOrders(
        _ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>
    ) async throws -> [FoundOrder] {
        if term.number == nil { return [] }
        return try await reading(scope) { db in try db.all(Self.orderSearch(term, limit: limit, scope)) }
    }

    /// Two probes for every project and number of digits: the newest of the open orders, and the newest of all.
    /// Whatever belongs on the page is among them.
    static func orderSearch(_ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>) -> SQL {
        let ranges = term.numberRanges
        return """
            SELECT j.public_id, j.name AS project_name, o.order_id, o.is_closed, s.name AS status_name
            FROM projects j
            CROSS JOIN unnest(\(ranges.map(\.lowerBound))::bigint[], \(ranges.map(\.upperBound))::bigint[])
                AS r (low, high)
            CROSS JOIN LATERAL (
                (SELECT o.order_id, o.status_id, false AS is_closed FROM orders o
                 WHERE o.organization_id = j.organization_id AND o.project_id = j.id
                   AND o.order_id BETWEEN r.low AND r.high AND o.closed_at IS NULL
                 ORDER BY o.order_id DESC
                 LIMIT \(limit))
                UNION
                (SELECT o.order_id, o.status_id, o.closed_at IS NOT NULL FROM orders o
                 WHERE o.organization_id = j.organization_id AND o.project_id = j.id
                   AND o.order_id BETWEEN r.low AND r.high
                 ORDER BY o.order_id DESC
                 LIMIT \(limit))) o
            LEFT JOIN statuses s
                ON s.organization_id = j.organization_id AND s.project_id = j.id AND s.status_id = o.status_id
            WHERE j.organization_id = \(scope.organization) AND j.is_active AND \(visible(to: scope))
            ORDER BY o.order_id <> \(term.number ?? 0), o.is_closed, o.order_id DESC, j.name, j.id
            LIMIT \(limit)
            """
    }

    /// Projects one may see whose name begins with the term, or holds it when it is long enough.
    package func findProjects(
        _ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>
    ) async throws -> [ProjectLink] {
        try await reading(scope) { db in try db.all(Self.projectSearch(term, limit: limit, scope)) }
    }

    static func projectSearch(_ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>) -> SQL {
        """
        SELECT j.public_id, j.name FROM projects j
        WHERE j.organization_id = \(scope.organization) AND j.is_active AND \(visible(to: scope))
          AND position(\(term.folded) IN lower(j.name)) BETWEEN 1 AND \(term.deepest)
        ORDER BY position(\(term.folded) IN lower(j.name)) > 1, j.name, j.id
        LIMIT \(limit)
        """
    }

    /// Members by name, the same way.
    package func findMembers(
        _ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>
    ) async throws -> [FoundMember] {
        try await reading(scope) { db in try db.all(Self.memberSearch(term, limit: limit, scope)) }
    }

    static func memberSearch(_ term: SearchTerm, limit: Int, _ scope: Scope<SeeOrganization>) -> SQL {
        """
        SELECT p.id, p.name, m.role FROM memberships m JOIN people p ON p.id = m.person_id
        WHERE m.organization_id = \(scope.organization) AND m.is_active
          AND (position(\(term.folded) IN lower(p.name)) BETWEEN 1 AND \(term.deepest)
            OR position(\(" " + term.folded) IN lower(p.name)) > 0)
        ORDER BY position(\(term.folded) IN lower(p.name)) > 1, p.name, p.id
        LIMIT \(limit)
        """
    }
}

extension SearchTerm {
    /// How far from the beginning of a name the term may stand.
    fileprivate var deepest: Int { isShort ? 1 : 1_000 }
}

extension FoundOrder: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        project = try row["public_id"]
        projectName = try row["project_name"]
        number = try row["order_id"]
        let name: String? = try row["status_name"]
        status = name == "" ? nil : name
        isClosed = try row["is_closed"]
    }
}

extension FoundMember: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        person = try row["id"]
        name = try row["name"]
        role = try row["role"]
    }
}
