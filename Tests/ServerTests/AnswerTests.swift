import CZlib
import HTTP
import Server
import Synchronization
import Testing

extension ServerTests {
    struct AnswerTests {
        @Test func `HEAD, 204 and 304 carry no body`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try await wire.answer(toHead: true)
                #expect(head?.status == 200)
                #expect(head?["content-length"] == "\(Site.page.utf8.count)")
                await wire.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
                let nothing = try await wire.answer()
                #expect(nothing?.status == 204)
                #expect(nothing?["content-length"] == nil)
                await wire.send("GET /same HTTP/1.1\r\nHost: a\r\n\r\n")
                let same = try await wire.answer()
                #expect(same?.status == 304)
                #expect(same?["etag"] == "\"a\"")
                await wire.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /last")
            }
        }

        @Test func `a handler that does not wait costs no change of threads`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("GET /thread HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "MHD-worker")
            }
        }

        @Test func `a line break in a header value is our mistake, and never reaches the wire`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("GET /split HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer?.status == 500)
                #expect(answer?["set-cookie"] == nil)
                #expect(site.log.faults.withLock(\.count) == 1)
            }
        }

        @Test(arguments: [
            ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.8", true), ("*", true), ("GZIP", true),
            ("", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0.0, *", false), ("*;q=0", false),
            ("gzip;q=x", false),
            ("identity, gzip;q=0.5", false), ("gzip;q=2", false), ("identity;q=0.1, gzip;q=0.5", true),
            ("gzip ; q=1", true),
        ])
        func `pages are compressed for who takes it`(accepted: String, isCompressed: Bool) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("GET /page HTTP/1.1\r\nHost: a\r\nAccept-Encoding: \(accepted)\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer?["vary"] == "Accept-Encoding")
                #expect(answer?["content-encoding"] == (isCompressed ? "gzip" : nil))
                let body = try #require(answer?.body)
                #expect((isCompressed ? inflated(body) : body) == Array(Site.page.utf8))
            }
        }

        @Test func `small and binary bodies stay as they are, prepared ones are sent`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                let fields = "HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n"
                await wire.send("GET /small \(fields)\r\n")
                #expect(try await wire.answer()?["content-encoding"] == nil)
                await wire.send(
                    "POST /echo \(fields)Content-Length: 5000\r\n\r\n" + String(repeating: "x", count: 5_000))
                let echo = try await wire.answer()
                #expect(echo?["content-encoding"] == nil)
                #expect(echo?["vary"] == nil)
                await wire.send("GET /file \(fields)\r\nGET /file HTTP/1.1\r\nHost: a\r\n\r\n")
                let file = try await wire.answer()
                #expect(file?["content-encoding"] == "gzip")
                #expect(file?["etag"] == "W/\"v1\"")
                #expect(file.map { inflated($0.body) } == Array("plain".utf8))
                let plain = try await wire.answer()
                #expect(plain?["content-encoding"] == nil)
                #expect(plain?["etag"] == "\"v1\"")
                #expect(plain?["vary"] == "Accept-Encoding")
            }
        }

        @Test func `every answer has an id, none twice, and a line for the log`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                var ids: Set<String> = []
                for number in 0..<20 {
                    await wire.send("GET /\(number)?secret HTTP/1.1\r\nHost: a\r\n\r\n")
                    let id = try #require(try await wire.answer()?["x-request-id"])
                    #expect(id.utf8.count == 12)
                    ids.insert(id)
                }
                #expect(ids.count == 20)
                await wire.send("GET / HTTP/1.1\r\n\r\n")
                _ = try await wire.answer()
                #expect(await site.eventually { site.log.completions.withLock(\.count) == 21 })
                let lines = site.log.completions.withLock(\.self)
                #expect(Set(lines.map(\.id)).isSuperset(of: ids))
                #expect(lines.first?.path == "/0")
                #expect(lines.first?.bytes == 6)
                #expect(lines.first?.address == "127.0.0.1")
                #expect(lines.last?.status == .badRequest)
                #expect(lines.allSatisfy { $0.nanoseconds > 0 && $0.nanoseconds < 3_000_000_000 })
            }
        }

        @Test func `what was compressed comes back, whatever it was`() {
            var random = Seeded()
            for count in [0, 1, 2, 100, 70_000] {
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                #expect(Gzip.compress(bytes).map(inflated) == bytes, "seed \(random.seed)")
            }
        }
    }
}

/// What `gzip -d` would say.
func inflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
    defer { inflateEnd(&stream) }
    var input = bytes
    return [UInt8](unsafeUninitializedCapacity: 1 << 20) { output, count in
        input.withUnsafeMutableBufferPointer {
            stream.next_in = $0.baseAddress
            stream.avail_in = UInt32($0.count)
            stream.next_out = output.baseAddress
            stream.avail_out = 1 << 20
            count = inflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
        }
    }
}
