import FoundationEssentials
import Jobs
import Postgres
import TestSupport
import Testing

/// The queue as the database keeps it, without a worker.
struct QueueTests {
    @Test func `a job stands and falls with its transaction`() async throws {
        struct Second: Error {}
        let queue = try await Queue()
        let organization = UUID()
        await #expect(throws: Second.self) {
            try await queue.app.transaction(Queue.settings(organization)) { connection in
                try connection.enqueue(Job("mail", organization: organization))
                throw Second()
            }
        }
        #expect(try await queue.live() == 0)
        try await queue.enqueue(try Job("mail", organization: organization, payload: ["to": "a"]))
        let run = try #require(try await queue.claim().first)
        #expect(run.organization == organization && run.attempt == 1 && run.kind == "mail")
        #expect(try run.payload(as: [String: String].self) == ["to": "a"])
        #expect(try await queue.claim().isEmpty)
        #expect(try await queue.app.finish(run))
        #expect(try await queue.app.finish(run) == false)
        #expect(try await queue.live() == 0)
        try await queue.end()
    }

    @Test func `an organization sees its own jobs only`() async throws {
        let queue = try await Queue()
        let (ours, theirs) = (UUID(), UUID())
        for organization in [ours, theirs, nil] {
            try await queue.enqueue(Job("mail", organization: organization, key: "k"))
        }
        let count: SQL = "SELECT count(*) FROM jobs"
        #expect(try await queue.app.value(count, settings: Queue.settings(ours)) == 1)
        #expect(try await queue.app.value("SELECT count(*) FROM jobs WHERE organization_id IS NULL") == 1)
        #expect(try await queue.app.value(count) == 1)
        await #expect(throws: PostgresError.self) {
            try await queue.app.transaction(Queue.settings(ours)) { try $0.enqueue(Job("mail", organization: theirs)) }
        }
        await #expect(throws: PostgresError.self) {
            try await queue.app.transaction(Queue.settings(ours)) { try $0.enqueue(Job("mail", organization: nil)) }
        }
        try await queue.end()
    }

    @Test func `a key keeps one live job, and one that runs runs once more`() async throws {
        let queue = try await Queue()
        let organization = UUID()
        var job = Job("recompute", organization: organization, payload: "{\"n\": 1}", key: "p1")
        let id = try await queue.enqueue(job)
        job = Job("recompute", organization: organization, payload: "{\"n\": 2}", key: "p1")
        #expect(try await queue.enqueue(job) == id)
        try await queue.enqueue(Job("recompute", organization: UUID(), key: "p1"))
        try await queue.enqueue(Job("recompute", organization: nil, key: "p1"))
        try await queue.enqueue(Job("recompute", organization: nil, key: "p1"))
        #expect(try await queue.live() == 3)
        let first = try #require(try await queue.claim().first { $0.organization == organization })
        #expect(first.payload == "{\"n\": 2}")
        job = Job("recompute", organization: organization, payload: "{\"n\": 3}", key: "p1")
        try await queue.enqueue(job)
        #expect(try await queue.claim().isEmpty)
        #expect(try await queue.app.finish(first))
        let second = try #require(try await queue.claim().first)
        #expect(second.id == id && second.payload == "{\"n\": 3}" && second.attempt == 1)
        #expect(try await queue.app.finish(first) == false)
        #expect(try await queue.app.finish(second))
        try await queue.end()
    }

    @Test func `a job asked for later while it runs waits for that moment, the earliest of those asked for`()
        async throws
    {
        let queue = try await Queue()
        func job(in seconds: Double?) -> Job {
            var job = Job("derive", organization: nil, key: "p1")
            job.runAt = seconds.map { Int64((Date().timeIntervalSince1970 + $0) * 1_000_000) }
            return job
        }
        func wait() async throws -> Double? {
            try await queue.database.superuser.value(
                "SELECT extract(epoch FROM run_at - now())::double precision FROM jobs")
        }
        try await queue.enqueue(job(in: nil))
        var run = try #require(try await queue.claim().first)
        try await queue.enqueue(job(in: 7_200))
        try await queue.enqueue(job(in: 3_600))
        try await queue.enqueue(job(in: 5_400))
        #expect(try await queue.app.finish(run))
        #expect(try await queue.claim().isEmpty, "it would run over and over until then")
        let seconds = try await wait() ?? 0
        #expect(seconds > 3_000 && seconds < 3_700)
        // Asked for at once meanwhile, it runs at once; and once more, when that is asked while it runs.
        try await queue.enqueue(job(in: nil))
        run = try #require(try await queue.claim().first)
        try await queue.enqueue(job(in: 3_600))
        try await queue.enqueue(job(in: nil))
        #expect(try await queue.app.finish(run))
        run = try #require(try await queue.claim().first)
        #expect(try await queue.app.finish(run))
        #expect(try await queue.live() == 0)
        try await queue.end()
    }

    @Test func `an expired lease gives the job to another, and the first may not end it`() async throws {
        let queue = try await Queue()
        try await queue.enqueue(Job("mail", organization: nil))
        let first = try #require(try await queue.claim(lease: .zero, as: "one").first)
        let second = try #require(try await queue.claim(as: "two").first)
        #expect(second.id == first.id && second.attempt == 2)
        #expect(try await queue.app.finish(first) == false)
        #expect(try await queue.app.fail(first, reason: "late") == nil)
        #expect(try await queue.app.extend([first], of: "one", lease: .seconds(60)) == [])
        await #expect(throws: JobLost.self) { try await queue.app.report(first, done: 1, total: 2) }
        await #expect(throws: JobLost.self) {
            try await queue.app.transaction { connection in
                try connection.execute("INSERT INTO effects VALUES (1)")
                try connection.complete(first)
            }
        }
        try await queue.app.transaction { connection in
            try connection.execute("INSERT INTO effects VALUES (1)")
            try connection.complete(second)
        }
        #expect(try await queue.app.value("SELECT count(*) FROM effects") == 1)
        #expect(try await queue.live() == 0)
        try await queue.end()
    }

    @Test func `a job whose workers vanish ends dead after its last attempt`() async throws {
        let queue = try await Queue()
        try await queue.enqueue(Job("poison", organization: UUID()))
        for attempt in 1...6 {
            #expect(try await queue.claim(lease: .zero).map(\.attempt) == [attempt])
        }
        #expect(try await queue.claim().isEmpty)
        #expect(try await queue.reasons() == ["the worker disappeared during attempt 6"])
        #expect(try await queue.live() == 0)
        try await queue.end()
    }

    @Test func `a failing job waits longer each time and ends dead`() async throws {
        let queue = try await Queue()
        try await queue.enqueue(Job("mail", organization: nil))
        let run = try #require(try await queue.claim().first)
        #expect(try await queue.app.fail(run, reason: "no", backoff: .seconds(1000)) == false)
        #expect(try await queue.claim().isEmpty)
        let wait: Double? = try await queue.database.superuser.value(
            "SELECT extract(epoch FROM run_at - now()) FROM jobs")
        #expect((490...1500).contains(try #require(wait)))
        try await queue.database.superuser.execute("UPDATE jobs SET run_at = now()")
        for attempt in 2...6 {
            let run = try #require(try await queue.claim().first)
            #expect(try await queue.app.fail(run, reason: "no \(attempt)", backoff: .zero) == (attempt == 6))
        }
        #expect(try await queue.reasons() == ["no 6"])
        let id = try #require(try await queue.app.value("SELECT id FROM dead_jobs", as: Int64.self))
        #expect(try await queue.app.transaction { try $0.revive(dead: id) } != nil)
        #expect(try await queue.app.transaction { try $0.revive(dead: id) } == nil)
        #expect(try await queue.claim().map(\.attempt) == [1])
        try await queue.end()
    }

    @Test func `a heavy organization does not stand before the others`() async throws {
        let queue = try await Queue()
        let heavy = UUID()
        try await queue.app.transaction(Queue.settings(heavy)) { connection in
            for _ in 0..<300 { try connection.enqueue(Job("bulk", organization: heavy)) }
        }
        let light = (0..<4).map { _ in UUID() }
        for organization in light { try await queue.enqueue(Job("mail", organization: organization)) }
        try await queue.enqueue(Job("tidy", organization: nil))
        let runs = try await queue.claim(10, share: 3)
        #expect(Set(runs.compactMap(\.organization)) == Set(light + [heavy]))
        #expect(runs.contains { $0.kind == "tidy" })
        #expect(runs.filter { $0.organization == heavy }.count == 3)
        #expect(try await queue.claim(10, share: 3).isEmpty)
        #expect(try await queue.claim(10, share: 3, as: "another").count == 3)
        try await queue.end()
    }

    @Test func `priority and time order the jobs of an organization`() async throws {
        let queue = try await Queue()
        var (later, urgent) = (Job("later", organization: nil), Job("urgent", organization: nil))
        later.runAt = 4_000_000_000_000_000
        urgent.priority = 1
        for job in [later, Job("plain", organization: nil), urgent] { try await queue.enqueue(job) }
        #expect(try await queue.claim().map(\.kind) == ["urgent", "plain"])
        try await queue.end()
    }

    @Test func `workers at the same time never share a job`() async throws {
        let queue = try await Queue()
        try await queue.app.transaction { connection in
            for number in 0..<200 { try connection.enqueue(Job("n", organization: nil, payload: "{\"n\": \(number)}")) }
        }
        let ids = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for worker in 0..<6 {
                group.addTask {
                    var ids: [Int64] = []
                    while true {
                        let runs = try await queue.claim(7, share: 200, as: "w\(worker)")
                        if runs.isEmpty, try await queue.live() == 0 { return ids }
                        for run in runs where try await queue.app.finish(run) { ids.append(run.id) }
                    }
                }
            }
            return try await group.reduce([], +)
        }
        #expect(ids.count == 200 && Set(ids).count == 200)
        try await queue.end()
    }

    @Test func `progress shows on the job until it ends`() async throws {
        let queue = try await Queue()
        let organization = UUID()
        try await queue.enqueue(Job("recompute", organization: organization, key: "p"))
        let run = try #require(try await queue.claim().first)
        try await queue.app.report(run, done: 5, total: 20)
        let status = try await queue.app.transaction(Queue.settings(organization)) {
            try $0.job("recompute", key: "p")
        }
        #expect(status?.isRunning == true && status?.done == 5 && status?.total == 20)
        try await queue.app.release([run], of: "w")
        let next = try #require(try await queue.claim().first)
        #expect(next.attempt == 1 && next.done == 5)
        try await queue.end()
    }
}
