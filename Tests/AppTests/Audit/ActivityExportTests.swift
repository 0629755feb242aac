import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The activity log as a file: what its page shows under the same filter, all of it, safe for spreadsheets, noted.
struct ActivityExportTests {
    /// Entries a minute apart, the newest at the site's own time.
    private static func fill(_ site: TestSite, _ count: Int) async throws {
        let (organization, project, now) = (site.organization, site.projectPublicID.rawValue, site.clock.now)
        try await site.database.superuser.transaction { db in
            try db.execute("SET LOCAL session_replication_role = replica")
            try db.execute(
                """
                INSERT INTO audit_entries (organization_id, actor, event, target_type, target_id, before, after, at)
                SELECT \(organization), 'system:statuses',
                       CASE WHEN n % 3 = 0 THEN 'project.hook_rotated' ELSE 'statuses.fetched' END, 'project', \(project),
                       '{"outcome": "=1+1"}', jsonb_build_object('outcome', 'n' || n),
                       \(now)::timestamptz - make_interval(mins => n)
                FROM generate_series(1, \(count)) n
                """)
        }
    }

    @Test func `every entry that matches stands in the file once, in the reader's language and zone`() async throws {
        let site = try await TestSite()
        try await Self.fill(site, 1_205)
        let admin = try await site.signIn(as: .admin)
        let path = ActivityExport.export(in: site.organizationPublicID)
        #expect(await admin.get(ActivityLog.page(in: site.organizationPublicID)).text.contains(path))
        let answer = await admin.post(path, ["query": "event=statuses.fetched"])
        #expect(answer.status == .ok && answer.stream != nil)
        #expect(answer.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(
            answer.headers["content-disposition"]?.hasPrefix(
                "attachment; filename=\"Activity log Dubok 2026-11-19.csv\"") == true)
        let rows = try await OrderExportTests.rows(answer)
        #expect(answer.stream?.isPart == false)
        #expect(rows.first == ["Number", "When (Europe/Kyiv)", "Who", "What", "Kind", "Where", "Before → after"])
        let numbers = rows.dropFirst().compactMap { Int($0[0]) }
        #expect(numbers.count == 1_205 - 401 && Set(numbers).count == numbers.count)
        #expect(rows.dropFirst().allSatisfy { $0.count == 7 && $0[5] == "Shop" && $0[4] == "Project" })
        let first = try #require(rows.dropFirst().first)
        #expect(first[6] == "Outcome: =1+1 → n1" && first[2].hasPrefix("Takt itself: "))
        // A minute before the clock of the test, as it stands in Kyiv.
        #expect(first[1] == "2026-11-19 15:39:00", "\(first)")
        _ = await admin.post("/preferences/language", ["language": "uk", "next": "/"])
        let ukrainian = try await OrderExportTests.rows(await admin.post(path, ["query": "event=project.hook_rotated"]))
        #expect(ukrainian.first?[2] == "Хто" && ukrainian.count == 402)
    }

    @Test func `names cannot run as formulas, and the file itself is noted`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let person = try #require(admin.person)
        let name = "=HYPERLINK(\"http://x\")"
        try await site.database.superuser.execute("UPDATE people SET name = \(name) WHERE id = \(person)")
        let path = ActivityExport.export(in: site.organizationPublicID)
        _ = await admin.post(path, ["query": "target=nonsense&person=\(person.text)&size=10&after=garbage"])
        let rows = try await OrderExportTests.rows(await admin.post(path, ["query": "person=\(person.text)"]))
        #expect(rows.count == 3 && rows.dropFirst().allSatisfy { $0[2] == "'" + name })
        #expect(rows[1][3] == "List exported" && rows[1][5] == "Dubok")
        let entries = try await site.store.auditEntries(site.system).filter { $0.event == .listExported }
        #expect(entries.map(\.target) == [.organization, .organization])
        #expect(entries.first?.after == #"{"list": "activity", "query": "person=\#(person.text)"}"#)
        #expect(await admin.post(path, ["query": "%zz"]).status == .badRequest)
    }

    @Test func `only administrators take the log away`() async throws {
        let site = try await TestSite(), neighbour = try await TestSite()
        let path = ActivityExport.export(in: site.organizationPublicID)
        #expect(await (try await site.signIn(as: .manager)).post(path).status == .forbidden)
        #expect(await (try await neighbour.signIn(as: .admin)).post(path).status == .notFound)
        #expect(try await site.store.auditEntries(site.system).allSatisfy { $0.event != .listExported })
    }
}
