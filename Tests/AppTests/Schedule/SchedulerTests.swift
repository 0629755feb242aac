import Foundation
import Jobs
import Models
import Postgres
import Store
import Synchronization
import TestSupport
import Testing
import Web

@testable import App

/// What comes due is begun once, whoever looks at the clock and whatever the clock does (F10, F17).
struct SchedulerTests {
    @Test func `several processes begin every run once, over both clock changes`() async throws {
        for (start, expected) in [
            ("2027-03-26T20:00:00Z", ["2027-03-27T01:30", "2027-03-28T01:00", "2027-03-29T00:30"]),
            ("2027-10-29T20:00:00Z", ["2027-10-30T00:30", "2027-10-31T00:30", "2027-11-01T01:30"]),
        ] {
            let world = try await Timekeeping()
            let tasks = [
                ScheduledTask.idle("daily", .daily(at: 3, 30), for: .project),
                .idle("hourly", .hourly(at: 0)),
            ]
            let processes = (0..<3).map { _ in Scheduler(world.process(), tasks) }
            try world.set(start)
            try await processes[0].count()
            // Every ten minutes all of them look at once.
            for _ in 0..<(6 * 60) {
                world.site.clock.advance(seconds: 600)
                let begun = try await withThrowingTaskGroup(of: Int.self) { group in
                    for process in processes { group.addTask { try await process.beginDue() } }
                    return try await group.reduce(0, +)
                }
                #expect(begun <= 2)
            }
            let runs = try await world.runs()
            #expect(runs.filter { $0.hasPrefix("daily") } == expected.map { "daily \($0)" })
            let hours = runs.filter { $0.hasPrefix("hourly") }
            #expect(hours.count == 60 && Set(hours).count == 60)
            try await world.end()
        }
    }

    @Test func `what was missed while nobody was up runs once`() async throws {
        let world = try await Timekeeping()
        let scheduler = Scheduler(world.site.services, [.idle("often", .every(seconds: 300))])
        try world.set("2027-01-01T00:00:01Z")
        try await scheduler.count()
        try world.set("2027-01-03T10:07:00Z")
        #expect(try await scheduler.beginDue() == 1)
        #expect(try await scheduler.beginDue() == 0)
        #expect(try await world.runs() == ["often 2027-01-01T00:05"])
        #expect(try await world.nextAt("often") == Instant("2027-01-03T10:10:00Z"))
        try await world.end()
    }

    @Test func `a clock that jumps ahead and back loses no run and doubles none`() async throws {
        let world = try await Timekeeping()
        let scheduler = Scheduler(world.site.services, [.idle("often", .every(seconds: 1_800))])
        try world.set("2027-01-01T00:00:00Z")
        try await scheduler.count()
        for time in ["00:29:59", "00:30:00", "01:31:00", "00:31:00", "00:59:00", "01:00:00", "01:30:00", "02:00:00"] {
            try world.set("2027-01-01T\(time)Z")
            try await scheduler.count()
            try await scheduler.beginDue()
        }
        // At 01:31 by the wrong clock the run of 01:00 was made; the one of 01:30 is due when it is so late again.
        #expect(
            try await world.runs() == ["00:30", "01:00", "01:30", "02:00"].map { "often 2027-01-01T\($0)" })
        try await world.end()
    }

    @Test func `a new zone or timetable counts from then on, and what was due already still runs`() async throws {
        let world = try await Timekeeping(zone: "Europe/Kyiv")
        try world.set("2027-06-01T12:00:00Z")
        let first = Scheduler(world.site.services, [.idle("daily", .daily(at: 3, 0), for: .project)])
        try await first.count()
        #expect(try await world.nextAt("daily") == Instant("2027-06-02T00:00:00Z"))
        let project = world.site.project
        try await world.database.superuser.execute(
            "UPDATE projects SET zone = 'America/New_York' WHERE id = \(project)")
        try await first.count()
        #expect(try await world.nextAt("daily") == Instant("2027-06-02T07:00:00Z"))
        let second = Scheduler(world.site.services, [.idle("daily", .daily(at: 5, 0), for: .project)])
        try await second.count()
        #expect(try await world.nextAt("daily") == Instant("2027-06-02T09:00:00Z"))
        try world.set("2027-06-02T10:00:00Z")
        try await first.count()
        #expect(try await second.beginDue() == 1)
        #expect(try await world.nextAt("daily") == Instant("2027-06-03T09:00:00Z"))
        try await world.end()
    }

    @Test func `organizations and projects each have their own run, and one that is gone has none`() async throws {
        let world = try await Timekeeping()
        let other = try await TestSite(zone: "America/New_York", database: world.database)
        let tasks = [ScheduledTask.idle("each", .daily(at: 3, 0), for: .project)]
        let scheduler = Scheduler(world.site.services, tasks, batch: 1)
        try world.set("2027-06-01T12:00:00Z")
        try await scheduler.count()
        try world.set("2027-06-02T12:00:00Z")
        #expect(try await scheduler.beginDue() == 2)
        let jobs: [String] = try await world.database.superuser.values(
            "SELECT organization_id || ' ' || (payload ->> 'project') FROM jobs ORDER BY 1")
        #expect(
            jobs == [world.site, other].map { "\($0.organization.text) \($0.project.text)" }.sorted())
        let gone = other.project
        try await world.database.superuser.execute("UPDATE projects SET is_active = false WHERE id = \(gone)")
        try world.set("2027-06-03T12:00:00Z")
        #expect(try await scheduler.beginDue() == 1)
        _ = try await world.site.store.tidySchedule()
        #expect(try await world.database.superuser.value("SELECT count(*) FROM scheduled_tasks") == 1)
        try await world.end()
    }

    @Test func `a run is told when it was due, and how it ended is kept`() async throws {
        struct Broken: Error {}
        let world = try await Timekeeping()
        let told = Mutex<[TaskRun]>([])
        let tasks = [
            ScheduledTask("good", .hourly(at: 0), for: .project) { _, run in told.withLock { $0.append(run) } },
            ScheduledTask("poor", .hourly(at: 0), for: .organization) { _, run in
                #expect(run.project == nil && run.organization != nil)
                if run.job.attempt == 1 { throw Broken() }
            },
        ]
        let handlers = Schedule.handlers(world.site.services, tasks)
        let scheduler = Scheduler(world.site.services, tasks)
        try world.set("2027-01-01T00:30:00Z")
        try await scheduler.count()
        try world.set("2027-01-01T01:00:00Z")
        #expect(try await scheduler.beginDue() == 2)
        #expect(try await world.outcomes() == ["good open", "poor open"])
        try await world.work(handlers)
        #expect(try await world.outcomes() == ["good done", "poor failed"])
        try await world.work(handlers)
        #expect(try await world.outcomes() == ["good done", "poor done"])
        let run = try #require(told.withLock { $0 }.first)
        #expect(run.due == Instant("2027-01-01T01:00:00Z") && run.project == world.site.project)
        #expect(run.organization == world.site.organization)
        let now = world.site.clock.now
        let overview = try await world.site.store.scheduleOverview(["good", "poor"], by: world.runner(), at: now)
        let nothing = try await world.site.store.scheduleOverview(["good", "poor"], by: world.anybody(), at: now)
        #expect(nothing.isEmpty)
        #expect(overview.map(\.places) == [1, 1] && overview.allSatisfy { $0.lastRun?.outcome == .done })
        #expect(overview[0].nextAt == Instant("2027-01-01T02:00:00Z"))
        try await world.end()
    }

    @Test func `a run that comes due while the one before it works is left out`() async throws {
        let world = try await Timekeeping()
        let scheduler = Scheduler(world.site.services, [.idle("slow", .hourly(at: 0))])
        try world.set("2027-01-01T00:30:00Z")
        try await scheduler.count()
        try world.set("2027-01-01T01:00:00Z")
        try await scheduler.beginDue()
        let running = try await world.database.app.claimJobs(for: "w", batch: 1, share: 1)
        try world.set("2027-01-01T02:00:00Z")
        #expect(try await scheduler.beginDue() == 1)
        #expect(try await world.outcomes() == ["slow open", "slow left_out"])
        try await world.database.app.finish(try #require(running.first))
        try world.set("2027-01-01T03:00:00Z")
        try await scheduler.beginDue()
        #expect(try await world.queued() == 1)
        // One that only waits is told of the new run.
        try world.set("2027-01-01T04:00:00Z")
        try await scheduler.beginDue()
        #expect(try await world.queued() == 1)
        let due: Int64? = try await world.database.superuser.value("SELECT (payload ->> 'due')::bigint FROM jobs")
        #expect(due.map(Instant.init(microseconds:)) == Instant("2027-01-01T04:00:00Z"))
        try await world.end()
    }

    @Test func `run now makes it due at once and does not move the timetable`() async throws {
        let world = try await Timekeeping()
        let scheduler = Scheduler(world.site.services, [.idle("daily", .daily(at: 3, 0)), .idle("hand", .never)])
        try world.set("2027-01-01T12:00:00Z")
        try await scheduler.count()
        #expect(try await world.nextAt("hand") == nil)
        let operating = try await world.runner()
        for task in ["daily", "hand"] {
            #expect(try await world.site.store.hasten(task, by: world.anybody(), at: world.site.clock.now) == 0)
            #expect(try await world.site.store.hasten(task, by: operating, at: world.site.clock.now) == 1)
        }
        #expect(try await world.site.store.hasten("unknown", by: operating, at: world.site.clock.now) == 0)
        try await scheduler.count()
        #expect(try await scheduler.beginDue() == 2)
        #expect(try await world.runs() == ["daily 2027-01-01T12:00", "hand 2027-01-01T12:00"])
        #expect(try await world.nextAt("daily") == Instant("2027-01-02T03:00:00Z"))
        #expect(try await world.nextAt("hand") == nil)
        try await world.end()
    }

    @Test func `two processes with workers run each second's run once, for real`() async throws {
        let world = try await Timekeeping()
        let effects = Mutex<[Int64: Int]>([:])
        let tasks = [
            ScheduledTask("second", .every(seconds: 1), for: .project) { _, run in
                effects.withLock { $0[run.due.microseconds, default: 0] += 1 }
            }
        ]
        let site = world.site
        let pump = Task {
            while !Task.isCancelled {
                site.clock.advance(seconds: 1)
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let processes = (0..<2).map { number in
            let services = world.process()
            var settings = Worker.Settings(name: "w\(number)")
            settings.poll = .milliseconds(20)
            let worker = Worker(services.store.database, settings, handlers: Schedule.handlers(services, tasks))
            let scheduler = Scheduler(services, tasks)
            return Task {
                try await scheduler.count()
                async let work: Void = worker.run()
                for _ in 0..<150 {
                    try await scheduler.beginDue()
                    try await Task.sleep(for: .milliseconds(20))
                }
                await worker.stop(grace: .seconds(5))
                await work
            }
        }
        for process in processes { try await process.value }
        pump.cancel()
        let counts = effects.withLock { $0 }
        #expect(counts.count >= 5)
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
        try await world.end()
    }

    @Test func `every task of the program has a name in the catalogue, a time and a job of its own`() throws {
        let names = Schedule.tasks.map(\.name)
        #expect(Set(names).count == names.count)
        let keys = try PageTests.looks.get().catalogue.keys
        for task in Schedule.tasks {
            #expect(task.timetable.next(after: .example, in: .utc) != nil, "\(task.name)")
            #expect(keys.contains(task.text), "\(task.name)")
        }
    }
}
