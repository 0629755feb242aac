@testable import App
import Foundation
import Jobs
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The feed waits for the oldest transaction still writing, so none of ours may be long.
struct LongWorkTests {
    @Test(.timeLimit(.minutes(5)))
    func `counting thousands of orders again holds nobody up: each transaction stays under half a second`() async throws
    {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        let (organization, project) = (site.organization, site.project)
        try await database.superuser.execute(
            """
            INSERT INTO status_events (organization_id, project_id, order_id, changed_at, status_id, source_group, received_at)
            SELECT \(organization), \(project), o, timestamptz '2026-10-01' + o * interval '7 minutes' + s * interval '5 hours',
                   s, s, now()
            FROM generate_series(1, 1500) o, generate_series(1, 6) s
            """)
        try await database.superuser.execute(
            "INSERT INTO orders (organization_id, project_id, order_id) SELECT \(organization), \(project), o FROM generate_series(1, 1500) o"
        )
        let scope = site.system
        try await site.store.transaction(scope) { db in try db.enqueueRecompute(scope) }
        let worker = Worker(
            database.app, Worker.Settings(name: "test"), handlers: OrderJobs(services: site.services).handlers)
        let work = Task { await worker.run() }
        var longest = 0.0
        var samples = 0
        let isDone = try await eventually(240) {
            let age = try await database.superuser.value(
                """
                SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity
                WHERE datname = current_database() AND usename = 'takt_app' AND backend_xid IS NOT NULL
                """, as: Double.self)
            if let age, age > 0 {
                longest = max(longest, age)
                samples += 1
            }
            return try await site.store.outdatedOrders(scope) == 0
        }
        await worker.stop(grace: .seconds(5))
        work.cancel()
        #expect(isDone)
        #expect(samples > 5, "the work was seen while it went on")
        #expect(longest < 0.5, "the longest writing transaction that was seen took \(longest) s")
        let told = try await database.superuser.value(
            "SELECT count(*) FROM events WHERE topic = 'invalidate'", as: Int.self)
        #expect(try #require(told) >= 10)
        try await database.drop()
    }
}
