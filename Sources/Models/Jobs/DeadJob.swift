/// A job that was given up: its attempts are used up, or no repetition will help.
package struct DeadJob: Sendable, Equatable {
    package let id: Int
    package let kind: String
    /// nil: the installation's own work.
    package let organization: Organization.ID?
    /// Its name, for operators.
    package let organizationName: String?
    package let attempts: Int
    /// What the last attempt said.
    package let reason: String
    package let diedAt: Instant

    package init(
        id: Int, kind: String, organization: Organization.ID?, organizationName: String?, attempts: Int,
        reason: String, diedAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.organization = organization
        self.organizationName = organizationName
        self.attempts = attempts
        self.reason = reason
        self.diedAt = diedAt
    }
}

/// The live jobs of one kind.
package struct QueuedKind: Sendable, Equatable {
    package let kind: String
    package let running: Int
    package let ready: Int
    /// Not due yet: to be tried again, or asked for at an instant to come.
    package let later: Int
    /// Since when the first of the ready ones waits.
    package let oldest: Instant?

    package init(kind: String, running: Int, ready: Int, later: Int, oldest: Instant?) {
        self.kind = kind
        self.running = running
        self.ready = ready
        self.later = later
        self.oldest = oldest
    }
}

/// A job that a worker has in hand.
package struct RunningJob: Sendable, Equatable {
    package let id: Int
    package let kind: String
    package let organizationName: String?
    package let attempt: Int
    package let maxAttempts: Int
    /// How much of the whole is done, once the job has said so.
    package let done, total: Int?

    package init(
        id: Int, kind: String, organizationName: String?, attempt: Int, maxAttempts: Int, done: Int?, total: Int?
    ) {
        self.id = id
        self.kind = kind
        self.organizationName = organizationName
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.done = done
        self.total = total
    }
}
