import HTTP
import Models
import Store
import Web

/// When a project, or one of its groups, works.
struct HoursSettings: Feature {
    static let page = ProjectPath("/settings/hours")
    static let group = ProjectPath("/settings/hours/{}", Int.self)

    let services: Services

    var routes: [Route] { [] }
}
