package import Models
package import Postgres

/// What a frame around a page tells of its reader's place.
package struct Surroundings: Sendable {
    /// The projects of the organization that they may see.
    package let projects: [ProjectLink]
    /// Their unread notices of all organizations, counted up to 100.
    package let unread: Int
    /// IANA name of the organization's zone.
    package let zone: String
    /// The organization's picture; nil when it has none.
    package let logo: Logo?
}

extension Store {
    /// The projects a member may see, by name; at most 200.
    package func projectLinks(of member: Member) async throws -> [ProjectLink] {
        let scope = try Scope<SeeOrganization>(member)
        return try await reading(scope) { db in try db.all(Self.projectLinks(scope)) }
    }

    /// The same with the number of unread notices, the organization's zone and picture, in one trip.
    package func surroundings(of member: Member, at now: Instant) async throws -> Surroundings {
        let scope = try Scope<SeeOrganization>(member)
        let zone: SQL = "SELECT zone FROM organizations WHERE id = \(scope.organization)"
        let statements = [
            Self.projectLinks(scope), Self.unreadCount(of: member.person, at: now), zone, Self.logo(of: scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            return Surroundings(
                projects: try answers[0].all(), unread: try answers[1].value() ?? 0,
                zone: try answers[2].value() ?? "UTC", logo: try answers[3].first())
        }
    }

    /// The active projects that somebody sees, by name; at most 200.
    static func projectLinks(_ scope: Scope<some Permission>) -> SQL {
        """
        SELECT j.public_id, j.name FROM projects j
        WHERE j.organization_id = \(scope.organization) AND j.is_active AND \(visible(to: scope))
        ORDER BY j.name, j.id
        LIMIT 200
        """
    }

    /// The cards of Home: every project one may see with what is going on there. Counts stop at 10,000
    /// each, so that no card costs more than a page.
    package func projectHealth(
        _ scope: Scope<SeeOrganization>, since today: Instant, at now: Instant
    ) async throws -> [ProjectHealth] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT \(ProjectRecord.columns), last.received_at AS last_delivery_at,
                       open_orders.n AS open_orders, near_orders.n AS near_orders, over_orders.n AS over_orders,
                       today.n AS deliveries,
                       (SELECT count(*) FROM statuses s
                        WHERE s.organization_id = j.organization_id AND s.project_id = j.id AND s.name <> '') AS statuses,
                       j.crm = 'demo' OR EXISTS (
                           SELECT FROM rule_versions r
                           WHERE r.organization_id = j.organization_id AND r.project_id = j.id
                             AND r.kind = 'sla' AND r.version > 1) AS has_own_limits,
                       (SELECT count(*) FROM statuses s
                        WHERE s.organization_id = j.organization_id AND s.project_id = j.id AND s.is_new) AS new_statuses
                FROM projects j
                LEFT JOIN LATERAL (
                    SELECT d.received_at FROM deliveries d
                    WHERE d.organization_id = j.organization_id AND d.project_id = j.id ORDER BY d.id DESC LIMIT 1) last ON true
                CROSS JOIN LATERAL (
                    SELECT count(*) AS n FROM (
                        SELECT FROM deliveries d
                        WHERE d.organization_id = j.organization_id AND d.project_id = j.id AND d.received_at >= \(today)
                        LIMIT 10001) x) today
                CROSS JOIN LATERAL (
                    SELECT count(*) AS n FROM (
                        SELECT FROM orders o
                        WHERE o.organization_id = j.organization_id AND o.project_id = j.id AND o.closed_at IS NULL
                        LIMIT 10001) x) open_orders
                CROSS JOIN LATERAL (
                    SELECT count(*) AS n FROM (
                        SELECT FROM orders o
                        WHERE o.organization_id = j.organization_id AND o.project_id = j.id AND o.closed_at IS NULL
                          AND o.breach_key <= \(now)
                        LIMIT 10001) x) over_orders
                CROSS JOIN LATERAL (
                    SELECT count(*) AS n FROM (
                        SELECT FROM orders o
                        WHERE o.organization_id = j.organization_id AND o.project_id = j.id AND o.closed_at IS NULL
                          AND o.breach_key > \(now) AND o.near_at <= \(now)
                        LIMIT 10001) x) near_orders
                WHERE j.organization_id = \(scope.organization) AND j.is_active AND \(Self.visible(to: scope))
                ORDER BY j.name, j.id
                LIMIT 200
                """)
        }
    }

    /// Managers and admins see every project; others those they are members of.
    static func visible(to scope: Scope<some Permission>) -> SQL {
        if scope.role.seesEveryProject { return "true" }
        return """
            EXISTS (SELECT FROM project_members pm
                    WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = \(scope.person))
            """
    }
}

extension ProjectLink: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(publicID: try row["public_id"], name: try row["name"])
    }
}

extension ProjectHealth: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            project: try ProjectRecord(row), lastDeliveryAt: try row["last_delivery_at"],
            deliveries: try row["deliveries"], openOrders: try row["open_orders"], nearOrders: try row["near_orders"],
            overOrders: try row["over_orders"], statuses: try row["statuses"], newStatuses: try row["new_statuses"],
            hasOwnLimits: try row["has_own_limits"])
    }
}
