import HTTP
import Server
import Testing

extension ServerTests {
    /// Slow and silent clients hold nothing for long.
    struct DeadlineTests {
        private func hurried(_ settings: inout ServerSettings) {
            settings.headerTime = .milliseconds(700)
            settings.bodyGrace = .milliseconds(300)
            settings.idleTime = .milliseconds(700)
        }

        /// Sends a letter every 30 ms and says after how long the server had enough.
        private func drip(_ wire: Wire, _ letters: String = "x", limit: Duration = .seconds(9)) async -> Duration {
            let began = ContinuousClock.now
            while ContinuousClock.now - began < limit {
                await wire.send(letters)
                if await wire.isEnded(within: 30) { break }
            }
            return ContinuousClock.now - began
        }

        @Test func `a silent connection is closed`() async throws {
            try await Site.with(hurried) { site in
                let wire = try site.wire()
                #expect(await wire.isEnded(within: 8_000))
            }
        }

        @Test(arguments: ["", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: "])
        func `a header that drips is cut off`(start: String) async throws {
            try await Site.with(hurried) { site in
                let wire = try site.wire()
                await wire.send(start)
                #expect(await drip(wire) < .seconds(8))
                #expect(site.requests.isEmpty)
            }
        }

        @Test func `a body that drips is cut off, declared or in chunks`() async throws {
            try await Site.with(hurried) { site in
                let declared = try site.wire()
                await declared.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n")
                #expect(await drip(declared) < .seconds(8))
                let chunked = try site.wire()
                await chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                #expect(await drip(chunked, "1\r\nx\r\n") < .seconds(8))
                #expect(site.requests.isEmpty)
            }
        }

        @Test func `a body that is slow but fast enough is read`() async throws {
            try await Site.with({
                $0.bodyGrace = .milliseconds(200)
                $0.bodyRate = 100
            }) { site in
                let wire = try site.wire()
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n")
                for _ in 0..<20 {
                    await wire.send(String(repeating: "x", count: 200))
                    try await Task.sleep(for: .milliseconds(40))
                }
                #expect(try await wire.answer()?.body.count == 4_000)
            }
        }

        @Test func `a second request that drips is cut off, and so is a connection that waits too long`() async throws {
            try await Site.with(hurried) { site in
                let dripping = try site.wire()
                let idle = try site.wire()
                for wire in [dripping, idle] {
                    await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await wire.answer()?.status == 200)
                }
                await dripping.send("GET / HTTP/1.1\r\n")
                #expect(await drip(dripping) < .seconds(8))
                #expect(await idle.isEnded(within: 8_000))
            }
        }

        @Test func `a handler may take its time`() async throws {
            try await Site.with(hurried) { site in
                let wire = try site.wire()
                await wire.send("GET /slow?1500 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "slow")
            }
        }

        @Test func `a client that does not take its answer is cut off`() async throws {
            try await Site.with({ $0.writeTime = .milliseconds(-11_000_000) }) { site in
                let stuck = try site.wire()
                await stuck.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
                try await Task.sleep(for: .milliseconds(300))
                let rest = await stuck.rest(within: 300)
                #expect(rest.utf8.count < 10 << 20)
                #expect(stuck.isClosed)
            }
        }

        @Test func `after so many requests the connection is closed`() async throws {
            try await Site.with({ $0.requestsPerConnection = 3 }) { site in
                let wire = try site.wire()
                await wire.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 5))
                for _ in 0..<3 { #expect(try await wire.answer()?.status == 200) }
                #expect(await wire.isEnded(within: 1_000))
                #expect(site.requests.count == 3)
            }
        }

        @Test func `one address gets so many connections, a proxy as many as it wants`() async throws {
            try await Site.with({ $0.connectionsPerAddress = 3 }) { site in
                var wires: [Wire] = []
                for _ in 0..<3 {
                    let wire = try site.wire()
                    await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await wire.answer()?.status == 200)
                    wires.append(wire)
                }
                #expect(await (try site.wire()).isEnded(within: 1_000))
                wires.removeFirst().reset()
                var isFree = false
                for _ in 0..<50 where !isFree {
                    let wire = try site.wire()
                    await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    isFree = try await wire.answer(within: 200)?.status == 200
                    if isFree { wires.append(wire) }
                }
                #expect(isFree)
            }
            try await Site.with({
                $0.connectionsPerAddress = 1
                $0.proxies = [Network("127.0.0.0", prefix: 8)].compactMap(\.self)
            }) { site in
                for _ in 0..<5 {
                    let wire = try site.wire()
                    await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await wire.answer()?.status == 200)
                }
            }
        }
    }
}
