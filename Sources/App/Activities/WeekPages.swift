import Forms
import HTTP
import Models
import Store
import Web

/// One's own week, day by day.
struct WeekPages: Feature {
    static let page = OrganizationPath("/calendar")

    let services: Services

    var routes: [Route] { [Route(.get, Self.page, ViewLeads.self, show)] }

    /// `week=2026-W47`, and of it on a narrow screen `day=3`, Monday being 1.
    func show(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let zone = try services.zones.zone(request.visit.readerZone)
        let now = services.outside.now()
        let today = zone.localTime(at: now).date
        let week = query.choice("week", of: CalendarWeek.self) ?? CalendarWeek(containing: today)
        let day = query.number("day", in: 1...7).map { week.monday.advanced(days: $0 - 1) }
        let rows = try await services.store.ownActivities(
            from: zone.begin(week.monday), to: zone.begin(week.next.monday), limit: Store.mostOfWeek, scope)
        return try await services.page(
            WeekPage(rows, week, day ?? today, today, zone, scope, query.complaints, now), for: request)
    }
}

/// `Resources/templates/activities/week.html`
struct WeekPage: Page {
    static let template = "activities/week.html"
    static let place = NavigationItem.activities

    struct Day: Encodable {
        /// 0 is Monday.
        let weekday: Int
        /// Its first instant.
        let date: Instant
        /// The same week with this day alone on a narrow screen.
        let path: String
        let isToday, isChosen: Bool
        let rows: [Row]
    }

    struct Row: Encodable {
        let type, title, company, state: String
        let at: Instant
        /// Seconds.
        let length: Int?
        let isLate: Bool
        /// Where it is changed; nil for those who only read.
        let path: String?
        let companyPath: String
    }

    let tabs: [ActivityTab]
    /// Its first instant, and the first of its last day.
    let from, to: Instant
    let complaints: [Complaint]
    let previous, next, current: String
    let days: [Day]
    /// Where a calendar program gets the address to read this from.
    let feed: String
    /// There are more than are shown.
    let isCut: Bool
}

extension WeekPage {
    init(
        _ rows: [ActivityRecord], _ week: CalendarWeek, _ chosen: LocalDate, _ today: LocalDate, _ zone: Zone,
        _ scope: Scope<ViewLeads>, _ complaints: [Complaint], _ now: Instant
    ) {
        let organization = scope.organizationPublicID
        let path = WeekPages.page(in: organization)
        let byDay = Dictionary(grouping: rows) { zone.localTime(at: $0.dueAt ?? now).date }
        let works = WorkLeads.isHeld(by: scope.role)
        let first = week.days.contains(chosen) ? chosen : week.monday
        self.init(
            tabs: ActivityTab.all(.calendar, organization), from: zone.begin(week.monday),
            to: zone.begin(week.monday.advanced(days: 6)), complaints: complaints,
            previous: "\(path)?week=\(week.previous.rawValue)", next: "\(path)?week=\(week.next.rawValue)",
            current: path,
            days: week.days.map { date in
                Day(
                    weekday: date.weekday.index, date: zone.begin(date),
                    path: "\(path)?week=\(week.rawValue)&day=\(date.weekday.index + 1)", isToday: date == today,
                    isChosen: date == first,
                    rows: (byDay[date] ?? []).map { activity in
                        let home = ActivityHome(parent: activity.parent, organization: organization)
                        return Row(
                            type: activity.type.rawValue, title: activity.title, company: activity.company,
                            state: activity.state.rawValue, at: activity.dueAt ?? now,
                            length: activity.minutes.map { $0 * 60 }, isLate: activity.isOverdue(at: now),
                            path: works ? ActivityForms.activity(in: organization, activity.id) : nil,
                            companyPath: home.list)
                    })
            }, feed: CalendarFeeds.page(in: organization), isCut: rows.count == Store.mostOfWeek)
    }

    static var examples: [WeekPage] {
        guard let scope = Scope<ViewLeads>.example(.rep), let reader = Scope<ViewLeads>.example(.viewer) else {
            return []
        }
        let today = Zone.utc.localTime(at: .example).date
        let week = CalendarWeek(containing: today)
        let rows = ActivityRecord.examples.filter { $0.dueAt != nil }
        return [
            WeekPage(rows, week, today, today, .utc, scope, [], .example),
            WeekPage(
                [], week.next, today, today, .utc, reader, [Complaint("list.not_choice", ["value": "<x>"])], .example),
        ]
    }
}
