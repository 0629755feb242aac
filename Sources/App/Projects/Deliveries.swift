import HTTP
import Models
import Store
import Web

/// What arrived with the right secret, as it came.
struct Deliveries: Feature {
    static let list = ProjectPath("/deliveries")
    static let delivery = ProjectPath("/deliveries/{}", Int.self)

    let services: Services

    var routes: [Route] { [] }
}
