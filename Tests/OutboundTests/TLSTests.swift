import Foundation
import HTTP
import Testing

@testable import Outbound

/// A server with a certificate of its own making, by the `openssl` program.
@Suite struct `Certificates` {
    @Test
    func `a certificate nobody vouches for is refused, a known one for this name is accepted, for another name not`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "takt-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (folder.appending(path: "key.pem").path, folder.appending(path: "cert.pem").path)
        let made = try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example", "-keyout", key, "-out", certificate,
        ])
        made.waitUntilExit()
        try #require(made.terminationStatus == 0)
        let port = 20_000 + Int(getpid()) % 20_000
        let server = try Self.openssl([
            "s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate, "-www",
        ])
        defer { server.terminate() }

        func client(_ authorities: String?) -> OutboundClient {
            OutboundClient(
                guard: OutboundGuard(opening: ["shop.example", "other.example"].map { .init(host: $0, port: port) }),
                limits: .init(),
                authorities: authorities,
                names: ["shop.example:\(port):127.0.0.1", "other.example:\(port):127.0.0.1"])
        }
        let knowing = client(certificate)
        let good = OutboundRequest(.get, "https://shop.example:\(port)/")
        var answer: OutboundFailure? = .connection
        for _ in 0..<100 where answer == .connection {
            answer = await failure(knowing, good)
            if answer == .connection { try await Task.sleep(for: .milliseconds(30)) }
        }
        #expect(answer == nil)
        let unknowing = client(nil)
        #expect(await failure(unknowing, good) == .tls)
        let other = OutboundRequest(.get, "https://other.example:\(port)/")
        #expect(await failure(knowing, other) == .tls)
    }

    static func openssl(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
