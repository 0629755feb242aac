import Forms
import HTTP
import Models
import Web

extension OrdersPage {
    static let examples = [
        page(rows: rows),
        page(
            rows: [], asked: "number=104%3C82%3E&group=3&state=over&from=2026-11-01&to=soon&sort=colour",
            progress: Progress(done: 120, total: 213)),
        page(rows: [], isUntouched: true),
        page(rows: rows, asked: "group=9&status=77&urgent=yes&manager=4&source=9&sort=-age&size=20"),
    ]

    private static let path = "/p/a2b3c4d5e6/orders"

    private static func page(
        rows: [Row], asked: String = "", progress: Progress? = nil, isUntouched: Bool = false
    ) -> OrdersPage {
        let none = isUntouched ? 0 : 1
        return OrdersPage(
            figures: Figures(
                open: 213 * none, over: 9 * none, near: 14 * none, ungrouped: 2 * none,
                urgent: 21 * none, urgentOver: 3 * none, urgentNear: 2 * none,
                nextBreach: isUntouched ? nil : .example(minutes: 105), nextNumber: isUntouched ? nil : "10482",
                nextPath: isUntouched ? nil : "\(path)/10482", openPath: path, overPath: "\(path)?state=over",
                nearPath: "\(path)?state=near", urgentPath: "\(path)?urgent=yes", ungroupedPath: "\(path)?group=0"),
            list: frame(asked, total: rows.isEmpty ? 0 : 213, isMore: !rows.isEmpty),
            rows: rows, progress: progress, isUntouched: isUntouched,
            connectionPath: "/p/a2b3c4d5e6/settings/connection")
    }

    private static func frame(_ asked: String, total: Int, isMore: Bool) -> ListFrame {
        var query = ListQuery((try? URLEncodedForm.decode(asked.utf8)) ?? .none)
        let filter = OrderFilter(&query)
        let address = ListAddress(path, filter.query)
        let groups = [StatusGroup(number: 1, name: "New"), StatusGroup(number: 3, name: "Production")]
        var frame = ListFrame(
            address, fields: FilterField.all(of: filter, groups, [], managers, []), complaints: query.complaints,
            total: Complaint("orders.total", ["n": "\(total)"]), size: filter.size, previous: nil,
            next: isMore ? "x" : nil,
            sorts: Dictionary(
                uniqueKeysWithValues: OrderFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: filter.order, standard: .breach))
                }),
            views: isMore
                ? ViewTabs([.example, .foreign], at: address, plain: Complaint("orders.plain_view"), .example) : nil,
            bulk: isMore
                ? BulkBar(
                    path: "\(path)/bulk", acts: [.init("recompute", .text(Complaint("orders.recompute")))],
                    address: address, shown: ["10431", "10482"], total: asked.isEmpty ? 213 : nil,
                    isEvery: !asked.isEmpty) : nil)
        frame.exportPath = isMore ? "\(path)/export" : nil
        return frame
    }

    private static let managers = [CRMPerson(id: 4, name: "Марія <Левченко>")]

    private static let rows = [
        Row(
            number: "10431", path: "\(path)/10431", isUrgent: false, customer: "Bright Office Ltd", group: .approval,
            status: "Погодження макета", age: 111_900, sla: SLABadge(.over, seconds: 22_800),
            breach: .example(hours: -22), manager: "Ірина Бондар", source: "Instagram"),
        Row(
            number: "10482", path: "\(path)/10482", isUrgent: true, customer: "ТОВ «Ліжкова мануфактура» <b>",
            group: .production, status: "Друк партії", age: 36_900, sla: SLABadge(.near, seconds: 6_300),
            breach: .example(minutes: 105), manager: nil, source: "<shop>"),
        Row(
            number: "10498", path: "\(path)/10498", isUrgent: false, customer: nil, group: .new, status: "Новий",
            age: 540, sla: SLABadge(.ok, seconds: 28_260), breach: .example(hours: 24), manager: "James Ward",
            source: nil),
        Row(
            number: "10499", path: "\(path)/10499", isUrgent: false, customer: nil, group: nil, status: "№ 77",
            age: nil, sla: SLABadge(.unlimited), breach: nil, manager: nil, source: nil),
        Row(
            number: "10500", path: "\(path)/10500", isUrgent: false, customer: nil, group: .delivery,
            status: "У дорозі", age: 30, sla: SLABadge(.never), breach: nil, manager: nil, source: nil),
    ]
}
