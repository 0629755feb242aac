package import Postgres

package import FoundationEssentials

/// One attempt at a job by one worker.
package struct JobRun: RowDecodable, Equatable {
    package let id: Int64
    package let kind: String
    package let organization: UUID?
    /// JSON.
    package let payload: String
    /// The first is 1.
    package let attempt: Int
    package let maxAttempts: Int
    /// How far an earlier attempt said it had come.
    package let done: Int64?
    package let total: Int64?
    /// With the id, what names this run and no other.
    let number: Int64
    private(set) var owner = ""

    package init(_ row: Row) throws(RowError) {
        id = try row["id"]
        kind = try row["kind"]
        organization = try row["organization_id"]
        payload = try row["payload"]
        attempt = try row["attempts"]
        maxAttempts = try row["max_attempts"]
        done = try row["progress_done"]
        total = try row["progress_total"]
        number = try row["run"]
    }

    func owned(by worker: String) -> JobRun {
        var copy = self
        copy.owner = worker
        return copy
    }

    /// What the job was asked to do. One that cannot be read will never be: it is dead at once.
    package func payload<Payload: Decodable>(as type: Payload.Type = Payload.self) throws -> Payload {
        do {
            return try JSONDecoder().decode(type, from: Data(payload.utf8))
        } catch {
            throw HopelessJob(reason: "the payload cannot be read: \(error)")
        }
    }
}

extension Database {
    /// Says how far the run has come. Throws when the run lost its lease; the handler should stop then.
    package func report(_ run: JobRun, done: Int64, total: Int64) async throws {
        let isOurs: Bool? = try await value(
            "SELECT report_job(\(run.id), \(run.owner), \(run.number), \(done), \(total))", readOnly: false)
        guard isOurs == true else { throw JobLost() }
    }

    /// Takes up to `batch` jobs for a worker, fair to organizations.
    package func claimJobs(
        for worker: String, batch: Int, share: Int, lease: Duration = .seconds(60), backoff: Duration = .seconds(5)
    ) async throws -> [JobRun] {
        let runs: [JobRun] = try await all(
            """
            SELECT id, organization_id, kind, payload, run, attempts, max_attempts, progress_done, progress_total
            FROM claim_jobs(\(worker), \(batch), \(share), \(lease.inSeconds), \(backoff.inSeconds))
            """, readOnly: false)
        return runs.map { $0.owned(by: worker) }
    }

    /// Ends a run well; false when it had ended already or was lost.
    @discardableResult
    package func finish(_ run: JobRun) async throws -> Bool {
        try await value("SELECT finish_job(\(run.id), \(run.owner), \(run.number))", readOnly: false) == true
    }

    /// Ends a run badly. Answers whether the job is dead; nil when the run was lost.
    @discardableResult
    package func fail(
        _ run: JobRun, reason: String, isHopeless: Bool = false, backoff: Duration = .seconds(5)
    ) async throws -> Bool? {
        let reason = reason.replacing("\0", with: "")
        return try await value(
            """
            SELECT fail_job(\(run.id), \(run.owner), \(run.number), \(reason), \(isHopeless), \(backoff.inSeconds))
            """, readOnly: false, as: Bool?.self) ?? nil
    }

    /// Gives a run back until its turn comes; false when the run was lost.
    @discardableResult
    package func postpone(_ run: JobRun, _ postponed: PostponedJob) async throws -> Bool {
        try await value(
            """
            SELECT postpone_job(\(run.id), \(run.owner), \(run.number), \(postponed.seconds), \(postponed.payload)::jsonb)
            """, readOnly: false) == true
    }

    /// Prolongs the leases of runs and answers the ids of those that are still the worker's.
    package func extend(_ runs: [JobRun], of worker: String, lease: Duration) async throws -> Set<Int64> {
        Set(
            try await values(
                """
                SELECT extend_jobs(\(worker), \(runs.map(\.id)), \(runs.map(\.number)), \(lease.inSeconds))
                """, readOnly: false))
    }

    /// Gives runs back unfinished; the attempts do not count.
    package func release(_ runs: [JobRun], of worker: String) async throws {
        try await execute("SELECT release_jobs(\(worker), \(runs.map(\.id)), \(runs.map(\.number)))")
    }

    /// Forgets jobs that died more than ninety days ago.
    package func pruneDeadJobs() async throws {
        try await execute("SELECT prune_dead_jobs()")
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
