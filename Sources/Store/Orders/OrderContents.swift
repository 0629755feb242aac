package import Jobs
package import Models
import Postgres

/// How far the program is with asking the CRM for one order.
package enum ContentState: String, Sendable, CaseIterable {
    case waiting, fetched, failed
}

extension Store {
    /// Keeps what the CRM answered for an order, derives the order anew with its items and ends the run, in one
    /// transaction. An answer that is older than the kept one by the CRM's own clock changes nothing.
    package func keepContent(
        _ content: OrderContent, of order: Int, ending run: JobRun? = nil, _ scope: SystemScope, at now: Instant,
        rules: @escaping @Sendable (_ number: Int, _ load: () throws -> StoredRules) throws -> OrderRules
    ) async throws {
        try await transaction(scope) { db in
            guard let number = try db.rulesNumber(scope) else { return }
            try db.lock(order, scope)
            if try db.keep(content, of: order, scope, at: now) {
                let statements =
                    Self.statements(keeping: content.items, of: order, scope, at: now)
                    + [Self.statement(keeping: content.marketing, of: order, scope)]
                try db.run(statements)
            }
            let rules = try rules(number) { try db.storedRules(scope) }
            try db.derive([order], by: rules, number, scope, at: now)
            if let run { try db.complete(run) }
        }
    }

    /// Notes that an attempt came to nothing, with the verdict as one word; the last one is said to be final.
    package func keepContentFailure(
        _ failure: String, isFinal: Bool, of order: Int, _ scope: SystemScope, at now: Instant
    ) async throws {
        let state: ContentState = isFinal ? .failed : .waiting
        try await transaction(scope) { db in
            _ = try db.execute(
                """
                UPDATE order_contents SET state = \(state), failure = \(failure), tried_at = \(now)
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
                """)
        }
    }

    private static func statement(keeping marketing: Marketing, of order: Int, _ scope: some ProjectTenancy) -> SQL {
        """
        INSERT INTO order_marketing
            (organization_id, project_id, order_id, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
             fbclid, fbc, fbp, raw_comment, rest)
        VALUES
            (\(scope.organization), \(scope.project), \(order), \(marketing.source), \(marketing.medium),
             \(marketing.campaign), \(marketing.term), \(marketing.content), \(marketing.fbclid), \(marketing.fbc),
             \(marketing.fbp), \(marketing.comment), \(JSONText.object(marketing.rest))::jsonb)
        ON CONFLICT (organization_id, project_id, order_id) DO UPDATE SET
            utm_source = excluded.utm_source, utm_medium = excluded.utm_medium, utm_campaign = excluded.utm_campaign,
            utm_term = excluded.utm_term, utm_content = excluded.utm_content, fbclid = excluded.fbclid,
            fbc = excluded.fbc, fbp = excluded.fbp, raw_comment = excluded.raw_comment, rest = excluded.rest
        """
    }
}

extension Connection {
    /// False when a newer answer is there already.
    fileprivate func keep(
        _ content: OrderContent, of order: Int, _ scope: SystemScope, at now: Instant
    ) throws -> Bool {
        let buyer = content.buyer
        let kept = try execute(
            """
            INSERT INTO order_contents AS c
                (organization_id, project_id, order_id, state, asked_at, fetched_at, source_updated_at, grand_total,
                 buyer_name, buyer_phone, buyer_email, buyer_rest)
            VALUES
                (\(scope.organization), \(scope.project), \(order), 'fetched', \(now), \(now), \(content.updatedAt),
                 \(content.grandTotal), \(buyer.name), \(buyer.phone), \(buyer.email),
                 \(JSONText.object(buyer.rest))::jsonb)
            ON CONFLICT (organization_id, project_id, order_id) DO UPDATE SET
                state = 'fetched', failure = '', tried_at = NULL, fetched_at = excluded.fetched_at,
                source_updated_at = excluded.source_updated_at, grand_total = excluded.grand_total,
                buyer_name = excluded.buyer_name, buyer_phone = excluded.buyer_phone,
                buyer_email = excluded.buyer_email, buyer_rest = excluded.buyer_rest
            WHERE c.source_updated_at IS NULL OR excluded.source_updated_at IS NULL
               OR excluded.source_updated_at >= c.source_updated_at
            """)
        if kept == 1 { return true }
        try execute(
            """
            UPDATE order_contents SET state = 'fetched', failure = '', tried_at = NULL, fetched_at = \(now)
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
            """)
        return false
    }

    /// The number of the project's rules, held still until the end of the transaction; nil without a project.
    func rulesNumber(_ scope: some ProjectTenancy) throws -> Int? {
        try value(
            """
            SELECT rules_number FROM projects
            WHERE organization_id = \(scope.organization) AND id = \(scope.project) FOR KEY SHARE
            """)
    }

    /// The order's row, made if need be and locked, so that two changes of one order follow each other.
    func lock(_ order: Int, _ scope: some ProjectTenancy) throws {
        try run([
            """
            INSERT INTO orders (organization_id, project_id, order_id)
            VALUES (\(scope.organization), \(scope.project), \(order))
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT FROM orders
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
            FOR UPDATE
            """,
        ])
    }
}

extension ContentState: SQLEncodable, SQLDecodable {}
