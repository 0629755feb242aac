import CCurl
import Glibc
import Synchronization

/// A call that the loop drives: a transfer of libcurl and what is done at its end.
protocol Drivable: AnyObject, Sendable {
    var handle: UnsafeMutableRawPointer { get }
    /// Called once, when libcurl is done with it.
    func finish(_ outcome: CURLcode)
}

/// One thread that drives all calls. It starts with the first one and ends with its client.
final class TransferLoop: @unchecked Sendable {
    private struct State {
        var arrived: [any Drivable] = []
        var started = false
        var stopped = false
    }

    /// Used by the thread alone, except for the wake-up, which libcurl allows from anywhere.
    private let multi: UnsafeMutableRawPointer?
    private let concurrent: Int
    private let waiting: Int
    private let state = Mutex(State())

    private static let isReady = ccurl_start() == CURLE_OK

    init(concurrent: Int, waiting: Int) {
        self.concurrent = max(1, concurrent)
        self.waiting = max(0, waiting)
        multi = Self.isReady ? curl_multi_init() : nil
    }

    deinit {
        if let multi { curl_multi_cleanup(multi) }
    }

    func run(_ transfer: Transfer) async throws(OutboundFailure) -> OutboundResponse {
        let result = await withCheckedContinuation { continuation in
            transfer.answer = continuation
            if !enter(transfer) {
                transfer.answer = nil
                continuation.resume(returning: .failure(.busy))
            }
        }
        return try result.get()
    }

    /// Calls that still run end as broken connections.
    func stop() {
        state.withLock { $0.stopped = true }
        if let multi { curl_multi_wakeup(multi) }
    }

    /// Takes a call on; false when too many wait already.
    func enter(_ transfer: any Drivable) -> Bool {
        guard let multi else { return false }
        let accepted = state.withLock { state in
            guard !state.stopped, state.arrived.count < concurrent + waiting else { return false }
            if !state.started {
                guard start() else { return false }
                state.started = true
            }
            state.arrived.append(transfer)
            return true
        }
        if accepted { curl_multi_wakeup(multi) }
        return accepted
    }

    private func start() -> Bool {
        let owned = Unmanaged.passRetained(self)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(pointer).takeRetainedValue().turn()
                return nil
            }, owned.toOpaque())
        if failed != 0 { owned.release() }
        return failed == 0
    }

    private func turn() {
        guard let multi else { return }
        var running: [UnsafeMutableRawPointer: any Drivable] = [:]
        while true {
            let (fresh, stopped) = state.withLock { state in
                let fresh = Array(state.arrived.prefix(concurrent - running.count))
                state.arrived.removeFirst(fresh.count)
                return (fresh, state.stopped)
            }
            if stopped { return end(fresh + running.values, multi) }
            for transfer in fresh {
                if curl_multi_add_handle(multi, transfer.handle) == CURLM_OK {
                    running[transfer.handle] = transfer
                } else {
                    transfer.finish(CURLE_FAILED_INIT)
                }
            }
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            var outcome = CURLE_OK
            var finished = false
            while let handle = ccurl_finished(multi, &outcome) {
                curl_multi_remove_handle(multi, handle)
                running.removeValue(forKey: handle)?.finish(outcome)
                finished = true
            }
            // A place may have become free for one that waits.
            if !finished { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
    }

    private func end(_ transfers: [any Drivable], _ multi: UnsafeMutableRawPointer) {
        for transfer in transfers + state.withLock({ $0.arrived }) {
            curl_multi_remove_handle(multi, transfer.handle)
            transfer.finish(CURLE_ABORTED_BY_CALLBACK)
        }
        state.withLock { $0.arrived.removeAll() }
    }
}
