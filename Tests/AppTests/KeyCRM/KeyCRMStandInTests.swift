import App
import HTTP
import Outbound
import TestSupport
import Testing

/// Against the stand-in server and through the real client, faults included.
@Suite struct `The CRM's API, over the wire` {
    func outbound(_ standIn: StandIn, _ change: (inout OutboundClient.Limits) -> Void = { _ in }) -> OutboundClient {
        var limits = OutboundClient.Limits()
        change(&limits)
        return OutboundClient(
            guard: OutboundGuard(opening: [.init(host: "127.0.0.1", port: standIn.port)]), limits: limits)
    }

    func client(_ standIn: StandIn, _ outbound: OutboundClient, base: String? = nil, key: String? = nil)
        -> KeyCRMClient
    {
        KeyCRMClient(base: base ?? standIn.base, key: key ?? standIn.token) { (request) async throws(OutboundFailure) in
            try await outbound.send(request)
        }
    }

    func fault(_ standIn: StandIn, _ outbound: OutboundClient, _ body: String) async throws {
        let request = OutboundRequest(.post, "http://127.0.0.1:\(standIn.port)/__fault", body: Array(body.utf8))
        #expect(try await outbound.send(request).status == .ok)
    }

    @Test func `a working account, a wrong key, a wrong base and each fault get their verdict`() async throws {
        let standIn = try await StandIn()
        let outbound = outbound(standIn) { $0.totalMilliseconds = 1500 }
        let client = client(standIn, outbound)
        #expect(await client.testConnection() == KeyCRMVerdict(working: 12, status: 200))

        let statuses = try await client.statuses()
        #expect(statuses.count == 12)
        #expect(statuses.first { $0.id == 31 }?.name == "Друк партії")
        #expect(statuses.first { $0.id == 12 }?.isClosing == true)
        #expect(Set(statuses.compactMap(\.group)) == [1, 2, 3, 4, 5, 6])

        let wrongKey = await self.client(standIn, outbound, key: "wrong").testConnection()
        #expect(wrongKey.kind == .unauthorized && wrongKey.excerpt == "Unauthenticated.")
        let wrongBase = await self.client(standIn, outbound, base: "http://127.0.0.1:\(standIn.port)").testConnection()
        #expect(wrongBase.kind == .notFound && wrongBase.status == 404)

        try await fault(standIn, outbound, #"{"mode": "429", "count": 1, "retry_after": 3}"#)
        let limited = await client.testConnection()
        #expect(limited.kind == .rateLimited && limited.retryAfter == 3)
        try await fault(standIn, outbound, #"{"mode": "500", "count": 1}"#)
        #expect(await client.testConnection().kind == .serverError)
        try await fault(standIn, outbound, #"{"mode": "401", "count": 1}"#)
        #expect(await client.testConnection().kind == .unauthorized)
        try await fault(standIn, outbound, #"{"mode": "html", "count": 1}"#)
        let html = await client.testConnection()
        #expect(html.kind == .malformed && html.excerpt == "<html>maintenance</html>")
        try await fault(standIn, outbound, #"{"mode": "slow", "count": 1, "seconds": 4}"#)
        #expect(await client.testConnection() == KeyCRMVerdict(.timeout))
        #expect(await client.testConnection().isWorking)
    }

    @Test func `the call after the limit of a minute is told to wait`() async throws {
        let standIn = try await StandIn(requestsPerMinute: 3)
        let outbound = outbound(standIn)
        let client = client(standIn, outbound)
        for _ in 0..<3 { #expect(await client.testConnection().isWorking) }
        let verdict = await client.testConnection()
        #expect(verdict.kind == .rateLimited && verdict.retryAfter == 30)
    }

    @Test func `without an opened address the stand-in is not reached`() async throws {
        let standIn = try await StandIn()
        let strict = OutboundClient(guard: .strict)
        #expect(await client(standIn, strict).testConnection() == KeyCRMVerdict(.refusedURL))
    }
}
