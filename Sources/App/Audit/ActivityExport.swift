import Forms
import HTTP
import Models
import Store
import Web

/// The activity log, as far as its page's filter shows it, as a file for spreadsheet programs.
struct ActivityExport: Feature {
    static let export = OrganizationPath("/activity/export")

    let services: Services

    var routes: [Route] {
        [Route(.post, Self.export, SeeActivity.self, export)]
    }

    func export(_ scope: Scope<SeeActivity>, _ request: Request) async throws -> Response {
        var query = ListQuery(try URLEncodedForm.decode((try request.input()["query"] ?? "").utf8))
        var filter = AuditFilter(&query)
        filter.size = ListQuery.standardSize
        return try await services.export(scope, for: request) { try await entries(filter, scope, request) }
    }

    private func entries(
        _ filter: AuditFilter, _ scope: Scope<SeeActivity>, _ request: Request
    ) async throws -> ListExport<AuditFilter.Cursor> {
        let zone = try services.zones.zone(request.visit.readerZone)
        let now = services.outside.now()
        let known = try await services.store.activityPeople(scope) + services.store.activityProjects(scope)
        let table = ActivityTable(
            zone: zone, language: request.visit.language, texts: services.texts,
            named: Dictionary(known.map { ($0.value, $0.name) }) { first, _ in first })
        let from = filter.from.map(zone.begin), to = filter.to.map { zone.begin($0.advanced(days: 1)) }
        try await services.store.recordExport(
            of: .activity, query: ListAddress("", filter.query).query, by: scope, at: now)
        let services = services
        return ListExport(
            fileName: try table.fileName(of: request.visit.session?.membership?.organizationName ?? "", at: now),
            heads: try table.heads(),
            rows: { after in
                var part = filter
                part.size = ExportTurn.page
                part.cursor = after
                let found = try await services.store.activity(part, from: from, to: to, scope)
                let names = try await services.ruleNames(for: found.rows, scope)
                return (
                    try found.rows.map { try table.row($0, names) }, found.hasNext ? found.rows.last?.entry.place : nil
                )
            })
    }
}
