import App
import Crypto
import HTTP
import Postgres
import Server
import Store
import Web

extension ServerSettings {
    /// The public listener with the installation's limits.
    init(_ settings: Settings, _ router: Router) {
        self.init(
            address: settings.listen.address, port: settings.listen.port,
            seed: RandomBytes.make(8).reduce(0) { $0 << 8 | UInt64($1) })
        let limits = settings.requests
        connections = UInt32(limits.connections)
        connectionsPerAddress = limits.connectionsPerAddress
        requestsPerConnection = limits.keepAliveRequests
        headerFields = limits.headerFields
        headerBytes = limits.headerBytes
        targetBytes = limits.urlBytes
        headerTime = .seconds(limits.headerSeconds)
        bodyGrace = .seconds(limits.bodySeconds)
        bodyRate = limits.bodyBytesPerSecond
        idleTime = .seconds(limits.keepAliveSeconds)
        proxies = settings.trustedProxies.compactMap { Network($0.address, prefix: $0.prefix) }
        bodyLimit = { path in
            // The beginning of a hook's body that is too large is kept, so that an administrator sees what came.
            if path.hasPrefix("/hooks/") { return BodyLimit(bytes: limits.hookBytes, keptOfOverflow: 4_096) }
            guard case .match(let match) = router.find(.post, path) else { return BodyLimit(bytes: limits.formBytes) }
            let most = match.route.uploads == nil ? limits.formBytes : limits.uploadBytes
            return BodyLimit(bytes: min(match.route.bodyLimit, most))
        }
    }
}

extension ListenAddress {
    /// The system's libraries know `localhost` only as a name.
    fileprivate var address: String { host == "localhost" ? "127.0.0.1" : host }
}

extension Installation {
    func listen() throws -> Server {
        var settings = ServerSettings(boot.settings, site.router)
        let lowestStatus = boot.settings.logLevel.lowestStatus
        settings.onCompletion = { completion in
            let seconds = completion.isStream ? nil : Double(completion.nanoseconds) / 1e9
            metrics.countAnswer(completion.path, status: completion.status.code, seconds: seconds)
            guard completion.status.code >= lowestStatus else { return }
            log.event(
                "answer",
                [
                    "id": .string(completion.id), "method": .string(completion.method),
                    "path": .string(Log.masked(completion.path)), "status": .number("\(completion.status.code)"),
                    "bytes": .number("\(completion.bytes)"),
                    "microseconds": .number("\(completion.nanoseconds / 1_000)"),
                ])
        }
        settings.onFault = { log.event("fault", ["message": .string($0)]) }
        let limits = boot.settings.requests
        let inputLimits = InputLimits(
            bytes: max(limits.formBytes, limits.hookBytes), fields: limits.formFields, depth: limits.jsonDepth)
        return try Server(settings) { request in
            if let refusal = tooMany(request) { return refusal }
            var request = request
            request.inputLimits = inputLimits
            return await site.respond(to: request)
        }
    }

    /// A source repeats a refused webhook only a few times and then forgets it: hooks have limits of their own.
    private func tooMany(_ request: Request) -> Response? {
        let origin = boot.settings.publicOrigin
        guard !origin.isLoopback, !request.path.hasPrefix("/hooks/") else { return nil }
        let seconds = gate.wait(request.address, at: services.outside.nanoseconds())
        guard seconds > 0 else { return nil }
        var response = Response(.tooManyRequests, text: "Too many requests. Please wait \(seconds) s.\n")
        response.headers["retry-after"] = "\(seconds)"
        SecurityHeaders(isProduction: origin.isSecure).apply(to: &response)
        return response
    }

    /// `/metrics` alone, on a listener that the public cannot reach; nil when switched off.
    func listenForMetrics() throws -> Server? {
        guard let place = boot.settings.metricsListen else { return nil }
        var settings = ServerSettings(boot.settings, site.router)
        settings.address = place.address
        settings.port = place.port
        return try Server(settings) { request in
            guard request.path == "/metrics", request.method.isSafe else {
                return Response(.notFound, text: "/metrics\n")
            }
            return Response(.ok, text: metrics.text(await facts()))
        }
    }

    /// What only a look at the database and the process can tell.
    private func facts() async -> MetricFacts {
        var facts = MetricFacts()
        let pool = boot.database.counters
        (facts.connections, facts.idle, facts.waiting, facts.exhausted) =
            (pool.open, pool.idle, pool.waiting, pool.exhausted)
        facts.clockAhead = try? await Boot.facts(boot.database).clockAhead
        facts.queue = try? await services.store.queueFigures()
        facts.residentBytes = ProcessFacts.residentBytes
        facts.startedAt = startedAt
        return facts
    }
}
