import HTTP
import Models
import Web

/// The documents of the JSON door: for programs as OpenAPI, for people as a page.
struct Reference: Feature {
    static let document = Path("/api/v1/openapi.json")
    static let page = Path("/docs")

    let services: Services
    private let described: [Route]
    private let bytes: [UInt8]

    /// `routes`: of the whole site; those of the JSON door are described.
    init(services: Services, routes: [Route]) {
        self.services = services
        described = routes.filter { $0.operation != nil }
        bytes = OpenAPI(routes: described, origin: services.origin.description).document.bytes
    }

    var routes: [Route] {
        [
            Route(.get, hook: Self.document, showDocument),
            Route(.get, open: Self.page, showPage),
        ]
    }

    func showDocument(_ caller: HookCaller, _ request: Request) async throws -> Response {
        Response(.ok, headers: ["content-type": "application/json"], body: bytes)
    }

    func showPage(_ visitor: Visitor, _ request: Request) async throws -> Response {
        try await services.page(ReferencePage(described, origin: services.origin.description), for: request)
    }
}
