@testable import App
import Forms
import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

/// A salesperson's activities through the pages, without JavaScript.
struct ActivityPagesTests {
    /// A site with a lead of a rep who is signed in.
    private struct Desk {
        let site: TestSite
        let rep: Scope<WorkLeads>
        let browser: TestSupport.Browser
        let lead: Lead.ID

        init(as role: Role = .rep) async throws {
            site = try await TestSite()
            rep = try await site.leadScope(WorkLeads.self, as: role)
            browser = try await site.browser(of: rep.person)
            lead = try await site.addLead(LeadForm(company: "Меблі <Карпат>", assignee: rep.person), by: rep)
        }

        var new: String { ActivityForms.newOfLead(in: site.organizationPublicID, lead) }
        var list: String { ParentActivities.ofLead(in: site.organizationPublicID, lead) }
        var day: String { Activities.day(in: site.organizationPublicID) }

        func all() async throws -> [ActivityRecord] {
            try await site.store.activities(with: .lead(lead), cursor: nil, size: 50, rep).page.rows
        }

        /// Puts the session's person into a zone.
        func plan(_ title: String, due: String) async throws -> ActivityRecord {
            #expect(
                await browser.post(new, ["type": "call", "title": title, "due_at": due, "version": "0"]).status
                    == .seeOther)
            return try #require(try await all().first { $0.title == title })
        }
    }

    @Test func `a call is planned by the reader's clock, stands in their day and is completed with the next step`()
        async throws
    {
        let desk = try await Desk()
        let page = await desk.browser.get(desk.new)
        #expect(page.status == .ok && page.text.contains("type=\"datetime-local\""))
        #expect(!page.text.contains("name=\"assigned_to\""), "a rep gives to nobody else")
        let call = try await desk.plan("Call about shelves", due: "2026-11-19T18:00")
        // The organization's zone is Kyiv's.
        #expect(call.dueAt == Instant("2026-11-19T16:00:00Z"))
        let day = await desk.browser.get(desk.day).text
        #expect(
            day.contains("Call about shelves") && day.contains("Меблі &lt;Карпат&gt;")
                && day.contains("id=\"part-today\""))
        #expect(!day.contains("id=\"part-overdue\""))
        desk.site.clock.advance(seconds: 4 * 3_600)
        let late = await desk.browser.get(desk.day).text
        #expect(late.contains("id=\"part-overdue\"") && late.contains("Overdue by 1"))
        let complete = ActivityActs.complete(in: desk.site.organizationPublicID, call.id)
        let form = try #require(PageForm(in: await desk.browser.get(desk.day), to: complete))
        var fields = form.fields.filter { !$0.key.hasPrefix("next.") }
        fields += [
            ("result", "They want 40"), ("next.type", "meeting"), ("next.title", "Show samples"),
            ("next.due_at", "2026-11-23T10:00"),
        ]
        let answer = await desk.browser.submit(complete, fields)
        #expect(answer.status == .seeOther && answer.headers["location"] == desk.day)
        let after = await desk.browser.get(desk.day).text
        #expect(after.contains("the next step is planned") && after.contains("Show samples"))
        #expect(!after.contains("Call about shelves"))
        let rows = try await desk.all()
        #expect(rows.first { $0.title == "Show samples" }?.dueAt == Instant("2026-11-23T08:00:00Z"))
        #expect(rows.first { $0.id == call.id }?.result == "They want 40")
        // The same form sent again plans nothing again and says why.
        let again = await desk.browser.submit(complete, fields)
        #expect(again.status == .seeOther)
        #expect(await desk.browser.get(desk.day).text.contains("completed or skipped it before"))
        #expect(try await desk.all().count == 2)
    }

    @Test func `what makes no sense comes back as typed, with what is wrong beside it`() async throws {
        let desk = try await Desk()
        let answer = await desk.browser.post(
            desk.new,
            ["type": "visit", "title": "", "due_at": "soon", "notes": "kept <notes>", "done": "on", "version": "0"])
        #expect(answer.status == .unprocessable && answer.text.contains("kept &lt;notes&gt;"))
        #expect(answer.text.contains("id=\"due_at-error\"") && answer.text.contains("id=\"title-error\""))
        #expect(answer.text.contains("value=\"soon\"") && answer.text.contains("name=\"done\" checked"))
        #expect(try await desk.all().isEmpty)
        let call = try await desk.plan("Call", due: "2026-11-20T10:00")
        let complete = ActivityActs.complete(in: desk.site.organizationPublicID, call.id)
        let wrong = await desk.browser.post(
            complete, ["result": "said <this>", "next.type": "call", "next.due_at": "2026-11-21T10:00", "back": "day"])
        #expect(wrong.status == .unprocessable && wrong.text.contains("said &lt;this&gt;"))
        #expect(wrong.text.contains("id=\"next.title-error\"") && wrong.text.contains("value=\"2026-11-21T10:00\""))
        #expect(wrong.text.contains("name=\"back\" value=\"day\""))
        #expect(try await desk.all().map(\.state) == [.scheduled], "neither half is done")
    }

    @Test func `one is changed, begun, left out, opened again and deleted, each told`() async throws {
        let desk = try await Desk()
        let call = try await desk.plan("Call", due: "2026-11-20T10:00")
        let id = desk.site.organizationPublicID, path = ActivityForms.activity(in: id, call.id)
        let form = try #require(PageForm(in: await desk.browser.get(path), to: path))
        #expect(form.fields.contains { $0 == ("due_at", "2026-11-20T10:00") })
        #expect(await desk.browser.submit(path, form.with("title", "Ring")).status == .seeOther)
        let stale = await desk.browser.submit(path, form.with("title", "Phone"))
        #expect(stale.status == .conflict && stale.text.contains("value=\"Phone\""))
        #expect(stale.text.contains("name=\"version\" value=\"2\""), "sending it again is a choice")
        for (act, state, words) in [
            (ActivityActs.start, ActivityState.inProgress, "Activity started"),
            (ActivityActs.skip, .skipped, "Activity skipped"),
            (ActivityActs.skip, .skipped, "completed or skipped it before"),
            (ActivityActs.reopen, .scheduled, "Activity reopened"),
        ] {
            let answer = await desk.browser.post(act(in: id, call.id))
            #expect(answer.status == .seeOther && answer.headers["location"] == desk.list)
            #expect(await desk.browser.get(desk.list).text.contains(words))
            #expect(try await desk.all().first?.state == state)
        }
        let delete = ActivityActs.delete(in: id, call.id)
        #expect(await desk.browser.get(delete).text.contains("Delete “Ring”?"))
        #expect(await desk.browser.post(delete).status == .seeOther)
        #expect(try await desk.all().isEmpty)
        #expect(await desk.browser.get(path).status == .notFound)
        let events = try await desk.site.store.auditEntries(desk.rep).map(\.event)
        #expect(
            events.prefix(5) == [
                .activityDeleted, .activityReopened, .activitySkipped, .activityStarted, .activityChanged,
            ])
    }

    @Test func `what is done already is logged in one go, a note needs no time`() async throws {
        let desk = try await Desk()
        let fields: KeyValuePairs = [
            "type": "call", "title": "Called", "due_at": "2026-11-18T11:00", "done": "on", "result": "Busy",
            "version": "0",
        ]
        #expect(await desk.browser.post(desk.new, fields).status == .seeOther)
        let list = await desk.browser.get(desk.list).text
        #expect(list.contains("Activity logged") && list.contains("Busy") && list.contains(">Completed<"))
        #expect(
            await desk.browser.post(desk.new, ["type": "note", "title": "Pays late", "version": "0"]).status
                == .seeOther)
        let rows = try await desk.all()
        #expect(rows.allSatisfy { $0.state == .completed })
        #expect(rows.first { $0.title == "Called" }?.endedAt == Instant("2026-11-18T09:00:00Z"))
    }

    @Test func `a manager sees whose activities are due and gives them to those who see the lead`() async throws {
        let desk = try await Desk(as: .manager)
        let rep = try await desk.site.leadScope(WorkLeads.self, as: .rep)
        let path = desk.new
        #expect(await desk.browser.get(path).text.contains("name=\"assigned_to\""))
        let fields = [
            ("type", "call"), ("title", "Call"), ("due_at", "2026-11-20T10:00"), ("version", "0"),
            ("assigned_to", rep.person.text),
        ]
        let refused = await desk.browser.submit(path, fields)
        #expect(refused.status == .unprocessable && refused.text.contains("id=\"assigned_to-error\""))
        let free = try await desk.site.addLead(LeadForm(company: "Free"), by: desk.rep)
        let given = ActivityForms.newOfLead(in: desk.site.organizationPublicID, free)
        #expect(await desk.browser.submit(given, fields).status == .seeOther)
        let soon = Activities.soon(in: desk.site.organizationPublicID)
        let page = await desk.browser.get(soon).text
        let owner = "\(soon)?owner=\(rep.person.text)"
        #expect(page.contains("href=\"\(owner)\">1</a>") && page.contains("Free"))
        #expect(await desk.browser.get(owner).text.contains("Free"))
        let theirs = try await desk.site.browser(of: rep.person)
        let own = await theirs.get(soon).text
        #expect(own.contains("Free") && !own.contains("class=\"stats\""))
        let viewer = try await desk.site.signIn(as: .viewer)
        let read = await viewer.get(soon).text
        #expect(read.contains("Free") && !read.contains("/complete"), "a viewer reads")
    }

    @Test func `a long day is shown part by part, each with its own pages`() async throws {
        let desk = try await Desk()
        for number in 0..<52 {
            _ = try await desk.site.addActivity(
                ActivityForm(
                    type: .task, title: "Task \(number)",
                    dueAt: desk.site.clock.now.advanced(seconds: -100_000 + number * 60)), with: desk.lead, by: desk.rep
            )
        }
        let day = await desk.browser.get(desk.day).text
        #expect(day.contains("<span class=\"badge\">20+</span>") && day.contains("\(desk.day)?show=overdue"))
        let part = await desk.browser.get(desk.day + "?show=overdue").text
        #expect(part.contains("Task 49") && !part.contains("Task 50"))
        let next = try #require(part.firstMatch(of: /<a href="([^"]*)" rel="next">/)).1.replacing("&amp;", with: "&")
        let rest = await desk.browser.get(String(next)).text
        #expect(rest.contains("Task 51") && !rest.contains("Task 49") && rest.contains("rel=\"prev\""))
        #expect(await desk.browser.get(desk.day + "?show=<x>&after=x.y").status == .ok)
    }
}
