import Forms
import HTTP
import Models
import Store
import Web

/// What stands in no organization's log: signing in, accounts, operators, keys. For those who run the installation.
struct OperatorLog: Feature {
    static let list = Path("/operator/log")

    let services: Services

    var routes: [Route] { [Route(.get, operator: Self.list, show)] }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let event = query["event"].flatMap(AuditEntry.Event.init(rawValue:))
        let before = query["before"].flatMap { Int($0) }
        let limit = OperatorOrganizations.pageLength
        let found = try await services.store.operatorLog(event, before: before, limit: limit + 1, by: scope.person)
        let shown = found.prefix(limit)
        let last = found.count > shown.count ? shown.last?.entry.id : nil
        let kept = event.map { "event=\($0.rawValue)" }
        let page = OperatorLogPage(
            path: Self.list(), event: event?.rawValue ?? "", rows: shown.map(OperatorLogPage.Row.init),
            first: before == nil ? nil : Self.address(kept),
            next: last.map { Self.address(kept, "before=\($0)") })
        return try await services.page(page, for: request)
    }

    private static func address(_ parts: String?...) -> String {
        let query = parts.compactMap(\.self).joined(separator: "&")
        return query.isEmpty ? list() : "\(list())?\(query)"
    }
}
