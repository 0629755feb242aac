import Forms
import Models
import Web

/// `Resources/templates/lists/view.html`: save what a list shows under a name, or change a saved view.
struct SavedViewPage: Page {
    static let template = "lists/view.html"
    /// Where the list stands.
    let place: NavigationItem

    /// One's own view that may show this from now on instead.
    struct Replacement: Encodable {
        let action: String
        let name: String
        let isShared: Bool
        let isDefault: Bool
        let version: Int
    }

    let action: String
    let cancel: String
    /// What the list is called.
    let list: Complaint
    let isNew: Bool
    let name: FormField
    /// nil for somebody else's view: only whether one's own list opens with it can be chosen.
    let isShared: Bool?
    let isOwn: Bool
    let isDefault: Bool
    let version: Int
    /// What a new view shows, as the list's query.
    let query: String
    let replacing: Replacement?
    let errors: FormErrors

    init(
        new query: String, replacing: SavedView? = nil, canShare: Bool, title: Complaint, _ paths: SavedViewPaths,
        _ input: Input = .none, _ errors: FieldErrors = .none
    ) {
        place = paths.place
        action = paths.all
        cancel = query.isEmpty ? paths.list : "\(paths.list)?\(query)"
        list = title
        isNew = true
        name = FormField("name", input, errors)
        isShared = canShare ? input["shared"] != nil : nil
        isOwn = true
        isDefault = input["default"] != nil
        version = 0
        self.query = query
        self.replacing = replacing.map {
            Replacement(
                action: paths.view($0.id), name: $0.name, isShared: $0.isShared, isDefault: $0.isDefault,
                version: $0.version)
        }
        self.errors = FormErrors(errors, labels: ["name": "views.name"])
    }

    init(
        _ view: SavedView, canShare: Bool, title: Complaint, _ paths: SavedViewPaths, _ input: Input? = nil,
        _ errors: FieldErrors = .none
    ) {
        place = paths.place
        action = paths.view(view.id)
        cancel = paths.all
        list = title
        isNew = false
        name = FormField("name", input?["name"] ?? view.name, errors: errors["name"])
        isOwn = view.isOwn
        isShared = canShare && view.isOwn ? input.map { $0["shared"] != nil } ?? view.isShared : nil
        isDefault = input.map { $0["default"] != nil } ?? view.isDefault
        version = view.version
        query = ""
        replacing = nil
        self.errors = FormErrors(errors, labels: ["name": "views.name"])
    }
}

extension SavedViewPage {
    static let examples = [
        SavedViewPage(
            new: "group=3&state=over", replacing: .example, canShare: true, title: Complaint("orders.title"), .example),
        SavedViewPage(
            new: "group=3&state=over", canShare: false, title: Complaint("orders.title"), .example,
            Input(["name": "Over <now>", "default": "on"]), FieldErrors("name", Complaint("error.view_taken"))),
        SavedViewPage(.example, canShare: true, title: Complaint("orders.title"), .example),
        SavedViewPage(.foreign, canShare: true, title: Complaint("orders.title"), .example),
    ]
}

extension SavedView {
    static let example = SavedView(
        id: 7, name: "Горить <зараз>", query: "state=over", isShared: true, isOwn: true, isDefault: true,
        owner: "Олена Марченко", version: 3)
    static let foreign = SavedView(
        id: 8, name: "Closed this month", query: "state=closed", isShared: true, isOwn: false, isDefault: false,
        owner: "James Ward", version: 1)
}

extension SavedViewPaths {
    static var example: SavedViewPaths {
        SavedViewPaths(
            place: .orders, list: "/p/a2b3c4d5e6/orders", all: "/p/a2b3c4d5e6/orders/views",
            new: "/p/a2b3c4d5e6/orders/views/new",
            view: { "/p/a2b3c4d5e6/orders/views/\($0)" }, delete: { "/p/a2b3c4d5e6/orders/views/\($0)/delete" })
    }
}
