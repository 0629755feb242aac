import Forms
import HTTP
import Models
import Store
import Web

/// The orders of a list, or those that were ticked, as a file for spreadsheet programs.
struct OrderExport: Feature {
    static let export = ProjectPath("/orders/export")

    let services: Services

    var routes: [Route] {
        [Route(.post, Self.export, ExportLists.self, export)]
    }

    func export(_ scope: ProjectScope<ExportLists>, _ request: Request) async throws -> Response {
        let input = try request.input()
        var selection = try BulkSelection(input)
        // The button above the list sends its filter alone.
        if selection.isEmpty { selection = try BulkSelection(query: selection.query, ids: nil) }
        return try await services.export(scope, for: request) { try await orders(selection, scope, request) }
    }

    private func orders(
        _ selection: BulkSelection, _ scope: ProjectScope<ExportLists>, _ request: Request
    ) async throws -> ListExport<Int> {
        let now = services.outside.now()
        let stored = try await services.store.storedRules(scope)
        let zone = try services.zones.zone(stored.zone)
        let names = try await services.store.orderNames(scope)
        let table = OrderTable(
            rules: try services.ruleBook.rules(scope.project, stored.number, at: now) { stored },
            groups: names.groups, statuses: names.statuses,
            people: OrderPeopleNames(names.managers, names.sources), zone: zone, now: now,
            language: request.visit.language,
            texts: services.texts)
        let choice = OrderChoice(selection, in: zone, at: now)
        try await services.store.recordExport(
            of: .orders, query: selection.numbers.map { "\($0.count) ticked" } ?? selection.orderQuery, by: scope,
            at: now)
        let store = services.store
        return ListExport(
            fileName: try table.fileName(of: request.visit.session?.project?.name ?? ""), heads: try table.heads(),
            rows: { after in
                let orders = try await store.orders(of: choice, after: after, atMost: ExportTurn.page, scope)
                let cells = try orders.map { try table.row($0) }
                return (cells, orders.count < ExportTurn.page ? nil : orders.last?.number)
            })
    }
}
