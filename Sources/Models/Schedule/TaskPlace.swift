package import struct FoundationEssentials.UUID

/// What a scheduled task is done for each of; it also gives the zone whose clock decides.
package enum TaskPlace: String, Sendable, CaseIterable, Encodable {
    /// Once for the installation, by UTC.
    case installation
    /// For each organization, by its zone.
    case organization
    /// For each active project, by its zone.
    case project
}

/// One task for one place, by the ids the database keeps.
package struct PlacedTask: Sendable, Hashable {
    /// The name of the task.
    package let task: String
    /// nil: the installation's own.
    package let organization: UUID?
    package let project: UUID?
    /// The IANA zone of the place.
    package let zone: String

    package init(task: String, organization: UUID?, project: UUID?, zone: String) {
        self.task = task
        self.organization = organization
        self.project = project
        self.zone = zone
    }
}

/// A run of a task that has come due.
package struct DueTask: Sendable, Hashable {
    package let placed: PlacedTask
    /// The instant it was to run at; where runs were missed, the first of them.
    package let dueAt: Instant

    package init(placed: PlacedTask, dueAt: Instant) {
        self.placed = placed
        self.dueAt = dueAt
    }
}
