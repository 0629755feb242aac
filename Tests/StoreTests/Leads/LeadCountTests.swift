import Foundation
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The counters behind the cards: kept by the database itself, whoever writes.
struct LeadCountTests {
    /// Stage, assignee and number, from the counters or counted anew.
    private static func counts(_ site: TestSite, anew: Bool) async throws -> [String] {
        let organization = site.organization
        let source: SQL =
            anew
            ? """
            SELECT stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000') AS assigned_to, count(*) AS n
            FROM leads WHERE organization_id = \(organization) AND deleted_at IS NULL GROUP BY 1, 2
            """
            : """
            SELECT stage_id, assigned_to, sum(n) AS n FROM lead_counts WHERE organization_id = \(organization)
            GROUP BY 1, 2 HAVING sum(n) <> 0
            """
        return try await site.database.superuser.values(
            "SELECT concat_ws(' ', stage_id, assigned_to, n) FROM (\(source)) x ORDER BY 1", as: String.self)
    }

    private static func expectEqual(_ site: TestSite) async throws {
        let counted = try await counts(site, anew: true), kept = try await counts(site, anew: false)
        #expect(counted == kept)
        let summed = try await sums(site, anew: true), held = try await sums(site, anew: false)
        #expect(summed == held)
    }

    /// Stage, assignee, currency and hundredths, from the sums or summed anew.
    private static func sums(_ site: TestSite, anew: Bool) async throws -> [String] {
        let organization = site.organization
        let source: SQL =
            anew
            ? """
            SELECT stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000') AS assigned_to, currency,
                   sum(value_minor) AS minor
            FROM leads WHERE organization_id = \(organization) AND deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3
            """
            : """
            SELECT stage_id, assigned_to, currency, sum(minor) AS minor FROM lead_sums
            WHERE organization_id = \(organization) GROUP BY 1, 2, 3 HAVING sum(minor) <> 0
            """
        return try await site.database.superuser.values(
            "SELECT concat_ws(' ', stage_id, assigned_to, currency, minor) FROM (\(source)) x ORDER BY 1",
            as: String.self)
    }

    @Test(.timeLimit(.minutes(5)))
    func `after random writes over many connections they equal a recount`() async throws {
        // Longer for a proof: bin/prove counters.
        let end =
            ContinuousClock.now
            + .seconds(ProcessInfo.processInfo.environment["TAKT_SECONDS"].flatMap(Double.init) ?? 0)
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let people = [
            try await site.leadScope(WorkLeads.self, as: .rep).person,
            try await site.leadScope(WorkLeads.self, as: .rep).person,
        ]
        let stages = try await site.store.leadStages(manager.other(ViewLeads.self)).map(\.id)
        let reason = try await site.store.refusalReasons(manager).first?.id
        let delete = try manager.other(DeleteLeads.self)
        let acts = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 1...8 {
                group.addTask {
                    var seed = UInt64(worker) &* 7_919
                    func dice(_ below: Int) -> Int {
                        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return Int(seed >> 33) % below
                    }
                    var own: [Lead.ID] = []
                    var step = 0
                    while step < 40 || ContinuousClock.now < end {
                        step += 1
                        switch own.isEmpty ? 0 : dice(5) {
                        case 0, 1:
                            let assignee = dice(3) == 0 ? nil : people[dice(2)]
                            own.append(
                                try await site.addLead(
                                    LeadForm(
                                        company: "\(worker) \(step)",
                                        project: dice(3) == 0 ? site.projectPublicID : nil,
                                        stage: stages[dice(6)], assignee: assignee,
                                        value: dice(3) == 0
                                            ? nil
                                            : LeadValue(
                                                minor: dice(1_000_000), currency: LeadValue.Currency.allCases[dice(3)])),
                                    by: manager))
                        case 2:
                            try await site.store.moveLead(
                                own[dice(own.count)], to: stages[dice(6)], because: reason, by: manager,
                                at: site.clock.now)
                        case 3:
                            try await site.store.assignLead(
                                own[dice(own.count)], to: dice(3) == 0 ? nil : people[dice(2)], by: manager,
                                at: site.clock.now)
                        default:
                            let entry = try await site.store.deleteLead(
                                own.remove(at: dice(own.count)), by: delete, at: site.clock.now)
                            let undoing = try await site.store.undoing(entry, manager.other(SeeOrganization.self))
                            if dice(2) == 0, let undoing {
                                _ = try await site.store.restoreLead(undoing.entry, by: delete, at: site.clock.now)
                            }
                        }
                    }
                    return step
                }
            }
            return try await group.reduce(0, +)
        }
        print("counters: \(acts) acts")
        let counted = try await Self.counts(site, anew: true)
        #expect(!counted.isEmpty)
        #expect(try await Self.counts(site, anew: false) == counted)
        let summed = try await Self.sums(site, anew: true)
        #expect(!summed.isEmpty)
        #expect(try await Self.sums(site, anew: false) == summed)
        let figures = try await site.store.leadFigures(manager.other(ViewLeads.self))
        let total = try await site.store.leads(LeadFilter(), from: nil, to: nil, manager.other(ViewLeads.self)).total
        #expect(figures.total == total)
    }

    @Test func `many rows in one statement count as well, and so does what is removed for good`() async throws {
        let site = try await TestSite()
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO leads
                (organization_id, id, company, stage_id, stage_since, source, value_minor, currency, created_at, changed_at)
            SELECT s.organization_id, gen_random_uuid(), 'Lead ' || n, s.id, now(), 'import', n, 'EUR', now(), now()
            FROM lead_stages s, generate_series(1, 50) n WHERE s.organization_id = \(organization)
            """)
        try await site.database.superuser.execute(
            """
            UPDATE leads SET stage_id = (SELECT min(id) FROM lead_stages WHERE organization_id = \(organization)),
                deleted_at = CASE WHEN company < 'Lead 3' THEN now() END
            WHERE organization_id = \(organization)
            """)
        try await Self.expectEqual(site)
        try await site.database.superuser.execute(
            "DELETE FROM leads WHERE organization_id = \(organization) AND company > 'Lead 2'")
        try await Self.expectEqual(site)
        let scope = try await site.leadScope(ViewLeads.self, as: .viewer)
        #expect(try await site.store.leadFigures(scope).total == 0)
    }
}
