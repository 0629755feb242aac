import Foundation
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// F10: the clock of the server jumps, and wall clocks change. When everything that the database's clock wrote is moved
/// one way, it is as if that clock had jumped the other.
struct ClockTests {
    private static func jump(_ seconds: Int, _ database: TestDatabase) async throws {
        let superuser = database.superuser
        try await superuser.execute(
            """
            UPDATE sessions SET seen_at = seen_at - make_interval(secs => \(seconds)),
                sudo_at = sudo_at - make_interval(secs => \(seconds)),
                expires_at = expires_at - make_interval(secs => \(seconds))
            """)
        try await superuser.execute(
            """
            UPDATE jobs SET run_at = run_at - make_interval(secs => \(seconds)),
                lease_until = lease_until - make_interval(secs => \(seconds))
            """)
        try await superuser.execute("UPDATE buckets SET at = at - make_interval(secs => \(seconds))")
    }

    private static func isIn(_ browser: TestSupport.Browser) async -> Bool {
        await browser.get("/account").status == .ok
    }

    @Test(arguments: [300, -300, 3_600, -3_600])
    func `sessions outlive a jump of minutes and an hour alike, and none becomes immortal by it`(seconds: Int)
        async throws
    {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        let fresh = try await site.signIn(as: .admin), idle = try await site.signIn(as: .admin)
        let old = try await site.signIn(as: .admin)
        let (resting, ending) = (idle.person, old.person)
        // Half an hour short of their ends: of the idle time, and of the whole.
        try await database.superuser.execute(
            "UPDATE sessions SET seen_at = now() - interval '11 hours 30 minutes' WHERE person_id = \(resting)")
        try await database.superuser.execute(
            "UPDATE sessions SET expires_at = now() + interval '30 minutes' WHERE person_id = \(ending)")
        try await Self.jump(seconds, database)
        #expect(await Self.isIn(fresh))
        #expect(await Self.isIn(idle) == (seconds < 1_800))
        #expect(await Self.isIn(old) == (seconds < 1_800))
        // Each ends all the same, whatever was added: the idle one half a day after its last step, the old one at its end.
        try await Self.jump(43_200 + 3_600 + 60, database)
        for browser in [fresh, idle, old] { #expect(await !Self.isIn(browser)) }
        try await database.drop()
    }

    @Test func `a password that seems to be typed in the future is not taken for a fresh one`() async throws {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        let admin = try await site.signIn(as: .admin)
        #expect(await admin.get("/account/second-factor/setup").status == .ok)
        try await Self.jump(-3_600, database)
        #expect(await admin.get("/account/second-factor/setup").status == .unauthorized)
        try await database.drop()
    }

    @Test(arguments: [3_600, -3_600])
    func `no job is lost by a jump, and the run that lost its lease cannot end the job of another`(seconds: Int)
        async throws
    {
        let database = try await TestDatabase.fresh()
        for number in 1...20 {
            try await database.superuser.execute(
                "INSERT INTO jobs (kind, key) VALUES ('work', \("\(number)"))")
        }
        let begun = try await database.app.claimJobs(for: "first", batch: 10, share: 10)
        #expect(begun.count == 10)
        try await Self.jump(seconds, database)
        var ended: [String] = []
        // What is ready is taken and done; what has to wait for the wrong clock waits, and nothing else.
        func workAll(as worker: String) async throws {
            while case let runs = try await database.app.claimJobs(for: worker, batch: 10, share: 10), !runs.isEmpty {
                for run in runs where try await database.app.finish(run) { ended.append("\(run.id)") }
            }
        }
        try await workAll(as: "second")
        for run in begun where try await database.app.finish(run) { ended.append("\(run.id)") }
        // The clock is right again, and then an hour passes.
        try await Self.jump(-seconds, database)
        try await workAll(as: "third")
        try await Self.jump(3_660, database)
        try await workAll(as: "fourth")
        #expect(ended.count == 20 && Set(ended).count == 20)
        let left: Int? = try await database.superuser.value(
            "SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM dead_jobs)")
        #expect(left == 0)
        try await database.drop()
    }

    @Test func `a clock put back shuts nobody out of what is limited`() async throws {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(database: database)
        let program = try await site.program()
        #expect(await program.get("/api/v1/me").status == .ok)
        try await Self.jump(-3_600, database)
        for _ in 0..<5 { #expect(await program.get("/api/v1/me").status == .ok) }
        try await database.drop()
    }

    /// 2027: Kyiv leaps at 01:00 UTC on 28 March and falls back at 01:00 UTC on 31 October.
    @Test(arguments: [
        ("2027-03-27T22:30:00.000000Z", "2027-03-28T03:30:00.000000Z"),
        ("2027-10-30T22:30:00.000000Z", "2027-10-31T03:30:00.000000Z"),
    ])
    func `five hours over a change of the wall clocks are five hours, however late and by what clock they are told`(
        from: String, to: String
    ) async throws {
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(zone: "Europe/Kyiv", database: database)
        let program = try await site.program()
        let end = try #require(Instant(to))
        for (order, late) in [(1, 0), (2, 3_600), (3, 7_200)] {
            site.clock.set(end.advanced(seconds: late))
            for (status, at) in [(1, from), (2, to)] {
                _ = await site.deliver(TestSite.change(order: order, status: status, at: at))
            }
        }
        site.clock.set(end.advanced(seconds: 10))
        for order in 1...3 {
            let path = "/api/v1/projects/\(site.projectPublicID.rawValue)/orders/\(order)/timeline"
            let timeline = try JSON(parsing: await program.get(path).body)
            let first = try #require(timeline["intervals"]?.array?.first)
            #expect(first["working_seconds"] == 18_000, "\(timeline.text)")
        }
        try await database.drop()
    }
}
