import Models
import Web

/// `Resources/templates/jobs/operator.html`: what runs by the clock, what is in the queue, what died.
struct OperatorJobsPage: Page {
    static let template = "jobs/operator.html"
    static let place = NavigationItem.operatorJobs
    static let examples = [
        OperatorJobsPage(
            tasks: [
                Task(
                    name: JobName("refresh_statuses"), cron: "10 4 * * *", seconds: nil, offset: 0, daily: "04:10",
                    place: .project, places: 12,
                    nextAt: .example(hours: 9), last: .done(.example(hours: -15)), failed: 2,
                    run: "/operator/jobs/schedule/refresh_statuses/run"),
                Task(
                    name: JobName("purge_expired"), cron: nil, seconds: 3_600, offset: 1_500, daily: nil,
                    place: .installation, places: 1, nextAt: .example(minutes: -2),
                    last: .init(at: .example(minutes: -62), state: "failed", seconds: 3), failed: 1_000,
                    run: "/operator/jobs/schedule/purge_expired/run"),
                Task(
                    name: JobName("tidy_queue"), cron: "40 2 * * 1-5", seconds: nil, offset: 0, daily: nil,
                    place: .installation, places: 0, nextAt: nil, last: nil, failed: 0,
                    run: "/operator/jobs/schedule/tidy_queue/run"),
            ],
            kinds: [
                Kind(
                    name: JobName("recompute_orders"), running: 1, ready: 240, later: 3, oldest: .example(minutes: -4)),
                Kind(name: JobName("<odd>"), running: 0, ready: 0, later: 1, oldest: nil),
            ], isCut: true,
            running: [
                Running(
                    name: JobName("recompute_orders"), organization: "Dubok <Group>", attempt: 2, attempts: 6,
                    percent: 40),
                Running(
                    name: JobName("tidy_queue"), organization: nil, attempt: 1, attempts: 6, percent: nil),
            ],
            deadKinds: [
                DeadKind(name: JobName("refresh_statuses"), count: 3, isCurrent: false),
                DeadKind(name: JobName("something_new"), count: 1, isCurrent: true),
            ], kind: "something_new", path: "/operator/jobs", replayAll: "/operator/jobs/dead/replay",
            dead: DeadJobRow.examples, older: "/operator/jobs?before=5", newest: nil),
        OperatorJobsPage(
            tasks: [], kinds: [], isCut: false, running: [], deadKinds: [], kind: "", path: "/operator/jobs",
            replayAll: "/operator/jobs/dead/replay", dead: [], older: nil, newest: "/operator/jobs"),
    ]

    struct Task: Encodable {
        let name: JobName
        /// A crontab's five fields, or every so many seconds, that long after the full hour.
        let cron: String?
        let seconds: Int?
        let offset: Int
        /// The time of day, where a crontab says no more than that.
        let daily: String?
        /// Whose clock decides: `installation`, `organization` or `project`.
        let place: TaskPlace
        /// For how many organizations or projects it is done; 1 for the installation.
        let places: Int
        let nextAt: Instant?
        let last: LastRun?
        /// Runs of the last day that failed; a thousand stands for more.
        let failed: Int
        /// Where a POST makes it due at once.
        let run: String
    }

    /// The newest run of a task at any of its places.
    struct LastRun: Encodable {
        let at: Instant
        /// `waiting`, `done`, `failed` or `left_out`.
        let state: String
        /// How long it took, once it has ended.
        let seconds: Int?

        static func done(_ at: Instant) -> LastRun { LastRun(at: at, state: "done", seconds: 0) }
    }

    struct Kind: Encodable {
        let name: JobName
        let running, ready, later: Int
        /// Since when the first of the ready ones waits.
        let oldest: Instant?
    }

    struct Running: Encodable {
        let name: JobName
        let organization: String?
        let attempt, attempts: Int
        /// How much is done, once the job has said so.
        let percent: Int?
    }

    struct DeadKind: Encodable {
        let name: JobName
        let count: Int
        let isCurrent: Bool
    }

    let tasks: [Task]
    let kinds: [Kind]
    /// Whether there are more jobs than were counted.
    let isCut: Bool
    let running: [Running]
    let deadKinds: [DeadKind]
    /// The kind filtered by; empty for all.
    let kind: String
    /// The page itself without a query.
    let path: String
    /// Where a POST puts all dead jobs of one kind back into the queue.
    let replayAll: String
    let dead: [DeadJobRow]
    /// The next page into the past, and back to the top; nil where there is none.
    let older, newest: String?
}
