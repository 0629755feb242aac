import Glibc
import HTTP
import Server
import Synchronization
import Testing

extension ServerTests {
    struct EnduranceTests {
        @Test func `ten thousand quick requests leave memory where it was`() async throws {
            try await Site.with({ $0.requestsPerConnection = 100_000 }) { site in
                let wire = try site.wire()
                var after: [Int] = []
                for round in 0..<100 {
                    let path = round % 2 == 0 ? "/page" : "/slow?0"
                    await wire.send(String(repeating: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
                    for _ in 0..<100 { #expect(try await wire.answer()?.status == 200) }
                    site.log.requests.withLock { $0 = [] }
                    site.log.completions.withLock { $0 = [] }
                    after.append(residentBytes())
                }
                // Other tests run in the same process: growth is compared with what a leak would cost.
                #expect(after[99] - after[30] < 150 << 20)
            }
        }

        @Test func `clients that vanish leave no descriptor behind`() async throws {
            try await Site.with { site in
                let before = openDescriptors()
                for round in 0..<100 {
                    let wire = try site.wire()
                    switch round % 5 {
                    case 0: await wire.send("GET /sl")
                    case 1: await wire.send("GET /slow?30 HTTP/1.1\r\nHost: a\r\n\r\n")
                    case 2: await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
                    case 3: await wire.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
                    default: await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nabc")
                    }
                    wire.reset()
                }
                let wire = try site.wire()
                await wire.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /alive")
                #expect(await site.eventually { openDescriptors() <= before + 20 })
            }
        }

        @Test func `random bytes never end the server, nor pass for a request`() async throws {
            try await Site.with { site in
                var random = Seeded()
                let pieces = [
                    "GET ", "POST ", "/", "/echo", " HTTP/1.1", "\r\n", "\n", "\r", "\u{0}", ":", "Host: a\r\n",
                    "Content-Length: ",
                    "5", "Transfer-Encoding: chunked\r\n", "\r\n\r\n", "0\r\n\r\n", " ", "\t", "ü",
                    "Expect: 100-continue\r\n",
                    "Cookie: a=b\r\n", "?a=b&c", "%00", ";", "=", "\"", "HTTP/1.0",
                ]
                for _ in 0..<400 {
                    let wire = try site.wire()
                    await wire.send(
                        (0..<Int.random(in: 1...20, using: &random)).map { _ in
                            pieces.randomElement(using: &random) ?? ""
                        }
                        .joined())
                    wire.endSending()
                    _ = await wire.rest(within: 20)
                }
                let wire = try site.wire()
                await wire.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /alive", "seed \(random.seed)")
            }
        }

        private func residentBytes() -> Int {
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 200)
            fgets(&line, 200, file)
            let text = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
        }

        private func openDescriptors() -> Int {
            guard let folder = opendir("/proc/self/fd") else { return 0 }
            defer { closedir(folder) }
            var count = 0
            while readdir(folder) != nil { count += 1 }
            return count
        }
    }
}
