import HTTP
import Testing

@testable import Outbound

/// T-SSRF: no spelling of an inside address makes a connection.
@Suite struct `The guard of outgoing calls` {
    static let loopback = [
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "ip6-localhost", "127.1", "127.0.1", "2130706433",
        "0x7f000001",
        "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.2", "127.255.255.254", "0.0.0.0", "0", "[::1]", "[::]",
        "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
        "%31%32%37.0.0.1", "[::1%25lo]",
    ]
    static let elsewhere = [
        "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.0.192",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[fe80::1]", "[fd00:ec2::254]", "[fc00::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]",
        "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[100::1]",
    ]

    @Test func `every spelling of this machine is refused and nothing arrives at its listener`() async throws {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        let client = Self.client(ports: [listener.port])
        var refusedAtConnect = 0
        for host in Self.loopback {
            let outcome = await failure(client, OutboundRequest(.get, "https://\(host):\(listener.port)/"))
            if outcome == .refusedAddress { refusedAtConnect += 1 }
            // The name service of a machine may not know every name, which is as good.
            #expect(
                [.refusedAddress, .refusedURL, .unknownHost].contains(outcome),
                "\(host): \(String(describing: outcome))")
        }
        #expect(refusedAtConnect >= 19)
        #expect(listener.connections == 0)
    }

    @Test(arguments: elsewhere)
    func `private, shared, link-local, tunnelled and reserved addresses are refused`(host: String) async {
        let client = Self.client(ports: [443])
        let outcome = await failure(client, OutboundRequest(.get, "https://\(host)/latest/meta-data/"))
        #expect(outcome == .refusedAddress)
    }

    @Test func `a name that leads inside is refused at connect, also when a public address stands before it`()
        async throws
    {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        let port = listener.port
        for addresses in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3,127.0.0.1", "93.184.216.34,127.0.0.1"] {
            let client = Self.client(ports: [port], names: ["shop.example:\(port):\(addresses)"])
            let outcome = await failure(client, OutboundRequest(.get, "https://shop.example:\(port)/"))
            #expect(outcome == .refusedAddress, "\(addresses): \(String(describing: outcome))")
        }
        #expect(listener.connections == 0)
    }

    @Test func `a name that answered outside first and inside later is looked at each time`() async throws {
        let listener = try Listener(answer: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        defer { listener.close() }
        let name = "rebind.example:\(listener.port)"
        let first = Self.client(ports: [listener.port], names: ["\(name):93.184.216.34"])
        let outside = await failure(first, OutboundRequest(.get, "https://\(name)/"))
        #expect(outside != .refusedAddress, "the public address passes the guard, whatever the network says")
        let second = Self.client(ports: [listener.port], names: ["\(name):127.0.0.1"])
        let inside = await failure(second, OutboundRequest(.get, "https://\(name)/"))
        #expect(inside == .refusedAddress)
        #expect(listener.connections == 0)
    }

    @Test(arguments: [
        "http://shop.example/", "https://shop.example:8080/", "https://shop.example:22/", "ftp://shop.example/",
        "file:///etc/passwd", "gopher://shop.example/", "dict://shop.example:11211/",
        "https://user:secret@shop.example/",
        "https://user@shop.example/", "shop.example", "", "https://", "https://shop.example:0/",
        "https://shop.example:99999/", "https://shop example/", "https://shop.example/\r\nhost: x",
        "https://shop.example/\u{0}",
        "https://１２７.０.０.１/", "javascript:alert(1)", "https://[::1", "//shop.example/",
    ])
    func `what is not https to port 443 or 8443 is refused before any name is looked up`(url: String) async {
        let client = OutboundClient(guard: .strict)
        #expect(await failure(client, OutboundRequest(.get, url)) == .refusedURL)
    }

    @Test func `public addresses pass`() {
        let passing: [[UInt8]] = [
            [8, 8, 8, 8], [93, 184, 216, 34], [172, 15, 0, 1], [172, 32, 0, 1], [100, 63, 0, 1], [100, 128, 0, 1],
            [0x26, 0x06, 0x47, 0] + [UInt8](repeating: 0, count: 12), [0x2a, 0] + [UInt8](repeating: 0, count: 14),
        ]
        for bytes in passing { #expect(InternetAddress(bytes: bytes).isPublic, "\(bytes)") }
        #expect(!InternetAddress(bytes: []).isPublic)
    }

    @Test func `opening one address opens that one, with http, and no other`() async throws {
        let listener = try Listener(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        defer { listener.close() }
        let client = OutboundClient(
            guard: OutboundGuard(opening: [
                .init(host: "127.0.0.1", port: listener.port), .init(host: "[::1]", port: 9),
            ]))
        #expect(try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(listener.port)/")).status.code == 204)
        #expect(listener.connections == 1)
        for url in [
            "http://localhost:\(listener.port)/", "http://127.0.0.2:\(listener.port)/",
            "http://[::1]:\(listener.port)/",
            "http://127.0.0.1/", "http://127.0.0.1:\(listener.port + 1)/",
        ] {
            #expect(await failure(client, OutboundRequest(.get, url)) == .refusedURL)
        }
        #expect(listener.connections == 1)
    }

    static func client(ports: Set<Int>, names: [String] = []) -> OutboundClient {
        var limits = OutboundClient.Limits()
        limits.connectMilliseconds = 700
        limits.totalMilliseconds = 1500
        return OutboundClient(
            guard: OutboundGuard(opened: [], ports: ports), limits: limits, authorities: nil, names: names)
    }
}

/// What a call failed with; nil when it did not.
func failure(_ client: OutboundClient, _ request: OutboundRequest) async -> OutboundFailure? {
    do {
        _ = try await client.send(request)
        return nil
    } catch {
        return error
    }
}
