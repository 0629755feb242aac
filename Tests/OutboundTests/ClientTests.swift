import Foundation
import HTTP
import Testing

@testable import Outbound

@Suite struct `Outgoing calls` {
    func client(_ listener: Listener, _ change: (inout OutboundClient.Limits) -> Void = { _ in }) -> OutboundClient {
        var limits = OutboundClient.Limits()
        limits.totalMilliseconds = 10_000
        change(&limits)
        return OutboundClient(
            guard: OutboundGuard(opening: [.init(host: "127.0.0.1", port: listener.port)]), limits: limits)
    }

    func url(_ listener: Listener) -> String { "http://127.0.0.1:\(listener.port)/v1/order?x=1" }

    @Test func `method, path, headers and body arrive as given; status, headers and body come back`() async throws {
        let listener = try Listener(
            answer: "HTTP/1.1 201 Created\r\nX-Seen: one \r\nx-seen: two\r\ncontent-length: 5\r\n\r\nhello")
        defer { listener.close() }
        let response = try await client(listener).send(
            OutboundRequest(
                .put, url(listener), headers: ["authorization": "Bearer key", "x-empty": ""], body: Array("a\0b".utf8)))
        #expect(response.status == .created)
        #expect(response.headers.all("x-seen") == ["one", "two"])
        #expect(response.body == Array("hello".utf8))
        let request = try #require(listener.requests.first)
        #expect(request.hasPrefix("PUT /v1/order?x=1 HTTP/1.1\r\n"))
        #expect(request.hasSuffix("\r\n\r\na\0b"))
        let head = request.lowercased()
        #expect(head.contains("\r\nauthorization: bearer key\r\n"))
        #expect(head.contains("\r\nx-empty:"))
        #expect(head.contains("\r\ncontent-length: 3\r\n"))
        #expect(head.contains("\r\nuser-agent: takt\r\n"))
        for absent in ["content-type", "expect", "cookie", "accept-encoding", "proxy"] {
            #expect(!head.contains("\r\n\(absent)"))
        }
    }

    @Test(arguments: [Method.get, .head, .post, .delete, .patch])
    func `every method goes out under its name`(method: Method) async throws {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        #expect(try await client(listener).send(OutboundRequest(method, url(listener))).status == .ok)
        #expect(listener.requests.first?.hasPrefix(method.rawValue + " ") == true)
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let target = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { target.close() }
        let listener = try Listener(
            answer: "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:\(target.port)/\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        #expect(try await client(listener).send(OutboundRequest(.get, url(listener))).status.code == 302)
        #expect(target.connections == 0)
    }

    @Test func `an answer may have as many bytes as the limit and not one more, told or not`() async throws {
        for (count, told) in [(1000, true), (1001, true), (1000, false), (1001, false)] {
            let length = told ? "content-length: \(count)\r\n" : ""
            let listener = try Listener(
                answer: "HTTP/1.1 200 OK\r\nconnection: close\r\n\(length)\r\n" + String(repeating: "x", count: count))
            defer { listener.close() }
            let client = client(listener) { $0.responseBytes = 1000 }
            if count == 1000 {
                #expect(try await client.send(OutboundRequest(.get, url(listener))).body.count == 1000)
            } else {
                #expect(await failure(client, OutboundRequest(.get, url(listener))) == .tooLarge)
            }
        }
    }

    @Test func `endless headers are cut`() async throws {
        let listener = try Listener(
            answer: "HTTP/1.1 200 OK\r\n"
                + String(repeating: "x: \(String(repeating: "y", count: 1000))\r\n", count: 100)
                + "\r\n")
        defer { listener.close() }
        let client = client(listener)
        #expect(await failure(client, OutboundRequest(.get, url(listener))) == .tooLarge)
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2\r\n", OutboundFailure.malformed), ("<html>hello</html>", .malformed), ("", .connection),
        ("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf", .connection), ("HTTP/9.9 what\r\n\r\n", .malformed),
    ])
    func `what is no whole HTTP answer has its own name`(answer: String, expected: OutboundFailure) async throws {
        let listener = try Listener(answer: answer)
        defer { listener.close() }
        let client = client(listener)
        #expect(await failure(client, OutboundRequest(.get, url(listener))) == expected)
    }

    @Test func `silence ends at the limit`() async throws {
        let listener = try Listener(answer: nil)
        defer { listener.close() }
        let client = client(listener) { $0.totalMilliseconds = 200 }
        #expect(await failure(client, OutboundRequest(.get, url(listener))) == .timeout)
    }

    @Test func `a closed port is a failed connection, and the client lives on`() async throws {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        let client = OutboundClient(
            guard: OutboundGuard(opening: [1, listener.port].map { .init(host: "127.0.0.1", port: $0) }))
        #expect(await failure(client, OutboundRequest(.get, "http://127.0.0.1:1/")) == .connection)
        #expect(try await client.send(OutboundRequest(.get, url(listener))).status == .ok)
    }

    @Test(arguments: [
        ("x-a", "b\r\nhost: evil"), ("x-a", "b\nc"), ("x-a", "b\0c"), ("x-a", "b\rc"), ("x a", "b"), ("x:a", "b"),
        ("", "b"),
        ("x-a\r\nhost", "b"), ("host", "evil"), ("content-length", "0"), ("transfer-encoding", "chunked"),
        ("ключ", "b"),
    ])
    func `a header that could become two, or is the client's own, is refused`(name: String, value: String) async throws
    {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        var headers = Headers()
        headers.append(name, value)
        let client = client(listener)
        #expect(
            await failure(client, OutboundRequest(.get, url(listener), headers: headers))
                == .refusedHeader)
        #expect(listener.connections == 0)
    }

    @Test func `a proxy named by the environment is not asked`() async throws {
        let proxy = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { proxy.close() }
        for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"] {
            setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
        }
        defer { for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"] { unsetenv(name) } }
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        #expect(try await client(listener).send(OutboundRequest(.get, url(listener))).status == .ok)
        #expect(proxy.connections == 0)
    }

    @Test func `many calls share few places; what finds no place to wait is refused`() async throws {
        let listener = try Listener(answer: nil)
        defer { listener.close() }
        let client = client(listener) {
            $0.concurrent = 2
            $0.waiting = 3
            $0.totalMilliseconds = 400
        }
        let url = url(listener)
        let failures = await withTaskGroup(of: OutboundFailure?.self) { group in
            for _ in 0..<20 {
                group.addTask { await failure(client, OutboundRequest(.get, url)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.count { $0 == .busy } >= 13)
        #expect(failures.count { $0 == .timeout } >= 5)
    }

    @Test func `every failure has a sentence and a key`() {
        for failure in OutboundFailure.allCases {
            #expect(!failure.description.isEmpty)
            #expect(failure.key == "outbound.\(failure.rawValue)")
        }
    }
}
