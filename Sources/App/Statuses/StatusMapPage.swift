import Forms
import Models
import Web

/// `Resources/templates/statuses/map.html`: which status of the shop belongs to which group.
struct StatusMapPage: Page {
    static let template = "statuses/map.html"
    static let place = NavigationItem.statuses

    struct Group: Encodable {
        /// As posted.
        let value: String
        let label: String
    }

    struct Status: Encodable {
        /// The number the CRM gives it.
        let id: Int
        let name: String
        /// `group.<id>`: the number of the group, 0 for ungrouped.
        let group: FormField
        /// `closing.<id>`: whether it ends an order.
        let closing: FormField
        /// Orders in it now, or more.
        let orders: Int
        let hasMore: Bool
        /// Nobody has put it into a group yet.
        let isNew: Bool
        /// The CRM no longer lists it.
        let isGone: Bool
    }

    let action: String
    /// Where a POST asks the CRM again.
    let refreshAction: String
    /// nil before the first time.
    let refreshedAt: Instant?
    /// nil while no key is stored.
    let keySetAt: Instant?
    let groups: [Group]
    let statuses: [Status]
    let ungrouped: Int
    let foot: RuleFoot
    let version: String
    let errors: FormErrors
    let conflict: Conflict?
    let progress: Progress?
}

extension StatusMapPage {
    static let examples = [
        StatusMapPage(
            action: action, refreshAction: refresh, refreshedAt: .example(hours: -2), keySetAt: .example(hours: -90),
            groups: groups, statuses: statuses(.none), ungrouped: 1, foot: RuleFoot(.none), version: "3", errors: .none,
            conflict: nil,
            progress: nil),
        StatusMapPage(
            action: action, refreshAction: refresh, refreshedAt: .example(hours: -2), keySetAt: .example(hours: -90),
            groups: groups, statuses: statuses(wrong), ungrouped: 0,
            foot: RuleFoot(Input(["applies": "all"]), .example), version: "3", errors: FormErrors(wrong),
            conflict: .example, progress: Progress(done: 120, total: 213)),
        StatusMapPage(
            action: action, refreshAction: refresh, refreshedAt: nil, keySetAt: nil, groups: groups, statuses: [],
            ungrouped: 0, foot: RuleFoot(Input(["applies": "all"]), .example), version: "0", errors: .none,
            conflict: nil, progress: nil),
    ]

    private static let action = "/p/a2b3c4d5e6/settings/statuses"
    private static let refresh = "/p/a2b3c4d5e6/settings/statuses/refresh"
    private static let wrong = FieldErrors("group.31", Complaint("error.choice"))
    private static let groups = ["New", "Approval", "Production", "Delivery", "Done", "Cancelled"].enumerated().map {
        Group(value: "\($0 + 1)", label: $1)
    }

    private static func statuses(_ errors: FieldErrors) -> [Status] {
        [(1, "Новий", "1", 14), (31, "Друк партії <x>", "3", 21), (44, "Перевірка", "0", 2), (12, "Completed", "5", 0)]
            .map { id, name, group, orders in
                Status(
                    id: id, name: name, group: FormField("group.\(id)", Input(["group.\(id)": group]), errors),
                    closing: FormField("closing.\(id)", id == 12 ? "1" : ""),
                    orders: orders, hasMore: id == 12, isNew: id == 44, isGone: id == 12)
            }
    }
}
