import Models
import Postgres
import Store
import TestSupport
import Testing

/// What becomes due is told to whoever does it, once.
struct ReminderTests {
    private static func told(_ person: Person.ID, _ site: TestSite) async throws -> [String] {
        try await site.store.notices(
            of: PersonScope(person: person, isOperator: false), isUnreadOnly: false, at: site.clock.now
        ).rows.map { $0.notice.arguments["title"] ?? "" }.sorted()
    }

    private static func remind(_ site: TestSite) async throws {
        let scope = OrganizationScope(organization: site.organization, task: .reminders)
        while try await site.store.remind(scope, at: site.clock.now) {}
        try await site.store.planReminder(scope, at: site.clock.now)
    }

    /// When the organization's next round is asked for, by its job.
    private static func planned(_ site: TestSite) async throws -> Instant? {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT run_at FROM jobs WHERE organization_id = \(organization) AND kind = 'remind_activities'",
            as: Instant.self)
    }

    @Test func `each is told once when its time has come, and again only for another time`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        let lead = try await site.addLead(LeadForm(company: "Dnister"), by: rep)
        let due = site.clock.now.advanced(seconds: 600)
        let later = try await site.addActivity(
            ActivityForm(type: .call, title: "later", dueAt: due.advanced(seconds: 600)), with: lead, by: rep)
        _ = try await site.addActivity(ActivityForm(type: .call, title: "soon", dueAt: due), with: lead, by: rep)
        for form in [
            ActivityForm(type: .call, title: "undated"),
            ActivityForm(type: .call, title: "old", dueAt: due.advanced(seconds: -100_000)),
            ActivityForm(type: .call, title: "done", dueAt: due.advanced(seconds: -10), isDone: true),
        ] { _ = try await site.addActivity(form, with: lead, by: rep) }
        #expect(try await Self.planned(site) != nil)
        try await Self.remind(site)
        #expect(try await Self.told(rep.person, site) == [])
        site.clock.advance(seconds: 600)
        for _ in 0..<3 { try await Self.remind(site) }
        #expect(try await Self.told(rep.person, site) == ["soon"])
        #expect(try await Self.told(other.person, site) == [])
        // Put off before it came: nothing is told at its first time.
        let record = try #require(try await site.store.activity(later, rep)).form
        let moved = ActivityForm(
            type: .call, title: "later", dueAt: due.advanced(seconds: 7_200), version: record.version)
        try await site.store.changeActivity(later, moved, by: rep, at: site.clock.now)
        site.clock.advance(seconds: 1_200)
        try await Self.remind(site)
        #expect(try await Self.told(rep.person, site) == ["soon"])
        site.clock.advance(seconds: 6_000)
        try await Self.remind(site)
        #expect(try await Self.told(rep.person, site) == ["later", "soon"])
    }

    @Test func `whoever no longer sees the lead is not told of it`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        let lead = try await site.addLead(LeadForm(company: "Secret"), by: manager)
        let due = site.clock.now.advanced(seconds: 60)
        for person in [rep.person, manager.person] {
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: "Call", dueAt: due, assignee: person), with: lead, by: manager)
        }
        try await site.store.assignLead(lead, to: other.person, by: manager, at: site.clock.now)
        site.clock.advance(seconds: 61)
        try await Self.remind(site)
        #expect(try await Self.told(rep.person, site) == [])
        #expect(try await Self.told(manager.person, site) == ["Call"])
        // Another organization's round finds nothing of it.
        let stranger = try await TestSite()
        try await Self.remind(stranger)
        #expect(try await Self.told(manager.person, site).count == 1)
    }

    @Test func `two rounds at once tell everything once`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        for number in 0..<120 {
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: "\(number)", dueAt: site.clock.now), with: lead, by: rep)
        }
        site.clock.advance(seconds: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await Self.remind(site) } }
            try await group.waitForAll()
        }
        try await Self.remind(site)
        let organization = site.organization
        let counts = try await site.database.superuser.values(
            "SELECT count(*) FROM notifications WHERE organization_id = \(organization) GROUP BY arguments->>'title'",
            as: Int.self)
        #expect(counts.count == 120 && counts.allSatisfy { $0 == 1 })
    }
}
