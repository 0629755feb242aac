import Foundation
package import Outbound

/// A mail server of its own on loopback, which fails where it is told to; it ends with this value.
package final class PostOffice: Sendable {
    /// What one mail was when it arrived, read by another program than the one that wrote it.
    package struct Arrived: Decodable, Sendable {
        package let from: String
        package let to: [String]
        package let fields: [[String]]
        package let text: String
        package let html: String
        package let raw: String
        /// What that program holds against its form.
        package let defects: [String]

        package subscript(_ field: String) -> String? {
            fields.first { $0[0].lowercased() == field.lowercased() }?[1]
        }
    }

    /// How it is to be spoken to.
    package enum Security: Sendable {
        case none, startTLS, tls
    }

    package static let name = "mail.dubok.example"
    package static let user = "takt", password = "hush, quiet"

    package let port: Int
    private let folder: URL
    private let process: Process
    private let security: Security
    private let asks: Bool

    package struct Failure: Error {}

    /// `asks`: whether it wants the password. `faults`: `STAGE=WHAT`, as its own text explains.
    package init(_ security: Security = .none, asks: Bool = false, faults: [String] = []) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "takt-post-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var arguments = ["--folder", folder.path] + faults.flatMap { ["--at", $0] }
        if security != .none {
            try Self.makeCertificate(in: folder)
            arguments += ["--cert", folder.path + "/cert.pem", "--key", folder.path + "/key.pem"]
        }
        if security == .tls { arguments.append("--tls") }
        if asks { arguments += ["--user", Self.user, "--password", Self.password] }
        process = try StandIn.start(script: "smtp_standin.py", arguments)
        var port: Int?
        for _ in 0..<400 where port == nil && process.isRunning {
            port = (try? String(contentsOf: folder.appending(path: "port"), encoding: .utf8)).flatMap { Int($0) }
            if port == nil { try await Task.sleep(for: .milliseconds(25)) }
        }
        guard let port else { throw Failure() }
        self.port = port
        self.folder = folder
        self.security = security
        self.asks = asks
    }

    deinit {
        // Not SIGTERM: a child inherits the signals that the starting thread has blocked.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// From now on these and no others.
    package func fail(_ faults: String...) throws {
        try Data(faults.joined(separator: "\n").utf8).write(to: folder.appending(path: "faults"), options: .atomic)
    }

    package var arrived: [Arrived] {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                $0.hasSuffix(".json")
            }
            return try names.sorted().map {
                try JSONDecoder().decode(Arrived.self, from: Data(contentsOf: folder.appending(path: $0)))
            }
        }
    }

    /// Every command that came.
    package var log: [String] {
        let text = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    /// A client that knows its name and trusts its certificate, unless a test takes that away.
    package func client(_ change: (inout SMTPClient.Server) -> Void = { _ in }) -> SMTPClient {
        var server = SMTPClient.Server(host: security == .none ? "127.0.0.1" : Self.name, port: port)
        server.isLoopback = security == .none
        server.isTLS = security == .tls
        if security != .none { server.authorities = folder.path + "/cert.pem" }
        if asks { (server.user, server.password) = (Self.user, Self.password) }
        server.totalMilliseconds = 10_000
        change(&server)
        return SMTPClient(server, names: ["\(server.host):\(port):127.0.0.1"])
    }

    private static func makeCertificate(in folder: URL) throws {
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", folder.path + "/key.pem",
            "-out", folder.path + "/cert.pem",
        ]
        openssl.standardOutput = FileHandle.nullDevice
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw Failure() }
    }
}
