import Forms
import Models
import Store
import Web

/// `Resources/templates/activities/day.html`: what its reader has to do, the oldest first.
struct MyDayPage: Page {
    static let template = "activities/day.html"
    static let place = NavigationItem.activities

    struct Part: Encodable {
        /// The second half of a key of the catalogue: `activities.` and this.
        let name: String
        let rows: [ActivityRow]
        /// More of it than is shown: where all of it is.
        let all: String?
    }

    let tabs: [ActivityTab]
    /// Those with nothing to do are left out.
    let parts: [Part]
    /// One part alone is shown; where the whole day is.
    let whole: String?
    let previous, next: String?
    /// Where there are leads to plan something with.
    let leads: String
}

extension MyDayPage {
    init(_ day: [DayPart: ActivityRecords], _ scope: Scope<ViewLeads>, _ now: Instant) {
        let path = Activities.day(in: scope.organizationPublicID)
        self.init(
            tabs: ActivityTab.all(.day, scope.organizationPublicID),
            parts: DayPart.allCases.compactMap { part in
                guard let found = day[part], !found.rows.isEmpty else { return nil }
                return Part(
                    name: part.rawValue, rows: found.rows.map { ActivityRow($0, at: .day, scope, now) },
                    all: found.hasNext ? "\(path)?show=\(part.rawValue)" : nil)
            }, whole: nil, previous: nil, next: nil, leads: Leads.list(in: scope.organizationPublicID))
    }

    init(_ part: DayPart, _ found: ActivityRecords, _ scope: Scope<ViewLeads>, _ now: Instant) {
        let path = Activities.day(in: scope.organizationPublicID)
        let address = ListAddress(path, [("show", part.rawValue)])
        self.init(
            tabs: ActivityTab.all(.day, scope.organizationPublicID),
            parts: found.rows.isEmpty
                ? []
                : [
                    Part(
                        name: part.rawValue, rows: found.rows.map { ActivityRow($0, at: .day, scope, now) }, all: nil)
                ], whole: path,
            previous: found.hasPrevious
                ? found.rows.first.map { address.with("before", $0.dueCursor(isBackward: true).text).text } : nil,
            next: found.hasNext
                ? found.rows.last.map { address.with("after", $0.dueCursor(isBackward: false).text).text } : nil,
            leads: Leads.list(in: scope.organizationPublicID))
    }
}

extension MyDayPage {
    static var examples: [MyDayPage] {
        guard let scope = Scope<ViewLeads>.example(.manager), let reader = Scope<ViewLeads>.example(.viewer) else {
            return []
        }
        let rows = ActivityRecord.examples
        return [
            MyDayPage(
                [
                    .overdue: ActivityRecords(rows: [rows[0]], hasPrevious: false, hasNext: true),
                    .today: ActivityRecords(rows: [rows[1]], hasPrevious: false, hasNext: false),
                    .undated: ActivityRecords(rows: [rows[3]], hasPrevious: false, hasNext: false),
                ], scope, .example),
            MyDayPage([:], scope, .example),
            MyDayPage(
                .overdue, ActivityRecords(rows: [rows[0]], hasPrevious: true, hasNext: true), reader, .example),
            MyDayPage(.week, .none, scope, .example),
        ]
    }
}

extension Scope {
    /// For the examples of pages.
    static func example(_ role: Role) -> Scope? {
        let random = [UInt8](repeating: 3, count: 10)
        guard let organization = PublicID(rawValue: "a2b3c4d5e6") else { return nil }
        return try? Scope(
            Member(
                organization: Organization.ID(at: .example, random: random), organizationPublicID: organization,
                person: Person.ID(at: .example, random: random), role: role))
    }
}

/// One of the pages about what is to be done.
struct ActivityTab: Encodable {
    enum Name: String, CaseIterable {
        case day, soon, week
    }

    /// The second half of a key of the catalogue: `activities.tab_` and this.
    let name: String
    let path: String
    let isCurrent: Bool

    static func all(_ current: Name, _ organization: PublicID) -> [ActivityTab] {
        Name.allCases.map { name in
            let path =
                switch name {
                case .day: Activities.day(in: organization)
                case .soon: Activities.soon(in: organization)
                case .week: Activities.soon(in: organization) + "?within=week"
                }
            return ActivityTab(name: name.rawValue, path: path, isCurrent: name == current)
        }
    }
}
