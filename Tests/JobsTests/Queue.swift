import FoundationEssentials
import Jobs
import Postgres
import Synchronization
import TestSupport

/// A fresh database with an empty queue, and what tests ask of it.
struct Queue: Sendable {
    let database: TestDatabase
    var app: Database { database.app }

    init() async throws {
        database = try await TestDatabase.fresh()
        try await database.superuser.execute("CREATE TABLE effects (id bigint PRIMARY KEY)")
        try await database.superuser.execute("GRANT SELECT, INSERT ON effects TO takt_app")
    }

    @discardableResult
    func enqueue(_ job: Job) async throws -> Int64 {
        try await app.transaction(Self.settings(job.organization)) { try $0.enqueue(job) }
    }

    func claim(
        _ batch: Int = 10, share: Int = 10, lease: Duration = .seconds(60), as worker: String = "w"
    ) async throws -> [JobRun] {
        try await app.claimJobs(for: worker, batch: batch, share: share, lease: lease, backoff: .zero)
    }

    func live() async throws -> Int { try await database.superuser.value("SELECT count(*) FROM jobs") ?? -1 }

    func reasons() async throws -> [String] {
        try await database.superuser.values("SELECT reason FROM dead_jobs ORDER BY id")
    }

    func end() async throws { try await database.drop() }

    static func settings(_ organization: UUID?) -> [Setting] {
        organization.map { [Setting(name: "takt.organization", value: $0.uuidString)] } ?? []
    }

    /// Until the condition holds, at most a minute.
    func until(_ condition: () async throws -> Bool) async throws {
        let start = ContinuousClock.now
        while try await !condition() {
            guard start.duration(to: .now) < .seconds(60) else { throw Failure("it never happened") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// What happened, in order, told from several tasks.
final class Diary: Sendable {
    private let content = Mutex<[String]>([])
    var entries: [String] { content.withLock { $0 } }
    func write(_ entry: String) { content.withLock { $0.append(entry) } }
}
