import HTTP
import Models
import Store
import Web

/// The connection of a project: the test of the key, the webhook address and its rotation.
struct Connections: Feature {
    static let page = ProjectPath("/settings/connection")
    static let test = ProjectPath("/settings/connection/test")
    static let rotation = ProjectPath("/settings/connection/rotate")

    let services: Services

    var routes: [Route] { [] }
}
