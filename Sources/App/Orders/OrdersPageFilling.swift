import HTTP
import Models
import Store

extension OrdersPage {
    /// `order` gives the address of an order's page; `connection` where the webhook is set up, for those
    /// who may.
    init(
        _ list: OrderList, _ filter: OrderFilter, path: String, connection: String?, order: (Int) -> String,
        rules: OrderRules, now: Instant
    ) {
        func address(_ change: (inout OrderFilter) -> Void, _ page: (String, String)? = nil) -> String {
            var filter = filter
            change(&filter)
            let pairs = filter.query + (page.map { [($0.0, $0.1)] } ?? [])
            let query = pairs.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
            return query.isEmpty ? path : "\(path)?\(query)"
        }
        func sort(_ by: OrderFilter.Sort) -> Sort {
            let isCurrent = filter.sort == by
            return Sort(
                path: address {
                    $0.isReversed = isCurrent && !$0.isReversed
                    $0.sort = by
                },
                direction: isCurrent ? (by.isDescending != filter.isReversed ? "descending" : "ascending") : nil)
        }
        let names = Dictionary(list.statuses.map { ($0.id, $0.name) }) { first, _ in first }
        let groups = Dictionary(list.groups.map { ($0.number, $0.name) }) { first, _ in first }
        self.init(
            figures: Figures(list.figures, path: path, order: order),
            filter: Filter(filter, path: path),
            groups: list.groups.map { Choice(value: "\($0.number)", label: $0.name) },
            statuses: list.statuses.filter { !$0.name.isEmpty }.map { Choice(value: "\($0.id)", label: $0.name) },
            byNumber: sort(.number), byAge: sort(.age), byBreach: sort(.breach),
            rows: list.rows.map { Row($0, names, groups, rules, path: order($0.number), now: now) },
            total: list.total,
            previous: list.hasPrevious
                ? list.rows.first.map { address({ _ in }, ("before", filter.cursor(at: $0))) } : nil,
            next: list.hasNext ? list.rows.last.map { address({ _ in }, ("after", filter.cursor(at: $0))) } : nil,
            progress: list.outdated > 0 ? Progress(open: list.figures.open, outdated: list.outdated) : nil,
            isUntouched: list.isUntouched, connectionPath: connection)
    }
}

extension OrderFilter {
    func cursor(at row: OrderSummary) -> String {
        let key: Instant? =
            switch sort {
            case .breach: row.overAt
            case .age: row.groupEnteredAt
            case .number: nil
            case .change: row.changedAt
            }
        return Cursor(key: key?.microseconds, order: row.number, isBackward: false).text
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
    fileprivate init(_ figures: OrderFigures, path: String, order: (Int) -> String) {
        self.init(
            open: figures.open, over: figures.over, near: figures.near, ungrouped: figures.ungrouped,
            nextBreach: figures.nextBreach, nextNumber: figures.nextNumber.map(String.init),
            nextPath: figures.nextNumber.map(order), openPath: path, overPath: "\(path)?state=over",
            nearPath: "\(path)?state=near", ungroupedPath: "\(path)?group=0")
    }
}

extension OrdersPage.Filter {
    fileprivate init(_ filter: OrderFilter, path: String) {
        self.init(path: path)
        number = filter.number.map(String.init) ?? ""
        status = filter.status.map(String.init) ?? ""
        group = filter.group.map(String.init) ?? ""
        state = filter.state == .open ? "" : filter.state.rawValue
        from = filter.from?.description ?? ""
        to = filter.to?.description ?? ""
        sort = filter.sort == .breach && !filter.isReversed ? "" : filter.sortText
        size = filter.size
        isActive = filter.isActive
    }
}

extension OrdersPage.Row {
    fileprivate init(
        _ row: OrderSummary, _ names: [Int: String], _ groups: [Int: String], _ rules: OrderRules, path: String,
        now: Instant
    ) {
        let running = row.closedAt == nil ? rules.workingSeconds(group: row.group, from: row.changedAt, to: now) : 0
        let worked = row.groupSeconds + running
        let limit = rules.limit(group: row.group, isUrgent: row.isUrgent, at: row.changedAt)?.limit
        self.init(
            number: "\(row.number)", path: path, isUrgent: row.isUrgent, customer: nil,
            group: GroupTag(row.group, groups),
            status: names[row.status].flatMap { $0.isEmpty ? nil : $0 } ?? "#\(row.status)",
            age: worked,
            sla: SLABadge(
                worked: worked, limit: row.closedAt == nil ? limit : nil,
                state: SLAState(at: now, nearAt: row.nearAt, overAt: row.overAt),
                overAt: row.overAt, isFinished: row.closedAt != nil),
            breach: row.overAt, manager: nil)
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
