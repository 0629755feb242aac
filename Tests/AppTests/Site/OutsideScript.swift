import App
import Foundation
import HTTP
import Server
import TestSupport

/// A Python program that comes to the site from outside, through a real server on a port of loopback.
enum OutsideScript {
    /// With the packages of `bin/requirements.txt`; nil without `bin/test`, which brings them.
    static let python = ProcessInfo.processInfo.environment["TAKT_PYTHON"]

    struct Outcome {
        let status: Int32
        /// All that it said.
        let output: String
    }

    /// A port nobody listens on at this moment.
    static func freePort() async throws -> UInt16 {
        let probe = try Server(ServerSettings(address: "127.0.0.1", port: 0, seed: 1)) { _ in Response(.ok) }
        let port = probe.port
        _ = await probe.drain(within: .seconds(1), linger: .zero)
        return port
    }

    /// Serves the shop on the port while `script`, a file of `Tests/`, runs with those words.
    static func run(_ script: String, _ words: [String], through shop: TestSite, on port: UInt16) async throws
        -> Outcome
    {
        var settings = ServerSettings(address: "127.0.0.1", port: port, seed: 7)
        settings.connectionsPerAddress = 1_000
        let server = try Server(settings) { await shop.site.respond(to: $0) }
        let path = TestSite.repository.appending(path: "Tests/\(script)").path
        let outcome = try await start([python ?? "", path] + words)
        await shop.services.live.close()
        _ = await server.drain(within: .seconds(5))
        return outcome
    }

    /// The output goes through a file: a browser leaves children behind that would hold a pipe open.
    private static func start(_ words: [String]) async throws -> Outcome {
        let file = FileManager.default.temporaryDirectory.appending(path: "takt-script-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        let status = await withCheckedContinuation { (ended: CheckedContinuation<Int32, Never>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { ended.resume(returning: -1) }
        }
        return Outcome(status: status, output: try String(contentsOf: file, encoding: .utf8))
    }
}
