import HTTP
import Models
import Store
import Web

/// The time of an order in one group.
struct GroupTimeResource: Resource {
    let group: GroupResource?
    let elapsed: Int
    let standing: StandingResource
    let isCurrent: Bool

    static let fields = [
        Field<Self>("group", \.group, "The group; null: in no group."),
        Field<Self>("elapsed_seconds", \.elapsed, "Time by the clock, all stays together."),
        Field<Self>("sla", \.standing, "Working time against the limit."),
        Field<Self>("current", \.isCurrent, "It is in this group now."),
    ]
    static let example = GroupTimeResource(group: .example, elapsed: 172_800, standing: .example, isCurrent: true)
}

/// One order.
struct OrderResource: Resource {
    let projectID: PublicID
    let number: Int
    let status: StatusName?
    let group: GroupResource?
    let isUrgent: Bool
    let working, elapsed: Int
    let groups: [GroupTimeResource]
    let startedAt, changedAt, nearAt, overAt, closedAt: Instant?
    let link: String?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("number", \.number, "The CRM's number of the order."),
        Field<Self>("status", \.status, "The status it is in; null: no event counts yet."),
        Field<Self>("group", \.group, "The group of that status; null: none."),
        Field<Self>("urgent", \.isUrgent, "The urgent limits apply."),
        Field<Self>(
            "working_seconds", \.working, "Working time from the first event until now or until it was closed."),
        Field<Self>("elapsed_seconds", \.elapsed, "The same by the clock."),
        Field<Self>("groups", \.groups, "Its time in each group it has been in."),
        Field<Self>("started_at", \.startedAt, "When its cycle began."),
        Field<Self>("changed_at", \.changedAt, "When it entered the status it is in."),
        Field<Self>("near_at", \.nearAt, "When it comes near the limit; null: never, or closed."),
        Field<Self>("over_at", \.overAt, "When it reaches the limit; null: never, or closed."),
        Field<Self>("closed_at", \.closedAt, "When it was closed; null: it is open."),
        Field<Self>("link", \.link, "Its page in the CRM; null: the project has no pattern for it."),
    ]
    static let example = OrderResource(
        projectID: .example, number: 10_431, status: .example, group: .example, isUrgent: false, working: 98_000,
        elapsed: 260_000, groups: [.example], startedAt: .example(hours: -72), changedAt: .example(hours: -20),
        nearAt: .example(hours: -1), overAt: .example(hours: 4), closedAt: nil,
        link: "https://dubok.keycrm.app/app/orders/view/10431")
}

/// What the CRM told, and the time between.
struct TimelineResource: Resource {
    struct Event: Resource {
        let status: StatusName
        let at, receivedAt: Instant

        static let fields = [
            Field<Event>("status", \.status, "The status that was entered."),
            Field<Event>("at", \.at, "When, by the CRM's clock."),
            Field<Event>("received_at", \.receivedAt, "When Takt was told."),
        ]
        static let example = Event(
            status: StatusName.example, at: .example(hours: -20), receivedAt: .example(hours: -20))
    }

    struct Interval: Resource {
        let number: Int
        let status: StatusName
        let group: GroupResource?
        let enteredAt: Instant
        let leftAt: Instant?
        let working, elapsed: Int
        let isClosed: Bool

        static let fields = [
            Field<Interval>("number", \.number, "From 1, by the CRM's clock."),
            Field<Interval>("status", \.status, "The status it was in."),
            Field<Interval>("group", \.group, "The group in which the time counts; null: none."),
            Field<Interval>("entered_at", \.enteredAt, "From."),
            Field<Interval>("left_at", \.leftAt, "To; null: it is in it now."),
            Field<Interval>("working_seconds", \.working, "Working time, until now for the last."),
            Field<Interval>("elapsed_seconds", \.elapsed, "The same by the clock."),
            Field<Interval>("closed", \.isClosed, "The order was closed; its time does not count."),
        ]
        static let example = Interval(
            number: 3, status: StatusName.example, group: GroupResource.example, enteredAt: .example(hours: -20),
            leftAt: nil, working: 28_800, elapsed: 72_000, isClosed: false)
    }

    let projectID: PublicID
    let number: Int
    let events: [Event]
    let intervals: [Interval]

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("number", \.number, "The CRM's number of the order."),
        Field<Self>("events", \.events, "The status changes, oldest first."),
        Field<Self>("intervals", \.intervals, "The time between them, oldest first."),
    ]
    static let example = TimelineResource(
        projectID: .example, number: 10_431, events: [.example], intervals: [.example])
}

extension OrderStory {
    /// The order in figures.
    func resource(of project: PublicID) -> OrderResource {
        let current = history.current
        return OrderResource(
            projectID: project, number: number, status: current.map { StatusName($0.status, names) },
            group: current.flatMap { GroupResource($0.group, groupNames) }, isUrgent: history.isUrgent,
            working: history.workingSeconds + openSeconds, elapsed: history.elapsedSeconds + openElapsed,
            groups: history.groups.map { time in
                let isCurrent = current?.group == time.group
                return GroupTimeResource(
                    group: GroupResource(time.group, groupNames),
                    elapsed: time.elapsedSeconds + (running?.group == time.group ? openElapsed : 0),
                    standing: StandingResource(state: badge(time).state, working: worked(time), limit: time.limit),
                    isCurrent: isCurrent)
            }, startedAt: history.startedAt, changedAt: current?.enteredAt, nearAt: history.nearAt,
            overAt: history.overAt, closedAt: history.closedAt, link: outside)
    }

    /// Its life.
    func timeline(of project: PublicID) -> TimelineResource {
        TimelineResource(
            projectID: project, number: number,
            events: details.events.map {
                TimelineResource.Event(
                    status: StatusName($0.event.status, names), at: $0.event.changedAt, receivedAt: $0.receivedAt)
            },
            intervals: history.intervals.map { interval in
                TimelineResource.Interval(
                    number: interval.number, status: StatusName(interval.status, names),
                    group: GroupResource(interval.group, groupNames), enteredAt: interval.enteredAt,
                    leftAt: interval.leftAt, working: interval.isClosed ? 0 : working(interval),
                    elapsed: interval.elapsedSeconds ?? openElapsed, isClosed: interval.isClosed)
            })
    }
}
