import Forms
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// What is done with many orders at once is asked first, counted right, and done to those and no others.
struct OrderActsTests {
    /// So many orders of one event each, with working seconds that no derivation would give.
    private static func fill(_ site: TestSite, _ count: Int) async throws {
        let (organization, project, now) = (site.organization, site.project, site.clock.now)
        try await site.database.superuser.execute(
            """
            WITH numbers AS (SELECT generate_series(1, \(count)) AS n),
            events AS (
                INSERT INTO status_events (organization_id, project_id, order_id, changed_at, status_id, received_at)
                SELECT \(organization), \(project), n, \(now)::timestamptz - interval '1 hour', 1 + n % 3, \(now) FROM numbers)
            INSERT INTO orders
                (organization_id, project_id, order_id, status_id, status_group, changed_at, group_entered_at,
                 working_seconds, rules_number)
            SELECT \(organization), \(project), n, 1 + n % 3, 1 + n % 3, \(now), \(now), 999999, 1 FROM numbers
            """)
    }

    /// The orders whose figures were counted again.
    private static func counted(_ site: TestSite) async throws -> [Int] {
        let project = site.project
        return try await site.database.superuser.values(
            """
            SELECT order_id FROM orders WHERE project_id = \(project) AND working_seconds <> 999999 ORDER BY order_id
            """)
    }

    private static func jobs(_ site: TestSite) async throws -> Int {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE organization_id = \(organization) AND kind = 'recompute_chosen'") ?? 0
    }

    @Test func `what was ticked is asked about and then counted again, nothing else`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 30)
        let manager = try await site.signIn(as: .manager)
        let path = OrderActs.bulk(in: site.projectPublicID)
        let asked = await manager.get(path + "?query=state%3Dover&act=recompute&id=3&id=4&id=4&id=900&id=x")
        #expect(
            asked.status == .ok && asked.text.contains("2 orders") && asked.text.contains("Count these orders again?"))
        #expect(try await Self.counted(site).isEmpty, "asking does nothing")
        let done = await manager.submit(path, [("query", "state=over"), ("id", "3"), ("id", "4"), ("id", "900")])
        #expect(done.headers["location"] == Orders.list(in: site.projectPublicID) + "?state=over")
        #expect(try await Self.counted(site) == [3, 4])
        #expect(await manager.get(Orders.list(in: site.projectPublicID)).text.contains("2 orders counted again."))
        let entry = try #require(try await site.store.auditEntries(site.system).first)
        #expect(
            entry.event == .ordersRecomputed && entry.person == manager.person && entry.after == #"{"orders": "2"}"#)
    }

    @Test func `all that match means the filter, not the page`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 60)
        let manager = try await site.signIn(as: .manager)
        let list = Orders.list(in: site.projectPublicID)
        let page = await manager.get(list + "?group=2&size=10")
        #expect(page.text.contains("Select all 20") && page.text.contains("name=\"id\" value=\"1\" form=\"bulk\""))
        let all = await manager.get(list + "?group=2&size=10&select=every")
        #expect(all.text.contains("All 20 that match are selected") && all.text.contains("name=\"every\" value=\"on\""))
        #expect(!all.text.contains("name=\"id\""))
        _ = await manager.submit(
            OrderActs.bulk(in: site.projectPublicID), [("query", "group=2&size=10"), ("every", "on"), ("id", "2")])
        let counted = try await Self.counted(site)
        #expect(counted == Array(stride(from: 1, through: 58, by: 3)))
    }

    @Test func `without a script the tick in the head means the rows that were shown`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 5)
        let manager = try await site.signIn(as: .manager)
        let path = OrderActs.bulk(in: site.projectPublicID)
        let asked = await manager.get(path + "?act=recompute&all=on&shown=1%2C2%2C3")
        #expect(asked.text.contains("3 orders"))
    }

    @Test func `nothing selected or nothing to do is said, and does nothing`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 5)
        let manager = try await site.signIn(as: .manager)
        let path = OrderActs.bulk(in: site.projectPublicID), list = Orders.list(in: site.projectPublicID)
        for query in ["", "?act=burn&id=1"] {
            #expect(await manager.get(path + query).headers["location"] == list)
            #expect(await manager.get(list).text.contains("Choose what to do with the selected rows."))
        }
        #expect(await manager.get(path + "?act=recompute&query=state%3Dover").status == .seeOther)
        #expect(await manager.get(list).text.contains("Nothing is selected."))
        #expect(await manager.post(path, ["id": "77"]).status == .seeOther)
        #expect(try await Self.counted(site).isEmpty)
        #expect(try await Self.jobs(site) == 0)
        #expect(try await site.store.auditEntries(site.system).allSatisfy { $0.event != .ordersRecomputed })
        // Somebody without the right is not even offered it.
        let rep = try await site.signIn(as: .rep)
        #expect(await !rep.get(list).text.contains("id=\"bulk\""))
    }

    @Test func `more than five hundred are counted behind the pages, with progress`() async throws {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        try await Self.fill(site, 1_200)
        let manager = try await site.signIn(as: .manager)
        let path = OrderActs.bulk(in: site.projectPublicID), list = Orders.list(in: site.projectPublicID)
        let asked = await manager.get(path + "?act=recompute&every=on&query=")
        #expect(asked.text.contains("More than 1,000") && asked.text.contains("behind the pages"))
        #expect(await manager.post(path, ["every": "on", "query": ""]).status == .seeOther)
        #expect(try await Self.counted(site).isEmpty)
        #expect(try await Self.jobs(site) == 1)
        let waiting = await manager.get(list)
        #expect(waiting.text.contains("<progress") && waiting.text.contains("counted again behind the pages"))
        let worker = Worker(
            site.database.app, .init(name: "test \(site.project.text)", concurrent: 1),
            handlers: OrderJobs(services: site.services).handlers)
        let running = Task { await worker.run() }
        for _ in 0..<600 where try await Self.jobs(site) > 0 { try await Task.sleep(for: .milliseconds(50)) }
        await worker.stop(grace: .seconds(5))
        running.cancel()
        #expect(try await Self.jobs(site) == 0)
        #expect(try await Self.counted(site).count == 1_200)
        let after = await manager.get(list)
        #expect(!after.text.contains("<progress"))
        try await database.drop()
    }
}
