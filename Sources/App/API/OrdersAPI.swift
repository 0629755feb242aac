import Forms
import HTTP
import Models
import Store
import Web

/// The orders of a project: the list with the page's filters, one with its time per group, and its life.
struct OrdersAPI: Feature {
    static let list = ProjectAPIPath("/orders")
    static let order = ProjectAPIPath("/orders/{}", Int.self)
    static let timeline = ProjectAPIPath("/orders/{}/timeline", Int.self)

    let services: Services

    var routes: [Route] {
        let number = [(name: "number", text: "The CRM's number of the order.")]
        return [
            Route(
                .get, api: Self.list, scope: .ordersRead, ViewOrders.self,
                Operation(
                    "listOrders", in: "Orders", "The orders",
                    "The open ones, the one that breaches next first, unless the query says otherwise.",
                    query: Self.query), showList),
            Route(
                .get, api: Self.order, scope: .ordersRead, ViewOrders.self,
                Operation(
                    "showOrder", in: "Orders", "One order", "Where it stands, and its time in each group.",
                    captures: number), showOrder),
            Route(
                .get, api: Self.timeline, scope: .ordersRead, ViewOrders.self,
                Operation(
                    "showTimeline", in: "Orders", "The life of an order",
                    "Every status change as the CRM told it, and the stretches of time between them.",
                    captures: number), showTimeline),
        ]
    }

    private static let query: [Operation.Parameter] = {
        let sorts = OrderFilter.Sort.allCases.map(\.rawValue)
        return [
            Operation.Parameter("number", .whole(1...ListQuery.mostNumber, "One order, open or closed.")),
            Operation.Parameter("status", .whole(0...ListQuery.mostNumber, "The number of a status.")),
            Operation.Parameter("group", .whole(0...999, "The number of a group; 0: in no group.")),
            Operation.Parameter(
                "state", .choice(OrderFilter.State.self, "Against the limit, open or closed; open when left out.")),
            Operation.Parameter("from", .date.saying("Changed on this date or later, in the project's zone.")),
            Operation.Parameter("to", .date.saying("Changed on this date or earlier.")),
            Operation.Parameter(
                "sort", Schema(.choice(sorts + sorts.map { "-" + $0 }), "The order; with - the other way round.")),
            Operation.Parameter("limit", .whole(1...100, "Orders on a page; 50 when left out.")),
            Operation.Parameter("cursor", .text(nil, "next or previous of an answer to the same filter.")),
        ]
    }()

    func showList(_ scope: ProjectScope<ViewOrders>, _ call: ProgramCall) async throws -> Answer<OrdersResource> {
        let query = try call.query()
        var filter = OrderFilter(query)
        let cursors = OrderCursors(filter, of: scope.project, ring: services.ring)
        filter.size = query["limit"].flatMap { Int($0) } ?? ListQuery.standardSize
        filter.cursor = try query["cursor"].map(cursors.read)
        let now = services.outside.now()
        let zone = try services.zones.zone(call.zone)
        let list = try await services.store.orders(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope,
            at: now)
        let rules = try await services.rules(list.rulesNumber, scope, now)
        return Answer(
            OrdersResource(
                list, of: scope.projectPublicID, rules: rules, now: now,
                previous: list.hasPrevious
                    ? list.rows.first.flatMap { cursors.text(filter, $0, isBackward: true) } : nil,
                next: list.hasNext ? list.rows.last.flatMap { cursors.text(filter, $0, isBackward: false) } : nil))
    }

    func showOrder(
        _ scope: ProjectScope<ViewOrders>, _ call: ProgramCall, _ number: Int
    ) async throws -> Answer<OrderResource> {
        Answer(try await story(scope, number).resource(of: scope.projectPublicID))
    }

    func showTimeline(
        _ scope: ProjectScope<ViewOrders>, _ call: ProgramCall, _ number: Int
    ) async throws -> Answer<TimelineResource> {
        Answer(try await story(scope, number).timeline(of: scope.projectPublicID))
    }

    private func story(_ scope: ProjectScope<ViewOrders>, _ number: Int) async throws -> OrderStory {
        guard let details = try await services.store.order(number, scope) else { throw NotVisible() }
        let now = services.outside.now()
        let rules = try services.ruleBook.rules(scope.project, details.rules.number, at: now) { details.rules }
        return OrderStory(details, number, rules, now)
    }
}

extension ListQuery {
    /// The largest number that every reader of JSON keeps.
    fileprivate static let mostNumber = 9_007_199_254_740_991
}
