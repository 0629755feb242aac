import Models
import Sheets
import Store
import Web

/// Orders as a table for spreadsheet programs: the columns of the list, each with its type. Times are those
/// of the project's zone, which the heads name; durations are whole minutes of working time.
struct OrderTable {
    let rules: OrderRules
    let groups: [Int: String]
    let statuses: [Int: String]
    let people: OrderPeopleNames
    let zone: Zone
    /// Of which “over” and “left” are asked.
    let now: Instant
    let language: Language
    let texts: Catalogue

    func heads() throws -> [CSVCell] {
        let timed = ["orders.column_entered", "orders.column_changed", "orders.breach", "orders.column_closed"]
        return try [
            "orders.order", "orders.customer", "orders.urgent", "orders.group", "orders.status", "orders.column_age",
            "orders.column_sla",
            "orders.column_left",
        ].map { .text(try say($0)) } + timed.map { .text("\(try say($0)) (\(zone.name))") }
            + ["orders.manager", "orders.source"].map { .text(try say($0)) }
    }

    func row(_ order: OrderSummary) throws -> [CSVCell] {
        let standing = OrderStanding(order, rules, now: now)
        let badge = standing.badge
        let left: CSVCell =
            switch badge.state {
            case .over: .number(-(badge.seconds / 60))
            case .ok, .near: .number(badge.seconds / 60)
            case .unlimited, .never, .unreached: .empty
            }
        return [
            .number(order.number), order.customer.map { .text($0) } ?? .empty,
            .text(try say(order.isUrgent ? "views.yes" : "orders.no")),
            .text(try group(order.group)),
            .text(statuses[order.status].flatMap { $0.isEmpty ? nil : $0 } ?? "#\(order.status)"),
            order.closedAt == nil ? .number(standing.worked / 60) : .empty,
            .text(try say("orders.sla_\(badge.state.rawValue)")), left,
            time(order.groupEnteredAt),
            time(order.changedAt), time(order.overAt), time(order.closedAt),
            people.manager(order.manager).map { .text($0) } ?? .empty,
            people.source(order.source).map { .text($0) } ?? .empty,
        ]
    }

    /// “Orders Dubok 2026-11-19.csv”
    func fileName(of project: String) throws -> String {
        let today = LocalMoment(now, offset: zone.offset(at: now)).isoDate
        return try texts.text("orders.file_name", in: language, ["project": project, "date": today])
    }

    private func group(_ number: Int) throws -> String {
        guard let name = groups[number], number != StatusGroup.ungrouped else { return try say("state.ungrouped") }
        let key = "group.\(name.lowercased())"
        return texts.contains(key) ? try say(key) : name
    }

    /// `2026-11-19 15:40`, which spreadsheet programs of every language take for a time.
    private func time(_ instant: Instant?) -> CSVCell {
        guard let instant else { return .empty }
        let local = LocalMoment(instant, offset: zone.offset(at: instant))
        return .text("\(local.isoDate) \(local.clock)")
    }

    private func say(_ key: String) throws -> String { try texts.text(key, in: language) }
}
