@testable import App
import Forms
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// The week as a page, and as other programs read it under a secret address.
struct CalendarPagesTests {
    private struct Desk {
        let site: TestSite
        let rep: Scope<WorkLeads>
        let browser: TestSupport.Browser
        let lead: Lead.ID

        init() async throws {
            site = try await TestSite()
            rep = try await site.leadScope(WorkLeads.self, as: .rep)
            browser = try await site.browser(of: rep.person)
            lead = try await site.addLead(LeadForm(company: "Меблі, Карпат"), by: rep)
        }

        func add(_ title: String, days: Int, minutes: Int? = nil, isDone: Bool = false) async throws {
            _ = try await site.addActivity(
                ActivityForm(
                    type: .meeting, title: title, dueAt: site.clock.now.advanced(seconds: days * 86_400),
                    minutes: minutes, isDone: isDone), with: lead, by: rep)
        }

        /// The secret path that the page shows once.
        func makeFeed() async throws -> String {
            let page = await browser.post(CalendarFeeds.page(in: site.organizationPublicID))
            #expect(page.status == .created)
            let found = try #require(page.text.firstMatch(of: /value="[^"]*(\/calendar\/[A-Za-z0-9_-]{43})"/))
            return String(found.1)
        }

        func read(_ path: String) async -> Response {
            await TestSupport.Browser.visitor(at: site.site).get(path)
        }
    }

    @Test func `a week has its days, leads to the weeks beside it, and shows one day on a phone`() async throws {
        let desk = try await Desk()
        try await desk.add("Thursday", days: 0, minutes: 60)
        try await desk.add("Saturday", days: 2)
        try await desk.add("Seven days on", days: 7)
        let path = WeekPages.page(in: desk.site.organizationPublicID)
        let page = await desk.browser.get(path).text
        #expect(page.contains("2026-W47") && page.contains("Thursday") && page.contains("Saturday"))
        #expect(!page.contains("Seven days on") && page.contains("week=2026-W46") && page.contains("week=2026-W48"))
        #expect(page.matches(of: /class="day chosen" aria-labelledby="day-3"/).count == 1, "today is chosen")
        let next = await desk.browser.get(path + "?week=2026-W48&day=7").text
        #expect(next.contains("Seven days on") && next.contains("class=\"day chosen\" aria-labelledby=\"day-6\""))
        let odd = await desk.browser.get(path + "?week=2026-W77&day=9")
        #expect(odd.status == .ok && odd.text.contains("2026-W47") && odd.text.contains("class=\"notice near\""))
    }

    @Test func `the feed is read by whoever knows its address, until it is replaced or ended`() async throws {
        let desk = try await Desk()
        try await desk.add("Show; samples", days: 2, minutes: 45)
        try await desk.add("Long ago", days: -31, isDone: true)
        try await desk.add("Done", days: -29, isDone: true)
        try await desk.add("Far", days: 91)
        let other = try await desk.site.leadScope(WorkLeads.self, as: .manager)
        _ = try await desk.site.addActivity(
            ActivityForm(type: .call, title: "Another's", dueAt: desk.site.clock.now), with: desk.lead, by: other)
        let path = try await desk.makeFeed()
        let answer = await desk.read(path)
        #expect(answer.status == .ok && answer.headers["content-type"] == "text/calendar; charset=utf-8")
        #expect(answer.headers["referrer-policy"] == "no-referrer" && answer.headers["set-cookie"] == nil)
        let text = answer.text.replacing("\r\n ", with: "")
        #expect(
            text.contains("SUMMARY:Meeting: Show\\; samples (Меблі\\, Карпат)\r\n") && text.contains("DURATION:PT45M"))
        #expect(text.contains("DTSTART:20261121T134000Z") && text.contains("✓ Meeting: Done"))
        #expect(!text.contains("Long ago") && !text.contains("Far") && !text.contains("Another's"))
        #expect(text.matches(of: /BEGIN:VEVENT/).count == 2)
        let page = CalendarFeeds.page(in: desk.site.organizationPublicID)
        #expect(!(await desk.browser.get(page).text.contains(path)), "shown once")
        let second = try await desk.makeFeed()
        #expect(await desk.read(path).status == .notFound)
        #expect(await desk.read(second).status == .ok)
        let end = CalendarFeeds.end(in: desk.site.organizationPublicID)
        #expect(await desk.browser.get(end).status == .ok)
        #expect(await desk.browser.post(end).status == .seeOther)
        #expect(await desk.read(second).status == .notFound)
        #expect(await desk.read("/calendar/x").status == .notFound)
        let events = try await desk.site.store.auditEntries(desk.rep).map(\.event)
        #expect(events.filter { $0 == .calendarFeedMade }.count == 2 && events.first == .calendarFeedEnded)
        #expect(!desk.site.log.lines.contains { $0.contains(path) })
    }

    @Test func `a feed shows what its member may see at that moment, and nothing to one who left`() async throws {
        let desk = try await Desk()
        try await desk.add("Meeting", days: 1)
        let path = try await desk.makeFeed()
        #expect(await desk.read(path).text.contains("BEGIN:VEVENT"))
        let manager = try await desk.site.leadScope(WorkLeads.self, as: .manager)
        try await desk.site.store.assignLead(desk.lead, to: manager.person, by: manager, at: desk.site.clock.now)
        let after = await desk.read(path)
        #expect(after.status == .ok && !after.text.contains("BEGIN:VEVENT"))
        let person = desk.rep.person
        try await desk.site.database.superuser.execute(
            "UPDATE memberships SET is_active = false WHERE person_id = \(person)")
        #expect(await desk.read(path).status == .notFound)
    }

    @Test func `the table of ageing flags what is older than was asked for`() async throws {
        let desk = try await Desk()
        try await desk.add("Call", days: -10, isDone: true)
        let path = FollowUpPages.page(in: desk.site.organizationPublicID)
        let page = await desk.browser.get(path)
        #expect(page.status == .ok && page.text.contains("10 days") && !page.text.contains("class=\"sla over\""))
        let strict = await desk.browser.get(path + "?days=7").text
        #expect(strict.contains("class=\"sla over\""))
        #expect(await desk.browser.get(path + "?days=8").text.contains("class=\"notice near\""))
        let viewer = try await desk.site.signIn(as: .viewer)
        #expect(!(await viewer.get(path).text.contains("/activities/new")))
    }
}
