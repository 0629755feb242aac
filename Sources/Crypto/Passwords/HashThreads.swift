import Glibc
import Synchronization

/// Every place is taken and the queue is full: answer 503 and let the browser come back.
package struct Busy: Error, Equatable, CustomStringConvertible {
    package let retryAfterSeconds = 2

    package init() {}

    package var description: String { "too many passwords are being checked at once" }
}

/// Threads for work that keeps a core busy for tens of milliseconds and takes tens of megabytes, so that it
/// never stands in the way of a page. At most `limit` run; at most `waiting` wait; the rest is refused at once.
final class HashThreads: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State {
        var running = 0
        var queue: [Work] = []
        var next = 0

        var waiting: Int { queue.count - next }

        mutating func pop() -> Work? {
            guard next < queue.count else { return nil }
            defer { next += 1 }
            return queue[next]
        }
    }

    private let limit: Int
    private let places: Int
    private let state = Mutex(State())

    init(limit: Int, waiting: Int) {
        self.limit = max(1, limit)
        places = max(0, waiting)
    }

    var waiting: Int { state.withLock { $0.waiting } }

    /// Runs the body on one of the threads and returns what it returned.
    func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws(Busy) -> Value {
        let answer: Result<Value, Busy> = await withCheckedContinuation { continuation in
            let accepted = enter { continuation.resume(returning: .success(body())) }
            if !accepted { continuation.resume(returning: .failure(Busy())) }
        }
        return try answer.get()
    }

    private func enter(_ work: @escaping Work) -> Bool {
        enum Place { case thread, queue, none }
        let place: Place = state.withLock { state in
            if state.running < limit {
                state.running += 1
                return .thread
            }
            guard state.waiting < places else { return .none }
            if state.next > 64 {
                state.queue.removeFirst(state.next)
                state.next = 0
            }
            state.queue.append(work)
            return .queue
        }
        if place == .thread, !start(work) {
            state.withLock { $0.running -= 1 }
            return false
        }
        return place != .none
    }

    /// A thread lives while there is work and ends when the queue is empty: an idle program keeps none.
    private func start(_ work: @escaping Work) -> Bool {
        let errand = Unmanaged.passRetained(Errand { [self] in drain(from: work) })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Errand>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, errand.toOpaque())
        if failed != 0 { errand.release() }
        return failed == 0
    }

    private func drain(from first: @escaping Work) {
        var work: Work? = first
        while let current = work {
            current()
            work = state.withLock { state in
                let next = state.pop()
                if next == nil {
                    state.running -= 1
                    state.queue.removeAll()
                    state.next = 0
                }
                return next
            }
        }
    }

    private final class Errand: Sendable {
        let run: Work

        init(_ run: @escaping Work) {
            self.run = run
        }
    }
}
