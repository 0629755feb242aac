import HTTP
import Models
import Store
import Web

/// Which status of the shop belongs to which group.
struct StatusMapEditor: Feature {
    static let page = ProjectPath("/settings/statuses")
    static let refresh = ProjectPath("/settings/statuses/refresh")

    let services: Services

    var routes: [Route] { [] }
}
