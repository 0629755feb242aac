package import Models
package import Postgres

/// A task as the database knows it: its name, its timetable as text, and what it is done for.
package struct TaskEntry: Sendable {
    package let name: String
    package let timetable: String
    package let place: TaskPlace

    package init(name: String, timetable: String, place: TaskPlace) {
        self.name = name
        self.timetable = timetable
        self.place = place
    }
}

/// The next run of one task at one place, counted by the program.
package struct CountedTask: Sendable {
    package let placed: PlacedTask
    /// What it was counted by.
    package let timetable: String
    /// nil: never by itself.
    package let nextAt: Instant?

    package init(placed: PlacedTask, timetable: String, nextAt: Instant?) {
        self.placed = placed
        self.timetable = timetable
        self.nextAt = nextAt
    }
}

extension Store {
    /// The places whose next run has to be counted, at most `limit`: new ones, those whose timetable or zone
    /// was changed, and those counted by a clock that has been put back since.
    package func uncountedTasks(_ tasks: [TaskEntry], at now: Instant, limit: Int) async throws -> [PlacedTask] {
        try await database.all(
            """
            SELECT task, organization_id, project_id, zone
            FROM uncounted_tasks(\(tasks.map(\.name)), \(tasks.map(\.timetable)), \(tasks.map(\.place)), \(now), \(limit))
            """)
    }

    /// Keeps when these are due next. What has come due meanwhile stays due.
    package func count(_ tasks: [CountedTask], at now: Instant) async throws {
        try await database.execute(
            """
            SELECT count_tasks(
                \(tasks.map(\.placed.task)), \(tasks.map(\.placed.organization)), \(tasks.map(\.placed.project)),
                \(tasks.map(\.timetable)), \(tasks.map(\.placed.zone)), \(tasks.map(\.nextAt)), \(now))
            """)
    }

    /// The runs that are due for places that still exist, at most `limit`, the longest overdue first.
    package func dueTasks(_ names: [String], at now: Instant, limit: Int) async throws -> [DueTask] {
        try await database.all(
            """
            SELECT task, organization_id, project_id, zone, next_at
            FROM due_tasks(\(names), \(now), \(limit))
            """)
    }

    /// Begins the runs that nobody has begun yet: records each once and puts its job into the queue. `next`:
    /// for each of them when the one after it is due. Answers how many were begun.
    package func begin(_ due: [DueTask], next: [CountedTask], at now: Instant) async throws -> Int {
        try await database.value(
            """
            SELECT begin_runs(
                \(due.map(\.placed.task)), \(due.map(\.placed.organization)), \(due.map(\.placed.project)),
                \(due.map(\.dueAt)), \(next.map(\.timetable)), \(due.map(\.placed.zone)), \(next.map(\.nextAt)), \(now))
            """, readOnly: false) ?? 0
    }

    /// Says how the run of a scheduled job ended. One that failed may end well at a later attempt.
    package func endRun(job id: Int64, _ outcome: ScheduledOutcome, at now: Instant) async throws {
        try await database.execute("SELECT end_runs(\(id), \(outcome), \(now))")
    }
}

/// How a scheduled run ended.
package enum ScheduledOutcome: String, Sendable, CaseIterable {
    case done, failed
    /// The run before it was still under way.
    case leftOut = "left_out"
}

extension ScheduledOutcome: SQLEncodable, SQLDecodable {}
extension TaskPlace: SQLEncodable, SQLDecodable {}

extension PlacedTask: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            task: try row["task"], organization: try row["organization_id"], project: try row["project_id"],
            zone: try row["zone"])
    }
}

extension DueTask: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(placed: try PlacedTask(row), dueAt: try row["next_at"])
    }
}
