import HTTP
import Models
import Store
import Web

/// The orders of a project, and one order with its history.
struct Orders: Feature {
    static let list = ProjectPath("/orders")
    static let order = ProjectPath("/orders/{}", Int.self)

    let services: Services

    var routes: [Route] { [] }
}
