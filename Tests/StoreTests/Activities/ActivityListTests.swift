import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// A person's day, what is due soon and what was done with a lead, page by page.
struct ActivityListTests {
    @Test func `a day has what is late, today's, the next seven days' and what has no time`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        let bounds = DayBounds(now: site.clock.now, in: .utc)
        #expect(bounds.today == Instant("2026-11-20T00:00:00Z") && bounds.week == Instant("2026-11-27T00:00:00Z"))
        let times: [(String, String?)] = [
            ("late", "2026-11-19T13:39:59Z"), ("now", "2026-11-19T13:40:00Z"), ("tonight", "2026-11-19T23:59:59Z"),
            ("tomorrow", "2026-11-20T00:00:00Z"), ("seventh", "2026-11-26T23:59:00Z"),
            ("eighth", "2026-11-27T00:00:00Z"), ("some time", nil),
        ]
        for (title, time) in times {
            let due = time.flatMap { Instant($0) }
            _ = try await site.addActivity(ActivityForm(type: .task, title: title, dueAt: due), with: lead, by: rep)
        }
        _ = try await site.addActivity(
            ActivityForm(type: .task, title: "done", dueAt: bounds.now, isDone: true), with: lead, by: rep)
        let other = try await site.leadScope(WorkLeads.self, as: .manager)
        _ = try await site.addActivity(
            ActivityForm(type: .task, title: "another's", dueAt: bounds.now), with: lead, by: other)
        let day = try await site.store.day(bounds, size: 10, view)
        #expect(
            day.mapValues { $0.rows.map(\.title) } == [
                .overdue: ["late"], .today: ["now", "tonight"], .week: ["tomorrow", "seventh"],
                .undated: ["some time"],
            ])
    }

    @Test(arguments: DayPart.allCases)
    func `every part of a day is read page by page, there and back`(part: DayPart) async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        let bounds = DayBounds(now: site.clock.now, in: .utc)
        for number in 0..<11 {
            // Several at the same moment: the id decides.
            let step = number / 2 * 60
            let due: Instant? =
                switch part {
                case .overdue: bounds.now.advanced(seconds: -7_200 + step)
                case .today: bounds.now.advanced(seconds: step)
                case .week: bounds.today.advanced(seconds: step)
                case .undated: nil
                }
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: "\(number)", dueAt: due), with: lead, by: rep)
        }
        func page(_ cursor: ActivityCursor?) async throws -> ActivityRecords {
            try await site.store.day(part, bounds, cursor: cursor, size: 4, view)
        }
        var pages = [try await page(nil)]
        while let last = pages.last, last.hasNext, let row = last.rows.last {
            pages.append(try await page(ActivityCursor(key: row.dueAt, id: row.id, isBackward: false)))
        }
        #expect(pages.map(\.rows.count) == [4, 4, 3] && Set(pages.flatMap(\.rows).map(\.id)).count == 11)
        #expect(
            pages.flatMap(\.rows).map(\.dueAt)
                == pages.flatMap(\.rows).map(\.dueAt).sorted { ($0?.second ?? 0) < ($1?.second ?? 0) })
        let row = try #require(pages[2].rows.first)
        let back = try await page(ActivityCursor(key: row.dueAt, id: row.id, isBackward: true))
        #expect(back.rows == pages[1].rows && back.hasPrevious && back.hasNext)
    }

    @Test func `managers see what is due with whom, a rep their own`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let lead = try await site.addLead(LeadForm(company: "A"), by: manager)
        let now = site.clock.now, day = 86_400
        for (title, seconds, person) in [
            ("soon", 60, rep.person), ("tomorrow", day - 1, rep.person), ("later", day, rep.person),
            ("mine", 30, manager.person), ("past", -1, manager.person),
        ] {
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: title, dueAt: now.advanced(seconds: seconds), assignee: person),
                with: lead, by: manager)
        }
        func soon(
            _ scope: Scope<WorkLeads>, _ seconds: Int, owner: Person.ID? = nil
        ) async throws -> ActivityHorizon {
            try await site.store.activities(
                dueFrom: now, to: now.advanced(seconds: seconds), owner: owner, cursor: nil, size: 10,
                scope.other(ViewLeads.self))
        }
        let all = try await soon(manager, day)
        #expect(all.page.rows.map(\.title) == ["mine", "soon", "tomorrow"] && all.total == 3)
        #expect(all.owners?.map(\.count) == [2, 1] && all.owners?.map(\.person) == [rep.person, manager.person])
        #expect(try await soon(manager, 7 * day).page.rows.map(\.title) == ["mine", "soon", "tomorrow", "later"])
        #expect(try await soon(manager, day, owner: rep.person).page.rows.map(\.title) == ["soon", "tomorrow"])
        let own = try await soon(rep, day, owner: manager.person)
        #expect(own.page.rows.map(\.title) == ["soon", "tomorrow"], "whose is not theirs to choose")
    }

    @Test func `what was done with a lead stands there the newest first, page by page`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        for number in 0..<7 {
            if number.isMultiple(of: 2) { site.clock.advance(seconds: 60) }
            _ = try await site.addActivity(ActivityForm(type: .call, title: "\(number)"), with: lead, by: rep)
        }
        func page(_ cursor: ActivityCursor?) async throws -> ActivityRecords {
            try await site.store.activities(with: .lead(lead), cursor: cursor, size: 3, view).page
        }
        let first = try await page(nil)
        let row = try #require(first.rows.last)
        let second = try await page(ActivityCursor(key: row.createdAt, id: row.id, isBackward: false))
        let next = try #require(second.rows.last)
        let third = try await page(ActivityCursor(key: next.createdAt, id: next.id, isBackward: false))
        #expect(Set((first.rows + second.rows + third.rows).map(\.title)).count == 7)
        #expect(first.rows[0].title == "6" && third.rows.map(\.title) == ["0"] || third.rows.map(\.title) == ["1"])
        #expect(!first.hasPrevious && first.hasNext && second.hasPrevious && !third.hasNext)
        let start = try #require(second.rows.first)
        #expect(try await page(ActivityCursor(key: start.createdAt, id: start.id, isBackward: true)).rows == first.rows)
    }
}
