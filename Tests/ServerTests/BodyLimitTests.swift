import HTTP
import Server
import Testing

extension ServerTests {
    struct BodyLimitTests {
        private func chunked(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 120, count: 65_536) + Array("\r\n".utf8)
            for _ in 0..<(count / 65_536) { bytes += chunk }
            return bytes + Array("0\r\n\r\n".utf8)
        }

        @Test func `a declared body over the limit is refused although it comes`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n")
                await wire.send([UInt8](repeating: 120, count: 2 << 20))
                #expect(try await wire.answer()?.status == 413)
                #expect(await wire.isEnded(within: 1_000))
                #expect(site.requests.isEmpty)
            }
        }

        @Test func `chunks over the limit are read to their end and refused`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                await wire.send(chunked(2 << 20))
                #expect(try await wire.answer()?.status == 413)
                #expect(await wire.isEnded(within: 1_000))
                #expect(site.requests.isEmpty)
            }
        }

        @Test func `chunks without end are cut off with a 413`() async throws {
            try await Site.with({ $0.drainedBytes = 3 << 20 }) { site in
                let wire = try site.wire()
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                await wire.send(chunked(6 << 20))
                #expect(try await wire.answer()?.status == 413)
                #expect(await wire.isEnded(within: 4_000))
                #expect(site.requests.isEmpty)
            }
        }

        @Test func `where the path wants it, the handler sees the length and the first 4 kB`() async throws {
            try await Site.with({ $0.drainedBytes = 3 << 20 }) { site in
                let first = "abcd"
                for (length, text) in [(2 << 20, "4096"), (64 << 20, "413\n")] {
                    let wire = try site.wire()
                    await wire.send("POST /hooks/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n" + first)
                    await wire.send([UInt8](repeating: 120, count: (2 << 20) - 4))
                    let answer = try await wire.answer()
                    #expect(answer?.status == 413)
                    #expect(answer?.text == text)
                    #expect(await site.eventually { site.requests.last?.bodyOverflow == length })
                    #expect(site.requests.last?.body == Array(first.utf8) + [UInt8](repeating: 120, count: 4_092))
                }
                let wire = try site.wire()
                await wire.send("POST /hooks/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                await wire.send(chunked(2 << 20))
                #expect(try await wire.answer()?.text == "4096")
                #expect(site.requests.last?.bodyOverflow == 2 << 20)
                #expect(site.requests.count == 3)
            }
        }

        @Test func `who asks before sending too much is not told to go on, and the handler knows`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(
                    "POST /hooks/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\nExpect: 100-continue\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer?.status == 413)
                #expect(answer?.text == "0")
                #expect(await wire.isEnded(within: 1_000))
                #expect(site.requests.map(\.bodyOverflow) == [2 << 20])
            }
        }

        @Test func `a hook's body under the limit is whole`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("POST /hooks/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
                await wire.send([UInt8](repeating: 120, count: 10_000))
                #expect(try await wire.answer()?.text == "10000")
                #expect(site.requests.first?.bodyOverflow == nil)
            }
        }

        @Test(arguments: ["GET", "DELETE", "PATCH", "PUT"])
        func `a body is read whatever the method, and is never the next request`(method: String) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                let inner = "GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"
                await wire.send(
                    "\(method) /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)"
                        + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == inner)
                #expect(try await wire.answer()?.text == "GET /next")
                #expect(site.requests.count == 2)
            }
        }
    }
}
