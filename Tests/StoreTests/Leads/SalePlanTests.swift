import Forms
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The statements behind the figures over 30,000 leads, half of them of one organization, as the application's role under
/// row security: none walks through a table.
struct SalePlanTests {
    @Test(.timeLimit(.minutes(5)))
    func `sums, samples and rows come from indexes`() async throws {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let manage = try await site.leadScope(ManageLeads.self, as: .manager)
        let rep = try await site.leadScope(ViewLeads.self, as: .rep).person
        let stages = try await site.store.leadStages(manage.other(ViewLeads.self))
        let stage = try #require(stages.first?.id)
        try await Self.fill(site, rep)
        let to = try #require(LocalDate("2026-11-18"))
        for days in [1, 30, 366] {
            for assignee in [nil, LeadFilter.Assignee.nobody, .person(rep)] {
                let period = SalePeriod(from: to.advanced(days: 1 - days), to: to)
                let query = SaleQuery(period, assignee, .utc, manage)
                var stay = ListQuery(
                    Input([
                        "step": "stay", "stage": "\(stage)", "from": period.from.description,
                        "to": period.to.description,
                    ]))
                let plain = SaleStepFilter(&stay, today: to)
                var deep = plain
                deep.cursor = SaleStepFilter.Cursor(
                    key: Instant(second: 1_790_000_000),
                    id: Lead.ID(at: site.clock.now, random: [UInt8](repeating: 7, count: 10)),
                    isBackward: false)
                let statements: [(String, SQL, String)] = [
                    ("sums", query.sums, "lead_days_pkey"), ("series", query.series, "lead_days_pkey"),
                    ("all", query.times(.stay, of: stage, 10), "lead_steps_of_"),
                    ("some", query.times(.stay, of: stage, 90_000), "lead_steps_of_"),
                    ("rows", query.rows(plain), "lead_steps_of_"), ("deep", query.rows(deep), "lead_steps_of_"),
                    ("due", query.due(.completed, nil, 50), "activities_"),
                    ("rare", query.due(.skipped, nil, 50), "activities_"),
                ]
                for (name, sql, index) in statements {
                    let plan = try await Self.plan(sql, site)
                    let what = "\(name), \(days) days of \(assignee?.rawValue ?? "all"): \(plan)"
                    #expect(!plan.contains(/Seq Scan on (lead_steps|lead_days|leads|activities)/), "\(what)")
                    #expect(plan.contains(index), "\(what)")
                    #expect(Self.removed(plan) < 4_000, "\(what)")
                }
            }
        }
        try await site.database.drop()
    }

    private static func plan(_ sql: SQL, _ site: TestSite) async throws -> String {
        try await site.database.app.values(
            "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) \(sql)",
            settings: [Setting(name: "takt.organization", value: site.organization.text)], as: String.self
        ).joined(separator: "\n")
    }

    /// Rows that were read and thrown away.
    private static func removed(_ plan: String) -> Int {
        plan.matches(of: /Rows Removed by Filter: (\d+)/).compactMap { Int($0.1) }.reduce(0, +)
    }

    /// A lead every ten minutes, moved on and reached an hour later by statements of two thousand each.
    private static func fill(_ site: TestSite, _ person: Person.ID) async throws {
        let organization = site.organization
        let others = try await TestSite(database: site.database).organization
        // In parts, each soon done also on a busy machine.
        for part in 0..<10 {
            try await site.database.superuser.execute(
                """
                INSERT INTO leads
                    (organization_id, id, company, stage_id, stage_since, assigned_to, source, created_at, changed_at)
                SELECT s.organization_id, gen_random_uuid(), 'Lead ' || n, s.first, t,
                       CASE WHEN s.organization_id = \(organization) AND n % 5 = 0 THEN \(person)::uuid END, 'import', t, t
                FROM (SELECT organization_id, min(id) AS first FROM lead_stages
                      WHERE organization_id IN (\(organization), \(others)) GROUP BY 1) s,
                     generate_series(\(part * 1_500 + 1)::integer, \(part * 1_500 + 1_500)::integer) n,
                     LATERAL (SELECT to_timestamp(1795000000 - n * 600) AS t) x
                """)
            try await site.database.superuser.execute(
                """
                UPDATE leads SET stage_id = stage_id + 1, stage_since = created_at + interval '1 hour',
                    changed_at = created_at + interval '1 hour'
                WHERE stage_since = created_at
                """)
            try await site.database.superuser.execute(
                """
                INSERT INTO activities
                    (organization_id, id, lead_id, type, state, title, due_at, assigned_to, created_at, ended_at, changed_at)
                SELECT organization_id, gen_random_uuid(), id, 'call',
                       CASE WHEN random() < 0.001 THEN 'skipped' ELSE 'completed' END, 'Call', created_at, assigned_to,
                       created_at, created_at + interval '1 hour', created_at
                FROM leads l WHERE last_activity_at IS NULL
                  AND NOT EXISTS (SELECT FROM activities a WHERE a.organization_id = l.organization_id AND a.lead_id = l.id)
                """)
        }
        try await site.database.superuser.execute("ANALYZE leads, lead_steps, lead_days, activities")
    }
}
