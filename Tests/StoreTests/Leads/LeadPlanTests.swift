import Forms
import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// The list over 40,000 leads, half of them of one organization, as the application's role under row security: every
/// page comes from an index.
struct LeadPlanTests {
    /// Each query with the indexes of which one must answer it, and how many rows it may read in vain.
    private static let queries: [(query: String, indexes: [String])] = [
        ("", ["leads_by_creation"]),
        ("sort=-created", ["leads_by_creation"]),
        ("sort=company", ["leads_by_company"]),
        ("sort=-company", ["leads_by_company"]),
        ("sort=score", ["lead_scores_by_score"]),
        ("sort=last", ["leads_by_last_activity"]),
        ("sort=next", ["leads_by_next_activity"]),
        ("stage=6", ["leads_by_stage"]),
        ("assignee=rare", ["leads_by_assignee"]),
        ("assignee=nobody", ["leads_unassigned", "leads_by_assignee", "leads_by_creation"]),
        ("segment=Rare", ["leads_by_segment"]),
        ("segment=Rare&stage=2", ["leads_by_segment", "leads_by_stage"]),
        ("score=100", ["lead_scores_by_score"]),
        ("plan=none", ["leads_by_creation", "leads_by_next_activity"]),
        ("from=2026-11-18", ["leads_by_creation"]),
        ("q=xylofon", ["leads_search"]),
        ("q=380670011111", ["leads_search"]),
        ("q=(067) 001-11-11", ["leads_search"]),
        ("q=нетакого", ["leads_search"]),
        ("q=xy", ["leads_by_company"]),
        ("q=жы", ["leads_by_company"]),
        ("q=77", ["leads_by_inn"]),
        ("q=Компанія", ["leads_by_creation", "leads_search"]),
    ]

    @Test(.timeLimit(.minutes(5)))
    func `every filter, order and search of the list is answered from an index`() async throws {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let rep = try await site.leadScope(ViewLeads.self, as: .rep)
        let manager = try await site.leadScope(ViewLeads.self, as: .manager, of: nil)
        let first = try #require(try await site.store.leadStages(manager).first?.id)
        try await Self.fill(site, rep.person)
        for (query, indexes) in Self.queries {
            var pairs = Input.none
            for pair in query.split(separator: "&") {
                let parts = pair.split(separator: "=").map(String.init)
                switch parts[0] {
                case "stage": pairs.append("stage", "\(first + (Int(parts[1]) ?? 1) - 1)")
                case "assignee" where parts[1] == "rare": pairs.append("assignee", rep.person.text)
                default: pairs.append(parts[0], parts[1])
                }
            }
            var filter = LeadFilter(pairs)
            for scope in [manager, rep] {
                for cursor in [nil, LeadFilter.Cursor("-.0f000000-0000-7000-8000-000000000000", isBackward: false)] {
                    filter.cursor = filter.sort == .last || filter.sort == .next ? cursor : nil
                    let from = filter.from.map { _ in Instant(second: 1_794_960_000) }
                    let page = LeadQuery(filter: filter, from: from, to: nil, scope: scope).page
                    let plan = try await Self.plan(page, site)
                    let name = "\(query) as \(scope.role): \(plan)"
                    #expect(!plan.contains("Seq Scan on leads"), "\(name)")
                    // A rep with few leads of many is answered by the shorter way, their own ones and nobody's.
                    let wanted = scope.role == .rep ? indexes + ["leads_by_assignee", "leads_by_creation"] : indexes
                    #expect(wanted.contains { plan.contains($0) }, "\(name)")
                    #expect(Self.removed(plan) < 12_000, "\(name)")
                }
            }
        }
        let segments = try await Self.plan(Store.leadSegments(manager), site)
        #expect(!segments.contains("Seq Scan on leads"), "\(segments)")
        let work = try manager.other(WorkLeads.self)
        let started = ContinuousClock.now
        await #expect(throws: DuplicateLeads.self) {
            _ = try await site.addLead(LeadForm(company: "A", phones: ["0670011111"]), by: work)
        }
        #expect(ContinuousClock.now - started < .seconds(10))
        try await site.database.drop()
    }

    static func plan(_ sql: SQL, _ site: TestSite) async throws -> String {
        try await site.database.app.values(
            "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) \(sql)",
            settings: [Setting(name: "takt.organization", value: site.organization.text)], as: String.self
        ).joined(separator: "\n")
    }

    /// Rows that were read and thrown away.
    static func removed(_ plan: String) -> Int {
        plan.matches(of: /Rows Removed by Filter: (\d+)/).compactMap { Int($0.1) }.reduce(0, +)
    }

    static func fill(_ site: TestSite, _ person: Person.ID) async throws {
        let organization = site.organization
        let other = try await TestSite(database: site.database)
        let colleague = try await site.leadScope(ViewLeads.self, as: .rep).person
        let others = other.organization
        // In parts, each soon done also on a busy machine.
        for part in 0..<10 {
            try await site.database.superuser.execute(
                """
                INSERT INTO leads
                    (organization_id, id, company, email, inn, phones, phone_digits, segment, stage_id, stage_since, assigned_to,
                     source, last_activity_at, next_activity_at, created_at, changed_at)
                SELECT s.organization_id, gen_random_uuid(),
                       CASE WHEN n = 4711 THEN 'Xylofon' ELSE 'Компанія ' || md5(n::text) END, n || '@mail.example',
                       CASE WHEN n = 77 THEN '77' ELSE (30000000 + n)::text END, ARRAY['x'], (380670000000 + n)::text,
                       CASE WHEN n % 2000 = 0 THEN 'Rare' ELSE 'Segment ' || n % 5 END, s.first + n % 6,
                       now(), CASE WHEN s.organization_id = \(others) THEN NULL
                                   WHEN n % 200 = 0 THEN \(person)::uuid WHEN n % 10 > 0 THEN \(colleague)::uuid END,
                       'import', CASE WHEN n % 2 = 0 THEN t END, CASE WHEN n % 3 = 0 THEN t END, t, t
                FROM (SELECT organization_id, min(id) AS first FROM lead_stages
                      WHERE organization_id IN (\(organization), \(others)) GROUP BY 1) s,
                     generate_series(\(part * 2_000 + 1)::integer, \(part * 2_000 + 2_000)::integer) n, LATERAL (SELECT to_timestamp(1795000000 - n * 60) AS t) x
                """)
        }
        try await site.database.superuser.execute(
            """
            UPDATE lead_scores s SET score = CASE WHEN x.n % 500 = 0 THEN 100 ELSE x.n % 100 END
            FROM (SELECT organization_id, id, split_part(email, '@', 1)::integer AS n FROM leads
                  WHERE email LIKE '%@mail.example' AND organization_id IN (\(organization), \(others))) x
            WHERE s.organization_id = x.organization_id AND s.lead_id = x.id
            """)
        try await site.database.superuser.execute("ANALYZE leads, lead_scores")
    }
}
