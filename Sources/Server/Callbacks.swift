import CMicrohttpd
import Glibc
import HTTP
import Synchronization

/// What the library calls, on its own threads. In a type of its own because a closure of an isolated
/// context, called on a foreign thread, ends the process.
enum Callbacks {
    static let accepts: MHD_AcceptPolicyCallback = { context, address, _ in
        guard let core = core(context) else { return .NO }
        return core.accepts(PeerAddress.text(address)) ? .YES : .NO
    }

    static let connection: MHD_NotifyConnectionCallback = { context, connection, socketContext, event in
        guard let core = core(context), let connection, let socketContext else { return }
        switch event {
        case .CONNECTION_NOTIFY_STARTED:
            let peer = Peer(
                descriptor: cmhd_fd(connection), address: PeerAddress.text(cmhd_address(connection)), now: .now)
            socketContext.pointee = Unmanaged.passRetained(peer).toOpaque()
            core.registry.add(peer)
        case .CONNECTION_NOTIFY_CLOSED:
            guard let pointer = socketContext.pointee else { return }
            socketContext.pointee = nil
            core.registry.remove(Unmanaged<Peer>.fromOpaque(pointer).takeRetainedValue())
        @unknown default: break
        }
    }

    /// The request line is read. What this returns is the request's context from now on.
    static let target:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
            context, target, connection in
            guard let core = core(context), let target, let connection, let peer = peer(connection) else { return nil }
            let exchange = Exchange(target: Target(target), id: core.identifiers.make(), began: .now)
            peer.state.withLock {
                $0.stage = .head
                $0.since = exchange.began
                $0.requests += 1
                $0.exchange = exchange
            }
            return Unmanaged.passRetained(exchange).toOpaque()
        }

    /// Targets are decoded by whoever knows which part is what, not here.
    static let unescape:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int = {
            _, _, text in text.map { strlen($0) } ?? 0
        }

    static let access: MHD_AccessHandlerCallback = {
        context, connection, _, method, version, bytes, size, exchangeContext in
        guard let core = core(context), let connection, let method, let version, let size,
            let pointer = exchangeContext?.pointee, let peer = peer(connection)
        else { return .NO }
        let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
        switch exchange.state.withLock({ $0.phase }) {
        case .head: return core.begin(exchange, connection, peer, method: method, version: version)
        case .body where size.pointee > 0:
            let chunk = UnsafeBufferPointer(start: bytes, count: size.pointee)
            size.pointee = 0
            return core.receive(chunk, exchange, connection, peer)
        case .body: return core.run(exchange, connection, peer)
        case .ready(let reply): return core.answer(exchange, reply, connection, peer)
        case .running, .suspended: return .YES
        case .answered: return .NO
        }
    }

    static let completed: MHD_RequestCompletedCallback = { context, connection, exchangeContext, _ in
        guard let core = core(context), let connection, let exchangeContext, let pointer = exchangeContext.pointee
        else { return }
        exchangeContext.pointee = nil
        let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
        if let peer = peer(connection) { core.completed(exchange, peer) }
    }

    private static func core(_ context: UnsafeMutableRawPointer?) -> Core? {
        context.map { Unmanaged<Core>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func peer(_ connection: OpaquePointer) -> Peer? {
        cmhd_context(connection).map { Unmanaged<Peer>.fromOpaque($0).takeUnretainedValue() }
    }
}
