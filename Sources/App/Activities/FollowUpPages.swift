import Forms
import HTTP
import Models
import Store
import Web

/// Open leads that nobody spoke with for long, the worst first.
struct FollowUpPages: Feature {
    static let page = OrganizationPath("/activities/ageing")

    let services: Services

    var routes: [Route] { [Route(.get, Self.page, ViewLeads.self, show)] }

    func show(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let filter = FollowUpFilter(&query)
        let found = try await services.store.followUps(filter, scope)
        return try await services.page(
            FollowUpPage(found, filter, query, scope, services.outside.now()), for: request)
    }
}

/// `Resources/templates/activities/ageing.html`
struct FollowUpPage: Page {
    static let template = "activities/ageing.html"
    static let place = NavigationItem.activities

    struct Row: Encodable {
        let company: String
        /// Its activities.
        let path: String
        let stage: LeadsPage.Stage?
        let assignee: String?
        let lastAt: Instant?
        /// Whole days since then, or since it was entered where there was no contact yet.
        let days: Int
        /// More than are asked for.
        let isTooLong: Bool
        let nextAt: Instant?
        /// Where something is planned; nil for those who only read.
        let plan: String?
    }

    let tabs: [ActivityTab]
    let days: Int
    let list: ListFrame
    let rows: [Row]
}

extension FollowUpPage {
    init(
        _ found: FollowUps, _ filter: FollowUpFilter, _ query: ListQuery, _ scope: Scope<ViewLeads>, _ now: Instant
    ) {
        let organization = scope.organizationPublicID
        let address = ListAddress(FollowUpPages.page(in: organization), filter.query)
        func cursor(_ row: LeadSummary?, _ isBackward: Bool) -> String? {
            row.map { FollowUpFilter.Cursor(key: $0.lastActivityAt, id: $0.id, isBackward: isBackward).text }
        }
        let works = WorkLeads.isHeld(by: scope.role)
        self.init(
            tabs: ActivityTab.all(.ageing, organization), days: filter.days,
            list: ListFrame(
                address, fields: Self.fields(filter, found), complaints: query.complaints, total: nil,
                size: filter.size, previous: found.hasPrevious ? cursor(found.rows.first, true) : nil,
                next: found.hasNext ? cursor(found.rows.last, false) : nil, sorts: [:]),
            rows: found.rows.map { lead in
                let home = ActivityHome(parent: .lead(lead.id), organization: organization)
                let days = max(0, Int(now.seconds(since: lead.lastActivityAt ?? lead.createdAt)) / 86_400)
                return Row(
                    company: lead.company, path: home.list,
                    stage: found.stages.first { $0.id == lead.stage }.map {
                        LeadsPage.Stage(word: $0.word, color: $0.color.rawValue)
                    }, assignee: lead.assigneeName, lastAt: lead.lastActivityAt, days: days,
                    isTooLong: days > filter.days, nextAt: lead.nextActivityAt, plan: works ? home.new : nil)
            })
    }

    private static func fields(_ filter: FollowUpFilter, _ found: FollowUps) -> [FilterField] {
        [
            .select(
                "days", Complaint("ageing.limit"),
                value: filter.days == FollowUpFilter.standardDays ? "" : "\(filter.days)",
                choices: FollowUpFilter.choices.map {
                    .init(
                        $0 == FollowUpFilter.standardDays ? "" : "\($0)",
                        .text(Complaint("ageing.more_than", ["n": "\($0)"])))
                }),
            .select(
                "assignee", Complaint("leads.assignee"), value: filter.assignee?.rawValue ?? "",
                choices: [
                    .init("", .text(Complaint("leads.any_assignee"))), .init("me", .text(Complaint("leads.mine"))),
                    .init("nobody", .text(Complaint("leads.unassigned"))),
                ] + found.people.map { .init($0.person.text, .name($0.name)) }),
        ]
    }

    static var examples: [FollowUpPage] {
        guard let scope = Scope<ViewLeads>.example(.manager), let reader = Scope<ViewLeads>.example(.viewer) else {
            return []
        }
        func lead(_ company: String, last: Int?, next: Int?, assignee: String?) -> LeadSummary {
            LeadSummary(
                id: Lead.ID(at: .example, random: Array(company.utf8.prefix(10))), company: company,
                companyKey: company, email: nil, phones: [], inn: nil, segment: nil, stage: 1, assignee: nil,
                assigneeName: assignee, contactCount: 0, score: 0, createdAt: .example(hours: -900),
                lastActivityAt: last.map { .example(hours: $0) }, nextActivityAt: next.map { .example(hours: $0) },
                version: 1)
        }
        let stage = LeadStage(id: 1, name: "Call", color: .c3, kind: .open, ageingDays: nil, version: 1)
        let found = FollowUps(
            rows: [
                lead("Меблі <Карпат>", last: nil, next: nil, assignee: nil),
                lead("Dnister & Co", last: -400, next: 20, assignee: "Олена <М>"),
                lead("Fresh", last: -30, next: -2, assignee: "James Ward"),
            ], hasPrevious: false, hasNext: true, stages: [stage], people: [])
        let none = FollowUps(rows: [], hasPrevious: false, hasNext: false, stages: [], people: [])
        func page(_ found: FollowUps, _ asked: Input, _ scope: Scope<ViewLeads>) -> FollowUpPage {
            var query = ListQuery(asked)
            let filter = FollowUpFilter(&query)
            return FollowUpPage(found, filter, query, scope, .example)
        }
        return [
            page(found, .none, scope), page(found, Input(["days": "7", "assignee": "me"]), reader),
            page(none, Input(["days": "<x>"]), scope),
        ]
    }
}
