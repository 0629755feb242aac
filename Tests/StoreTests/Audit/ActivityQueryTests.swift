import Forms
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The activity log over 200,000 entries: every filter is answered from an index, as the application's role.
struct ActivityQueryTests {
    @Test(.timeLimit(.minutes(5)))
    func `each filter reads a page's worth of rows from its index`() async throws {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let person = try await site.addPerson()
        try await site.join(person, as: .admin)
        try await Self.fill(site, 200_000, person)
        let project = AuditFilter.Target(.project, "rare")
        var queries: [String: AuditFilter] = ["all": AuditFilter()]
        queries["person"] = Self.filter(["person": person.text])
        queries["event"] = Self.filter(["event": "project.hook_rotated"])
        queries["target"] = Self.filter(["target": project.rawValue])
        queries["rare event of a person"] = Self.filter(
            ["person": person.text, "event": "project.hook_rotated"])
        queries["older"] = Self.filter(["after": "1760000000000000.100000"])
        for (name, filter) in queries {
            let from = name == "all" ? Instant(second: 1_750_000_000) : nil
            let page = Store.activityPage(filter, from: from, to: nil, site.organization)
            let plan = try await site.database.app.values(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) \(page)",
                settings: [Setting(name: "takt.organization", value: site.organization.text)], as: String.self)
            let text = plan.joined(separator: "\n")
            #expect(!text.contains("Seq Scan") && !text.contains("Sort"), "\(name): \(text)")
            #expect(text.contains("audit_entries_by_"), "\(name): \(text)")
            #expect(Self.removed(text) < 5_000, "\(name): \(text)")
        }
        try await site.database.drop()
    }

    private static func filter(_ query: KeyValuePairs<String, String>) -> AuditFilter {
        var asked = ListQuery(Input(query))
        return AuditFilter(&asked)
    }

    /// Rows that were read and thrown away.
    private static func removed(_ plan: String) -> Int {
        plan.matches(of: /Rows Removed by Filter: (\d+)/).compactMap { Int($0.1) }.reduce(0, +)
    }

    private static func fill(_ site: TestSite, _ count: Int, _ person: Person.ID) async throws {
        let organization = site.organization
        try await site.database.superuser.transaction { db in
            try db.execute("SET LOCAL session_replication_role = replica")
            try db.execute("SET LOCAL statement_timeout = 0")
            try db.execute(
                """
                INSERT INTO audit_entries (organization_id, person_id, actor, event, target_type, target_id, at)
                SELECT \(organization), CASE WHEN n % 50 = 0 THEN \(person)::uuid END, 'person',
                       CASE WHEN n % 1000 = 0 THEN 'project.hook_rotated' ELSE 'sla.saved' END, 'project',
                       CASE WHEN n % 5000 = 0 THEN 'rare' ELSE 'common' || n % 20 END,
                       to_timestamp(1750000000 + n * 60)
                FROM generate_series(1, \(count)) n
                """)
        }
        try await site.database.superuser.execute("ANALYZE audit_entries")
    }
}
