package import HTTP

/// Where the server listens and what it bears. The defaults are the limits the product promises.
package struct ServerSettings: Sendable {
    /// An IPv4 or IPv6 address in digits.
    package var address: String
    /// 0 lets the system choose; `Server.port` tells which.
    package var port: UInt16
    /// Threads that read and write. A handler runs on one of them until it first waits, so it never blocks.
    package var threads: UInt32 = 2
    /// Where request ids begin: a random number, new at each start.
    package var seed: UInt64

    /// Open connections, all together and from one address (a proxy's own address is exempt).
    package var connections: UInt32 = 4_000
    package var connectionsPerAddress = 100
    package var requestsPerConnection = 1_000
    package var headerFields = 100
    /// All names and values together.
    package var headerBytes = 16_384
    package var targetBytes = 8_192
    /// What the body of a request to that path may hold.
    package var bodyLimit: @Sendable (_ path: String) -> BodyLimit = { _ in BodyLimit(bytes: 1 << 20) }
    /// A body over its limit is still read and thrown away up to here, so that its sender hears the 413.
    package var drainedBytes = 8 << 20

    /// From the first byte expected to the end of the header.
    package var headerTime: Duration = .seconds(10)
    /// After this a body must have come at `bodyRate` bytes a second on average.
    package var bodyGrace: Duration = .seconds(5)
    package var bodyRate = 1_000
    /// Between two requests.
    package var idleTime: Duration = .seconds(60)
    /// For the client to take the answer, beside a second for each kB of it.
    package var writeTime: Duration = .seconds(30)
    package var sweepInterval: Duration = .seconds(1)

    /// Addresses whose X-Forwarded fields are believed. From all others these fields are removed.
    package var proxies: [Network] = []
    /// Whether a Host is one of ours; others get 421. Nil: every host is.
    package var isOurHost: (@Sendable (_ host: String) -> Bool)?
    /// 1 (fast) to 9 (small).
    package var gzipLevel: Int32 = 4

    func isProxy(_ address: String) -> Bool { proxies.contains { $0.contains(address) } }

    /// Called once for each request that got an answer, when that answer is on its way.
    package var onCompletion: @Sendable (Completion) -> Void = { _ in }
    /// A mistake of ours that the server caught (a header value with a line break in it), for the log.
    package var onFault: @Sendable (_ message: String) -> Void = { _ in }

    package init(address: String, port: UInt16, seed: UInt64) {
        self.address = address
        self.port = port
        self.seed = seed
    }
}

package struct BodyLimit: Sendable {
    package var bytes: Int
    /// Of a body over the limit, the handler is shown this much with `Request.bodyOverflow` set, and its
    /// answer should be 413. With 0 the server answers 413 itself.
    package var keptOfOverflow: Int

    package init(bytes: Int, keptOfOverflow: Int = 0) {
        self.bytes = bytes
        self.keptOfOverflow = keptOfOverflow
    }
}

/// One line for the access log. It has nothing of header, query or body.
package struct Completion: Sendable {
    package let id: String
    package let address: String
    package let method: String
    /// As sent; may hold secrets of a path (a hook's token), which the log must cut.
    package let path: String
    package let status: Status
    /// Of the body as sent, compressed.
    package let bytes: Int
    /// It lasted as long as its client liked, which says nothing about our speed.
    package let isStream: Bool
    /// From the end of the request line to the last byte handed to the system.
    package let nanoseconds: Int
}

package enum ServerError: Error, Equatable, CustomStringConvertible {
    case notAnAddress(String)
    case taken(address: String, port: UInt16)
    case notOurs(address: String)
    case notPermitted(port: UInt16)
    case system(String)

    package var description: String {
        switch self {
        case .notAnAddress(let text): "\(text) is not an IPv4 or IPv6 address"
        case .taken(let address, let port):
            "port \(port) at \(address) is taken: another program listens there; stop it or choose another port"
        case .notOurs(let address): "\(address) is not an address of this machine"
        case .notPermitted(let port): "port \(port) needs rights this program does not have; choose one above 1023"
        case .system(let text): text
        }
    }
}
