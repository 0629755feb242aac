import Crypto
import Forms
import HTTP
import Jobs
import Models
import Store
import Web

/// The master keys, for those who run the installation.
struct OperatorKeys: Feature {
    static let page = Path("/operator/keys")
    static let rotation = Path("/operator/keys/rotation")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, operator: Self.page, show),
            Route(.post, operator: Self.rotation, rotate),
        ]
    }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let counts = try await services.store.sealedCounts()
        let ids = Set(services.ring.ids).union(counts.map(\.keyID)).sorted()
        let keys = ids.map { id in
            let own = counts.filter { $0.keyID == id }
            let places = own.filter { $0.place != SealedColumn.peppers }
            return KeysPage.Key(
                id: id, isActive: id == services.ring.active, isInFile: services.ring.ids.contains(id),
                values: places.reduce(0) { $0 + $1.count },
                passwords: own.filter { $0.place == SealedColumn.peppers }.reduce(0) { $0 + $1.count },
                places: places.map { KeysPage.Place(name: $0.place, count: $0.count) })
        }
        let status = try await services.store.rotationStatus()
        let progress = status.map { Progress(done: Int($0.done ?? 0), total: Int($0.total ?? 0)) }
        return try await services.page(
            KeysPage(rotation: Self.rotation(), keys: keys, progress: progress), for: request)
    }

    func rotate(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        try await services.store.beginRotation(to: services.ring.active, by: scope.person)
        services.wakeWorkers()
        return try await services.redirect(to: Self.page(), saying: Flash("keys.begun"), for: request)
    }
}
