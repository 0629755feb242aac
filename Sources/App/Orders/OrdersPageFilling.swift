import Forms
import Models
import Store
import Web

extension OrdersPage {
    /// `order` gives the address of an order's page; `connection` where the webhook is set up, for those
    /// who may.
    init(
        _ list: OrderList, _ frame: ListFrame, connection: String?, order: (Int) -> String, rules: OrderRules,
        now: Instant
    ) {
        let names = Dictionary(list.statuses.map { ($0.id, $0.name) }) { first, _ in first }
        let groups = Dictionary(list.groups.map { ($0.number, $0.name) }) { first, _ in first }
        let people = OrderPeopleNames(list.managers, list.sources)
        self.init(
            figures: Figures(list.figures, path: frame.path, plain: frame.plainPath, order: order),
            list: frame,
            rows: list.rows.map { Row($0, names, groups, people, rules, path: order($0.number), now: now) },
            progress: list.counting.map { Progress(done: $0.done, total: $0.total) }
                ?? (list.outdated > 0 ? Progress(open: list.figures.open, outdated: list.outdated) : nil),
            isUntouched: list.isUntouched, connectionPath: connection)
    }
}

extension Progress {
    /// The figures on the page are being counted again; how many there are in all is not counted.
    init(open: Int, outdated: Int) {
        let total = max(open, outdated)
        self.init(done: total - outdated, total: total)
    }
}

extension OrdersPage.Figures {
    /// `plain`: the open orders, also where a saved view opens by itself.
    fileprivate init(_ figures: OrderFigures, path: String, plain: String, order: (Int) -> String) {
        self.init(
            open: figures.open, over: figures.over, near: figures.near, ungrouped: figures.ungrouped,
            urgent: figures.urgent, urgentOver: figures.urgentOver, urgentNear: figures.urgentNear,
            nextBreach: figures.nextBreach, nextNumber: figures.nextNumber.map(String.init),
            nextPath: figures.nextNumber.map(order), openPath: plain, overPath: "\(path)?state=over",
            nearPath: "\(path)?state=near", urgentPath: "\(path)?urgent=yes", ungroupedPath: "\(path)?group=0")
    }
}

extension OrdersPage.Row {
    fileprivate init(
        _ row: OrderSummary, _ names: [Int: String], _ groups: [Int: String], _ people: OrderPeopleNames,
        _ rules: OrderRules, path: String, now: Instant
    ) {
        let standing = OrderStanding(row, rules, now: now)
        self.init(
            number: "\(row.number)", path: path, isUrgent: row.isUrgent,
            customer: row.customer.flatMap { $0.isEmpty ? nil : $0 },
            group: GroupTag(row.group, groups),
            status: names[row.status].flatMap { $0.isEmpty ? nil : $0 } ?? "#\(row.status)",
            age: row.closedAt == nil ? standing.worked : nil, sla: standing.badge,
            breach: row.overAt, manager: people.manager(row.manager), source: people.source(row.source))
    }
}

extension SLABadge {
    init(worked: Int, limit: Int?, state: SLAState, overAt: Instant?, isFinished: Bool) {
        guard let limit else {
            self.init(.unlimited, isFinished: isFinished)
            return
        }
        switch state {
        case .over: self.init(.over, seconds: max(0, worked - limit), isFinished: isFinished)
        case .near: self.init(.near, seconds: max(0, limit - worked), isFinished: isFinished)
        case .ok where overAt == nil && !isFinished: self.init(.never)
        case .ok: self.init(.ok, seconds: max(0, limit - worked), isFinished: isFinished)
        }
    }
}
