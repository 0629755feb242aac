import CMicrohttpd
import Glibc

/// The library's server. `@unchecked` because of the pointer: whoever takes it out of its `Mutex` is the
/// only one who has it.
struct Daemon: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// The retained `Core`.
    private let context: UInt

    /// Holds the head of a request (16 kB and the library's own structures) and the head of its answer.
    /// Up to 32 kB the library takes it from malloc, beyond that each connection is a system call.
    private static func memoryPerConnection(_ settings: ServerSettings) -> Int {
        max(32 * 1_024, settings.headerBytes + settings.targetBytes + 64 * settings.headerFields)
    }

    /// Takes over the listening socket. Nil when the library cannot start its threads.
    init?(_ core: Core, listener: Int32) {
        let settings = core.settings
        let context = Unmanaged.passRetained(core).toOpaque()
        // With fewer than two threads the library has no pool, and other rules.
        let threads = max(2, settings.threads)
        let pointer = cmhd_start(
            listener, threads, max(settings.connections, 2 * threads), Self.memoryPerConnection(settings),
            UInt32(clamping: settings.idleTime.components.seconds + 15), context, Callbacks.accepts,
            Callbacks.connection, Callbacks.target, Callbacks.unescape, Callbacks.access, Callbacks.completed)
        guard let pointer else {
            Unmanaged<Core>.fromOpaque(context).release()
            return nil
        }
        self.pointer = pointer
        self.context = UInt(bitPattern: context)
    }

    /// Takes over the connections that the system has accepted for us already: closing the listening
    /// socket would reset them.
    func stopAccepting() {
        let listener = MHD_quiesce_daemon(pointer)
        guard listener >= 0 else { return }
        var name = sockaddr_storage()
        while true {
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let isTaken = withUnsafeMutableBytes(of: &name) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { name in
                    let descriptor = accept(listener, name.baseAddress, &length)
                    guard descriptor >= 0 else { return false }
                    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                    // Closes the descriptor itself when it refuses.
                    MHD_add_connection(pointer, descriptor, name.baseAddress, length)
                    return true
                }
            }
            if !isTaken { break }
        }
        close(listener)
    }

    /// Waits for the library's threads, so not on one of Swift's.
    func stop() async {
        await withCheckedContinuation { done in
            let stop: @Sendable () -> Void = {
                stopNow()
                done.resume()
            }
            if !Threads.start(stop) { stop() }
        }
    }

    func stopNow() {
        MHD_stop_daemon(pointer)
        if let context = UnsafeMutableRawPointer(bitPattern: context) {
            Unmanaged<Core>.fromOpaque(context).release()
        }
    }
}
