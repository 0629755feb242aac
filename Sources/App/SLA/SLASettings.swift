import HTTP
import Models
import Store
import Web

/// The limits of working time per group.
struct SLASettings: Feature {
    static let page = ProjectPath("/settings/sla")

    let services: Services

    var routes: [Route] { [] }
}
