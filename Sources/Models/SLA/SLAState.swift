/// How an order stands against the limit of the group it is in.
package enum SLAState: String, Sendable, CaseIterable, Codable {
    case ok, near, over

    /// By the seconds worked in the group; `ok` without a limit.
    package init(seconds: Int, limit: Int?, near: Int?) {
        self = if let limit, seconds >= limit { .over } else if let near, seconds >= near { .near } else { .ok }
    }

    /// By the instants kept with an order: a comparison with the clock, nothing else.
    package init(at now: Instant, nearAt: Instant?, overAt: Instant?) {
        self = if let overAt, overAt <= now { .over } else if let nearAt, nearAt <= now { .near } else { .ok }
    }
}
