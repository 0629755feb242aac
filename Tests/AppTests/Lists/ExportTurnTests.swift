import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Two exports of an organization at once and no more, whoever sends them; none is held up by one that ended.
struct ExportTurnTests {
    private static func running(_ site: TestSite) async throws -> Int {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT count(*) FROM running_exports WHERE organization_id = \(organization)", as: Int.self) ?? -1
    }

    /// Until as many are counted as running as the test waits for.
    private static func settles(_ site: TestSite, at count: Int) async throws -> Bool {
        for _ in 0..<1_000 {
            if try await running(site) == count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func `the third export waits until one of two is taken or given up`() async throws {
        let site = try await TestSite(), neighbour = try await TestSite()
        try await OrderExportTests.fill(site, 2_000)
        try await OrderExportTests.fill(neighbour, 5)
        let manager = try await site.signIn(as: .manager), admin = try await site.signIn(as: .admin)
        let path = OrderExport.export(in: site.projectPublicID)
        let all: KeyValuePairs = ["query": "state=all"]
        let first = await manager.post(path, all), second = await admin.post(path, all)
        #expect(first.stream != nil && second.stream != nil)
        for refused in [await admin.post(path), await admin.post(ActivityExport.export(in: site.organizationPublicID))]
        {
            #expect(refused.status == .tooManyRequests && refused.headers["retry-after"] == "30")
            #expect(refused.text.contains("2 exports of your organization are still on their way"))
        }
        let other = try await neighbour.signIn(as: .manager)
        #expect(await other.post(OrderExport.export(in: neighbour.projectPublicID)).status == .ok)
        // Refused ones are not noted: nothing left the house.
        #expect(try await site.store.auditEntries(site.system).count { $0.event == .listExported } == 2)
        first.stream?.leave()
        #expect(try await Self.settles(site, at: 1))
        let third = await admin.post(path, all)
        #expect(third.status == .ok)
        #expect(try await OrderExportTests.rows(second).count == 2_001)
        #expect(second.stream?.isPart == false)
        #expect(try await OrderExportTests.rows(third).count == 2_001)
        #expect(try await Self.running(site) == 0, "whoever has the whole file may begin the next at once")
    }

    @Test func `what a dead process was sending is forgotten, what a living one sends is not`() async throws {
        let site = try await TestSite()
        let scope = try await site.scope(ExportLists.self)
        let first = try await site.store.beginExport(atMost: 2, scope)
        _ = try await site.store.beginExport(atMost: 2, scope)
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            UPDATE running_exports SET goes_on_until = clock_timestamp() - interval '1 second'
            WHERE organization_id = \(organization)
            """)
        try await site.store.keepExport(first, scope)
        let third = try await site.store.beginExport(atMost: 2, scope)
        await #expect(throws: TooManyExports.self) { _ = try await site.store.beginExport(atMost: 2, scope) }
        try await site.store.endExport(third, scope)
        _ = try await site.store.beginExport(atMost: 2, scope)
    }

    @Test func `of many that begin at the same moment two go`() async throws {
        let site = try await TestSite()
        let scope = try await site.scope(ExportLists.self), store = site.store
        let begun = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 { group.addTask { (try? await store.beginExport(atMost: 2, scope)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(begun == 2)
    }

    @Test func `an export that may not be or goes wrong gives its turn back`() async throws {
        let site = try await TestSite(settings: ["TAKT_RATE_EXPORT": "1/h", "TAKT_EXPORTS_AT_ONCE": "1"])
        let manager = try await site.signIn(as: .manager)
        let path = OrderExport.export(in: site.projectPublicID)
        #expect(await manager.post(path).status == .ok)
        for _ in 0..<3 {
            let refused = await manager.post(path)
            #expect(refused.status == .tooManyRequests && !refused.text.contains("still on its way"))
        }
        #expect(try await Self.running(site) == 0)
    }
}
