import Jobs
package import Models
package import Postgres

/// What an operator sees of one task over all the places it is done for.
package struct TaskOverview: Sendable, RowDecodable {
    package let task: String
    /// For how many places it is done.
    package let places: Int
    /// When the first of them is due next; nil: never by itself, or no place was counted yet.
    package let nextAt: Instant?
    package let lastRun: Run?
    /// Runs of the last day that failed; a thousand stands for more.
    package let failed: Int

    /// The newest run of a task at any place.
    package struct Run: Sendable {
        package let dueAt: Instant
        package let begunAt: Instant
        /// nil while it waits or runs.
        package let endedAt: Instant?
        package let outcome: ScheduledOutcome?
    }

    package init(_ row: Row) throws(RowError) {
        task = try row["task"]
        places = try row["places"]
        nextAt = try row["next_at"]
        failed = try row["failed"]
        if let begunAt: Instant = try row["begun_at"] {
            lastRun = Run(
                dueAt: try row["due_at"], begunAt: begunAt, endedAt: try row["ended_at"], outcome: try row["outcome"])
        } else {
            lastRun = nil
        }
    }
}

extension Store {
    /// Each task with its next and newest run; nothing unless the person is an operator, which the database asks.
    package func scheduleOverview(
        _ names: [String], by person: Person.ID, at now: Instant
    ) async throws -> [TaskOverview] {
        try await database.all(
            """
            SELECT task, places, next_at, due_at, begun_at, ended_at, outcome, failed
            FROM schedule_overview(\(names), \(now))
            """, settings: [.person(person)])
    }

    /// Makes a task due at once wherever it is done; answers for how many places, 0 for nobody but operators.
    package func hasten(_ task: String, by person: Person.ID, at now: Instant) async throws -> Int {
        try await database.value(
            "SELECT hasten_task(\(task), \(now))", settings: [.person(person)], readOnly: false) ?? 0
    }

    /// Forgets runs after thirty days and tasks of places that are gone; answers how many rows went.
    package func tidySchedule() async throws -> Int {
        try await database.value("SELECT tidy_schedule()", readOnly: false) ?? 0
    }

    /// Forgets jobs that died more than ninety days ago.
    package func pruneDeadJobs() async throws {
        try await database.pruneDeadJobs()
    }
}
