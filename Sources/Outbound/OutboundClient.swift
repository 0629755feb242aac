/// The only door through which the program calls other machines over HTTP.
///
/// No redirects, no proxy from the environment, no cookies, no compression; certificates are verified.
package final class OutboundClient: Sendable {
    package struct Limits: Sendable {
        package var connectMilliseconds = 4_000
        /// From the start of the call to its last byte, names included. Waiting for a place is not counted.
        package var totalMilliseconds = 15_000
        package var responseBytes = 1_048_576
        /// How many calls at once, and how many more may wait.
        package var concurrent = 16
        package var waiting = 500

        package init() {}
    }

    private let door: OutboundGuard
    private let limits: Limits
    /// Where the program's authorities stand instead of the system's; nil in production.
    private let authorities: String?
    /// `name:port:address` answers instead of the name service; empty in production.
    private let names: [String]
    private let loop: TransferLoop

    package convenience init(guard door: OutboundGuard, limits: Limits = Limits()) {
        self.init(guard: door, limits: limits, authorities: nil, names: [])
    }

    init(guard door: OutboundGuard, limits: Limits, authorities: String?, names: [String]) {
        self.door = door
        self.limits = limits
        self.authorities = authorities
        self.names = names
        loop = TransferLoop(concurrent: limits.concurrent, waiting: limits.waiting)
    }

    deinit { loop.stop() }

    /// Whatever the other side answers is a response; a failure means that there was none.
    package func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let url = try door.check(request.url)
        let headers = try HeaderLines(request)
        let transfer = try Transfer(
            request, to: url, headers: headers, limits: limits, authorities: authorities, names: names)
        return try await loop.run(transfer)
    }
}
