import CMicrohttpd
import Glibc
import HTTP
import Synchronization

/// What the library's callbacks act on: one server's settings, handler and connections.
final class Core: Sendable {
    let settings: ServerSettings
    let handler: @Sendable (Request) async -> Response
    let registry = Registry()
    let identifiers: RequestIdentifiers
    /// Every answer from now on is the last of its connection.
    let isDraining = Atomic(false)
    /// No handler is started any more.
    let isOver = Atomic(false)

    static let farewell = Reply(.unavailable, headers: ["retry-after": "5"])

    init(_ settings: ServerSettings, _ handler: @escaping @Sendable (Request) async -> Response) {
        self.settings = settings
        self.handler = handler
        identifiers = RequestIdentifiers(seed: settings.seed)
    }

    func accepts(_ address: String) -> Bool {
        settings.isProxy(address) || registry.count(of: address) < settings.connectionsPerAddress
    }

    /// The header is complete: checks it and decides about the body.
    func begin(
        _ exchange: Exchange, _ connection: OpaquePointer, _ peer: Peer, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) -> MHD_Result {
        exchange.state.withLock { $0.method = String(cString: method) }
        let head: Head
        do {
            head = try Head(connection, method: method, version: version, target: exchange.target, settings)
        } catch {
            return answer(exchange, Reply(error.status, headers: error.headers), connection, peer, isLast: true)
        }
        var request = Request(
            head.method, exchange.target.text, headers: head.headers, address: peer.address, id: exchange.id)
        Forwarded.apply(to: &request, peer: peer.address, settings)
        if let isOurHost = settings.isOurHost, !isOurHost(request.host) {
            return answer(exchange, Reply(.misdirected), connection, peer, isLast: true)
        }
        let limit = settings.bodyLimit(request.path)
        let isOver = head.length ?? 0 > limit.bytes
        if isOver { request.bodyOverflow = head.length }
        exchange.state.withLock {
            $0.request = request
            $0.limit = limit
            $0.declared = head.length
            $0.phase = .body
        }
        peer.enter(.body(received: 0), .now)
        if isOver, limit.keptOfOverflow == 0 {
            return answer(exchange, Reply(.contentTooLarge), connection, peer, isLast: true)
        }
        // Telling the client to go on would fetch what nobody will read.
        if isOver, head.expectsContinue { return run(exchange, connection, peer) }
        return .YES
    }

    /// More of the body.
    func receive(
        _ bytes: UnsafeBufferPointer<CChar>, _ exchange: Exchange, _ connection: OpaquePointer, _ peer: Peer
    ) -> MHD_Result {
        peer.state.withLock {
            if case .body(let received) = $0.stage { $0.stage = .body(received: received + bytes.count) }
        }
        if exchange.receive(bytes, drained: settings.drainedBytes) { return .YES }
        // The library takes no answer in the middle of a body: the handler, where it wants to know, works
        // on its own, the client is told past the library, and the connection dropped.
        let (request, kept) = exchange.state.withLock {
            $0.phase = .answered
            $0.status = .contentTooLarge
            return ($0.request, $0.limit.keptOfOverflow)
        }
        if let request, kept > 0 { Task { [handler] in _ = await handler(request) } }
        let bytes = Reply(.contentTooLarge).bytes
        send(peer.descriptor, bytes, bytes.count, SocketFlags.dontWait | SocketFlags.noSignal)
        Linger.keep(peer.descriptor)
        return .NO
    }

    /// The request is complete: starts the handler on this thread, and leaves the connection to it if it
    /// waits for something.
    func run(_ exchange: Exchange, _ connection: OpaquePointer, _ peer: Peer) -> MHD_Result {
        let (request, kept) = exchange.state.withLock {
            $0.phase = .running
            return ($0.request, $0.limit.keptOfOverflow)
        }
        guard let request else { return .NO }
        if request.bodyOverflow != nil, kept == 0 {
            return answer(exchange, Reply(.contentTooLarge), connection, peer, isLast: true)
        }
        // Before looking whether it is over: whoever sets that looks at the stages afterwards.
        peer.enter(.handling, .now)
        if isOver.load(ordering: .sequentiallyConsistent) {
            return answer(exchange, Self.farewell, connection, peer, isLast: true)
        }
        Task.immediate { [handler, settings] in
            let reply = Reply(await handler(request), to: request, settings)
            // Too late, or asked for its head alone: nobody will take it.
            if !exchange.finish(reply) || request.method == .head { reply.stream?.leave() }
        }
        let held = Connection(pointer: connection)
        let reply: Reply? = exchange.state.withLock {
            if case .ready(let reply) = $0.phase { return reply }
            $0.phase = .suspended(held)
            MHD_suspend_connection(held.pointer)
            return nil
        }
        return reply.map { answer(exchange, $0, connection, peer) } ?? .YES
    }

    func answer(
        _ exchange: Exchange, _ reply: Reply, _ connection: OpaquePointer, _ peer: Peer, isLast: Bool = false
    ) -> MHD_Result {
        var reply = reply
        reply.headers["x-request-id"] = exchange.id
        let isCut = exchange.state.withLock {
            let isCut = isLast || $0.request?.bodyOverflow != nil
            $0.phase = .answered
            $0.status = reply.status
            $0.bytes = $0.method == "HEAD" ? 0 : reply.body.count
            $0.stream = reply.stream
            return isCut
        }
        let requests = peer.state.withLock {
            $0.stage = reply.stream == nil ? .writing(bytes: reply.body.count) : .streaming
            $0.since = .now
            return $0.requests
        }
        if isCut { Linger.keep(peer.descriptor) }
        if isDraining.load(ordering: .relaxed) { reply.stream?.end() }
        return reply.queue(
            on: connection,
            isLast: isCut || requests >= settings.requestsPerConnection || isDraining.load(ordering: .relaxed))
    }

    func completed(_ exchange: Exchange, _ peer: Peer) {
        peer.state.withLock {
            $0.stage = .idle
            $0.since = .now
            $0.exchange = nil
        }
        let state = exchange.state.withLock { state in
            state.phase = .answered
            return state
        }
        state.stream?.leave()
        guard let status = state.status else { return }
        let spent = (ContinuousClock.now - exchange.began).components
        settings.onCompletion(
            Completion(
                id: exchange.id, address: state.request?.address ?? peer.address, method: state.method,
                path: state.request?.path ?? "", status: status, bytes: state.bytes, isStream: state.stream != nil,
                nanoseconds: Int(spent.seconds) * 1_000_000_000 + Int(spent.attoseconds / 1_000_000_000)))
    }
}
