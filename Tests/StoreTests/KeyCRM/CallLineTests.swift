import Crypto
import Postgres
import Store
import TestSupport
import Testing

/// The line of calls under one API key, kept in the database for all processes.
struct CallLineTests {
    private let key = RandomBytes.make(32)

    /// Two processes: each with connections of its own.
    private func stores() async throws -> [Store] {
        let database = try await TestDatabase.shared
        let other = Database(DatabaseSettings(conninfo: database.conninfo(user: "takt_app")))
        return [Store(database.app), Store(other)]
    }

    @Test func `a burst goes at once, then everybody is told another turn, one after the other`() async throws {
        let stores = try await stores()
        var waits: [Double] = []
        for index in 0..<9 {
            waits.append(try await stores[index % 2].takeCall(key, rate: 0.1, burst: 5, from: .new))
        }
        #expect(waits.prefix(5).allSatisfy { $0 == 0 })
        // Turns are a tenth further apart than the bucket needs: 11 s.
        for (place, wait) in waits.dropFirst(5).enumerated() {
            #expect((Double(place) * 11 + 8...Double(place) * 11 + 11.1).contains(wait), "\(waits)")
        }
    }

    @Test func `nobody passes those in the line but a person at a page, and only when there is a token`() async throws {
        let store = try await stores()[0]
        let database = try await TestDatabase.shared
        #expect(try await store.takeCall(key, rate: 0.01, burst: 1, from: .new) == 0)
        #expect(try await store.takeCall(key, rate: 0.01, burst: 1, from: .new) > 100)
        let person = try await store.takeCall(key, rate: 0.01, burst: 1, from: .now)
        #expect((50...101).contains(person))
        // Asking did not make the line longer.
        #expect((150...221).contains(try await store.takeCall(key, rate: 0.01, burst: 1, from: .new)))
        let key = key
        for place in [CallPlace.turn, .now] {
            try await database.superuser.execute("UPDATE call_lines SET tokens = 1 WHERE key_hash = \(key)")
            #expect(try await store.takeCall(key, rate: 0.01, burst: 1, from: .new) > 0, "it is another one's token")
            #expect(try await store.takeCall(key, rate: 0.01, burst: 1, from: place) == 0)
        }
    }

    /// A call was let go at some time between those two.
    private struct Call {
        let from: ContinuousClock.Instant
        let to: ContinuousClock.Instant
    }

    @Test func `in any window no more calls go than the rate and the burst allow, with two processes`() async throws {
        let stores = try await stores()
        let key = key
        // Sixty times as fast as the real one: 55 a second with a burst of five, for a second and a half.
        let end = ContinuousClock.now + .milliseconds(1_500)
        let calls = try await withThrowingTaskGroup(of: [Call].self) { group in
            for caller in 0..<8 {
                group.addTask {
                    var calls: [Call] = []
                    var place = CallPlace.new
                    while ContinuousClock.now < end {
                        let from = ContinuousClock.now
                        let wait = try await stores[caller % 2].takeCall(key, rate: 55, burst: 5, from: place)
                        if wait == 0 {
                            calls.append(Call(from: from, to: .now))
                        } else {
                            try await Task.sleep(for: .seconds(wait))
                        }
                        place = wait == 0 ? .new : .turn
                    }
                    return calls
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(calls.count > 5)
        for first in calls {
            for last in calls where last.to > first.from {
                let window =
                    Double((last.to - first.from).components.attoseconds) / 1e18
                    + Double((last.to - first.from).components.seconds)
                let count = calls.count { $0.from >= first.from && $0.to <= last.to }
                #expect(Double(count) <= 5 + 55 * window)
            }
        }
    }

    @Test func `a pause holds for everybody, and nothing was saved up during it`() async throws {
        let stores = try await stores()
        #expect(try await stores[0].callPause(key) == 0)
        try await stores[0].pauseCalls(key, seconds: 40)
        try await stores[1].pauseCalls(key, seconds: 1)
        #expect(try await stores[1].callPause(key) == 40)
        for place in [CallPlace.new, .turn, .now] {
            #expect(try await stores[1].takeCall(key, rate: 1, burst: 5, from: place) > 38)
        }
        let short = RandomBytes.make(32)
        _ = try await stores[0].takeCall(short, rate: 0.1, burst: 5, from: .new)
        try await stores[0].pauseCalls(short, seconds: 1)
        try await Task.sleep(for: .milliseconds(1_050))
        #expect(try await stores[1].callPause(short) == 0)
        #expect(try await stores[1].takeCall(short, rate: 0.1, burst: 5, from: .new) > 0)
    }
}
