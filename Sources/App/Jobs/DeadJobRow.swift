import Models
import Web

/// A job that was given up, as a list shows it.
struct DeadJobRow: Encodable {
    let name: JobName
    /// Whose it is; nil for the installation's own, and in an organization's own list.
    let organization: String?
    let attempts: Int
    /// What the last attempt said: one line of visible characters.
    let reason: String
    let diedAt: Instant
    /// Where a POST puts it back into the queue.
    let replay: String
    /// The page that asks before it is forgotten.
    let discard: String

    init(_ job: DeadJob, replay: String, discard: String) {
        name = JobName(job.kind)
        organization = job.organizationName
        attempts = job.attempts
        reason = visible(job.reason, limit: 300)
        diedAt = job.diedAt
        self.replay = replay
        self.discard = discard
    }

    static let examples = [
        DeadJobRow(
            DeadJob(
                id: 7, kind: "refresh_statuses", organization: nil, organizationName: "Dubok <Group>", attempts: 1,
                reason: "the CRM answered: unauthorized", diedAt: .example(hours: -3)),
            replay: "/operator/jobs/dead/7/replay", discard: "/operator/jobs/dead/7/discard"),
        DeadJobRow(
            DeadJob(
                id: 5, kind: "something_new", organization: nil, organizationName: nil, attempts: 6,
                reason: "<script>\nthe worker disappeared during attempt 6", diedAt: .example(hours: -90)),
            replay: "/operator/jobs/dead/5/replay", discard: "/operator/jobs/dead/5/discard"),
    ]
}
