import Forms
import HTTP
import Models
import Store
import Web

/// What managers do with many orders at once: count them again.
struct OrderActs: Feature {
    static let bulk = ProjectPath("/orders/bulk")

    /// More are counted behind the pages.
    static let mostAtOnce = 500
    /// Orders a transaction; it stays well under half a second.
    static let batch = 100

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.bulk, BulkOrders.self, ask),
            Route(.post, Self.bulk, BulkOrders.self, recompute),
        ]
    }

    func ask(_ scope: ProjectScope<BulkOrders>, _ request: Request) async throws -> Response {
        let input = try request.queryInput()
        let selection = try BulkSelection(input)
        let back = Self.list(scope.projectPublicID, selection)
        guard let act = Self.acts(in: scope.projectPublicID).first(where: { $0.name == input["act"] }) else {
            return try await services.redirect(
                to: back, saying: Flash("flash.no_act", isProblem: true), for: request)
        }
        let count = try await count(selection, scope, request)
        if count == 0 { return try await nothingSelected(back, request) }
        let words =
            count > ListQuery.mostCounted
            ? Complaint("list.over", ["n": "\(ListQuery.mostCounted)"])
            : Complaint("orders.total", ["n": "\(count)"])
        return try await services.page(
            BulkPage(
                act: act, count: words, isLong: !act.isDownload && count > Self.mostAtOnce, fields: selection.fields,
                cancel: back),
            for: request)
    }

    func recompute(_ scope: ProjectScope<BulkOrders>, _ request: Request) async throws -> Response {
        let selection = try BulkSelection(try request.input())
        let back = Self.list(scope.projectPublicID, selection)
        let count = try await count(selection, scope, request)
        if count == 0 { return try await nothingSelected(back, request) }
        let now = services.outside.now()
        if count > Self.mostAtOnce {
            try await services.store.enqueueRecompute(
                query: selection.orderQuery, numbers: selection.numbers, by: scope, at: now)
            services.wakeWorkers()
            return try await services.redirect(to: back, saying: Flash("flash.orders_counting"), for: request)
        }
        let choice = try choice(selection, request)
        let numbers = try await services.store.orders(of: choice, after: nil, atMost: Self.mostAtOnce, scope)
            .map(\.number)
        let book = services.ruleBook
        for start in stride(from: 0, to: numbers.count, by: Self.batch) {
            let batch = Array(numbers[start..<min(start + Self.batch, numbers.count)])
            try await services.store.recompute(batch, asked: start == 0 ? numbers.count : nil, scope, at: now) {
                try book.rules(scope.project, $0, at: now, $1)
            }
        }
        return try await services.redirect(
            to: back, saying: Flash("flash.orders_counted", ["n": "\(numbers.count)"]), for: request)
    }

    /// The acts of the bar above the list.
    static func acts(in project: PublicID) -> [BulkAct] {
        [
            BulkAct(
                name: "export", label: Complaint("list.export"), title: Complaint("orders.export_title"),
                text: Complaint("orders.export_text"), path: OrderExport.export(in: project), isDownload: true),
            BulkAct(
                name: "recompute", label: Complaint("orders.recompute"), title: Complaint("orders.recompute_title"),
                text: Complaint("orders.recompute_text"), path: bulk(in: project), isDownload: false),
        ]
    }

    /// The list as it was when the selection was made.
    private static func list(_ project: PublicID, _ selection: BulkSelection) -> String {
        let query = selection.orderQuery
        return Orders.list(in: project) + (query.isEmpty ? "" : "?" + query)
    }

    func choice(_ selection: BulkSelection, _ request: Request) throws -> OrderChoice {
        let zone = try services.zones.zone(request.visit.session?.project?.zone ?? "UTC")
        return OrderChoice(selection, in: zone, at: services.outside.now())
    }

    private func count(
        _ selection: BulkSelection, _ scope: ProjectScope<BulkOrders>, _ request: Request
    ) async throws -> Int {
        if selection.isEmpty { return 0 }
        return try await services.store.count(of: try choice(selection, request), scope)
    }

    private func nothingSelected(_ back: String, _ request: Request) async throws -> Response {
        try await services.redirect(to: back, saying: Flash("flash.none_selected", isProblem: true), for: request)
    }
}

extension BulkSelection {
    /// The numbers of the orders that were ticked; nil: all that match.
    var numbers: [Int]? { ids?.compactMap { Int($0) }.sorted() }

    /// The filter as the orders' own decoder understood it.
    var orderQuery: String { ListAddress("", OrderFilter(filter).query).query }
}

extension OrderChoice {
    /// What was ticked is taken whatever has become of it since; the filter says what else is.
    init(_ selection: BulkSelection, in zone: Zone, at moment: Instant) {
        var filter = OrderFilter()
        filter.state = .all
        if selection.ids == nil { filter = OrderFilter(selection.filter) }
        self.init(
            filter: filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) },
            numbers: selection.numbers, moment: moment)
    }
}
