package import FoundationEssentials
package import Jobs
package import Models

/// What a job that asks the CRM for an order is told.
package struct ContentJob: Codable, Sendable {
    /// One order's items, buyer and marketing.
    package static let fetch = "fetch_items"
    /// Every order of a project that the CRM has not been asked for, or in vain.
    package static let queue = "queue_items"

    package let project: UUID
    /// nil for all of them.
    package let order: Int?
    /// It has waited for its turn in the line of its API key.
    package let hasTurn: Bool

    /// The same job once its turn has come.
    package var withTurn: ContentJob { ContentJob(project: project, order: order, hasTurn: true) }

    init(project: UUID, order: Int?, hasTurn: Bool = false) {
        self.project = project
        self.order = order
        self.hasTurn = hasTurn
    }

    /// Whose orders: the job's own organization and the project it names.
    package func scope(of run: JobRun) throws -> SystemScope {
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        return SystemScope(
            organization: Organization.ID(rawValue: organization), project: Project.ID(rawValue: project), task: .items)
    }

    /// As JSON, for the queue.
    package func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension ContentJob {
    /// One order at a time, behind the organization's other work; three hours of attempts.
    static func job(_ order: Int, _ scope: some ProjectTenancy, priority: Int = 150) throws -> Job {
        var job = try Job(
            fetch, organization: scope.organization.rawValue,
            payload: ContentJob(project: scope.project.rawValue, order: order), key: "\(scope.project.text) \(order)")
        job.priority = priority
        job.maxAttempts = 12
        return job
    }
}
