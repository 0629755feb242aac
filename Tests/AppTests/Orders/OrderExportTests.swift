import HTTP
import Models
import Postgres
import Sheets
import Store
import Synchronization
import TestSupport
import Testing
import Web

@testable import App

/// The export of the list of orders: what the list shows, whole or broken off, safe for spreadsheets, noted.
struct OrderExportTests {
    static func fill(_ site: TestSite, _ count: Int) async throws {
        let (organization, project, now) = (site.organization, site.project, site.clock.now)
        try await site.database.superuser.execute(
            """
            INSERT INTO orders
                (organization_id, project_id, order_id, status_id, status_group, changed_at, group_entered_at,
                 closed_at, near_at, over_at, rules_number)
            SELECT \(organization), \(project), n, 1 + n % 2, 1 + n % 3, \(now)::timestamptz - interval '2 hours',
                   \(now)::timestamptz - interval '2 hours', CASE WHEN n % 10 = 0 THEN \(now)::timestamptz END,
                   CASE WHEN n % 10 > 0 THEN \(now)::timestamptz - interval '1 hour' END,
                   CASE WHEN n % 10 > 0 THEN \(now)::timestamptz + interval '6 hours' END, 1
            FROM generate_series(1, \(count)) AS n
            """)
        try await site.database.superuser.execute(
            """
            INSERT INTO statuses (organization_id, project_id, status_id, name, seen_at)
            VALUES (\(organization), \(project), 2, '=HYPERLINK("http://x")', \(now))
            ON CONFLICT (organization_id, project_id, status_id) DO UPDATE SET name = excluded.name
            """)
    }

    static func rows(_ response: Response) async throws -> [[String]] {
        var reader = CSVReader(await response.wholeBody())
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test func `a file has every order that matches once, with heads in the reader's language`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 1_234)
        let manager = try await site.signIn(as: .manager)
        let answer = await manager.post(OrderExport.export(in: site.projectPublicID), ["query": "state=all&sort=-age"])
        #expect(answer.status == .ok && answer.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(
            answer.headers["content-disposition"]
                == "attachment; filename=\"Orders Shop 2026-11-19.csv\"; filename*=UTF-8''Orders%20Shop%202026-11-19.csv"
        )
        #expect(answer.headers["content-security-policy"] == "default-src 'none'; sandbox")
        #expect(answer.headers["cache-control"] == "no-store" && answer.stream != nil)
        let rows = try await Self.rows(answer)
        #expect(answer.stream?.isPart == false)
        #expect(rows.first?.first == "Order" && rows.first?[11] == "Closed (Europe/Kyiv)")
        #expect(rows.dropFirst().compactMap { Int($0[0]) } == Array(1...1_234))
        #expect(rows.allSatisfy { $0.count == 14 })
        let first = try #require(rows.first { $0[0] == "1" })
        #expect(first[4] == "'=HYPERLINK(\"http://x\")" && first[6] == "Near" && first[8] == "2026-11-19 13:40")
        _ = await manager.post("/preferences/language", ["language": "uk", "next": "/"])
        let ukrainian = await manager.post(OrderExport.export(in: site.projectPublicID), ["query": "state=closed"])
        let closed = try await Self.rows(ukrainian)
        #expect(closed.first?.first == "Замовлення" && closed.count == 124)
        #expect(ukrainian.stream == nil && closed.dropFirst().allSatisfy { $0[11] == "2026-11-19 15:40" })
        #expect(closed.dropFirst().allSatisfy { $0[5].isEmpty }, "a closed order grows no older")
        let entries = try await site.store.auditEntries(site.system).filter { $0.event == .listExported }
        #expect(entries.count == 2 && entries.allSatisfy { $0.person == manager.person })
        #expect(entries.last?.after == #"{"list": "orders", "query": "state=all&sort=-age"}"#)
    }

    @Test func `what was ticked is exported, and nothing more`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 40)
        let manager = try await site.signIn(as: .manager)
        let asked = await manager.get(
            OrderActs.bulk(in: site.projectPublicID) + "?act=export&id=3&id=10&query=state%3Dover")
        #expect(asked.text.contains("2 orders") && asked.text.contains("data-download"))
        let answer = await manager.submit(
            OrderExport.export(in: site.projectPublicID), [("id", "3"), ("id", "10"), ("query", "state=over")])
        #expect(try await Self.rows(answer).dropFirst().map { $0[0] } == ["3", "10"])
    }

    @Test func `only managers export, twenty times an hour`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 3)
        let path = OrderExport.export(in: site.projectPublicID)
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        #expect(await rep.post(path).status == .forbidden)
        let list = Orders.list(in: site.projectPublicID)
        #expect(await !rep.get(list).text.contains(path))
        #expect(await manager.get(list).text.contains(path))
        for _ in 0..<20 { #expect(await manager.post(path).status == .ok) }
        let refused = await manager.post(path)
        #expect(refused.status == .tooManyRequests && refused.headers["retry-after"] != nil)
        #expect(try await site.store.auditEntries(site.system).count { $0.event == .listExported } == 20)
    }

    @Test func `an export that goes wrong on its way is broken off and is no whole file`() async throws {
        struct Wrong: Error {}
        let failures = Counter()
        let export = ListExport<Int>(fileName: "x.csv", heads: [.text("n")]) { after in
            if after != nil { throw Wrong() }
            return ([[.number(1)]], 1)
        }
        let answer = try await export.response(
            ExportTurn(keep: {}, end: {}) { _ in failures.count.wrappingAdd(1, ordering: .relaxed) })
        _ = await answer.wholeBody()
        #expect(answer.stream?.isPart == true)
        for _ in 0..<100 where failures.count.load(ordering: .relaxed) == 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(failures.count.load(ordering: .relaxed) == 1)
    }

    @Test func `the next page is read when the client has taken this one, and nobody reads for one who left`()
        async throws
    {
        let reads = Counter()
        let export = ListExport<Int>(fileName: "x.csv", heads: [.text("n")]) { after in
            reads.count.wrappingAdd(1, ordering: .relaxed)
            return ([[.number((after ?? 0) + 1)]], (after ?? 0) + 1)
        }
        let answer = try await export.response(ExportTurn(keep: {}, end: {}, failed: { _ in }))
        let stream = try #require(answer.stream)
        try await Task.sleep(for: .milliseconds(200))
        #expect(reads.count.load(ordering: .relaxed) <= 2, "one page waits for the client, one for its turn")
        for _ in 0..<5 { _ = await stream.taken(1 << 16) }
        #expect(reads.count.load(ordering: .relaxed) >= 3)
        stream.leave()
        try await Task.sleep(for: .milliseconds(100))
        let end = reads.count.load(ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(100))
        #expect(reads.count.load(ordering: .relaxed) == end)
    }

    private final class Counter: Sendable { let count = Atomic(0) }
}

extension ResponseStream {
    /// What a client would get next, waiting for it; nil at the end.
    func taken(_ count: Int) async -> [UInt8]? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        let (woken, wake) = AsyncStream<Void>.makeStream()
        while true {
            guard let taken = take(into: buffer, pause: {}, wake: { wake.yield() }) else { return nil }
            if taken > 0 { return Array(buffer.prefix(taken)) }
            for await _ in woken { break }
        }
    }
}

extension Response {
    /// All bytes, also of one that streams.
    func wholeBody() async -> [UInt8] {
        var bytes = body
        while let more = await stream?.taken(1 << 16) { bytes += more }
        return bytes
    }
}
