import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// What the search box asks the database: only what one may see, and always by an index.
struct SearchTests {
    private static func scope(_ site: TestSite, _ role: Role, inProject: Bool = true) async throws -> Scope<
        SeeOrganization
    > {
        let person = try await site.addPerson()
        try await site.join(person, as: role, inProject: inProject)
        return try Scope<SeeOrganization>(
            Member(
                organization: site.organization, organizationPublicID: site.organizationPublicID, person: person,
                role: role))
    }

    private static func term(_ text: String) throws -> SearchTerm { try #require(SearchTerm(text)) }

    @Test func `a number begins with what was typed, the number itself first`() throws {
        #expect(try Self.term(" #1 04 ").number == 104)
        #expect(try Self.term("104").numberRanges.prefix(3) == [104...104, 1_040...1_049, 10_400...10_499])
        #expect(try Self.term("999999999999999").numberRanges == [999_999_999_999_999...999_999_999_999_999])
        for text in ["9999999999999999", "12a", "0", "007", "№5"] {
            #expect(try Self.term(text).number == nil, "\(text)")
        }
        #expect(SearchTerm(" \u{0}\n ") == nil)
        #expect(try Self.term("Ab").isShort && !Self.term("Abc").isShort)
    }

    @Test func `orders are found by the beginning of their number in the projects one may see`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        for place in [site, other] {
            for order in [7, 70, 71, 8, 7_000] {
                _ = await place.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
            }
        }
        let rep = try await Self.scope(site, .rep)
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, rep).map(\.number) == [7, 7_000, 71, 70])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 2, rep).map(\.number) == [7, 7_000])
        #expect(try await site.store.findOrders(Self.term("Shop"), limit: 11, rep).isEmpty)
        let (organization, closed) = (site.organization, site.clock.now)
        try await site.database.superuser.execute(
            "UPDATE orders SET closed_at = \(closed) WHERE organization_id = \(organization) AND order_id IN (7, 7000)")
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, rep).map(\.number) == [7, 71, 70, 7_000])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 3, rep).map(\.number) == [7, 71, 70])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 3, rep).map(\.isClosed) == [true, false, false])
        let outside = try await Self.scope(site, .rep, inProject: false)
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, outside).isEmpty)
        #expect(try await site.store.findProjects(Self.term("shop"), limit: 11, outside).isEmpty)
        let manager = try await Self.scope(site, .manager, inProject: false)
        #expect(try await site.store.findOrders(Self.term("#70"), limit: 11, manager).map(\.number) == [70, 7_000])
        #expect(
            try await site.store.findProjects(Self.term("SHO"), limit: 11, manager).map(\.publicID)
                == [site.projectPublicID])
    }

    @Test func `short terms find beginnings only, and signs mean themselves`() async throws {
        let site = try await TestSite()
        let manager = try await Self.scope(site, .manager)
        #expect(try await site.store.findProjects(Self.term("Sh"), limit: 11, manager).count == 1)
        #expect(try await site.store.findProjects(Self.term("ho"), limit: 11, manager).isEmpty)
        #expect(try await site.store.findProjects(Self.term("hop"), limit: 11, manager).count == 1)
        for text in ["%", "_hop", "S%p", "\\", "'; --"] {
            #expect(try await site.store.findProjects(Self.term(text), limit: 11, manager).isEmpty, "\(text)")
        }
        #expect(try await site.store.findMembers(Self.term("ole"), limit: 11, manager).contains { $0.name == "Olena" })
        #expect(try await site.store.findMembers(Self.term("lena"), limit: 11, manager).isEmpty == false)
        #expect(try await site.store.findMembers(Self.term("le"), limit: 11, manager).isEmpty)
    }

    /// As the application's role, under row security, with 200,000 orders in 20 projects of the organization.
    @Test(.timeLimit(.minutes(5)))
    func `no search reads a table from end to end`() async throws {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        try await Self.fill(site)
        let manager = try await Self.scope(site, .manager)
        for (name, sql) in [
            ("orders", Store.orderSearch(try Self.term("17"), limit: 11, manager)),
            ("an order", Store.orderSearch(try Self.term("170017"), limit: 11, manager)),
            ("projects", Store.projectSearch(try Self.term("shop"), limit: 11, manager)),
            ("members", Store.memberSearch(try Self.term("olena"), limit: 11, manager)),
        ] {
            let plan = try await site.database.app.values(
                "EXPLAIN (ANALYZE, TIMING OFF) \(sql)",
                settings: [Setting(name: "takt.organization", value: site.organization.text)], as: String.self
            ).joined(separator: "\n")
            #expect(!plan.contains("Seq Scan on orders") && !plan.contains("Seq Scan on people"), "\(name): \(plan)")
            if name.contains("order") { #expect(plan.contains("orders_pkey"), "\(name): \(plan)") }
            let milliseconds = try #require(
                plan.firstMatch(of: /Execution Time: ([0-9.]+) ms/).flatMap { Double($0.1) })
            print("search for \(name): \(milliseconds) ms")
            #expect(milliseconds < 200, "\(name): \(plan)")
        }
        try await site.database.drop()
    }

    private static func fill(_ site: TestSite) async throws {
        let (organization, project) = (site.organization, site.project)
        try await site.database.superuser.transaction { db in
            try db.execute("SET LOCAL session_replication_role = replica")
            try db.execute("SET LOCAL statement_timeout = 0")
            try db.execute(
                """
                INSERT INTO projects (organization_id, id, public_id, name, base_url, zone, created_at)
                SELECT organization_id, gen_random_uuid(), translate('aaaaaaa' || n, '01', 'xy'), 'Shop ' || n, base_url,
                       zone, created_at
                FROM projects, generate_series(100, 118) n WHERE id = \(project)
                """)
            try db.execute(
                """
                INSERT INTO orders (organization_id, project_id, order_id)
                SELECT j.organization_id, j.id, n FROM projects j, generate_series(170000, 179999) n
                WHERE j.organization_id = \(organization)
                """)
            try db.execute(
                """
                INSERT INTO people (id, email, name, created_at)
                SELECT gen_random_uuid(), n || '@example.com', 'Olena ' || n, now() FROM generate_series(1, 20000) n
                """)
            try db.execute(
                """
                INSERT INTO memberships (organization_id, person_id, role, created_at)
                SELECT \(organization), id, 'rep', now() FROM people ORDER BY id LIMIT 200
                ON CONFLICT DO NOTHING
                """)
        }
        for table: SQL in ["ANALYZE orders", "ANALYZE projects", "ANALYZE people", "ANALYZE memberships"] {
            try await site.database.superuser.execute(table)
        }
    }
}
