import Forms
import HTTP
import Models
import Store
import Web

/// The activities of one lead or customer.
struct ParentActivities: Feature {
    static let ofLead = OrganizationPath("/leads/{}/activities", Lead.ID.self)

    private static let pageLength = 30

    let services: Services

    var routes: [Route] {
        [Route(.get, Self.ofLead, ViewLeads.self) { try await show(.lead($2), $0, $1) }]
    }

    private func show(_ parent: ActivityParent, _ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response
    {
        var query = ListQuery(try request.queryInput())
        let found = try await services.store.activities(
            with: parent, cursor: query.cursor(), size: Self.pageLength, scope)
        return try await services.page(
            ParentActivitiesPage(found.place, found.page, scope, services.outside.now()), for: request)
    }
}

/// `Resources/templates/activities/parent.html`: the activities of one lead or customer, the newest first.
struct ParentActivitiesPage: Page {
    static let template = "activities/parent.html"
    static let place = NavigationItem.leads

    let company: String
    /// Their own page, and this one.
    let page, list: String
    /// Where one is planned or logged; nil for those who only read.
    let new: String?
    let rows: [ActivityRow]
    let newer, older: String?
}

extension ParentActivitiesPage {
    init(_ place: ActivityPlace, _ found: ActivityRecords, _ scope: Scope<ViewLeads>, _ now: Instant) {
        let home = ActivityHome(parent: place.parent, organization: scope.organizationPublicID)
        let address = ListAddress(home.list)
        self.init(
            company: place.company, page: home.page, list: home.list,
            new: WorkLeads.isHeld(by: scope.role) ? home.new : nil,
            rows: found.rows.map { ActivityRow($0, at: .list, scope, now) },
            newer: found.hasPrevious
                ? found.rows.first.map { address.with("before", $0.ageCursor(isBackward: true).text).text } : nil,
            older: found.hasNext
                ? found.rows.last.map { address.with("after", $0.ageCursor(isBackward: false).text).text } : nil)
    }

    static var examples: [ParentActivitiesPage] {
        guard let rep = Scope<ViewLeads>.example(.rep), let viewer = Scope<ViewLeads>.example(.viewer) else {
            return []
        }
        let place = ActivityPlace(parent: ActivityRecord.examples[0].parent, company: "Меблі <Карпат>", assignee: nil)
        return [
            ParentActivitiesPage(
                place, ActivityRecords(rows: ActivityRecord.examples, hasPrevious: true, hasNext: true), rep, .example),
            ParentActivitiesPage(
                place, ActivityRecords(rows: ActivityRecord.examples, hasPrevious: false, hasNext: false), viewer,
                .example),
            ParentActivitiesPage(place, .none, rep, .example),
        ]
    }
}
