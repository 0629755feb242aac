import Models

extension OrdersPage {
    static let examples = [
        page(rows: rows, filter: Filter(path: path)),
        page(
            rows: [],
            filter: Filter(
                path: path, number: "104<82>", group: "3", state: "over", from: "2026-11-01", isActive: true),
            progress: Progress(done: 120, total: 213)),
        page(rows: [], filter: Filter(path: path), isUntouched: true),
    ]

    private static let path = "/p/a2b3c4d5e6/orders"

    private static func page(
        rows: [Row], filter: Filter, progress: Progress? = nil, isUntouched: Bool = false
    ) -> OrdersPage {
        let none = isUntouched ? 0 : 1
        return OrdersPage(
            figures: Figures(
                open: 213 * none, over: 9 * none, near: 14 * none, ungrouped: 2 * none,
                nextBreach: isUntouched ? nil : .example(minutes: 105), nextNumber: isUntouched ? nil : "10482",
                nextPath: isUntouched ? nil : "\(path)/10482", openPath: path, overPath: "\(path)?state=over",
                nearPath: "\(path)?state=near", ungroupedPath: "\(path)?group=none"),
            filter: filter,
            groups: [Choice(value: "1", label: "New"), Choice(value: "3", label: "Production")],
            statuses: [Choice(value: "31", label: "Друк партії")],
            byNumber: Sort(path: "\(path)?sort=number", direction: nil),
            byAge: Sort(path: "\(path)?sort=age", direction: nil),
            byBreach: Sort(path: "\(path)?sort=-breach", direction: "ascending"),
            rows: rows, total: rows.isEmpty ? 0 : 213, previous: nil,
            next: rows.isEmpty ? nil : "\(path)?after=x", progress: progress, isUntouched: isUntouched,
            connectionPath: "/p/a2b3c4d5e6/settings/connection")
    }

    private static let rows = [
        Row(
            number: "10431", path: "\(path)/10431", isUrgent: false, customer: "Bright Office Ltd", group: .approval,
            status: "Погодження макета", age: 111_900, sla: SLABadge(.over, seconds: 22_800),
            breach: .example(hours: -22), manager: "Ірина Бондар"),
        Row(
            number: "10482", path: "\(path)/10482", isUrgent: true, customer: "ТОВ «Ліжкова мануфактура» <b>",
            group: .production, status: "Друк партії", age: 36_900, sla: SLABadge(.near, seconds: 6_300),
            breach: .example(minutes: 105), manager: nil),
        Row(
            number: "10498", path: "\(path)/10498", isUrgent: false, customer: nil, group: .new, status: "Новий",
            age: 540, sla: SLABadge(.ok, seconds: 28_260), breach: .example(hours: 24), manager: "James Ward"),
        Row(
            number: "10499", path: "\(path)/10499", isUrgent: false, customer: nil, group: nil, status: "№ 77",
            age: 0, sla: SLABadge(.unlimited), breach: nil, manager: nil),
        Row(
            number: "10500", path: "\(path)/10500", isUrgent: false, customer: nil, group: .delivery,
            status: "У дорозі", age: 30, sla: SLABadge(.never), breach: nil, manager: nil),
    ]
}
