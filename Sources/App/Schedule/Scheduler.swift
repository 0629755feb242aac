import HTTP
import Models
import Store

/// Sees every second what has come due and queues it. Any number of processes do so at once: the database
/// lets the first of them begin a run and no other. What was missed while none was up is made up for once.
package actor Scheduler {
    private let services: Services
    private let tasks: [String: ScheduledTask]
    /// The places whose next run is counted, and the runs that are begun, in one transaction.
    private let batch: Int

    package init(_ services: Services, _ tasks: [ScheduledTask] = Schedule.tasks, batch: Int = 200) {
        self.services = services
        self.tasks = Dictionary(tasks.map { ($0.name, $0) }) { first, _ in first }
        self.batch = batch
    }

    /// Until the task is cancelled. A database that is away is tried again a second later.
    package func run() async {
        let clock = ContinuousClock()
        var countedAt: ContinuousClock.Instant?
        var isAway = false
        while !Task.isCancelled {
            do {
                // New places, changed zones and timetables need not be seen at once.
                if countedAt.map({ $0.duration(to: clock.now) > .seconds(60) }) ?? true {
                    try await count()
                    countedAt = clock.now
                }
                if try await beginDue() > 0 { services.wakeWorkers() }
                isAway = false
            } catch {
                if !isAway, !Task.isCancelled { services.log.event("schedule_unreachable", [:]) }
                isAway = true
            }
            try? await clock.sleep(for: .seconds(1))
        }
    }

    /// Counts the next run of every place that has none counted, or one counted by other rules.
    package func count() async throws {
        let entries = tasks.values.map(\.entry)
        while true {
            let now = services.outside.now()
            let places = try await services.store.uncountedTasks(entries, at: now, limit: batch)
            try await services.store.count(places.compactMap { counted($0, after: now) }, at: now)
            if places.count < batch { return }
        }
    }

    /// Begins what is due and answers how many runs that were; those that another process began do not count.
    @discardableResult
    package func beginDue() async throws -> Int {
        var begun = 0
        while true {
            let now = services.outside.now()
            let due = try await services.store.dueTasks(Array(tasks.keys), at: now, limit: batch)
            guard !due.isEmpty else { return begun }
            let next = due.compactMap { counted($0.placed, after: now) }
            begun += try await services.store.begin(due, next: next, at: now)
            if due.count < batch { return begun }
        }
    }

    private func counted(_ placed: PlacedTask, after now: Instant) -> CountedTask? {
        guard let task = tasks[placed.task] else { return nil }
        return CountedTask(
            placed: placed, timetable: task.timetable.description,
            nextAt: task.timetable.next(after: now, in: zone(placed.zone)))
    }

    /// A zone that this machine does not know is taken for UTC: better at another hour than not at all.
    private func zone(_ name: String) -> Zone {
        do { return try services.zones.zone(name) } catch {
            services.log.event("zone_unknown", ["zone": .string(name)])
            return .utc
        }
    }
}
