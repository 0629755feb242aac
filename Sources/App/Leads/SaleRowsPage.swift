import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/figure-rows.html`: what ended with which lead, the rows behind a figure.
struct SaleRowsPage: Page {
    static let template = "leads/figure-rows.html"
    static let place = NavigationItem.saleFigures

    struct Row: Encodable {
        let company, path: String
        let from, to: Instant
        /// Seconds on the clock, and of the organization's hours.
        let seconds, working: Int
        let stage: LeadsPage.Stage?
        let assignee: String?
    }

    /// The second half of a key of the catalogue: `figures.step_` and this.
    let step: String
    let figuresPath: String
    let list: ListFrame
    let rows: [Row]
    /// Stays are told of one stage at a time, and none is chosen.
    let wantsStage: Bool
}

extension SaleRowsPage {
    init(
        _ found: SaleRows, _ filter: SaleStepFilter, _ query: ListQuery, _ calendar: WorkCalendar,
        _ scope: Scope<ManageLeads>
    ) {
        let organization = scope.organizationPublicID
        func cursor(_ row: SaleRow?, _ isBackward: Bool) -> String? {
            row.map { SaleStepFilter.Cursor(key: $0.span.to, id: $0.lead, isBackward: isBackward).text }
        }
        var fields: [FilterField] = [
            .select(
                "step", Complaint("figures.step"), value: filter.step.rawValue,
                choices: SaleStep.allCases.map {
                    .init($0.rawValue, .text(Complaint("figures.step_\($0.rawValue)")))
                })
        ]
        if filter.step == .stay {
            fields.append(
                .select(
                    "stage", Complaint("leads.stage"), value: filter.stage.map(String.init) ?? "",
                    choices: [.init("", .text(Complaint("figures.choose_stage")))]
                        + found.stages.map { .init("\($0.id)", $0.word) }))
        }
        fields.append(.assignee(filter.assignee, found.people))
        step = filter.step.rawValue
        wantsStage = filter.step == .stay && filter.stage == nil
        figuresPath =
            ListAddress(
                SalePages.figures(in: organization),
                SaleFilter(period: filter.period, assignee: filter.assignee).query
            ).text
        list = ListFrame(
            ListAddress(SalePages.rows(in: organization), filter.query.map { ($0.name, $0.value) }),
            fields: fields + FilterField.days(filter.period),
            complaints: query.complaints + filter.period.complaints, total: nil, size: filter.size,
            previous: found.hasPrevious ? cursor(found.rows.first, true) : nil,
            next: found.hasNext ? cursor(found.rows.last, false) : nil, sorts: [:])
        rows = found.rows.map { row in
            Row(
                company: row.company, path: Leads.lead(in: organization, row.lead), from: row.span.from,
                to: row.span.to, seconds: row.span.seconds,
                working: calendar.seconds(from: row.span.from, to: row.span.to),
                stage: found.stages.first { $0.id == row.stage }.map {
                    LeadsPage.Stage(word: $0.word, color: $0.color.rawValue)
                }, assignee: row.assignee)
        }
    }
}

/// `Resources/templates/leads/figure-activities.html`: activities that were due in a period and stand so.
struct SaleDuePage: Page {
    static let template = "leads/figure-activities.html"
    static let place = NavigationItem.saleFigures

    struct Row: Encodable {
        let type, title: String
        let path: String?
        let company, companyPath: String
        let dueAt: Instant?
        let endedAt: Instant?
        let isLate: Bool
        let assignee: String?
    }

    /// The second half of a key of the catalogue: `activity_state.` and this.
    let state: String
    let figuresPath: String
    let list: ListFrame
    let rows: [Row]
}

extension SaleDuePage {
    init(
        _ found: ActivityRecords, _ people: [MemberName], _ filter: SaleDueFilter, _ query: ListQuery,
        _ scope: Scope<ManageLeads>, _ now: Instant
    ) {
        let organization = scope.organizationPublicID
        state = filter.state.rawValue
        figuresPath =
            ListAddress(
                SalePages.figures(in: organization),
                SaleFilter(period: filter.period, assignee: filter.assignee).query
            ).text
        list = ListFrame(
            ListAddress(SalePages.due(in: organization), filter.query.map { ($0.name, $0.value) }),
            fields: [
                .select(
                    "state", Complaint("figures.state"), value: filter.state.rawValue,
                    choices: ActivityState.allCases.map {
                        .init($0.rawValue, .text(Complaint("activity_state.\($0.rawValue)")))
                    }), .assignee(filter.assignee, people),
            ] + FilterField.days(filter.period), complaints: query.complaints + filter.period.complaints, total: nil,
            size: filter.size, previous: found.hasPrevious ? found.rows.first?.dueCursor(isBackward: true).text : nil,
            next: found.hasNext ? found.rows.last?.dueCursor(isBackward: false).text : nil, sorts: [:])
        rows = found.rows.map { activity in
            let row = ActivityRow(activity, at: .day, scope, now)
            let home = ActivityHome(parent: activity.parent, organization: organization)
            return Row(
                type: row.type, title: row.title, path: row.path, company: activity.company, companyPath: home.page,
                dueAt: row.dueAt, endedAt: row.endedAt, isLate: row.late != nil, assignee: row.assignee)
        }
    }
}
