import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// For those who watch the installation: alive, ready, and what browsers complain about.
struct Health: Feature {
    static let alive = Path("/healthz")
    static let ready = Path("/readyz")
    static let complaints = Path("/csp-report")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, hook: Self.alive, isAlive),
            Route(.get, hook: Self.ready, isReady),
            Route(.post, hook: Self.complaints, bodyLimit: 64 << 10, complain),
        ]
    }

    /// Balancers and containers ask by any name.
    static func isProbe(_ request: Request) -> Bool { request.path == alive() || request.path == ready() }

    func isAlive(_ caller: HookCaller, _ request: Request) async throws -> Response {
        Response(.ok, text: "alive\n")
    }

    /// Ready while the database answers; a balancer takes this process out otherwise.
    func isReady(_ caller: HookCaller, _ request: Request) async throws -> Response {
        try await services.store.ping()
        return Response(.ok, text: "ready\n")
    }

    /// A browser refused something by our content policy: which rule, never which page or person.
    func complain(_ caller: HookCaller, _ request: Request) async throws -> Response {
        try await services.limit(services.rates.hookRefusals, "csp:\(AddressPrefix.of(request.address))")
        let report = try? JSON(parsing: request.body)
        let body = report?["csp-report"] ?? report?[0]?["body"]
        let rule = body?["effective-directive"]?.string ?? body?["effectiveDirective"]?.string ?? "unknown"
        services.log.event("csp_report", ["rule": .string(String(rule.prefix(60)))])
        return Response(.noContent)
    }
}
