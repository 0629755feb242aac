import FoundationEssentials
import Jobs
import Models
import Postgres
import Store
import Synchronization
import TestSupport

@testable import App

/// A database of the test's own with one organization and project, and the clock everybody follows.
struct Timekeeping {
    let site: TestSite
    var database: TestDatabase { site.database }

    init(zone: String = "Europe/Kyiv") async throws {
        site = try await TestSite(zone: zone, database: try await TestDatabase.fresh())
    }

    func end() async throws { try await database.drop() }

    /// Another process on the same database: connections of its own.
    func process() -> Services {
        var services = site.services
        services.store = Store(
            Database(DatabaseSettings(conninfo: database.conninfo(user: "takt_app"), size: 4)))
        return services
    }

    func set(_ instant: String) throws {
        guard let instant = Instant(instant) else { throw NoInstant(text: instant) }
        site.clock.set(instant)
    }

    struct NoInstant: Error {
        let text: String
    }

    /// `task due` of every recorded run, in order.
    func runs() async throws -> [String] {
        try await database.superuser.values(
            """
            SELECT task || ' ' || to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI') FROM scheduled_runs
            ORDER BY due_at, task, organization_id, project_id
            """)
    }

    func outcomes() async throws -> [String] {
        try await database.superuser.values(
            "SELECT task || ' ' || coalesce(outcome, 'open') FROM scheduled_runs ORDER BY due_at, task")
    }

    /// Somebody who runs the installation.
    func runner() async throws -> Person.ID {
        let person = try await site.addPerson()
        try await database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        return person
    }

    /// Somebody who does not.
    func anybody() async throws -> Person.ID { try await site.addPerson() }

    func queued() async throws -> Int { try await database.superuser.value("SELECT count(*) FROM jobs") ?? -1 }

    func nextAt(_ task: String) async throws -> Instant? {
        try await database.superuser.value(
            "SELECT next_at FROM scheduled_tasks WHERE task = \(task)", as: Instant?.self) ?? nil
    }

    /// Takes the jobs of the queue and runs them with these handlers, as a worker would.
    @discardableResult
    func work(_ handlers: [String: Worker.Handler]) async throws -> Int {
        let jobs = try await database.app.claimJobs(for: "w", batch: 100, share: 100)
        for job in jobs {
            do {
                try await handlers[job.kind]?(job)
                try await database.app.finish(job)
            } catch {
                try await database.app.fail(job, reason: "\(error)", backoff: .zero)
            }
        }
        return jobs.count
    }
}

extension ScheduledTask {
    /// One that does nothing.
    static func idle(_ name: String, _ timetable: Timetable, for place: TaskPlace = .installation) -> ScheduledTask {
        ScheduledTask(name, timetable, for: place) { _, _ in }
    }
}
