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
        [Route(.get, Self.ofLead, ViewLeads.self, showLead)]
    }

    func showLead(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        guard let lead = try await services.store.lead(id, scope) else { throw NotVisible() }
        let stages = try await services.store.leadStages(scope)
        return try await show(.lead(id), LeadHead(lead, stages, at: .activities, scope), scope, request)
    }

    private func show(
        _ parent: ActivityParent, _ head: LeadHead, _ scope: Scope<ViewLeads>, _ request: Request
    ) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let found = try await services.store.activities(
            with: parent, cursor: query.cursor(), size: Self.pageLength, scope)
        return try await services.page(
            ParentActivitiesPage(found.place, head, found.page, scope, services.outside.now()), for: request)
    }
}

/// `Resources/templates/activities/parent.html`: the activities of one lead or customer, the newest first.
struct ParentActivitiesPage: Page {
    static let template = "activities/parent.html"
    static let place = NavigationItem.leads

    let head: LeadHead
    /// Where one is planned or logged; nil for those who only read.
    let new: String?
    let rows: [ActivityRow]
    let newer, older: String?
}

extension ParentActivitiesPage {
    init(
        _ place: ActivityPlace, _ head: LeadHead, _ found: ActivityRecords, _ scope: Scope<ViewLeads>, _ now: Instant
    ) {
        let home = ActivityHome(parent: place.parent, organization: scope.organizationPublicID)
        let address = ListAddress(home.list)
        self.init(
            head: head, new: WorkLeads.isHeld(by: scope.role) ? home.new : nil,
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
        let head = LeadHead.example(acts: true, isNobodys: false, at: .activities)
        return [
            ParentActivitiesPage(
                place, head, ActivityRecords(rows: ActivityRecord.examples, hasPrevious: true, hasNext: true), rep,
                .example),
            ParentActivitiesPage(
                place, .example(acts: false, isNobodys: true, at: .activities),
                ActivityRecords(rows: ActivityRecord.examples, hasPrevious: false, hasNext: false), viewer, .example),
            ParentActivitiesPage(place, head, .none, rep, .example),
        ]
    }
}
