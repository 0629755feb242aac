import Glibc
import HTTP
import Server
import Synchronization
import Testing

private final class Tally: Sendable {
    let answered = Atomic(0)
    let failed = Mutex<[String]>([])
    let isOver = Atomic(false)
}

extension ServerTests {
    /// F18: what was accepted is answered.
    struct DrainTests {
        @Test func `a request in flight is answered, an idle connection closed, a new one refused`() async throws {
            let site = try Site()
            let busy = try site.wire()
            let idle = try site.wire()
            await idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer()?.status == 200)
            await busy.send("GET /slow?400 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await site.eventually { site.requests.count == 2 })
            async let end = site.server.drain(linger: .milliseconds(50))
            try await Task.sleep(for: .milliseconds(50))
            #expect(throws: Wire.Broken.self) { try site.wire() }
            let answer = try await busy.answer()
            #expect(answer?.text == "slow")
            #expect(answer?["connection"] == "close")
            #expect(await idle.isEnded(within: 1_000))
            #expect(await end == .clean)
        }

        @Test func `a half-sent request may be finished while draining`() async throws {
            let site = try Site()
            let wire = try site.wire()
            await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
            try await Task.sleep(for: .milliseconds(50))
            async let end = site.server.drain(linger: .zero)
            try await Task.sleep(for: .milliseconds(100))
            await wire.send("def")
            #expect(try await wire.answer()?.text == "abcdef")
            #expect(await end == .clean)
        }

        @Test func `a handler that does not end is answered for`() async throws {
            let site = try Site()
            let wire = try site.wire()
            await wire.send("GET /slow?2000 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await site.eventually { site.requests.count == 1 })
            #expect(await site.server.drain(within: .milliseconds(200), linger: .zero) == .cut(1))
            let answer = try await wire.answer()
            #expect(answer?.status == 503)
            #expect(answer?["retry-after"] == "5")
            // The handler ends later and finds its connection gone.
            try await Task.sleep(for: .seconds(2))
        }

        @Test func `under load no accepted request fails`() async throws {
            let site = try Site()
            let tally = Tally()
            await withTaskGroup { group in
                for number in 0..<16 {
                    group.addTask {
                        while !tally.isOver.load(ordering: .relaxed) {
                            // Refused at the door is not accepted: F18 lets the client try elsewhere.
                            guard let wire = try? site.wire() else { break }
                            for _ in 0..<(number % 2 == 0 ? 1 : 20) {
                                await wire.send(
                                    "GET \(number % 4 == 0 ? "/slow?5" : "/page") HTTP/1.1\r\nHost: a\r\n\r\n")
                                do {
                                    let answer = try await wire.answer()
                                    if answer?.status == 200 {
                                        tally.answered.wrappingAdd(1, ordering: .relaxed)
                                    } else {
                                        tally.failed.withLock { $0.append("\(answer?.status ?? 0)") }
                                    }
                                    if answer == nil || answer?["connection"] == "close" { break }
                                } catch {
                                    tally.failed.withLock { $0.append("\(error)") }
                                    break
                                }
                            }
                        }
                    }
                }
                try? await Task.sleep(for: .milliseconds(300))
                #expect(await site.server.drain() == .clean)
                tally.isOver.store(true, ordering: .relaxed)
            }
            #expect(tally.answered.load(ordering: .relaxed) > 16)
            #expect(tally.failed.withLock(\.self) == [])
        }

        @Test func `two servers live in one process and end apart`() async throws {
            try await Site.with { first in
                try await Site.with { second in
                    for site in [first, second] {
                        let wire = try site.wire()
                        await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                        #expect(try await wire.answer()?.status == 200)
                    }
                }
                let wire = try first.wire()
                await wire.send("GET /still HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /still")
            }
        }

        @Test func `a second drain has nothing to do`() async throws {
            let site = try Site()
            #expect(await site.server.drain(linger: .zero) == .clean)
            #expect(await site.server.drain() == .clean)
        }
    }
}

extension ServerTests {
    struct ListeningTests {
        @Test func `a taken port is said to be taken`() async throws {
            try await Site.with { site in
                let port = site.server.port
                #expect(throws: ServerError.taken(address: "127.0.0.1", port: port)) { _ = try Site { $0.port = port } }
            }
        }

        @Test func `what is not an address, or not ours, is said`() {
            #expect(throws: ServerError.notAnAddress("localhost")) { _ = try Site { $0.address = "localhost" } }
            #expect(throws: ServerError.notAnAddress("::x")) { _ = try Site { $0.address = "::x" } }
            #expect(throws: ServerError.notOurs(address: "203.0.113.7")) { _ = try Site { $0.address = "203.0.113.7" } }
        }
    }
}
