import Foundation

/// Ends a wait when the process is asked to stop: SIGTERM from a supervisor, SIGINT from a keyboard.
enum StopSignal {
    /// What the handler writes into and the wait reads from, so that a signal between the two is not lost.
    private static let pipe: (reads: Int32, writes: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must never wait.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }()

    /// From now on a signal does not end the process but `wait`. Called before anything is served.
    static func listen() {
        guard pipe.writes >= 0 else { return }
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                // Nothing but a system call is allowed here; the pipe has been made by now.
                let before = errno
                _ = write(StopSignal.pipe.writes, "!", 1)
                errno = before
            }
        }
    }

    static func wait() async {
        let source = DispatchSource.makeReadSource(fileDescriptor: pipe.reads, queue: .global())
        await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
            source.setEventHandler {
                source.cancel()
                waiting.resume()
            }
            source.resume()
        }
    }
}
