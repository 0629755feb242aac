import Forms
import HTTP
import Models
import Store
import Web

/// The figures of the sale, and the rows behind them. For those who hand out leads: they show how people work, which
/// is nothing that reps read of each other.
struct SalePages: Feature {
    static let figures = OrganizationPath("/leads/figures")
    static let rows = OrganizationPath("/leads/figures/rows")
    static let due = OrganizationPath("/leads/figures/activities")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.figures, ManageLeads.self, showFigures),
            Route(.get, Self.rows, ManageLeads.self, showRows),
            Route(.get, Self.due, ManageLeads.self, showDue),
        ]
    }

    func showFigures(_ scope: Scope<ManageLeads>, _ request: Request) async throws -> Response {
        let place = try place(request)
        var query = ListQuery(try request.queryInput())
        let filter = SaleFilter(&query, today: place.today)
        let calendar = try await services.officeCalendar(scope, in: place.zone)
        let report = try await services.store.saleFigures(
            filter.period, of: filter.assignee, in: place.zone, by: calendar, scope)
        let page = SaleFiguresPage(
            report, filter, query, place, isRoundTheClock: calendar.hours.isRoundTheClock, scope)
        return try await services.page(page, for: request)
    }

    func showRows(_ scope: Scope<ManageLeads>, _ request: Request) async throws -> Response {
        let place = try place(request)
        var query = ListQuery(try request.queryInput())
        let filter = SaleStepFilter(&query, today: place.today)
        let calendar = try await services.officeCalendar(scope, in: place.zone)
        let found = try await services.store.saleRows(filter, in: place.zone, scope)
        return try await services.page(SaleRowsPage(found, filter, query, calendar, scope), for: request)
    }

    func showDue(_ scope: Scope<ManageLeads>, _ request: Request) async throws -> Response {
        let place = try place(request)
        var query = ListQuery(try request.queryInput())
        let filter = SaleDueFilter(&query, today: place.today)
        let found = try await services.store.dueActivities(filter, in: place.zone, scope)
        return try await services.page(
            SaleDuePage(found.page, found.people, filter, query, scope, services.outside.now()), for: request)
    }

    private func place(_ request: Request) throws -> SalePlace {
        let zone = try services.zones.zone(request.visit.session?.membership?.organizationZone ?? "UTC")
        return SalePlace(
            zone: zone, today: zone.localTime(at: services.outside.now()).date,
            shown: try services.zones.zone(request.visit.readerZone))
    }
}

/// By whose days the figures go.
struct SalePlace {
    /// The organization's.
    let zone: Zone
    let today: LocalDate
    /// The reader's, in which the page says its dates.
    let shown: Zone
}

extension Services {
    /// The organization's working hours as they are now, laid out for the times that figures look back to.
    func officeCalendar(_ scope: Scope<some Permission>, in zone: Zone) async throws -> WorkCalendar {
        let now = outside.now()
        let hours = try WorkingHours.versions(try await store.organizationHours(scope)).inForce(at: now)
        return WorkCalendar(hours, in: zone, covering: now.advanced(seconds: -2 * 366 * 86_400), now)
    }
}

/// What the page of figures is asked for.
struct SaleFilter {
    var period: SalePeriod
    var assignee: LeadFilter.Assignee?

    init(_ query: inout ListQuery, today: LocalDate) {
        assignee = query.choice("assignee", of: LeadFilter.Assignee.self)
        period = SalePeriod(&query, today: today)
    }

    init(period: SalePeriod, assignee: LeadFilter.Assignee? = nil) {
        self.period = period
        self.assignee = assignee
    }

    /// The query that asks for the same.
    var query: [(String, String)] {
        (assignee.map { [("assignee", $0.rawValue)] } ?? []) + period.query.map { ($0.name, $0.value) }
    }
}
