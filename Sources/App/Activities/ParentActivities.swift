import Forms
import HTTP
import Models
import Store
import Web

/// The activities of one lead or customer.
struct ParentActivities: Feature {
    static let ofLead = OrganizationPath("/leads/{}/activities", Lead.ID.self)
    static let ofCustomer = OrganizationPath("/customers/{}/activities", Customer.ID.self)

    private static let pageLength = 30

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.ofLead, ViewLeads.self, showLead),
            Route(.get, Self.ofCustomer, ViewLeads.self, showCustomer),
        ]
    }

    func showLead(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        guard let lead = try await services.store.lead(id, scope) else { throw NotVisible() }
        let stages = try await services.store.leadStages(scope)
        return try await show(.lead(id), LeadHead(lead, stages, at: .activities, scope), scope, request)
    }

    func showCustomer(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        guard let customer = try await services.store.customer(id, scope) else { throw NotVisible() }
        return try await show(.customer(id), CustomerHead(customer, at: .activities, scope), scope, request)
    }

    private func show(
        _ parent: ActivityParent, _ head: some ActivitiesHead, _ scope: Scope<ViewLeads>, _ request: Request
    ) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let found = try await services.store.activities(
            with: parent, cursor: query.cursor(), size: Self.pageLength, scope)
        return try await services.page(
            ParentActivitiesPage(found.place, head, found.page, scope, services.outside.now()), for: request)
    }
}

/// What stands above the activities of a lead or a customer.
protocol ActivitiesHead: Encodable, Sendable {
    static var template: String { get }
    static var place: NavigationItem { get }
    /// For pictures and tests; `acts`: of somebody who may do everything, else of a reader.
    static func ofActivities(acts: Bool) -> Self
}

extension LeadHead: ActivitiesHead {
    static var template: String { "activities/lead.html" }
    static var place: NavigationItem { .leads }
    static func ofActivities(acts: Bool) -> LeadHead { .example(acts: acts, isNobodys: !acts, at: .activities) }
}

extension CustomerHead: ActivitiesHead {
    static var template: String { "activities/customer.html" }
    static var place: NavigationItem { .customers }
    static func ofActivities(acts: Bool) -> CustomerHead { .example(acts: acts, at: .activities) }
}

/// `Resources/templates/activities/parent.html` under the head of a lead or a customer: its activities, the newest first.
struct ParentActivitiesPage<Head: ActivitiesHead>: Page {
    static var template: String { Head.template }
    static var place: NavigationItem { Head.place }

    let head: Head
    /// Where one is planned or logged; nil for those who only read.
    let new: String?
    let rows: [ActivityRow]
    let newer, older: String?
}

extension ParentActivitiesPage {
    init(
        _ place: ActivityPlace, _ head: Head, _ found: ActivityRecords, _ scope: Scope<ViewLeads>, _ now: Instant
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
        let head = Head.ofActivities(acts: true)
        return [
            ParentActivitiesPage(
                place, head, ActivityRecords(rows: ActivityRecord.examples, hasPrevious: true, hasNext: true), rep,
                .example),
            ParentActivitiesPage(
                place, .ofActivities(acts: false),
                ActivityRecords(rows: ActivityRecord.examples, hasPrevious: false, hasNext: false), viewer, .example),
            ParentActivitiesPage(place, head, .none, rep, .example),
        ]
    }
}
