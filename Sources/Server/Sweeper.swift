import CMicrohttpd
import Glibc
import Synchronization

/// Looks at all connections once in an interval and ends those that are overdue.
final class Sweeper: Sendable {
    private let isStopped = Shared()

    private final class Shared: Sendable { let flag = Atomic(false) }

    init?(_ core: Core) {
        let isStopped = isStopped
        let isRunning = Threads.start {
            while !isStopped.flag.load(ordering: .relaxed) || !Linger.isEmpty {
                let now = ContinuousClock.now
                core.registry.sweep(now, core.settings)
                Linger.sweep(now)
                let parts = core.settings.sweepInterval.components
                usleep(UInt32(clamping: parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
            }
        }
        guard isRunning else { return nil }
    }

    func stop() { isStopped.flag.store(true, ordering: .relaxed) }
}

/// Threads of our own, for work that blocks.
enum Threads {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// False when there is no thread to be had.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(run))
        let result = pthread_create(&thread, nil, body, work.toOpaque())
        guard result == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { work in
        if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run() }
        return nil
    }
}

/// The C library's allocator, told to keep what it has: a body made on one thread and freed on another
/// otherwise makes it give memory back and ask for it again with every request.
enum Memory {
    static let isTuned: Bool = {
        mallopt(M_TRIM_THRESHOLD, 64 << 20)
        mallopt(M_TOP_PAD, 4 << 20)
        mallopt(M_MMAP_THRESHOLD, 1 << 20)
        return true
    }()
}
