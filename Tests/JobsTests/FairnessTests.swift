import Foundation
import Jobs
import Postgres
import Synchronization
import TestSupport
import Testing

/// T-NOISY in short; `bin/bench jobs` measures it on the built program.
struct FairnessTests {
    @Test func `one organization's twenty thousand jobs do not hold up another's`() async throws {
        let queue = try await Queue()
        let noisy = UUID(), quiet = UUID()
        try await queue.database.superuser.execute(
            "INSERT INTO jobs (organization_id, kind) SELECT \(noisy), 'noise' FROM generate_series(1, 20000)")
        try await queue.database.superuser.execute("ANALYZE jobs")
        let started = Mutex<[Int: ContinuousClock.Instant]>([:])
        var settings = Worker.Settings(name: "w")
        settings.concurrent = 2
        let worker = Worker(
            queue.app, settings,
            handlers: [
                "noise": { _ in try await Task.sleep(for: .milliseconds(20)) },
                "call": { run in
                    let number = try run.payload(as: [String: Int].self)["n"] ?? -1
                    started.withLock { $0[number] = .now }
                },
            ])
        let work = Task { await worker.run() }
        var waits: [Duration] = []
        for number in 0..<10 {
            try await Task.sleep(for: .milliseconds(100))
            let asked = ContinuousClock.now
            try await queue.enqueue(Job("call", organization: quiet, payload: "{\"n\": \(number)}"))
            try await queue.until { started.withLock { $0[number] != nil } }
            waits.append(asked.duration(to: try #require(started.withLock { $0[number] })))
        }
        await worker.stop(grace: .seconds(5))
        await work.value
        #expect(waits.sorted()[9] < .seconds(2), "\(waits)")
        #expect(try await queue.live() > 10_000, "the noise was still there at the end")
        try await queue.end()
    }
}
