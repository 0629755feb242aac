import App
import Foundation
import HTTP
import Models
import TestSupport
import Testing

/// The JSON door behind its real server, called by schemathesis as its own documents say. `TAKT_API_EXAMPLES`: calls
/// for each operation and kind of data; `bin/prove api` asks for many.
struct SchemathesisTests {
    private static let variables = ProcessInfo.processInfo.environment

    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(20)))
    func `no call of a thousand gets a 5xx, or an answer that is not documented`() async throws {
        let port = try await OutsideScript.freePort()
        let origin = "http://127.0.0.1:\(port)"
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": origin])
        for order in 1...5 {
            _ = await shop.deliver(
                TestSite.change(order: order, status: order % 3 + 1, at: "2026-11-19T08:0\(order):00.000000Z"))
        }
        let token = try #require(try await shop.program().token)
        let said = try await OutsideScript.run(
            "API/api.py",
            [
                origin, token, shop.projectPublicID.rawValue, Self.variables["TAKT_SEED"] ?? "1",
                Self.variables["TAKT_API_EXAMPLES"] ?? "5",
            ], through: shop, on: port)
        #expect(said.status == 0, "\(said.output)")
        let incidents = shop.log.lines.filter { $0.contains("\"incident\"") }
        #expect(incidents.isEmpty, "\(incidents)")
        // T-TOK: the token was in every call and is in no line.
        let secret = String(token.dropFirst(24).prefix(30))
        #expect(!shop.log.lines.contains { $0.contains(secret) })
    }
}
