import Foundation
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The pages of those who look after the queue.
struct OperatorJobsTests {
    @Test func `every kind of job there is has a name for people`() async throws {
        let kinds = SiteJobs.handlers(try await TestSite().services).keys
        #expect(kinds.count > 10)
        #expect(kinds.filter { JobName($0).text == nil }.sorted() == [])
    }

    private let world: Timekeeping
    private let runner: TestSupport.Browser
    private let admin: TestSupport.Browser

    init() async throws {
        world = try await Timekeeping()
        runner = try await world.site.browser(of: try await world.runner())
        admin = try await world.site.signIn(as: .admin)
    }

    @discardableResult
    private func bury(_ kind: String, _ reason: String, of organization: Organization.ID?) async throws -> Int {
        try await world.database.superuser.value(
            """
            INSERT INTO dead_jobs (job_id, organization_id, kind, payload, key, priority, max_attempts, attempts, reason, created_at)
            VALUES (1, \(organization), \(kind), '{"secret": "hush"}', gen_random_uuid()::text, 100, 6, 6, \(reason), now())
            RETURNING id
            """, readOnly: false) ?? 0
    }

    private func dead() async throws -> Int {
        try await world.database.superuser.value("SELECT count(*) FROM dead_jobs") ?? -1
    }

    @Test func `the schedule shows its next and last runs, and a task can be run now`() async throws {
        let scheduler = Scheduler(world.site.services)
        let early = await runner.post("/operator/jobs/schedule/tidy_queue/run")
        #expect(early.status == .seeOther)
        #expect(try await world.queued() == 0)
        #expect(await runner.get("/operator/jobs").text.contains("not done anywhere yet"))
        try await scheduler.count()
        #expect(await runner.post("/operator/jobs/schedule/tidy_queue/run").status == .seeOther)
        #expect(try await scheduler.beginDue() == 1)
        var page = await runner.get("/operator/jobs").text
        #expect(page.contains("every day at 02:40, UTC <small class=\"mono muted nowrap\">40 2 * * *</small>"))
        #expect(page.contains("every day at 04:10, by each project’s clock") && page.contains("every minute<"))
        #expect(page.contains("every hour at 25 minutes past") && page.contains("Under way"))
        try await world.work(SiteJobs.handlers(world.site.services))
        page = await runner.get("/operator/jobs").text
        #expect(page.contains("Done") && !page.contains("Under way"))
        #expect(await runner.post("/operator/jobs/schedule/nothing/run").status == .notFound)
        #expect(world.site.log.lines.contains { $0.contains("task_hastened") && $0.contains("tidy_queue") })
        try await world.end()
    }

    @Test func `a dead job is tried again or discarded after a question, and the organization's log says by whom`()
        async throws
    {
        let organization = world.site.organization
        let first = try await bury("refresh_statuses", "the CRM\nanswered <b>: \u{7}unauthorized", of: organization)
        let second = try await bury("odd_kind", "no", of: nil)
        let page = await runner.get("/operator/jobs").text
        #expect(page.contains("Refresh statuses") && page.contains("odd_kind") && page.contains("Dubok"))
        #expect(page.contains("the CRM answered &lt;b&gt;: unauthorized") && !page.contains("hush"))
        #expect(await runner.post("/operator/jobs/dead/\(first)/replay").status == .seeOther)
        #expect(try await world.queued() == 1)
        let entry = try #require(try await world.site.store.auditEntries(world.site.system).first)
        #expect(entry.event == .jobReplayed && entry.person == runner.person && entry.targetID == "\(first)")
        let question = await runner.get("/operator/jobs/dead/\(second)/discard")
        #expect(question.status == .ok && question.text.contains("Discard this job?"))
        #expect(try await dead() == 1)
        #expect(await runner.post("/operator/jobs/dead/\(second)/discard").status == .seeOther)
        #expect(try await dead() == 0)
        for id in [first, second] {
            #expect(await runner.post("/operator/jobs/dead/\(id)/replay").status == .notFound)
            #expect(await runner.get("/operator/jobs/dead/\(id)/discard").status == .notFound)
        }
        try await world.end()
    }

    @Test func `all dead jobs of a kind are tried again at once, of every organization`() async throws {
        let other = try await TestSite(database: world.database)
        for organization in [world.site.organization, other.organization, nil] {
            for _ in 0..<3 { try await bury("bulk", "no", of: organization) }
        }
        try await bury("another", "no", of: other.organization)
        let page = await runner.get("/operator/jobs?kind=bulk").text
        #expect(page.contains("Try all of these again") && page.ranges(of: "/discard\"").count == 9)
        let answer = await runner.post("/operator/jobs/dead/replay", ["kind": "bulk"])
        #expect(answer.status == .seeOther)
        #expect(try await dead() == 1)
        #expect(try await world.queued() == 9)
        #expect(await runner.get("/operator/jobs").text.contains("9 jobs are in the queue again."))
        for site in [world.site, other] {
            let entries = try await site.store.auditEntries(site.system).filter { $0.event == .jobReplayed }
            #expect(entries.count == 1 && entries[0].before?.contains("\"count\": \"3\"") == true)
        }
        try await world.end()
    }

    @Test func `the list goes on page by page`() async throws {
        for number in 0..<120 { try await bury(number.isMultiple(of: 2) ? "even" : "odd", "no", of: nil) }
        for (path, count) in [("/operator/jobs", 120), ("/operator/jobs?kind=odd", 60)] {
            var next: String? = path
            var seen: [String] = []
            while let here = next {
                let page = await runner.get(here).text
                seen += page.matches(of: /jobs\/dead\/(\d+)\/discard/).map { String($0.1) }
                next = page.firstMatch(of: /<a href="([^"]*)" rel="next"/).map {
                    String($0.1).replacing("&amp;", with: "&")
                }
            }
            #expect(seen.count == count && Set(seen).count == count, "\(path)")
        }
        try await world.end()
    }

    @Test func `an administrator sees and ends the organization's own dead jobs alone`() async throws {
        let other = try await TestSite(database: world.database)
        let own = try await bury("refresh_statuses", "no", of: world.site.organization)
        let second = try await bury("refresh_statuses", "no", of: world.site.organization)
        let foreign = try await bury("foreign_kind", "no", of: other.organization)
        try await bury("installation_kind", "no", of: nil)
        let path = "/o/\(world.site.organizationPublicID.rawValue)/settings/jobs"
        let page = await admin.get(path).text
        #expect(page.contains("Refresh statuses"))
        #expect(!page.contains("foreign_kind") && !page.contains("installation_kind") && !page.contains("hush"))
        #expect(await admin.post("\(path)/\(foreign)/replay").status == .notFound)
        #expect(await admin.post("\(path)/\(foreign)/discard").status == .notFound)
        #expect(await admin.post("\(path)/\(own)/replay").status == .seeOther)
        #expect(await admin.get("\(path)/\(second)/discard").text.contains("Discard this job?"))
        #expect(await admin.post("\(path)/\(second)/discard").status == .seeOther)
        #expect(try await dead() == 2)
        #expect(try await world.queued() == 1)
        let events = try await world.site.store.auditEntries(world.site.system).prefix(2).map(\.event)
        #expect(events == [.jobDiscarded, .jobReplayed])
        #expect(await admin.get(path).text.contains("Nothing failed"))
        #expect(await admin.get("/operator/jobs").status == .notFound)
        try await world.end()
    }
}
