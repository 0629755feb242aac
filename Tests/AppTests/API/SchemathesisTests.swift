import App
import Foundation
import HTTP
import Models
import Server
import TestSupport
import Testing

/// The JSON door behind its real server, called by schemathesis as its own documents say. `TAKT_API_EXAMPLES`: calls
/// for each operation and kind of data; `bin/prove api` asks for many.
struct SchemathesisTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let python = variables["TAKT_PYTHON"]

    @Test(.enabled(if: python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(20)))
    func `no call of a thousand gets a 5xx, or an answer that is not documented`() async throws {
        let probe = try Server(ServerSettings(address: "127.0.0.1", port: 0, seed: 1)) { _ in Response(.ok) }
        let port = probe.port
        _ = await probe.drain(within: .seconds(1), linger: .zero)
        let origin = "http://127.0.0.1:\(port)"
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": origin])
        for order in 1...5 {
            _ = await shop.deliver(
                TestSite.change(order: order, status: order % 3 + 1, at: "2026-11-19T08:0\(order):00.000000Z"))
        }
        let token = try #require(try await shop.program().token)
        var settings = ServerSettings(address: "127.0.0.1", port: port, seed: 7)
        settings.connectionsPerAddress = 1_000
        let server = try Server(settings) { await shop.site.respond(to: $0) }
        let said = try await run([
            Self.python ?? "", TestSite.repository.appending(path: "Tests/API/api.py").path, origin, token,
            shop.projectPublicID.rawValue, Self.variables["TAKT_SEED"] ?? "1",
            Self.variables["TAKT_API_EXAMPLES"] ?? "5",
        ])
        _ = await server.drain(within: .seconds(5))
        #expect(said.status == 0, "\(said.output)")
        let incidents = shop.log.lines.filter { $0.contains("\"incident\"") }
        #expect(incidents.isEmpty, "\(incidents)")
        // T-TOK: the token was in every call and is in no line.
        let secret = String(token.dropFirst(24).prefix(30))
        #expect(!shop.log.lines.contains { $0.contains(secret) })
    }

    private func run(_ words: [String]) async throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "takt-api-\(getpid()).log")
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
        return (status, try String(contentsOf: file, encoding: .utf8))
    }
}
