import HTTP
import Server
import Testing

extension ServerTests {
    struct ReadingTests {
        @Test func `three requests in one packet get three answers in order`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(
                    "GET /1?a=b HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                        + "GET /slow?20 HTTP/1.1\r\nHost: a\r\n\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /1")
                #expect(try await wire.answer()?.text == "abc")
                #expect(try await wire.answer()?.text == "slow")
                #expect(try await wire.answer()?.text == Site.page)
                #expect(site.requests.first?.query == "a=b")
                #expect(!wire.isClosed)
            }
        }

        @Test func `a request that comes byte by byte is the same request`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                let text =
                    "POST /echo?x=1&y HTTP/1.1\r\nHost: a:80\r\nX-Long: \(String(repeating: "v", count: 3_000))\r\n"
                    + "Cookie: a=b; c=d\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
                for byte in text.utf8 { await wire.send([byte]) }
                #expect(try await wire.answer()?.text == "abcde")
                await wire.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /second")
                #expect(site.requests.first?.headers["cookie"] == "a=b; c=d")
            }
        }

        @Test func `right requests are read however they are cut into packets`() async throws {
            try await Site.with { site in
                var random = Seeded()
                let wire = try site.wire()
                var sent = 0
                for round in 0..<300 {
                    var text = ""
                    var bodies: [String] = []
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        let body = String(repeating: "b", count: [0, 1, 700, 5_000].randomElement(using: &random) ?? 0)
                        bodies.append(body)
                        text += "POST /echo?n=\(round) HTTP/1.1\r\n"
                        var fields = ["Host: a", "Content-Length: \(body.utf8.count)"]
                        for number in 0..<Int.random(in: 0...90, using: &random) {
                            let length = [0, 1, 20, 150].randomElement(using: &random) ?? 0
                            fields.append(
                                "x-\(number):" + [" ", "", "\t "][number % 3] + String(repeating: "v", count: length))
                        }
                        text += fields.shuffled(using: &random).joined(separator: "\r\n") + "\r\n\r\n" + body
                    }
                    var rest = Array(text.utf8)[...]
                    while !rest.isEmpty {
                        let count = Int.random(
                            in: 1...max(1, rest.count / Int.random(in: 1...8, using: &random)), using: &random)
                        await wire.send(Array(rest.prefix(count)))
                        rest = rest.dropFirst(count)
                    }
                    sent += bodies.count
                    for body in bodies {
                        let answer = try await wire.answer()
                        #expect(answer?.status == 200 && answer?.text == body, "seed \(random.seed) round \(round)")
                    }
                }
                #expect(site.requests.count == sent)
            }
        }

        @Test func `header fields come as sent, trimmed, in order`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(
                    "GET /fields HTTP/1.1\r\nHost: a\r\nX-A:  b c \t\r\nx-a: ü\r\nEmpty:\r\nCookie: s=1; t=2\r\n\r\n")
                #expect(try await wire.answer()?.text == "host=a\nx-a=b c\nx-a=ü\nempty=\ncookie=s=1; t=2")
            }
        }

        @Test func `limits hold to the last byte`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("GET /" + String(repeating: "y", count: 8_191) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.status == 200)
                await wire.send("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 99) + "\r\n")
                #expect(try await wire.answer()?.status == 200)
                await wire.send(
                    "GET /page HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 16_384 - 9 - 5) + "\r\n\r\n")
                #expect(try await wire.answer()?.status == 200)
                await wire.send(
                    "GET /?" + Array(repeating: "a=1", count: 150).joined(separator: "&")
                        + " HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.status == 200)
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n")
                await wire.send([UInt8](repeating: 7, count: 1 << 20))
                #expect(try await wire.answer()?.body.count == 1 << 20)
                await wire.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /last")
            }
        }

        @Test func `the longest head and body leave room for the longest answer's head`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                let head = "HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 16_300) + "\r\n"
                await wire.send("GET /heavy \(head)\r\n")
                #expect(try await wire.answer()?["x-heavy"]?.utf8.count == 8_000)
                await wire.send("POST /heavy \(head)Content-Length: 1000000\r\n\r\n")
                await wire.send([UInt8](repeating: 7, count: 1_000_000))
                #expect(try await wire.answer()?["x-heavy"]?.utf8.count == 8_000)
                await wire.send("POST /heavy \(head)Transfer-Encoding: chunked\r\n\r\nf4240\r\n")
                await wire.send([UInt8](repeating: 7, count: 1_000_000))
                await wire.send("\r\n0\r\n\r\n")
                #expect(try await wire.answer()?["x-heavy"]?.utf8.count == 8_000)
            }
        }

        @Test func `the longest of everything is refused where it does not fit together`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                let cookies = Array(repeating: "abcdefgh=1", count: 700).joined(separator: "; ")
                await wire.send(
                    "GET /heavy/\(String(repeating: "y", count: 8_000)) HTTP/1.1\r\nHost: a\r\nCookie: \(cookies)\r\n"
                        + "X: \(String(repeating: "y", count: 7_500))\r\n\r\n")
                let status = try await wire.answer()?.status
                #expect([200, 431].contains(status))
            }
        }

        @Test func `more cookies than the library can hold are refused`() async throws {
            try await Site.with { site in
                for count in [180, 1_800] {
                    let wire = try site.wire()
                    let cookies = Array(repeating: "a=1", count: count).joined(separator: "; ")
                    await wire.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: \(cookies)\r\n\r\n")
                    let status = try await wire.answer()?.status
                    #expect(status == (count == 180 ? 200 : 431))
                }
                let wire = try site.wire()
                await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer()?.status == 200)
            }
        }

        @Test func `a query of very many fields is read`() async throws {
            try await Site.with { site in
                for count in [0, 1, 300, 2_000] {
                    let wire = try site.wire()
                    let query = Array(repeating: "a=1", count: count).joined(separator: "&")
                    await wire.send("GET /?\(query) HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await wire.answer()?.status == 200)
                    #expect(site.requests.last?.query == query)
                }
            }
        }

        @Test func `a client that asks first is told to go on`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
                #expect(try await wire.answer()?.status == 100)
                await wire.send("abc")
                #expect(try await wire.answer()?.text == "abc")
            }
        }

        @Test func `HTTP 1.0 is answered, without Host too, and closed`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("GET /old HTTP/1.0\r\n\r\n")
                #expect(try await wire.answer()?.text == "GET /old")
                #expect(await wire.isEnded(within: 1_000))
            }
        }

        @Test func `a client that closes its side gets its answer, and the connection ends`() async throws {
            try await Site.with { site in
                for path in ["/now", "/slow"] {
                    let wire = try site.wire()
                    await wire.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                    wire.endSending()
                    #expect(try await wire.answer()?.status == 200)
                    #expect(await wire.isEnded(within: 1_500))
                }
            }
        }

        @Test func `a foreign host is misdirected`() async throws {
            try await Site.with({ $0.isOurHost = { $0 == "takt.example" } }) { site in
                let wire = try site.wire()
                await wire.send("GET / HTTP/1.1\r\nHost: takt.example\r\n\r\n")
                #expect(try await wire.answer()?.status == 200)
                await wire.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                #expect(try await wire.answer()?.status == 421)
                #expect(await wire.isEnded(within: 1_000))
            }
        }

        @Test func `a proxy is believed, a stranger is not`() async throws {
            let fields =
                "X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: takt.example\r\n"
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(
                    "GET /who HTTP/1.1\r\nHost: a\r\n\(fields)\r\nGET /fields HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                #expect(try await wire.answer()?.text == "127.0.0.1 a false")
                #expect(try await wire.answer()?.text == "host=a")
            }
            try await Site.with({ $0.proxies = ["127.0.0.1", "203.0.113.9"].compactMap { Network($0) } }) { site in
                let wire = try site.wire()
                await wire.send("GET /who HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                #expect(try await wire.answer()?.text == "1.2.3.4 takt.example true")
                await wire.send("GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, nonsense\r\n\r\n")
                #expect(try await wire.answer()?.text == "127.0.0.1 a false")
            }
        }
    }
}
