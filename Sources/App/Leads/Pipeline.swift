import Forms
import HTTP
import Models
import Store
import Web

/// The board of an organization's leads: a column for each stage.
struct Pipeline: Feature {
    static let board = OrganizationPath("/pipeline")

    let services: Services

    var routes: [Route] {
        [Route(.get, Self.board, ViewLeads.self, show)]
    }

    /// With `stage`, that column alone, further back by `after`.
    func show(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        var filter = LeadFilter(&query)
        (filter.sort, filter.isReversed, filter.size) = (filter.standardSort, false, LeadFilter.standardSize)
        if filter.stage == nil || filter.cursor?.isBackward == true { filter.cursor = nil }
        let zone = try services.zones.zone(request.visit.readerZone)
        let found = try await services.store.leadPipeline(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        let page = PipelinePage(found, found.filter, query.complaints, scope, now: services.outside.now())
        return try await services.page(page, for: request)
    }
}
