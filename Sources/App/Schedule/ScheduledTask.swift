import struct FoundationEssentials.UUID
package import Jobs
package import Models
import Store

/// Something that is done by the clock. When it is due, an ordinary job of the kind `name` is queued for each
/// place, and `run` is what that job does: it may be tried again after a failure, up to six times, so it must
/// bear being done twice. While a run is under way the next one is left out.
package struct ScheduledTask: Sendable {
    package typealias Action = @Sendable (Services, TaskRun) async throws -> Void

    /// One word, `refresh_statuses`: the kind of its jobs, and with `task.` before it its name in the catalogue.
    package let name: String
    package let timetable: Timetable
    package let place: TaskPlace
    package let run: Action

    package init(_ name: String, _ timetable: Timetable, for place: TaskPlace, run: @escaping Action) {
        self.name = name
        self.timetable = timetable
        self.place = place
        self.run = run
    }

    /// Its name in the catalogue.
    package var text: String { "task.\(name)" }

    var entry: TaskEntry { TaskEntry(name: name, timetable: timetable.description, place: place) }
}

/// One run of a scheduled task at one place.
package struct TaskRun: Sendable {
    package let job: JobRun
    /// When it was to run; where runs were missed, the first of them.
    package let due: Instant
    /// nil: the installation.
    package let organization: Organization.ID?
    package let project: Project.ID?

    /// Throws `HopelessJob` when the job is no scheduled one.
    init(_ job: JobRun) throws {
        let payload = try job.payload(as: Payload.self)
        self.job = job
        due = Instant(microseconds: payload.due)
        organization = job.organization.map { Organization.ID(rawValue: $0) }
        project = payload.project.map { Project.ID(rawValue: $0) }
    }

    /// The program acting in the project that the run is for; throws `HopelessJob` when it is for none.
    package func projectScope(as task: SystemTask) throws -> SystemScope {
        guard let organization, let project else { throw HopelessJob(reason: "the run is for no project") }
        return SystemScope(organization: organization, project: project, task: task)
    }

    /// The program acting in the organization that the run is for; throws `HopelessJob` when it is for none.
    package func organizationScope(as task: SystemTask) throws -> OrganizationScope {
        guard let organization else { throw HopelessJob(reason: "the run is for no organization") }
        return OrganizationScope(organization: organization, task: task)
    }

    private struct Payload: Decodable {
        /// Microseconds since 1970.
        let due: Int64
        let project: UUID?
    }
}
