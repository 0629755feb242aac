import Forms
import HTTP
import Models
import Web

extension ViewTabs {
    /// The tabs of a list. `address`: what it shows, with `view` where one was opened; `plain`: what the list
    /// without a view is called.
    init(_ views: [SavedView], at address: ListAddress, plain: Complaint, _ paths: SavedViewPaths) {
        let asked = address.pairs.first { $0.name == "view" }.flatMap { Int($0.value) }
        let shown = address.without(["view"])
        let current =
            views.first { $0.id == asked }
            ?? views.first { asked == nil && $0.query == shown.query && !$0.query.isEmpty }
        let plainPath = views.contains(where: \.isDefault) ? "\(paths.list)?view=0" : paths.list
        let tabs = views.map { view in
            Tab(
                word: .name(view.name), path: paths.open(view.query, view.id), isCurrent: view.id == current?.id,
                isDefault: view.isDefault)
        }
        let isSaved = shown.pairs.isEmpty || current?.query == shown.query
        let kept = current.map { "&view=\($0.id)" } ?? ""
        self.init(
            tabs: [Tab(word: .text(plain), path: plainPath, isCurrent: current == nil && shown.pairs.isEmpty)] + tabs,
            plainPath: plainPath,
            savePath: isSaved ? nil : "\(paths.new)?query=\(PercentEncoding.encode(shown.query))\(kept)",
            managePath: views.isEmpty ? nil : paths.all)
    }
}
