import Jobs
import Models
import Store

/// Telling people behind the pages that something they have to do is due.
struct ActivityJobs: Sendable {
    let services: Services

    /// By kind of job.
    var handlers: [String: Worker.Handler] { [ReminderJob.kind: remind] }

    /// What is due by now, and then when the next is.
    @Sendable private func remind(_ run: JobRun) async throws {
        guard let organization = run.organization else {
            throw HopelessJob(reason: "the job has no organization")
        }
        let scope = OrganizationScope(organization: Organization.ID(rawValue: organization), task: .reminders)
        while try await services.store.remind(scope, at: services.outside.now()) { try Task.checkCancellation() }
        try await services.store.planReminder(scope, at: services.outside.now())
    }
}
