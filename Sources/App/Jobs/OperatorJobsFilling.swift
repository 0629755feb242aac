import Models
import Store

extension OperatorJobsPage.Task {
    init(_ task: ScheduledTask, _ overview: TaskOverview?, run: String) {
        let (cron, seconds, offset): (CronExpression?, Int?, Int) =
            switch task.timetable {
            case .wall(let expression): (expression, nil, 0)
            case .every(let seconds, let offset): (nil, seconds, offset)
            case .never: (nil, nil, 0)
            }
        self.init(
            name: JobName(task.name), cron: cron?.description, seconds: seconds, offset: offset,
            daily: cron?.dailyMinute.map { String(LocalTime(second: $0 * 60).clock.prefix(5)) }, place: task.place,
            places: overview?.places ?? 0,
            nextAt: overview?.nextAt, last: overview?.lastRun.map(OperatorJobsPage.LastRun.init),
            failed: overview?.failed ?? 0, run: run)
    }
}

extension OperatorJobsPage.LastRun {
    init(_ run: TaskOverview.Run) {
        self.init(
            at: run.begunAt, state: run.outcome?.rawValue ?? "waiting",
            seconds: run.endedAt.map { max(0, Int($0.seconds(since: run.begunAt))) })
    }
}

extension OperatorJobsPage.Kind {
    init(_ kind: QueuedKind) {
        self.init(
            name: JobName(kind.kind), running: kind.running, ready: kind.ready, later: kind.later, oldest: kind.oldest)
    }
}

extension OperatorJobsPage.Running {
    init(_ job: RunningJob) {
        let share: Int? =
            if let done = job.done, let total = job.total, total > 0 { min(100, done * 100 / total) } else { nil }
        self.init(
            name: JobName(job.kind), organization: job.organizationName, attempt: job.attempt,
            attempts: job.maxAttempts, percent: share)
    }
}
