/// Where the cycle of an order begins and what "to delivery" means.
package struct CycleRules: Sendable, Hashable {
    package enum Edge: Sendable, Hashable {
        case group(Int)
        case status(Int)
    }

    /// Nil: with the first event there is.
    package let start: Edge?
    package let delivery: Edge

    package init(start: Edge? = nil, delivery: Edge = .group(StatusGroup.delivery)) {
        self.start = start
        self.delivery = delivery
    }

    package static let standard = CycleRules()
}

extension CycleRules.Edge {
    func isEntered(by interval: OrderHistory.Interval) -> Bool {
        switch self {
        case .group(let group): interval.group == group
        case .status(let status): interval.status == status
        }
    }
}
