import Models
import Web

/// One webhook as the lists show it.
struct DeliveryRow: Encodable {
    /// Leads to the delivery itself.
    let path: String
    let at: Instant
    /// What became of it.
    let verdict: Delivery.Outcome
    /// The badge it wears: `ok`, `near` or nothing special.
    let tone: String?
    /// The outside CRM's order number, when the body named one.
    let order: String?
    /// Leads to the order; nil when it is not known.
    let orderPath: String?
    /// The status it announced, by name or number.
    let status: String?

    init(
        path: String, at: Instant, verdict: Delivery.Outcome, order: String?, orderPath: String?, status: String?
    ) {
        self.path = path
        self.at = at
        self.verdict = verdict
        tone = verdict.needsLook ? "near" : verdict == .stored ? "ok" : nil
        self.order = order
        self.orderPath = orderPath
        self.status = status
    }

    init(_ delivery: Delivery, in project: PublicID) {
        self.init(
            path: Deliveries.delivery(in: project, delivery.id), at: delivery.receivedAt, verdict: delivery.outcome,
            order: delivery.orderID.map { "\($0)" },
            orderPath: delivery.hasOrder ? delivery.orderID.map { Orders.order(in: project, $0) } : nil,
            status: delivery.status)
    }

    static let examples = Delivery.Outcome.allCases.enumerated().map { number, verdict in
        DeliveryRow(
            path: "/p/a2b3c4d5e6/deliveries/\(900 + number)", at: .example(minutes: -number * 7), verdict: verdict,
            order: number < 5 ? "1048\(number)" : nil,
            orderPath: number < 4 ? "/p/a2b3c4d5e6/orders/1048\(number)" : nil,
            status: number < 4 ? "Друк партії" : number == 4 ? "77" : nil)
    }
}

extension Delivery.Outcome {
    /// Whether an administrator should look at it.
    var needsLook: Bool { self == .unknownStatus || self == .malformed || self == .tooLarge }
}
