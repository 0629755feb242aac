import HTTP
import Server
import Testing

extension ServerTests {
    /// One reading of every message, or none: what a proxy in front could read differently is refused.
    struct FramingTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let text: String
            let status: Int
            var testDescription: String { name }

            init(_ name: String, _ text: String, _ status: Int) {
                self.name = name
                self.text = text
                self.status = status
            }
        }

        static let refused: [Case] = [
            Case("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
            Case("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            Case("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
            Case("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
            Case("a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
            Case(
                "length and chunks",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            Case(
                "two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", 400),
            Case(
                "the same length twice",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
                400),
            Case("TE xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
            Case(
                "TE gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                501),
            Case(
                "TE twice",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                501),
            Case(
                "chunks in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            Case("space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            Case(
                "space before the colon of the length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\nabcd",
                400),
            Case("a control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n", 400),
            Case("a name that is no token", "GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n", 400),
            Case("an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
            Case("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400),
            Case("bare LF after one field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400),
            Case("bare LF before the end", "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n", 400),
            Case("bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
            Case("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400),
            Case("bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", 400),
            Case("a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400),
            Case("a folded field at the end, by tab", "GET / HTTP/1.1\r\nX: b\r\nHost: a\r\n\tc\r\n\r\n", 400),
            Case("a folded field before others", "GET / HTTP/1.1\r\nX: b\r\n c\r\nHost: a\r\nY: d\r\n\r\n", 400),
            Case("NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", 400),
            Case("NUL in the last value", "GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n", 400),
            Case("NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\u{0}: b\r\n\r\n", 400),
            Case("NUL in the target", "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("two spaces in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("a target without slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("the absolute form", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("a fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("raw bytes over ASCII in the target", "GET /ü HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            Case("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Case("CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Case("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Case("an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Case("a method in small letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Case(
                "an unknown expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", 417),
            Case(
                "101 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 100) + "\r\n", 431),
            Case(
                "17 kB of fields",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 17_000) + "\r\n\r\n",
                431),
            Case(
                "100 kB of fields",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 100_000) + "\r\n\r\n", 431),
            Case(
                "a target of 9 kB", "GET /" + String(repeating: "y", count: 9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414
            ),
            Case(
                "a target of 100 kB", "GET /" + String(repeating: "y", count: 100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                414
            ),
            Case("2 MB declared", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n", 413),
            Case("2 MB declared, other method", "PATCH / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\nx", 413),
            Case(
                "2 MB declared, expecting 100",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\nExpect: 100-continue\r\n\r\n", 413),
            Case(
                "a bad chunk size",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\nabc\r\n0\r\n\r\n", 400),
            Case(
                "a huge chunk size",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n",
                413),
        ]

        /// A second request rides behind each: were the first misread, it would be answered.
        static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

        @Test(arguments: refused) func `is refused, once, and the connection closed`(_ refusal: Case) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(refusal.text + Self.smuggled)
                let answer = try await wire.answer()
                #expect(answer?.status == refusal.status)
                #expect(await wire.rest() == "", "one answer, no second")
                #expect(wire.isClosed)
                #expect(site.requests.isEmpty)
            }
        }

        /// Most are refused by the library itself, before anything of ours is asked; it just closes.
        static let nonsense: [Case] = [
            Case("a word", "GARBAGE\r\n\r\n", 0),
            Case("a TLS greeting", "\u{16}\u{3}\u{1}\u{0}", 0), Case("a method alone", "GET\r\n\r\n", 0),
            Case("no version", "GET /\r\n\r\n", 0), Case("a space first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            Case("something after the version", "GET / HTTP/1.1 x\r\nHost: a\r\n\r\n", 400),
            Case("a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 505),
            Case("a tab for a space", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", 0),
            Case("a folded request line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
            Case("a field without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
            Case("a last field without colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
        ]

        @Test(arguments: nonsense)
        func `what is no request line gets no answer or a refusal, and the connection is closed`(_ refusal: Case)
            async throws
        {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(refusal.text + Self.smuggled)
                let rest = await wire.rest()
                #expect(rest.isEmpty || rest.hasPrefix("HTTP/1.1 400 ") || rest.hasPrefix("HTTP/1.1 505 "))
                #expect(!rest.contains(" 200 "))
                #expect(wire.isClosed)
                #expect(site.requests.isEmpty)
            }
        }

        /// The library refuses these itself and writes the head of its answer twice.
        @Test(arguments: ["+4", "-4", "4x", "4, 4", "0x4", "", "18446744073709551616", "4 4"])
        func `a length that is no number is refused and the connection closed`(length: String) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nabcd" + Self.smuggled)
                let rest = await wire.rest()
                #expect(rest.hasPrefix("HTTP/1.1 400 ") || rest.hasPrefix("HTTP/1.1 413 "))
                #expect(!rest.contains("HTTP/1.1 200"))
                #expect(wire.isClosed)
                #expect(site.requests.isEmpty)
            }
        }

        /// What remains of the library's leniency, and where it ends: one answer to what is a request.
        @Test(arguments: ["\r\n", "\r\n\r\n\n", "\u{0}\r\n\r\n", "\u{0}GET /evil HTTP/1.1\r\n"])
        func `empty lines, and lines that begin with NUL, are skipped before a request`(text: String) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(text + Self.smuggled)
                #expect(try await wire.answer()?.text == "GET /smuggled")
                #expect(await wire.rest(within: 100) == "")
                #expect(site.requests.count == 1)
            }
        }

        @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\n\n"])
        func `bare line feeds at the very end of what came are one request, or none`(text: String) async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(text)
                let rest = await wire.rest(within: 200)
                #expect(rest.components(of: "HTTP/1.1 ") == 1)
                #expect(site.requests.count <= 1)
            }
        }

        @Test func `the strict checks know this version of the library`() {
            #expect(Server.readsStrictly)
        }

        @Test func `bare line feeds between chunks change nothing about where the body ends`() async throws {
            try await Site.with { site in
                let wire = try site.wire()
                await wire.send(
                    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n" + Self.smuggled)
                let rest = await wire.rest()
                #expect(rest.components(of: "HTTP/1.1 ") <= 2)
                #expect(site.requests.first.map { $0.body == Array("abc".utf8) } ?? true)
                #expect(site.requests.count < 2 || site.requests[1].path == "/smuggled")
            }
        }
    }
}

extension String {
    func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
