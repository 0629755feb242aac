import Foundation
import HTTP
import Jobs
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// What the program's own tasks do.
struct TaskTests {
    /// What the job of that task for the site's project does.
    private func run(_ task: String, _ site: TestSite) async throws {
        let payload = "{\"due\": \(site.clock.now.microseconds), \"project\": \"\(site.project.text)\"}"
        let organization = site.organization
        let job: JobRun? = try await site.database.app.first(
            """
            SELECT 1 AS id, \(task)::text AS kind, \(organization)::uuid AS organization_id, \(payload)::text AS payload,
                1 AS run, 1 AS attempts, 6 AS max_attempts, NULL AS progress_done, NULL AS progress_total
            """)
        try await SiteJobs.handlers(site.services)[task]?(try #require(job))
    }

    @Test func `the statuses of a connected shop are fetched, in the name of the program`() async throws {
        let book = StatusBook([StatusBook.row(1, "Новий", group: 1)])
        let shop = try await ConnectedShop(send: book.answer)
        book.become([StatusBook.row(1, "Новий", group: 1), StatusBook.row(2, "Друк", group: 3)])
        try await run("refresh_statuses", shop.site)
        #expect(try await shop.project()?.statusesFetchedAt == shop.site.clock.now)
        let entry = try #require(try await shop.site.store.auditEntries(shop.site.system).first)
        #expect(entry.event == .statusesFetched && entry.actor == "system:statuses")
    }

    @Test func `a shop without a key is left alone`() async throws {
        let site = try await TestSite()
        try await run("refresh_statuses", site)
        #expect(try await site.store.project(site.system)?.connection == .untried)
    }

    @Test(arguments: [(401, true), (503, false)])
    func `a CRM that refuses is said on the connection, and only what may pass is tried again`(
        status: Int, isHopeless: Bool
    ) async throws {
        let shop = try await ConnectedShop { _ in OutboundResponse(Status(code: status), headers: [:], body: []) }
        await #expect {
            try await run("refresh_statuses", shop.site)
        } throws: { error in
            (error is HopelessJob) == isHopeless
        }
        let project = try #require(try await shop.project())
        #expect(project.connection == .failing && project.lastTest?.status == status)
    }

    @Test func `after the days of the setting the bytes go, and row and verdict stay`() async throws {
        let site = try await TestSite(settings: ["TAKT_RAW_DAYS": "10"])
        let start = site.clock.now
        for order in 1...5 {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-18T08:00:00Z"))
            _ = await site.deliver("{")
            site.clock.advance(seconds: 86_400)
        }
        site.clock.set(start.advanced(seconds: 12 * 86_400 + 3_600))
        for round in 0..<2 {
            try await run("purge_payloads", site)
            let project = site.project
            let kept: [String] = try await site.database.superuser.values(
                """
                SELECT verdict || ' ' || (octet_length(body) > 0) FROM deliveries
                WHERE project_id = \(project) AND length > 0 ORDER BY id
                """)
            #expect(kept.count == 10 && kept.filter { $0.hasSuffix("false") }.count == 6, "round \(round)")
            #expect(kept.prefix(6).allSatisfy { $0.hasSuffix("false") })
        }
        let entries = try await site.store.auditEntries(site.system).filter { $0.event == .payloadsPurged }
        #expect(entries.count == 1 && entries[0].actor == "system:retention")
        #expect(entries[0].after?.contains("\"count\": \"6\"") == true)
        let admin = try await site.signIn(as: .admin)
        let project = site.project
        let oldest: Int? = try await site.database.superuser.value(
            "SELECT min(id) FROM deliveries WHERE project_id = \(project)")
        let page = await admin.get(Deliveries.delivery(in: site.projectPublicID, try #require(oldest)))
        #expect(page.text.contains("no longer kept"))
    }

    @Test func `a batch that parts deliveries of one instant leaves none behind`() async throws {
        let site = try await TestSite()
        for order in 1...7 {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-18T08:00:00Z"))
        }
        let end = site.clock.now.advanced(seconds: 1)
        var counts: [Int] = []
        repeat {
            counts.append(
                try await site.store.purgePayloads(receivedBefore: end, limit: 3, site.system, at: site.clock.now))
        } while counts.last == 3
        #expect(counts == [3, 3, 1])
    }

    @Test func `sessions, links and buckets that are over go, the others stay`() async throws {
        let world = try await Timekeeping()
        let site = world.site
        _ = try await site.signIn(as: .viewer)
        _ = try await site.signIn(as: .viewer)
        try await site.database.superuser.execute(
            "UPDATE sessions SET seen_at = now() - interval '31 days' WHERE id = (SELECT min(id) FROM sessions)")
        for days in [0, 40] {
            try await site.store.addSetupLink(tokenHash: Array(repeating: UInt8(days), count: 32))
            try await site.database.superuser.execute(
                """
                UPDATE setup_links SET expires_at = now() - make_interval(days => \(days))
                WHERE token_sha256 = \(Array(repeating: UInt8(days), count: 32))
                """)
            try await site.database.superuser.execute(
                """
                INSERT INTO buckets (key, tokens, granted, at)
                VALUES (\("b\(days)"), 1, true, now() - make_interval(days => \(days)))
                """)
        }
        #expect(try await site.store.purgeExpired(limit: 100) == 3)
        #expect(try await site.store.purgeExpired(limit: 100) == 0)
        for sql: SQL in [
            "SELECT count(*) FROM sessions", "SELECT count(*) FROM setup_links", "SELECT count(*) FROM buckets",
        ] {
            #expect(try await site.database.superuser.value(sql) == 1, "\(sql.text)")
        }
        try await world.end()
    }

    @Test func `runs after thirty days and dead jobs after ninety are forgotten`() async throws {
        let world = try await Timekeeping()
        for days in [29, 31, 89, 91] {
            try await world.database.superuser.execute(
                """
                INSERT INTO scheduled_runs (task, due_at, begun_at)
                VALUES ('x', now() - make_interval(days => \(days)), now() - make_interval(days => \(days)))
                """)
            try await world.database.superuser.execute(
                """
                INSERT INTO dead_jobs (job_id, kind, payload, priority, max_attempts, attempts, reason, created_at, died_at)
                VALUES (1, 'x', '{}', 1, 1, 1, 'x', now(), now() - make_interval(days => \(days)))
                """)
        }
        _ = try await world.site.store.tidySchedule()
        try await world.site.store.pruneDeadJobs()
        #expect(try await world.database.superuser.value("SELECT count(*) FROM scheduled_runs") == 1)
        #expect(try await world.database.superuser.value("SELECT count(*) FROM dead_jobs") == 3)
        try await world.end()
    }
}
