/// A project as its settings pages show it; the API key is only said to be there or not.
package struct ProjectRecord: Sendable, Equatable {
    package enum Connection: String, Sendable {
        case untried, working, failing
    }

    /// What is connected: the outside CRM, or the invented one of a demo.
    package enum CRM: String, Sendable {
        case keyCRM = "keycrm"
        case demo
    }

    package let id: Project.ID
    package let publicID: PublicID
    package let name: String
    package let crm: CRM
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
        id: Project.ID, publicID: PublicID, name: String, crm: CRM, baseURL: String, keySetAt: Instant?, zone: String,
        linkPattern: String, connection: Connection, lastTest: ConnectionTest?,
        statusesFetchedAt: Instant?, rulesNumber: Int, version: Int
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.crm = crm
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
    package let isWorking: Bool
    /// The verdict as one word, with its number when it has one: `working 12`, `rate_limited 30`, `timeout`.
    package let outcome: String
    /// The HTTP status, when there was an answer.
    package let status: Int?
    /// At most 200 safe characters of the answer.
    package let text: String
    package let at: Instant

    package init(isWorking: Bool, outcome: String, status: Int?, text: String, at: Instant) {
        self.isWorking = isWorking
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

    /// The one word the lists say and filter by: the verdict, and for an accepted event its gravest mark.
    package enum Outcome: String, Sendable, Encodable, CaseIterable {
        case stored, duplicate, late, future
        case unknownStatus = "unknown_status"
        case unknownEvent = "unknown_event"
        case malformed
        case tooLarge = "too_large"
    }

    package let id: Int
    package let receivedAt: Instant
    package let verdict: Verdict
    package let outcome: Outcome
    package let reason: String
    package let marks: [Mark]
    package let orderID: Int?
    package let statusID: Int?
    /// The status it announced: its name, or its number while the dictionary does not know it.
    package let status: String?
    /// Whether there is an order to look at.
    package let hasOrder: Bool
    /// When the status changed by the source's own clock.
    package let changedAt: Instant?
    /// The network it came from.
    package let network: String
    /// Bytes as sent; the kept body may be shorter.
    package let length: Int

    package init(
        id: Int, receivedAt: Instant, verdict: Verdict, outcome: Outcome, reason: String, marks: [Mark], orderID: Int?,
        statusID: Int?, status: String?, hasOrder: Bool, changedAt: Instant?, network: String, length: Int
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.verdict = verdict
        self.outcome = outcome
        self.reason = reason
        self.marks = marks
        self.orderID = orderID
        self.statusID = statusID
        self.status = status
        self.hasOrder = hasOrder
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
