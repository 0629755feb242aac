package import Postgres

package import FoundationEssentials

/// Work to be done once the transaction that asks for it has committed. It may run more than once;
/// `Connection.complete` makes its effect happen once.
package struct Job: Sendable, Equatable {
    package let kind: String
    /// nil for the installation's own work.
    package let organization: UUID?
    /// JSON, read back with `JobRun.payload(as:)`.
    package let payload: String
    /// At most one live job has this organization, kind and key. Asking again replaces the payload of a
    /// waiting job and lets a running one run once more.
    package var key: String?
    /// Small comes first, within one organization.
    package var priority = 100
    /// Microseconds since 1970; nil is at once.
    package var runAt: Int64?
    package var maxAttempts = 6

    package init(_ kind: String, organization: UUID?, payload: String = "{}", key: String? = nil) {
        self.kind = kind
        self.organization = organization
        self.payload = payload
        self.key = key
    }

    /// The payload as JSON of a value.
    package init(_ kind: String, organization: UUID?, payload: some Encodable, key: String? = nil) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(payload), as: UTF8.self)
        self.init(kind, organization: organization, payload: json, key: key)
    }
}

extension Job {
    /// The statement that adds the job, or changes the live one of its key. One that runs takes the moment of its next
    /// run from whoever asks first, the earliest of all who ask.
    fileprivate var asking: SQL {
        let runAt = runAt.map(Timestamp.print)
        return """
            INSERT INTO jobs AS j (organization_id, kind, payload, key, priority, run_at, max_attempts)
            VALUES (\(organization), \(kind), \(payload)::jsonb, \(key), \(priority),
                coalesce(\(runAt)::timestamptz, now()), \(maxAttempts))
            ON CONFLICT (organization_id, kind, key) WHERE key IS NOT NULL DO UPDATE
            SET payload = excluded.payload,
                run_at = CASE WHEN j.state = 1 AND NOT j.again THEN excluded.run_at
                              ELSE least(j.run_at, excluded.run_at) END,
                priority = least(j.priority, excluded.priority), again = j.state = 1
            RETURNING id
            """
    }
}

/// Where a live job stands.
package struct JobStatus: RowDecodable, Equatable {
    package let id: Int64
    package let isRunning: Bool
    package let attempts: Int
    /// How much of the whole is done, once the job has said so.
    package let done: Int64?
    package let total: Int64?
    package let lastError: String?

    package init(_ row: Row) throws(RowError) {
        id = try row["id"]
        isRunning = try row["is_running"]
        attempts = try row["attempts"]
        done = try row["progress_done"]
        total = try row["progress_total"]
        lastError = try row["last_error"]
    }
}

extension Connection {
    /// Adds a job to the running transaction, which must be the job's organization's.
    @discardableResult
    package func enqueue(_ job: Job) throws -> Int64 {
        guard let id: Int64 = try value(job.asking) else { throw JobLost() }
        return id
    }

    /// The same for several jobs, in one trip.
    package func enqueue(_ jobs: [Job]) throws {
        try run(jobs.map(\.asking))
    }

    /// Adds a job with the COMMIT of the running transaction, without a trip of its own.
    package func enqueueAtCommit(_ job: Job) {
        runAtCommit([job.asking])
    }

    /// The live job of this kind and key that the running transaction may see.
    package func job(_ kind: String, key: String) throws -> JobStatus? {
        try first(
            """
            SELECT id, state = 1 AS is_running, attempt - forgiven AS attempts, progress_done, progress_total, last_error
            FROM jobs
            WHERE kind = \(kind) AND key = \(key)
            """)
    }

    /// Puts a dead job back among the living; nil when there is none that the transaction may see.
    package func revive(dead id: Int64) throws -> Int64? {
        try value("SELECT revive_job(\(id))", as: Int64?.self) ?? nil
    }

    /// Ends the run as part of this transaction, so that its effect and its end stand together. Throws when
    /// the run lost its lease, and the effect is rolled back.
    package func complete(_ run: JobRun) throws {
        guard try value("SELECT finish_job(\(run.id), \(run.owner), \(run.number))") == true else { throw JobLost() }
    }
}

/// The run is no longer the job's: its lease expired and somebody else has the job.
package struct JobLost: Error, Sendable, Equatable {
    package init() {}
}

/// Thrown by a handler whose turn has not come: the job runs again after so many seconds, and this attempt does
/// not count. Until then it holds neither a lease nor a place of the worker.
package struct PostponedJob: Error, Sendable, Equatable {
    package let seconds: Double
    /// JSON that replaces the job's payload; nil keeps it.
    package let payload: String?

    /// Nothing less than a moment: a job that is postponed by nothing would run in a circle.
    package init(seconds: Double, payload: String? = nil) {
        self.seconds = max(0.01, seconds)
        self.payload = payload
    }
}

/// No repetition will help: the job is dead at once, with this reason.
package struct HopelessJob: Error, Sendable, Equatable {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}
