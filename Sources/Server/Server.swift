import CMicrohttpd
import Glibc
package import HTTP
import Synchronization

/// Listens, reads requests, asks the handler and writes its answers. Several can run in one process.
package final class Server: Sendable {
    /// How a drain went.
    package enum End: Equatable, Sendable {
        case clean
        /// So many requests were not answered in time and got a 503.
        case cut(Int)
    }

    /// Where it really listens.
    package let port: UInt16

    private let core: Core
    private let daemon: Mutex<Daemon?>
    private let sweeper: Sweeper

    /// Listens when it returns. The handler is called for every request that was read whole; it cannot
    /// fail, and until it first waits it runs on a thread that others need.
    package init(
        _ settings: ServerSettings, handler: @escaping @Sendable (Request) async -> Response
    ) throws(ServerError) {
        _ = Memory.isTuned
        let listener = try Listener(address: settings.address, port: settings.port)
        let core = Core(settings, handler)
        guard let started = Daemon(core, listener: listener.descriptor) else {
            close(listener.descriptor)
            throw .system("the HTTP library did not start: \(String(cString: strerror(errno)))")
        }
        guard let sweeper = Sweeper(core) else {
            started.stopNow()
            throw .system("no thread to watch the deadlines of connections")
        }
        self.core = core
        self.sweeper = sweeper
        port = listener.port
        daemon = Mutex(started)
    }

    /// Whether the byte-exact checks of the request head work with the library at hand.
    package static var readsStrictly: Bool { WireCheck.isActive }

    /// Accepts nothing new, answers what was accepted, then ends. Connections that wait between two
    /// requests get `linger` for a last one, which may be on its way.
    package func drain(
        within limit: Duration = .seconds(10), linger: Duration = .milliseconds(500)
    ) async -> End {
        guard let daemon = daemon.withLock({ $0.take() }) else { return .clean }
        core.isDraining.store(true, ordering: .relaxed)
        daemon.stopAccepting()
        let began = ContinuousClock.now
        while ContinuousClock.now - began < limit {
            let peers = core.registry.all
            for peer in peers { peer.stream?.end() }
            let isQuiet = ContinuousClock.now - began > linger
            if peers.isEmpty || isQuiet && !peers.contains(where: { $0.state.withLock(\.isBusy) }) { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        let cut = await cutOff()
        sweeper.stop()
        await daemon.stop()
        return cut == 0 ? .clean : .cut(cut)
    }

    /// Answers for the handlers that are not done. The library aborts the process if it is stopped while
    /// a connection is suspended.
    private func cutOff() async -> Int {
        core.isOver.store(true, ordering: .sequentiallyConsistent)
        var cut = 0
        for _ in 0..<100 {
            let busy = core.registry.all.compactMap { peer in
                peer.state.withLock { $0.isBusy ? $0.exchange : nil }
            }
            if busy.isEmpty { break }
            for exchange in busy where exchange.finish(Core.farewell) { cut += 1 }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return cut
    }
}
