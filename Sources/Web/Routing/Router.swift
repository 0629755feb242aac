package import HTTP

/// The route table. Built once; the first segments of a path decide nothing here that the table does
/// not show, so `takt routes` is the whole truth.
package struct Router: Sendable {
    package let routes: [Route]
    private let byLength: [Int: [Route]]

    package init(_ routes: [Route]) {
        self.routes = routes
        byLength = Dictionary(grouping: routes) {
            $0.pattern.text.split(separator: "/", omittingEmptySubsequences: false).count
        }
    }

    /// What the table says about a request before anybody is asked who is calling.
    package enum Finding: Sendable {
        case match(Match)
        case noSuchPath
        case otherMethods([Method])
    }

    package struct Match: Sendable {
        package let route: Route
        /// nil when the address cannot name any tenant: to everyone it does not exist.
        package let place: AddressedTenant?
        let captured: [Substring]

        package func respond(to request: Request, from caller: Caller) async throws -> Response {
            try await route.respond(caller, request, captured)
        }
    }

    /// HEAD is answered by the GET route.
    package func find(_ method: Method, _ path: String) -> Finding {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var others: [Method] = []
        for route in byLength[segments.count] ?? [] {
            guard let captured = route.pattern.match(segments) else { continue }
            if route.method == method || method == .head && route.method == .get {
                return .match(Match(route: route, place: route.place(captured), captured: captured))
            }
            others.append(route.method)
        }
        return others.isEmpty ? .noSuchPath : .otherMethods(others)
    }
}
