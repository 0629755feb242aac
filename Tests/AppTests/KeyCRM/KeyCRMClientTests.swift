@testable import App
import HTTP
import Models
import Outbound
import Testing

@Suite struct `The CRM's API` {
    /// A client whose calls are answered by the closure, by page number.
    func client(key: String = "k-123456", _ answer: @escaping @Sendable (OutboundRequest) -> OutboundResponse)
        -> KeyCRMClient
    {
        KeyCRMClient(base: "https://crm.example/v1/", key: key) { (request) async throws(OutboundFailure) in
            answer(request)
        }
    }

    func answer(_ code: Int, _ body: String, headers: Headers = [:]) -> OutboundResponse {
        OutboundResponse(Status(code: code), headers: headers, body: Array(body.utf8))
    }

    @Test func `the connection is tried with one status of one page, and the key in the header`() async {
        let client = client { request in
            guard request.url == "https://crm.example/v1/order/status?limit=1",
                request.headers["authorization"] == "Bearer k-123456", request.headers["accept"] == "application/json"
            else { return answer(400, "{}") }
            return answer(200, #"{"total": 18, "data": [{"id": 1}], "next_page_url": null}"#)
        }
        let verdict = await client.testConnection()
        #expect(verdict == KeyCRMVerdict(working: 18, status: 200))
        #expect(verdict.arguments == ["statuses": "18"])
    }

    @Test(arguments: [
        (401, KeyCRMVerdict.Kind.unauthorized), (403, .unauthorized), (404, .notFound), (301, .notFound),
        (302, .notFound),
        (500, .serverError), (503, .serverError), (418, .unexpected), (204, .unexpected), (422, .unexpected),
    ])
    func `every refusal has a name, its status and what was said`(code: Int, kind: KeyCRMVerdict.Kind) async {
        let verdict = await client { _ in answer(code, #"{"message": "Not\ntoday"}"#) }.testConnection()
        #expect(verdict.kind == kind)
        #expect(verdict.status == code)
        #expect(verdict.excerpt == "Not today")
        #expect(verdict.key == "keycrm.\(kind.rawValue)")
    }

    @Test(arguments: [
        ("2", 2), ("0", 1), ("-5", 1), ("99999999", 300), ("soon", 30), ("", 30), ("9999999999999999999999", 30),
    ])
    func `the wait of a limit is believed within reason`(header: String, seconds: Int) async {
        let verdict = await client { _ in answer(429, "", headers: ["retry-after": header]) }.testConnection()
        #expect(verdict.retryAfter == seconds)
        let without = await client { _ in answer(429, "") }.testConnection()
        #expect(without.retryAfter == 30)
    }

    @Test(arguments: [
        "", "<html>maintenance</html>", "[]", "{", #"{"data": 7}"#, #"{"data": [{"id": 1}"#, "\u{0}", "\u{ff}",
    ])
    func `a good status with a body that is none is malformed`(body: String) async {
        let verdict = await client { _ in answer(200, body) }.testConnection()
        #expect(verdict.kind == .malformed)
        #expect(verdict.status == 200)
    }

    @Test func `what is shown of an answer is short, visible and without the key`() async {
        let body = "\u{202e}x\u{0}\u{1b}[31m\r\n\t y k-123456 z" + String(repeating: "é", count: 500)
        let verdict = await client { _ in answer(500, body) }.testConnection()
        #expect(verdict.excerpt.hasPrefix("x [31m y *** z"))
        #expect(verdict.excerpt.unicodeScalars.count == 200)
        let marks = await client { _ in answer(500, "e" + String(repeating: "\u{301}", count: 300_000)) }
            .testConnection()
        #expect(marks.excerpt.unicodeScalars.count <= 4)
    }

    @Test func `a verdict comes back from what is kept of it`() async {
        var verdicts = [KeyCRMVerdict(working: 18, status: 200), KeyCRMVerdict(working: nil, status: 200)]
        verdicts += OutboundFailure.allCases.map { KeyCRMVerdict($0) }
        for code in [401, 404, 429, 500, 418] {
            verdicts.append(
                await client { _ in answer(code, "two words, \(String(repeating: "ї", count: 300))") }.testConnection())
        }
        for verdict in verdicts {
            let kept = ConnectionTest(verdict, at: Instant(second: 0))
            #expect(kept.text.unicodeScalars.count <= 200 && kept.outcome.utf8.count <= 40)
            #expect(kept.isWorking == kept.outcome.hasPrefix("working"))
            #expect(KeyCRMVerdict(kept) == verdict)
        }
        for text in ["", "what 200", "unreachable", "unreachable by me"] {
            let kept = ConnectionTest(
                isWorking: false, outcome: text, status: nil, text: "", at: Instant(second: 0))
            #expect(KeyCRMVerdict(kept) == nil)
        }
    }

    @Test func `an unreachable CRM says why`() async {
        let client = KeyCRMClient(base: "https://crm.example/v1", key: "k") { _ async throws(OutboundFailure) in
            throw .refusedAddress
        }
        let verdict = await client.testConnection()
        #expect(verdict == KeyCRMVerdict(.refusedAddress))
        #expect(verdict.key == "outbound.refusedAddress")
        await #expect(throws: KeyCRMVerdict(.refusedAddress)) { try await client.statuses() }
    }

    @Test func `the walk over pages ends at the total, at a null link, at an empty page and, at last, at twenty pages`()
        async throws
    {
        @Sendable func rows(_ range: Range<Int>) -> String {
            range.map { #"{"id": \#($0), "name": "S\#($0)", "alias": "s"}"# }.joined(separator: ",")
        }
        @Sendable func page(_ request: OutboundRequest) -> Int {
            request.url.split(separator: "=").last.flatMap { Int($0) } ?? 0
        }
        let total = client { request in
            let start = (page(request) - 1) * 50 + 1
            return answer(
                200, #"{"total": 120, "data": [\#(rows(start..<min(start + 50, 121)))], "next_page_url": "x"}"#)
        }
        #expect(try await total.statuses().map(\.id) == (1...120).map(Int64.init))
        let link = client { request in
            answer(
                200,
                #"{"data": [\#(rows(page(request)..<page(request) + 1))], "next_page_url": \#(page(request) < 3 ? "\"x\"" : "null")}"#
            )
        }
        #expect(try await link.statuses().map(\.id) == [1, 2, 3])
        let empty = client { request in
            answer(200, #"{"total": 9, "data": [\#(page(request) == 1 ? rows(1..<3) : "")], "next_page_url": "x"}"#)
        }
        #expect(try await empty.statuses().count == 2)
        let endless = client { request in
            answer(200, #"{"data": [\#(rows(page(request)..<page(request) + 1))], "next_page_url": "x"}"#)
        }
        #expect(try await endless.statuses().count == 20)
        let none = client { _ in answer(200, #"{"total": 0, "data": [], "next_page_url": null}"#) }
        #expect(try await none.statuses().isEmpty)
    }

    @Test func `rows with missing, strange and equal values are read as far as they go`() async throws {
        let body = #"""
            {"total": 9, "data": [
              {"id": 31, "name": "Друк партії", "alias": "druk", "is_active": true, "group_id": 3, "is_closing_order": false,
               "expiration_period": 86400, "created_at": "2025-04-02 08:15:00", "deleted_at": null},
              {"id": 32, "name": "Друк партії", "alias": "druk_2", "group_id": 7, "updated_at": "2025-04-02T08:15:00.000000Z"},
              {"id": 33, "alias": "only-alias", "is_active": false, "expiration_period": null, "group_id": null},
              {"id": 34, "name": "gone", "deleted_at": "2025-04-02 08:15:00", "is_closing_order": true, "group_id": "5"},
              {"id": 35, "name": 7, "group_id": -1, "expiration_period": -5, "is_active": "yes"},
              {"id": 31, "name": "again"}, {"name": "no id"}, {"id": 1.5}, {"id": -1}, {"id": "99999999999999999999"}, null, 7, []
            ], "next_page_url": null}
            """#
        let statuses = try await client { _ in answer(200, body) }.statuses()
        #expect(
            statuses == [
                KeyCRMStatus(id: 31, name: "Друк партії", alias: "druk", group: 3, expirationSeconds: 86_400),
                KeyCRMStatus(id: 32, name: "Друк партії", alias: "druk_2", group: 7),
                KeyCRMStatus(id: 33, name: "only-alias", alias: "only-alias", isActive: false),
                KeyCRMStatus(id: 34, name: "gone", group: 5, isActive: false, isClosing: true),
                KeyCRMStatus(id: 35, name: ""),
            ])
    }

    @Test func `a limit in the middle of the walk is told, nothing half is returned`() async {
        let client = client { request in
            request.url.hasSuffix("page=1")
                ? answer(200, #"{"total": 99, "data": [{"id": 1}], "next_page_url": "x"}"#)
                : answer(429, "", headers: ["retry-after": "7"])
        }
        let thrown = await #expect(throws: KeyCRMVerdict.self) { try await client.statuses() }
        #expect(thrown?.retryAfter == 7)
    }
}
