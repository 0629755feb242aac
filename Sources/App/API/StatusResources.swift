import HTTP
import Models
import Store
import Web

struct GroupResource: Resource {
    let number: Int
    let name: String

    static let fields = [
        Field<Self>("number", \.number, "The CRM's number of the group; 0 is the group of the ungrouped."),
        Field<Self>("name", \.name, "Its name."),
    ]
    static let example = GroupResource(number: 3, name: "Production")

    init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    init(_ group: StatusGroup) {
        self.init(number: group.number, name: group.name)
    }
}

struct GroupsResource: Resource {
    let projectID: PublicID
    let items: [GroupResource]

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("items", \.items, "Its groups by number."),
    ]
    static let example = GroupsResource(projectID: .example, items: [.example])
}

struct StatusResource: Resource {
    let id: Int
    let name: String
    let group: Int
    let isClosing, isNew, isActive: Bool
    let orders: Int

    static let fields = [
        Field<Self>("id", \.id, "The CRM's number of the status."),
        Field<Self>("name", \.name, "Its name; the number with # while only an event has named it."),
        Field<Self>("group", \.group, "The number of the group in which time in it counts; 0: none."),
        Field<Self>("closing", \.isClosing, "Whether it ends an order."),
        Field<Self>("new", \.isNew, "Nobody has put it into a group yet."),
        Field<Self>("active", \.isActive, "The CRM still tells it."),
        Field<Self>("orders", \.orders, "Orders that are in it now; counting stops at 10,000."),
    ]
    static let example = StatusResource(
        id: 31, name: "Printing", group: 3, isClosing: false, isNew: false, isActive: true, orders: 21)
}

struct StatusesResource: Resource {
    let projectID: PublicID
    let fetchedAt: Instant?
    let items: [StatusResource]

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("fetched_at", \.fetchedAt, "When the CRM was asked last; null: never."),
        Field<Self>("items", \.items, "The statuses: new ones first, then by number."),
    ]
    static let example = StatusesResource(projectID: .example, fetchedAt: .example, items: [.example])
}

extension StatusesResource {
    init(_ saved: SavedStatusMap, _ scope: ProjectScope<EditRules>) {
        self.init(
            projectID: scope.projectPublicID, fetchedAt: saved.project.statusesFetchedAt,
            items: saved.statuses.map { status in
                StatusResource(
                    id: status.id, name: status.label, group: saved.group(of: status),
                    isClosing: saved.map.isClosing(status.id), isNew: status.isNew, isActive: status.isActive,
                    orders: status.orders)
            })
    }
}

struct RefreshResource: Resource {
    let projectID: PublicID
    let count: Int
    let fetchedAt: Instant

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("count", \.count, "How many statuses the CRM told."),
        Field<Self>("fetched_at", \.fetchedAt, "When."),
    ]
    static let example = RefreshResource(projectID: .example, count: 33, fetchedAt: .example)
}
