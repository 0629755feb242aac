package import Jobs
import Models
import Store

/// Everything that is done by the clock.
package enum Schedule {
    /// One line a task. A new one wants a text `task.NAME` in both catalogues, and nothing else.
    package static let tasks = [
        ScheduledTask("refresh_statuses", .daily(at: 4, 10), for: .project, run: StatusRefresh.run),
        ScheduledTask("purge_payloads", .daily(at: 3, 20), for: .project, run: Tidying.purgePayloads),
        ScheduledTask("tell_ending_tokens", .daily(at: 8, 40), for: .organization, run: TokenEnds.tell),
        ScheduledTask("tend_lead_doors", .daily(at: 8, 50), for: .organization, run: LeadDoors.tend),
        ScheduledTask("age_lead_scores", .daily(at: 0, 10), for: .organization, run: ScoreJobs.age),
        ScheduledTask("purge_expired", .hourly(at: 25), for: .installation, run: Tidying.purgeExpired),
        ScheduledTask("close_audit", .every(seconds: 60), for: .installation, run: AuditChains.close),
        ScheduledTask("tidy_queue", .daily(at: 2, 40), for: .installation, run: Tidying.tidyQueue),
        ScheduledTask("purge_notices", .daily(at: 3, 50), for: .installation, run: Tidying.purgeNotices),
        ScheduledTask("purge_feed", .hourly(at: 55), for: .installation, run: Tidying.purgeFeed),
    ]

    /// What the jobs of those tasks do. How each run ended is kept beside the schedule.
    package static func handlers(
        _ services: Services, _ tasks: [ScheduledTask] = tasks
    ) -> [String: Worker.Handler] {
        Dictionary(uniqueKeysWithValues: tasks.map { task in (task.name, handler(of: task, services)) })
    }

    private static func handler(of task: ScheduledTask, _ services: Services) -> Worker.Handler {
        { job in
            do {
                try await task.run(services, try TaskRun(job))
            } catch is CancellationError {
                // Given back by a worker that stops, or lost to another: not the end of the run.
                throw CancellationError()
            } catch let postponed as PostponedJob {
                // The same run goes on when its turn comes.
                throw postponed
            } catch {
                try? await services.store.endRun(job: job.id, .failed, at: services.outside.now())
                throw error
            }
            try await services.store.endRun(job: job.id, .done, at: services.outside.now())
        }
    }
}
