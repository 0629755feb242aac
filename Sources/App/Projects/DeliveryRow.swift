import Models

/// One webhook as the lists show it.
struct DeliveryRow: Encodable {
    /// What became of it.
    enum Verdict: String, Encodable, CaseIterable {
        case stored, duplicate, late, future
        case unknownStatus = "unknown_status"
        case unknownEvent = "unknown_event"
        case malformed
        case tooLarge = "too_large"

        /// Whether an administrator should look at it.
        var needsLook: Bool { self == .unknownStatus || self == .malformed || self == .tooLarge }
    }

    /// Leads to the delivery itself.
    let path: String
    let at: Instant
    let verdict: Verdict
    /// The badge it wears: `ok`, `near` or nothing special.
    let tone: String?
    /// The outside CRM's order number, when the body named one.
    let order: String?
    /// Leads to the order; nil when it is not known.
    let orderPath: String?
    /// The status it announced, by name or number.
    let status: String?

    init(path: String, at: Instant, verdict: Verdict, order: String?, orderPath: String?, status: String?) {
        self.path = path
        self.at = at
        self.verdict = verdict
        tone = verdict.needsLook ? "near" : verdict == .stored ? "ok" : nil
        self.order = order
        self.orderPath = orderPath
        self.status = status
    }

    static let examples = Verdict.allCases.enumerated().map { number, verdict in
        DeliveryRow(
            path: "/p/a2b3c4d5e6/deliveries/\(900 + number)", at: .example(minutes: -number * 7), verdict: verdict,
            order: number < 5 ? "1048\(number)" : nil,
            orderPath: number < 4 ? "/p/a2b3c4d5e6/orders/1048\(number)" : nil,
            status: number < 4 ? "Друк партії" : number == 4 ? "77" : nil)
    }
}
