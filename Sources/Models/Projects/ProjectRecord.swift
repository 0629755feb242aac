/// A project as its settings pages show it; the API key is only said to be there or not.
package struct ProjectRecord: Sendable, Equatable {
    package enum Connection: String, Sendable {
        case untried, working, failing
    }

    package let id: Project.ID
    package let publicID: PublicID
    package let name: String
    package let baseURL: String
    /// When the API key was set; nil while there is none.
    package let keySetAt: Instant?
    package let zone: String
    package let linkPattern: String
    package let connection: Connection
    /// What the last test said; nil before the first.
    package let lastTest: ConnectionTest?
    package let statusesFetchedAt: Instant?
    package let rulesNumber: Int
    package let version: Int

    package init(
        id: Project.ID, publicID: PublicID, name: String, baseURL: String, keySetAt: Instant?, zone: String,
        linkPattern: String, connection: Connection, lastTest: ConnectionTest?,
        statusesFetchedAt: Instant?, rulesNumber: Int, version: Int
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.baseURL = baseURL
        self.keySetAt = keySetAt
        self.zone = zone
        self.linkPattern = linkPattern
        self.connection = connection
        self.lastTest = lastTest
        self.statusesFetchedAt = statusesFetchedAt
        self.rulesNumber = rulesNumber
        self.version = version
    }
}

/// What the outside CRM answered to a test of the connection.
package struct ConnectionTest: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        case good, refused, odd
        case noAnswer = "no_answer"
        case forbiddenAddress = "forbidden_address"
    }

    package let outcome: Outcome
    /// The HTTP status, when there was an answer.
    package let status: Int?
    /// At most 200 safe characters of the answer.
    package let text: String
    package let at: Instant

    package init(outcome: Outcome, status: Int?, text: String, at: Instant) {
        self.outcome = outcome
        self.status = status
        self.text = text
        self.at = at
    }
}

/// A card on Home: how a project is doing right now.
package struct ProjectHealth: Sendable, Equatable {
    package let project: ProjectRecord
    package let lastDeliveryAt: Instant?
    /// Since a given instant, for today; counts stop at 10,001.
    package let deliveries: Int
    package let openOrders: Int
    package let nearOrders: Int
    package let overOrders: Int
    package let statuses: Int
    package let newStatuses: Int
    /// Whether somebody has saved limits of their own.
    package let hasOwnLimits: Bool

    package init(
        project: ProjectRecord, lastDeliveryAt: Instant?, deliveries: Int, openOrders: Int, nearOrders: Int,
        overOrders: Int, statuses: Int, newStatuses: Int, hasOwnLimits: Bool
    ) {
        self.project = project
        self.lastDeliveryAt = lastDeliveryAt
        self.deliveries = deliveries
        self.openOrders = openOrders
        self.nearOrders = nearOrders
        self.overOrders = overOrders
        self.statuses = statuses
        self.newStatuses = newStatuses
        self.hasOwnLimits = hasOwnLimits
    }
}

/// One inbound delivery as the list shows it.
package struct Delivery: Sendable, Equatable {
    package enum Verdict: String, Sendable, CaseIterable {
        case accepted, duplicate, malformed
        case unknownEvent = "unknown_event"
        case tooLarge = "too_large"
    }

    /// What was odd about an accepted event; it counts all the same.
    package enum Mark: String, Sendable, CaseIterable {
        /// Its instant is older than one already known of the order.
        case late
        /// Its instant lies ahead of the clock; it begins to count when it comes.
        case future
        /// The dictionary does not know its status.
        case unknownStatus = "unknown_status"
    }

    package let id: Int
    package let receivedAt: Instant
    package let verdict: Verdict
    package let reason: String
    package let marks: [Mark]
    package let orderID: Int?
    package let statusID: Int?
    /// When the status changed by the source's own clock.
    package let changedAt: Instant?
    /// The network it came from.
    package let network: String
    /// Bytes as sent; the kept body may be shorter.
    package let length: Int

    package init(
        id: Int, receivedAt: Instant, verdict: Verdict, reason: String, marks: [Mark], orderID: Int?, statusID: Int?,
        changedAt: Instant?, network: String, length: Int
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.verdict = verdict
        self.reason = reason
        self.marks = marks
        self.orderID = orderID
        self.statusID = statusID
        self.changedAt = changedAt
        self.network = network
        self.length = length
    }
}

/// A secret of the webhook address, sealed.
package struct HookToken: Sendable, Equatable {
    package let sealed: [UInt8]
    package let createdAt: Instant
    /// nil: the current one; otherwise the old one, valid until then.
    package let expiresAt: Instant?

    package init(sealed: [UInt8], createdAt: Instant, expiresAt: Instant?) {
        self.sealed = sealed
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
