import Models

/// A status group as a coloured tag.
struct GroupTag: Encodable {
    let name: String
    /// 1 to 12 of the palette; nil for a plain tag.
    let color: Int?

    static let new = GroupTag(name: "New", color: 1)
    static let approval = GroupTag(name: "Approval", color: 12)
    static let production = GroupTag(name: "Production", color: 8)
    static let delivery = GroupTag(name: "Delivery", color: 3)
}

/// Time against a limit, as a badge says it.
struct SLABadge: Encodable {
    enum State: String, Encodable, CaseIterable, Sendable {
        case ok, near, over
        /// No limit is set for the group, or the order is in no group.
        case unlimited
        /// The calendar has no window ahead: it can never become over.
        case never
        /// The group was not entered.
        case unreached
    }

    let state: State
    /// Working seconds over the limit when `over`, else working seconds left.
    let seconds: Int
    /// The order has left the group: “spare” instead of “left”.
    let isFinished: Bool

    init(_ state: State, seconds: Int = 0, isFinished: Bool = false) {
        self.state = state
        self.seconds = seconds
        self.isFinished = isFinished
    }
}
