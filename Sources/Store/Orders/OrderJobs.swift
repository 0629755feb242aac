package import FoundationEssentials
package import Jobs
package import Models
import Postgres

/// What the jobs about orders are told.
package struct OrderJob: Codable, Sendable {
    /// All orders of the project that older rules left behind.
    package static let recompute = "recompute_orders"
    /// One order, because an event that lay in the future has come.
    package static let derive = "derive_order"

    package let project: UUID
    package let order: Int?
}

extension OrderJob {
    /// Whose orders: the job's own organization and the project it names.
    package func scope(of run: JobRun) throws -> SystemScope {
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        return SystemScope(
            organization: Organization.ID(rawValue: organization), project: Project.ID(rawValue: project),
            task: .recompute)
    }
}

extension Connection {
    /// A recomputation of the project's orders; one at a time is enough.
    func enqueueRecompute(_ scope: some ProjectTenancy) throws {
        try enqueue(
            Job(
                OrderJob.recompute, organization: scope.organization.rawValue,
                payload: OrderJob(project: scope.project.rawValue, order: nil), key: scope.project.text))
    }

    /// The order is derived again when an event that is dated in the future begins to count.
    func enqueueDerive(_ order: Int, at instant: Instant, _ scope: some ProjectTenancy) throws {
        var job = try Job(
            OrderJob.derive, organization: scope.organization.rawValue,
            payload: OrderJob(project: scope.project.rawValue, order: order), key: "\(scope.project.text) \(order)")
        job.runAt = instant.microseconds
        try enqueue(job)
    }
}

extension Store {
    /// Says how far a run has come; the run is lost when somebody else has the job.
    package func report(_ done: Int, of total: Int, _ run: JobRun) async throws {
        try await database.report(run, done: Int64(done), total: Int64(total))
    }
}
