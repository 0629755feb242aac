import Models
import Postgres
import Store
import TestSupport
import Testing

/// A page of the list costs the same however many orders there are: every filter is read from its index.
struct OrderPlanTests {
    /// 30,000 orders, of which a tenth are open; one manager and one source have a handful of each, one order in
    /// two hundred is urgent.
    private static let site = Task { () throws -> TestSite in
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let (organization, project, now) = (site.organization, site.project, site.clock.now)
        try await site.database.superuser.execute(
            """
            INSERT INTO orders
                (organization_id, project_id, order_id, status_id, status_group, changed_at, group_entered_at, closed_at,
                 over_at, rules_number, manager_id, source_id, is_urgent)
            SELECT \(organization), \(project), n, 1, 1, t, t, CASE WHEN n % 10 > 0 THEN t END,
                   CASE WHEN n % 10 = 0 THEN t + interval '1 day' END, 1, CASE WHEN n % 3001 < 2 THEN 9 ELSE n % 7 END,
                   CASE WHEN n % 3001 < 2 THEN 9 ELSE n % 3 END, n % 199 = 0
            FROM generate_series(1, 30000) n, LATERAL (SELECT \(now)::timestamptz - n * interval '1 minute' AS t) x
            """)
        try await site.database.superuser.execute(
            """
            INSERT INTO order_contents (organization_id, project_id, order_id, asked_at, buyer_name)
            SELECT \(organization), \(project), n, now(), 'Buyer ' || n FROM generate_series(1, 30000) n
            """)
        _ = try await site.database.superuser.transaction { try $0.execute("ANALYZE orders, order_contents") }
        return site
    }

    @Test(arguments: [
        ("manager=9", "orders_open_by_manager"), ("manager=9&state=closed", "orders_closed_by_manager"),
        ("source=9", "orders_open_by_source"), ("source=9&state=closed", "orders_closed_by_source"),
        ("urgent=yes", "orders_open_urgent"), ("urgent=yes&state=closed", "orders_closed_urgent"),
    ])
    func `a rare manager, source or urgent order is found by its index`(query: String, index: String) async throws {
        let site = try await Self.site.value
        let scope = try await site.scope(ViewOrders.self)
        var filter = OrderFilter()
        for pair in query.split(separator: "&") {
            switch pair {
            case "manager=9": filter.manager = 9
            case "source=9": filter.source = 9
            case "urgent=yes": filter.urgent = .yes
            default: filter.state = .closed
            }
        }
        let plan = try await site.store.orderPlan(filter, scope, at: site.clock.now)
        #expect(plan.contains(index), "\(plan)")
        #expect(!plan.contains("Seq Scan on orders"), "\(plan)")
        // The customers of the page's rows alone are looked up.
        #expect(!plan.contains("Seq Scan on order_contents"), "\(plan)")
        let page = try await site.store.orders(filter, from: nil, to: nil, scope, at: site.clock.now)
        #expect(!page.rows.isEmpty && page.rows.allSatisfy { $0.customer == "Buyer \($0.number)" })
    }
}
