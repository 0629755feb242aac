package import Models
package import Postgres

extension Store {
    /// What came in, the newest first, without the bodies; `before`: only older ones than that. One more than `limit`
    /// says whether there are more.
    package func leadDeliveries(
        before id: Int?, limit: Int, _ scope: Scope<ManageOrganization>
    ) async throws -> [LeadDelivery] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT \(LeadDelivery.columns), NULL::bytea AS body FROM lead_deliveries d
                LEFT JOIN leads l ON l.organization_id = d.organization_id AND l.id = d.lead_id
                WHERE d.organization_id = \(scope.organization) AND d.id < \(id ?? Int.max)
                ORDER BY d.id DESC
                LIMIT \(limit + 1)
                """)
        }
    }

    /// One with its body; nil when there is none.
    package func leadDelivery(_ id: Int, _ scope: Scope<ManageOrganization>) async throws -> LeadDelivery? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT \(LeadDelivery.columns), d.body FROM lead_deliveries d
                LEFT JOIN leads l ON l.organization_id = d.organization_id AND l.id = d.lead_id
                WHERE d.organization_id = \(scope.organization) AND d.id = \(id)
                """)
        }
    }

    /// Forgets what the deliveries before that time said, at most 5,000 at once; answers how many. What became of each
    /// stays known.
    package func forgetLeadBodies(before then: Instant, _ scope: OrganizationScope) async throws -> Int {
        try await transaction(scope) { db in
            try db.execute(
                """
                UPDATE lead_deliveries SET body = NULL
                WHERE organization_id = \(scope.organization) AND id IN (
                    SELECT id FROM lead_deliveries
                    WHERE organization_id = \(scope.organization) AND received_at < \(then) AND body IS NOT NULL
                    ORDER BY received_at LIMIT 5000)
                """)
        }
    }
}

extension LeadDelivery: RowDecodable {
    fileprivate static let columns: SQL = """
        d.id, d.received_at, d.origin, d.verdict, d.reason, d.repeats, d.lead_id, l.company, d.length, d.type, d.network
        """

    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], receivedAt: try row["received_at"], origin: try row["origin"],
            verdict: try row["verdict"], reason: try row["reason"], repeats: try row["repeats"],
            lead: try row["lead_id"], company: try row["company"], length: try row["length"], body: try row["body"],
            type: try row["type"], network: try row["network"])
    }
}
