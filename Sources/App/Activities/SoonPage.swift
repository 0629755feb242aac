import Forms
import Models
import Store
import Web

/// `Resources/templates/activities/soon.html`: what is due within a day or a week, for managers with everybody.
struct SoonPage: Page {
    static let template = "activities/soon.html"
    static let place = NavigationItem.activities

    /// How many are due with somebody; its link shows these alone.
    struct Owner: Encodable {
        /// nil: nobody.
        let name: String?
        let count: Int
        let path: String?
    }

    let tabs: [ActivityTab]
    let isWeek: Bool
    /// Empty for those who see their own alone.
    let owners: [Owner]
    let list: ListFrame
    let rows: [ActivityRow]
}

extension SoonPage {
    init(
        _ found: ActivityHorizon, _ filter: SoonFilter, _ query: ListQuery, _ scope: Scope<ViewLeads>, _ now: Instant
    ) {
        let path = Activities.soon(in: scope.organizationPublicID)
        let address = ListAddress(path, filter.query)
        let page = found.page
        let total =
            found.total.map { Complaint("activities.total", ["n": "\($0)"]) }
            ?? Complaint("list.over", ["n": "\(ListQuery.mostCounted)"])
        let seesOthers = scope.seesEveryLead
        self.init(
            tabs: ActivityTab.all(filter.within == .day ? .soon : .week, scope.organizationPublicID),
            isWeek: filter.within == .week,
            owners: seesOthers && filter.owner == nil
                ? (found.owners ?? []).map { owner in
                    Owner(
                        name: owner.name, count: owner.count,
                        path: owner.person.map { address.with("owner", $0.text).text })
                } : [],
            list: ListFrame(
                address, fields: filter.owner.map { [Self.field($0, found)] } ?? [], complaints: query.complaints,
                total: total, size: filter.size,
                previous: page.hasPrevious ? page.rows.first?.dueCursor(isBackward: true).text : nil,
                next: page.hasNext ? page.rows.last?.dueCursor(isBackward: false).text : nil, sorts: [:]),
            rows: page.rows.map { ActivityRow($0, at: .soon, scope, now) })
    }

    /// Whose activities are shown, as a filter that can be taken off.
    private static func field(_ owner: Person.ID, _ found: ActivityHorizon) -> FilterField {
        let name = found.owners?.first { $0.person == owner }?.name ?? found.page.rows.first?.assigneeName
        return .select(
            "owner", Complaint("activities.owner"), value: owner.text,
            choices: [.init("", .text(Complaint("activities.everybody")))]
                + (name.map { [.init(owner.text, .name($0))] } ?? []))
    }
}

extension SoonPage {
    static var examples: [SoonPage] {
        guard let manager = Scope<ViewLeads>.example(.manager), let rep = Scope<ViewLeads>.example(.rep) else {
            return []
        }
        let rows = Array(ActivityRecord.examples[1...1]) + [.example(.call, "Call <b>", hours: 2)]
        let person = Person.ID(at: .example, random: [UInt8](repeating: 9, count: 10))
        let found = ActivityHorizon(
            page: ActivityRecords(rows: rows, hasPrevious: false, hasNext: true),
            owners: [
                ActivityHorizon.Owner(person: person, name: "Олена <М>", count: 31),
                ActivityHorizon.Owner(person: nil, name: nil, count: 1),
            ], total: 32)
        let many = ActivityHorizon(
            page: ActivityRecords(rows: rows, hasPrevious: true, hasNext: true), owners: nil, total: nil)
        let none = ActivityHorizon(page: .none, owners: [], total: 0)
        func page(_ found: ActivityHorizon, _ asked: Input, _ scope: Scope<ViewLeads>) -> SoonPage {
            var query = ListQuery(asked)
            let filter = SoonFilter(&query)
            return SoonPage(found, filter, query, scope, .example)
        }
        return [
            page(found, .none, manager), page(many, Input(["within": "week"]), manager),
            page(found, Input(["owner": person.text]), manager), page(none, Input(["within": "<x>"]), rep),
        ]
    }
}
