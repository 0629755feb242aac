import Dispatch
import Glibc
import Synchronization

/// Runs an actor's jobs on one thread of its own, because libpq blocks and must never hold a thread of
/// Swift's cooperative pool.
final class ThreadExecutor: SerialExecutor {
    private let mailbox = Mailbox()

    init() {
        // A detached thread may outlive the executor by one job, so it holds the mailbox only.
        let argument = Unmanaged.passRetained(mailbox).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { Mailbox.run($0) }, argument)
        if code == 0 {
            pthread_detach(thread)
        } else {
            let mailbox = Unmanaged<Mailbox>.fromOpaque(argument).takeRetainedValue()
            DispatchQueue.global().async { mailbox.loop() }
        }
    }

    deinit { mailbox.put(nil) }

    func enqueue(_ job: consuming ExecutorJob) {
        mailbox.put(Letter(job: UnownedJob(job), executor: self))
    }
}

/// A job keeps its executor alive until it has run.
private struct Letter {
    let job: UnownedJob
    let executor: ThreadExecutor
}

private final class Mailbox: Sendable {
    private struct Content {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let content = Mutex(Content())
    private let ready = DispatchSemaphore(value: 0)

    /// nil closes the mailbox and ends the thread.
    func put(_ letter: Letter?) {
        content.withLock { content in
            if let letter { content.letters.append(letter) } else { content.isClosed = true }
        }
        ready.signal()
    }

    func loop() {
        while true {
            ready.wait()
            let (letters, isClosed) = content.withLock { content in
                defer { content.letters = [] }
                return (content.letters, content.isClosed)
            }
            for letter in letters {
                letter.job.runSynchronously(on: letter.executor.asUnownedSerialExecutor())
            }
            if isClosed { return }
        }
    }

    static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        Unmanaged<Mailbox>.fromOpaque(argument).takeRetainedValue().loop()
        return nil
    }
}
