import HTTP
import Models
import Store
import Web

/// A status by number and name.
struct StatusName: Resource {
    let id: Int
    let name: String

    static let fields = [
        Field<Self>("id", \.id, "The CRM's number of it."),
        Field<Self>("name", \.name, "Its name; the number with # while nobody has told it."),
    ]
    static let example = StatusName(id: 31, name: "Printing")
}

/// Time in a group against its limit.
struct StandingResource: Resource {
    let state: SLABadge.State
    let working: Int
    let limit: Int?

    static let fields = [
        Field<Self>(
            "state", \.state,
            "ok, near or over; unlimited: no limit; never: the calendar has no hours ahead; unreached: not entered."),
        Field<Self>("working_seconds", \.working, "Working time in the group, all stays together."),
        Field<Self>("limit_seconds", \.limit, "The limit; null: none."),
    ]
    static let example = StandingResource(state: .near, working: 73_200, limit: 86_400)
}

extension SLABadge.State: Described {}

/// An order in the list.
struct OrderListed: Resource {
    let projectID: PublicID
    let number: Int
    let status: StatusName
    let group: GroupResource?
    let isUrgent: Bool
    let standing: StandingResource
    let changedAt, groupEnteredAt: Instant
    let nearAt, overAt, closedAt: Instant?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("number", \.number, "The CRM's number of the order."),
        Field<Self>("status", \.status, "The status it is in."),
        Field<Self>("group", \.group, "The group of that status; null: none."),
        Field<Self>("urgent", \.isUrgent, "The urgent limits apply."),
        Field<Self>("sla", \.standing, "How it stands in the group."),
        Field<Self>("changed_at", \.changedAt, "When its status changed last."),
        Field<Self>("group_entered_at", \.groupEnteredAt, "When the present stay in the group began."),
        Field<Self>("near_at", \.nearAt, "When it comes near the limit; null: never, or closed."),
        Field<Self>("over_at", \.overAt, "When it reaches the limit; null: never, or closed."),
        Field<Self>("closed_at", \.closedAt, "When it was closed; null: it is open."),
    ]
    static let example = OrderListed(
        projectID: .example, number: 10_431, status: .example, group: .example, isUrgent: false, standing: .example,
        changedAt: .example(hours: -20), groupEnteredAt: .example(hours: -30), nearAt: .example(hours: -1),
        overAt: .example(hours: 4), closedAt: nil)
}

struct OrdersResource: Resource {
    let projectID: PublicID
    let items: [OrderListed]
    let total: Int?
    let previous, next: String?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("items", \.items, "A page of orders."),
        Field<Self>("total", \.total, "How many match; null above 1,000, where nobody counts."),
        Field<Self>("previous", \.previous, "The cursor of the page before; null: this is the first."),
        Field<Self>("next", \.next, "The cursor of the page after; null: this is the last."),
    ]
    static let example = OrdersResource(
        projectID: .example, items: [.example], total: 213, previous: nil, next: "bmV4dCBwYWdlLCBwbGVhc2U")
}

extension OrdersResource {
    init(
        _ list: OrderList, of project: PublicID, rules: OrderRules, now: Instant, previous: String?, next: String?
    ) {
        let names = Dictionary(list.statuses.map { ($0.id, $0.name) }) { first, _ in first }
        let groups = Dictionary(list.groups.map { ($0.number, $0.name) }) { first, _ in first }
        self.init(
            projectID: project,
            items: list.rows.map { row in
                let standing = OrderStanding(row, rules, now: now)
                return OrderListed(
                    projectID: project, number: row.number, status: StatusName(row.status, names),
                    group: GroupResource(row.group, groups), isUrgent: row.isUrgent,
                    standing: StandingResource(
                        state: standing.badge.state, working: standing.worked, limit: standing.limit),
                    changedAt: row.changedAt, groupEnteredAt: row.groupEnteredAt, nearAt: row.nearAt,
                    overAt: row.overAt, closedAt: row.closedAt)
            }, total: list.total, previous: previous, next: next)
    }
}

extension StatusName {
    init(_ id: Int, _ names: [Int: String]) {
        self.init(id: id, name: names[id].flatMap { $0.isEmpty ? nil : $0 } ?? "#\(id)")
    }
}

extension GroupResource {
    /// nil for the ungrouped.
    init?(_ number: Int, _ names: [Int: String]) {
        guard number != StatusGroup.ungrouped else { return nil }
        self.init(number: number, name: names[number] ?? "#\(number)")
    }
}
