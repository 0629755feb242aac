import Forms
import HTTP
import Models
import Store
import Web

/// What is to be done: one's own day, and what is due soon with everybody.
struct Activities: Feature {
    static let day = OrganizationPath("/activities")
    static let soon = OrganizationPath("/activities/today")

    /// Rows of each part of a day, and of a page of one part.
    private static let partLength = 20, pageLength = 50

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.day, ViewLeads.self, showDay),
            Route(.get, Self.soon, ViewLeads.self, showSoon),
        ]
    }

    /// All parts of the day, or one of them, `show=overdue`, page by page.
    func showDay(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let now = services.outside.now()
        let bounds = DayBounds(now: now, in: try services.zones.zone(request.visit.readerZone))
        guard let part = query.choice("show", of: DayPart.self) else {
            let day = try await services.store.day(bounds, size: Self.partLength, scope)
            return try await services.page(MyDayPage(day, scope, now), for: request)
        }
        let found = try await services.store.day(
            part, bounds, cursor: query.cursor(), size: Self.pageLength, scope)
        return try await services.page(MyDayPage(part, found, scope, now), for: request)
    }

    /// Due within twenty-four hours, or within seven days: `within=week`.
    func showSoon(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let now = services.outside.now()
        let filter = SoonFilter(&query)
        let found = try await services.store.activities(
            dueFrom: now, to: now.advanced(seconds: filter.within.seconds), owner: filter.owner, cursor: filter.cursor,
            size: filter.size, scope)
        return try await services.page(SoonPage(found, filter, query, scope, now), for: request)
    }
}
