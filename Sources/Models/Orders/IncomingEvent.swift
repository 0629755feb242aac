/// One status change as a delivery told it, ready for the event log.
package struct IncomingEvent: Sendable, Equatable {
    package let order: Int
    package let status: Int
    package let group: Int?
    package let changedAt: Instant
    package let orderCreatedAt: Instant?
    /// The outside CRM's numbers of who looks after the order and where it came from.
    package let manager: Int?
    package let source: Int?
    /// What the items cost together, in minor units: another figure says that the items have changed.
    package let productsTotal: Int?

    /// What a delivery tells beyond order, status and instant may be missing.
    package init(
        order: Int, status: Int, group: Int?, changedAt: Instant, orderCreatedAt: Instant?, manager: Int? = nil,
        source: Int? = nil, productsTotal: Int? = nil
    ) {
        self.order = order
        self.status = status
        self.group = group
        self.changedAt = changedAt
        self.orderCreatedAt = orderCreatedAt
        self.manager = manager
        self.source = source
        self.productsTotal = productsTotal
    }
}

/// A delivery with a right secret as it came: what is kept of it whatever it says.
package struct RawDelivery: Sendable, Equatable {
    package let body: [UInt8]
    /// Bytes as sent; more than `body` when it was too large.
    package let length: Int
    package let network: String
    package let receivedAt: Instant

    package init(body: [UInt8], length: Int, network: String, receivedAt: Instant) {
        self.body = body
        self.length = length
        self.network = network
        self.receivedAt = receivedAt
    }
}
