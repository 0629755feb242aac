import Forms
import HTTP
import Models
import Store
import Web

/// The orders of a project, and one order with its history.
struct Orders: Feature {
    static let list = ProjectPath("/orders")
    static let order = ProjectPath("/orders/{}", Int.self)
    static let items = ProjectPath("/orders/{}/items", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, ViewOrders.self, showList),
            Route(.get, Self.order, ViewOrders.self, showOrder),
            Route(.post, Self.items, RefreshOrders.self, askForItems),
        ]
    }

    func showList(_ scope: ProjectScope<ViewOrders>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let filter = OrderFilter(&query)
        let now = services.outside.now()
        let zone = try services.zones.zone(request.visit.session?.project?.zone ?? "UTC")
        let list = try await services.store.orders(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope,
            at: now)
        let paths = SavedOrderViews.paths(in: scope.projectPublicID)
        if request.query.isEmpty, let view = list.views.first(where: \.isDefault) {
            return .redirect(to: paths.open(view.query, view.id))
        }
        let rules = try await services.rules(list.rulesNumber, scope, now)
        var frame = ListFrame(list, filter, query, paths)
        if BulkOrders.isHeld(by: scope.role) {
            frame.bulk = BulkBar(list, filter, query, in: scope.projectPublicID)
        }
        if ExportLists.isHeld(by: scope.role) { frame.exportPath = OrderExport.export(in: scope.projectPublicID) }
        return try await services.page(
            OrdersPage(
                list, frame,
                connection: ManageProjects.isHeld(by: scope.role)
                    ? Connections.page(in: scope.projectPublicID) : nil,
                order: { Self.order(in: scope.projectPublicID, $0) }, rules: rules, now: now),
            for: request)
    }

    func showOrder(_ scope: ProjectScope<ViewOrders>, _ request: Request, _ number: Int) async throws -> Response {
        guard let details = try await services.store.order(number, scope) else { throw NotVisible() }
        let now = services.outside.now()
        let rules = try services.ruleBook.rules(scope.project, details.rules.number, at: now) { details.rules }
        let query = try request.queryInput()
        let story = OrderStory(details, number, rules, now)
        return try await services.page(
            story.page(
                back: Self.list(in: scope.projectPublicID), path: Self.order(in: scope.projectPublicID, number),
                explaining: query["group"].flatMap { Int($0) },
                ask: RefreshOrders.isHeld(by: scope.role) ? Self.items(in: scope.projectPublicID, number) : nil,
                connection: ManageProjects.isHeld(by: scope.role)
                    ? Projects.settings(in: scope.projectPublicID) : nil),
            for: request)
    }

    /// Asks the CRM about the order once more, as soon as its turn comes.
    func askForItems(_ scope: ProjectScope<RefreshOrders>, _ request: Request, _ number: Int) async throws -> Response {
        guard try await services.store.askForItems(number, by: scope, at: services.outside.now()) else {
            throw NotVisible()
        }
        services.wakeWorkers()
        return try await services.redirect(
            to: Self.order(in: scope.projectPublicID, number), saying: Flash("flash.items_asked"), for: request)
    }
}

extension Services {
    /// The project's rules as laid out in this process, or from the database when they are not yet.
    func rules(
        _ number: Int, _ scope: ProjectScope<ViewOrders>, _ now: Instant
    ) async throws -> OrderRules {
        if let rules = ruleBook.kept(scope.project, number, at: now) { return rules }
        let stored = try await store.storedRules(scope)
        return try ruleBook.rules(scope.project, stored.number, at: now) { stored }
    }
}

extension Zone {
    /// The first instant of a date.
    func begin(_ date: LocalDate) -> Instant {
        firstInstant(showing: LocalTime(date, minute: 0))
    }
}
