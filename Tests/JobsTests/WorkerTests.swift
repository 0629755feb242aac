import Foundation
import Jobs
import Postgres
import TestSupport
import Testing

/// Workers that run handlers, fail, stop and die.
struct WorkerTests {
    private func worker(
        _ queue: Queue, lease: Duration = .seconds(60), diary: Diary = Diary(), _ handlers: [String: Worker.Handler]
    ) -> Worker {
        var settings = Worker.Settings(name: "w", concurrent: 3)
        settings.poll = .milliseconds(20)
        settings.lease = lease
        settings.backoff = .zero
        return Worker(queue.app, settings, handlers: handlers) { event in
            switch event {
            case .postponed(let run): diary.write("postponed \(run.kind)")
            case .finished(let run): diary.write("finished \(run.kind)")
            case .failed(let run, _, let isDead): diary.write("\(isDead ? "dead" : "failed") \(run.kind)")
            case .lost(let run): diary.write("lost \(run.kind)")
            case .unreachable: diary.write("unreachable")
            }
        }
    }

    @Test func `a job whose turn has not come waits outside, without an attempt, and knows that it has waited`()
        async throws
    {
        let queue = try await Queue()
        var job = Job("call", organization: nil, payload: "{\"turns\": 0}")
        job.maxAttempts = 2
        try await queue.enqueue(job)
        let diary = Diary()
        let worker = worker(
            queue, diary: diary,
            [
                "call": { run in
                    let turns = try run.payload(as: [String: Int].self)["turns"] ?? -1
                    diary.write("attempt \(run.attempt) turn \(turns)")
                    if turns < 4 { throw PostponedJob(seconds: 0.02, payload: "{\"turns\": \(turns + 1)}") }
                }
            ])
        let work = Task { await worker.run() }
        try await queue.until { try await queue.live() == 0 }
        await worker.stop(grace: .seconds(5))
        await work.value
        let turns = (0...4).map { "attempt 1 turn \($0)" }
        #expect(diary.entries.filter { $0.hasPrefix("attempt") } == turns)
        #expect(diary.entries.count { $0 == "postponed call" } == 4)
        #expect(try await queue.reasons().isEmpty)
        try await queue.end()
    }

    @Test func `a postponed run holds no lease, and what was asked meanwhile is what is done`() async throws {
        let queue = try await Queue()
        let job = Job("call", organization: nil, payload: "{\"n\": 1}", key: "a")
        try await queue.enqueue(job)
        let run = try #require(try await queue.claim().first)
        try await queue.enqueue(Job("call", organization: nil, payload: "{\"n\": 2}", key: "a"))
        #expect(try await queue.app.postpone(run, PostponedJob(seconds: 0, payload: "{\"n\": 9}")))
        let free = try await queue.database.superuser.value(
            "SELECT owner IS NULL AND lease_until IS NULL AND state = 0 FROM jobs", as: Bool.self)
        #expect(free == true)
        try await Task.sleep(for: .milliseconds(30))
        let again = try #require(try await queue.claim().first)
        #expect(try again.payload(as: [String: Int].self) == ["n": 2] && again.attempt == 1)
        #expect(try await queue.app.postpone(run, PostponedJob(seconds: 0)) == false, "that run is over")
        try await queue.end()
    }

    @Test func `good jobs are done and a poisonous one ends dead with its reason`() async throws {
        struct Broken: Error {}
        let queue = try await Queue()
        for number in 0..<20 { try await queue.enqueue(Job("good", organization: nil, payload: "{\"n\": \(number)}")) }
        try await queue.enqueue(Job("broken", organization: nil))
        try await queue.enqueue(Job("strange", organization: nil))
        try await queue.enqueue(Job("unreadable", organization: nil, payload: "[]"))
        let diary = Diary()
        let worker = worker(
            queue, diary: diary,
            [
                "good": { run in
                    let number = try run.payload(as: [String: Int].self)["n"] ?? -1
                    try await queue.app.transaction { connection in
                        try connection.execute("INSERT INTO effects VALUES (\(number))")
                        try connection.complete(run)
                    }
                },
                "broken": { _ in throw Broken() },
                "unreadable": { run in _ = try run.payload(as: [String: Int].self) },
            ])
        let work = Task { await worker.run() }
        try await queue.until { try await queue.live() == 0 }
        await worker.stop(grace: .seconds(5))
        await work.value
        #expect(try await queue.app.value("SELECT count(*) FROM effects") == 20)
        #expect(diary.entries.filter { $0 == "failed broken" }.count == 5)
        let reasons = try await queue.reasons()
        #expect(reasons.count == 3)
        #expect(reasons.contains("Broken()"))
        #expect(reasons.contains("nobody knows the kind strange"))
        #expect(reasons.contains { $0.hasPrefix("the payload cannot be read") })
        try await queue.end()
    }

    @Test func `a stopped worker gives back what it cannot finish`() async throws {
        let queue = try await Queue()
        let diary = Diary()
        try await queue.enqueue(Job("long", organization: nil))
        let worker = worker(queue, ["long": { _ in try await long(diary) }])
        let work = Task { await worker.run() }
        try await queue.until { diary.entries == ["begun"] }
        let start = ContinuousClock.now
        await worker.stop(grace: .milliseconds(200))
        await work.value
        #expect(start.duration(to: .now) < .seconds(3))
        #expect(try await queue.claim().map(\.attempt) == [1])
        try await queue.end()
    }

    @Test func `a stopped worker lets its jobs finish and takes no more`() async throws {
        let queue = try await Queue()
        let diary = Diary()
        try await queue.enqueue(Job("short", organization: nil))
        let short: Worker.Handler = { _ in
            diary.write("begun")
            try await Task.sleep(for: .milliseconds(500))
            diary.write("done")
        }
        let worker = worker(queue, ["short": short])
        let work = Task { await worker.run() }
        try await queue.until { diary.entries == ["begun"] }
        let stop = Task { await worker.stop(grace: .seconds(10)) }
        try await Task.sleep(for: .milliseconds(50))
        try await queue.enqueue(Job("short", organization: nil))
        await stop.value
        await work.value
        #expect(diary.entries == ["begun", "done"])
        #expect(try await queue.live() == 1)
        try await queue.end()
    }

    @Test func `a cancelled worker gives back its jobs as well`() async throws {
        let queue = try await Queue()
        try await queue.enqueue(Job("long", organization: nil))
        let diary = Diary()
        let worker = worker(queue, ["long": { _ in try await long(diary) }])
        let work = Task { await worker.run() }
        try await queue.until { diary.entries == ["begun"] }
        work.cancel()
        await work.value
        #expect(try await queue.claim().map(\.attempt) == [1])
        try await queue.end()
    }

    @Test func `a heartbeat keeps a long job, and a run that lost its job is told to stop`() async throws {
        let queue = try await Queue()
        let diary = Diary()
        let id = try await queue.enqueue(Job("long", organization: nil))
        let worker = worker(queue, lease: .milliseconds(600), diary: diary, ["long": { _ in try await long(diary) }])
        let work = Task { await worker.run() }
        try await queue.until { diary.entries == ["begun"] }
        try await Task.sleep(for: .milliseconds(1500))
        #expect(try await queue.claim(as: "thief").isEmpty)
        #expect(diary.entries == ["begun"])
        try await queue.database.superuser.execute(
            "UPDATE jobs SET owner = 'thief', lease_until = now() + interval '1 h' WHERE id = \(id)")
        try await queue.until { diary.entries.contains("told to stop") }
        try await queue.until { diary.entries.contains("lost long") }
        await worker.stop(grace: .seconds(1))
        await work.value
        #expect(try await queue.live() == 1)
        try await queue.end()
    }

    @Test func `a job that kills its process is dead after six attempts, and others go on`() async throws {
        let queue = try await Queue()
        try await queue.enqueue(Job("deadly", organization: nil))
        setenv("TAKT_TEST_VICTIM", queue.database.conninfo(user: "takt_app"), 1)
        defer { unsetenv("TAKT_TEST_VICTIM") }
        for _ in 0..<6 {
            await #expect(processExitsWith: .exitCode(42)) {
                let conninfo = ProcessInfo.processInfo.environment["TAKT_TEST_VICTIM"] ?? ""
                var settings = Worker.Settings(name: "victim-\(getpid())")
                settings.poll = .milliseconds(20)
                settings.lease = .milliseconds(50)
                settings.backoff = .zero
                let database = Database(DatabaseSettings(conninfo: conninfo, size: 2))
                await Worker(database, settings, handlers: ["deadly": { _ in exit(42) }]).run()
            }
            try await Task.sleep(for: .milliseconds(60))
        }
        try await queue.enqueue(Job("good", organization: UUID()))
        #expect(try await queue.claim().map(\.kind) == ["good"])
        #expect(try await queue.reasons() == ["the worker disappeared during attempt 6"])
        try await queue.end()
    }
}

@Sendable private func long(_ diary: Diary) async throws {
    diary.write("begun")
    do {
        try await Task.sleep(for: .seconds(60))
    } catch {
        diary.write("told to stop")
        throw error
    }
}
