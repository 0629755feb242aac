import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing

@testable import App

/// The work of a suspended organization waits for it, and nobody else's does.
struct SuspensionTests {
    private func suspend(_ isSuspended: Bool, _ site: TestSite, by person: Person.ID) async throws {
        let done = try await site.store.setSuspended(
            isSuspended, site.organizationPublicID, by: person, at: site.clock.now)
        #expect(done)
    }

    @Test func `runs of a suspended organization are left out, and it catches up once when it returns`() async throws {
        let world = try await Timekeeping()
        let other = try await TestSite(database: world.database)
        let person = try await world.runner()
        let scheduler = Scheduler(
            world.site.services,
            [
                .idle("of_project", .hourly(at: 0), for: .project), .idle("of_house", .hourly(at: 5)),
                .idle("of_organization", .hourly(at: 10), for: .organization),
            ])
        try world.set("2027-01-01T00:30:00Z")
        try await scheduler.count()
        try await suspend(true, world.site, by: person)
        for _ in 0..<5 {
            world.site.clock.advance(seconds: 3_600)
            try await scheduler.count()
            try await scheduler.beginDue()
        }
        let (mine, theirs) = (world.site.organization, other.organization)
        func runs(_ organization: Organization.ID) async throws -> [String] {
            try await world.database.superuser.values(
                """
                SELECT task || ' ' || to_char(due_at AT TIME ZONE 'UTC', 'HH24:MI') FROM scheduled_runs
                WHERE organization_id = \(organization) ORDER BY due_at, task
                """)
        }
        #expect(try await runs(mine) == [])
        #expect(try await runs(theirs).count == 10)
        #expect(try await world.runs().count { $0.hasPrefix("of_house") } == 5)
        // Run now is for those who are there, and nothing of it is overdue for the operator.
        #expect(try await world.site.store.hasten("of_project", by: person, at: world.site.clock.now) == 1)
        try await scheduler.beginDue()
        #expect(try await runs(mine) == [])

        try await suspend(false, world.site, by: person)
        for _ in 0..<3 { try await scheduler.beginDue() }
        #expect(try await runs(mine) == ["of_project 01:00", "of_organization 01:10"])
        world.site.clock.advance(seconds: 3_600)
        try await scheduler.beginDue()
        #expect(try await runs(mine).suffix(2) == ["of_project 06:00", "of_organization 06:10"])
        try await world.end()
    }

    @Test func `jobs of a suspended organization keep their places until it returns, and are not counted as late`()
        async throws
    {
        let world = try await Timekeeping()
        let other = try await TestSite(database: world.database)
        let person = try await world.runner()
        let superuser = world.database.superuser
        for organization in [world.site.organization, other.organization] {
            for number in 1...3 {
                try await superuser.execute(
                    """
                    INSERT INTO jobs (organization_id, kind, key, run_at)
                    VALUES (\(organization), 'idle', \("\(number)"), now() - interval '2 hours')
                    """)
            }
        }
        try await suspend(true, world.site, by: person)
        let jobs = try await world.database.app.claimJobs(for: "w", batch: 100, share: 100)
        #expect(jobs.count == 3 && jobs.allSatisfy { $0.organization == other.organization.rawValue })
        for job in jobs { try await world.database.app.finish(job) }
        let figures = try #require(try await world.site.store.queueFigures())
        #expect(figures.ready == 0 && figures.later == 3 && figures.oldestSeconds == 0)
        let kinds = try await world.site.store.queuedKinds(by: person)
        #expect(kinds.map(\.ready) == [0] && kinds.map(\.later) == [3])
        // Its hooks are taken all the same.
        let change = TestSite.change(order: 5, status: 1, at: "2026-11-19T08:00:00Z")
        #expect(await world.site.deliver(change).status == .ok)

        try await suspend(false, world.site, by: person)
        #expect(try #require(try await world.site.store.queueFigures()).oldestSeconds > 7_000)
        let back = try await world.database.app.claimJobs(for: "w", batch: 100, share: 100)
        #expect(back.filter { $0.kind == "idle" }.count == 3)
        try await world.end()
    }
}
