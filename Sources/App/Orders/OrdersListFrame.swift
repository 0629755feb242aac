import Forms
import Models
import Store
import Web

extension ListFrame {
    /// What stands around the orders of a project.
    init(_ list: OrderList, _ filter: OrderFilter, _ query: ListQuery, _ paths: SavedViewPaths) {
        let address = ListAddress(paths.list, filter.query, in: query)
        self.init(
            address,
            fields: FilterField.all(of: filter, list.groups, list.statuses, list.managers, list.sources),
            complaints: query.complaints,
            total: list.total.map { Complaint("orders.total", ["n": "\($0)"]) }
                ?? Complaint("list.over", ["n": "\(ListQuery.mostCounted)"]),
            size: filter.size,
            previous: list.hasPrevious ? list.rows.first.map { filter.cursor(at: $0) } : nil,
            next: list.hasNext ? list.rows.last.map { filter.cursor(at: $0) } : nil,
            sorts: Dictionary(
                uniqueKeysWithValues: OrderFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: filter.order, standard: .breach))
                }),
            views: ViewTabs(list.views, at: address, plain: Complaint("orders.plain_view"), paths))
    }
}

extension BulkBar {
    init(_ list: OrderList, _ filter: OrderFilter, _ query: ListQuery, in project: PublicID) {
        self.init(
            path: OrderActs.bulk(in: project),
            acts: OrderActs.acts(in: project).map { FilterField.Choice($0.name, .text($0.label)) },
            address: ListAddress(Orders.list(in: project), filter.query, in: query),
            shown: list.rows.map { "\($0.number)" }, total: list.total,
            isEvery: query.input["select"] == "every")
    }
}

extension FilterField {
    /// Managers and sources can be chosen once the CRM has told any.
    static func all(
        of filter: OrderFilter, _ groups: [StatusGroup], _ statuses: [OrderStatus], _ managers: [CRMPerson],
        _ sources: [OrderSource]
    ) -> [FilterField] {
        let manager = filter.manager.map(String.init) ?? "", source = filter.source.map(String.init) ?? ""
        let people: [FilterField] = [
            .select(
                "manager", Complaint("orders.manager"), value: manager,
                choices: [Choice("", .text(Complaint("orders.any_manager")))]
                    + managers.map { Choice("\($0.id)", .name($0.label)) }
                    + [Choice("0", .text(Complaint("orders.nobody")))]),
            .select(
                "source", Complaint("orders.source"), value: source,
                choices: [Choice("", .text(Complaint("orders.any_source")))]
                    + sources.map { Choice("\($0.id)", .name($0.name)) }),
        ]
        let shown = [!managers.isEmpty || !manager.isEmpty, !sources.isEmpty || !source.isEmpty]
        return [
            .search(
                "number", Complaint("orders.number"), value: filter.number.map(String.init) ?? "", isNumeric: true),
            .select(
                "group", Complaint("orders.group"), value: filter.group.map(String.init) ?? "",
                choices: [Choice("", .text(Complaint("orders.any_group")))]
                    + groups.map { Choice("\($0.number)", .group($0.name)) }
                    + [Choice("0", .text(Complaint("state.ungrouped")))]),
            .select(
                "status", Complaint("orders.status"), value: filter.status.map(String.init) ?? "",
                choices: [Choice("", .text(Complaint("orders.any_status")))]
                    + statuses.filter { !$0.name.isEmpty }.map { Choice("\($0.id)", .name($0.name)) }),
            .select(
                "state", Complaint("orders.state"), value: value(of: filter.state, in: filter),
                choices: OrderFilter.State.allCases.map {
                    Choice(value(of: $0, in: filter), .text(Complaint("orders.state_\($0.rawValue)")))
                }),
            .select(
                "urgent", Complaint("orders.urgency"), value: filter.urgent?.rawValue ?? "",
                choices: [Choice("", .text(Complaint("orders.any_urgency")))]
                    + OrderFilter.Urgency.allCases.map {
                        Choice($0.rawValue, .text(Complaint("orders.urgent_\($0.rawValue)")))
                    }),
        ] + zip(people, shown).filter(\.1).map(\.0) + [
            .date("from", Complaint("orders.from"), value: filter.from?.description ?? ""),
            .date("to", Complaint("orders.to"), value: filter.to?.description ?? ""),
        ]
    }

    /// Empty for the state that the list has without being asked.
    private static func value(of state: OrderFilter.State, in filter: OrderFilter) -> String {
        state == filter.usualState ? "" : state.rawValue
    }
}

extension OrderFilter {
    /// Where the page after that row begins.
    func cursor(at row: OrderSummary) -> String {
        let key: Instant? =
            switch sort {
            case .breach: row.overAt
            case .age: row.groupEnteredAt
            case .number: nil
            case .change: row.changedAt
            }
        return Cursor(key: key, id: row.number, isBackward: false).text
    }
}
