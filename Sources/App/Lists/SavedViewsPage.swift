import Forms
import Models
import Web

/// `Resources/templates/lists/views.html`: the views of a list that one may open, to rename and delete.
struct SavedViewsPage: Page {
    static let template = "lists/views.html"
    /// Where the list stands.
    let place: NavigationItem

    struct Row: Encodable {
        let name: String
        /// The list with the view's filter.
        let path: String
        let owner: String
        let isOwn: Bool
        let isShared: Bool
        let isDefault: Bool
        let change: String
        /// nil for somebody else's.
        let delete: String?
    }

    /// What the list is called, and where it is.
    let list: Complaint
    let listPath: String
    let rows: [Row]

    init(_ views: [SavedView], title: Complaint, _ paths: SavedViewPaths) {
        place = paths.place
        list = title
        listPath = paths.list
        rows = views.map { view in
            Row(
                name: view.name, path: paths.open(view.query, view.id), owner: view.owner, isOwn: view.isOwn,
                isShared: view.isShared, isDefault: view.isDefault, change: paths.view(view.id),
                delete: view.isOwn ? paths.delete(view.id) : nil)
        }
    }
}

extension SavedViewsPage {
    static let examples = [
        SavedViewsPage([.example, .foreign], title: Complaint("orders.title"), .example),
        SavedViewsPage([], title: Complaint("orders.title"), .example),
    ]
}
