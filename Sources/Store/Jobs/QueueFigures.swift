package import Postgres

/// The queue of the whole installation as numbers; counts stop at a hundred thousand.
package struct QueueFigures: Sendable, Equatable, RowDecodable {
    package let running, ready, later, dead: Int
    /// How long the oldest job that could run has waited.
    package let oldestSeconds: Double
    /// How long the most overdue scheduled run is due.
    package let overdueSeconds: Double

    package init(
        running: Int, ready: Int, later: Int, dead: Int, oldestSeconds: Double, overdueSeconds: Double
    ) {
        self.running = running
        self.ready = ready
        self.later = later
        self.dead = dead
        self.oldestSeconds = oldestSeconds
        self.overdueSeconds = overdueSeconds
    }

    package init(_ row: Row) throws(RowError) {
        self.init(
            running: try row["running"], ready: try row["ready"], later: try row["later"], dead: try row["dead"],
            oldestSeconds: try row["oldest_seconds"], overdueSeconds: try row["overdue_seconds"])
    }
}

extension Store {
    /// For `/metrics` and `takt check`; it names nobody.
    package func queueFigures() async throws -> QueueFigures? {
        try await database.first(
            "SELECT running, ready, later, dead, oldest_seconds, overdue_seconds FROM queue_figures()")
    }
}
