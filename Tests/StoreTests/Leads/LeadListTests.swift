import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The list of leads: who sees what, every filter, every order, and the pages of each.
struct LeadListTests {
    private static func filter(_ query: KeyValuePairs<String, String>) -> LeadFilter { LeadFilter(Input(query)) }

    private static func names(_ query: KeyValuePairs<String, String>, _ site: TestSite, _ scope: Scope<ViewLeads>)
        async throws -> [String]
    {
        let list = try await site.store.leads(filter(query), from: nil, to: nil, scope)
        #expect(list.total == list.rows.count, "\(query)")
        return list.rows.map(\.company)
    }

    @Test func `a rep sees their own and nobody's, others see all; the figures are of the same leads`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep),
            other = try await site.leadScope(WorkLeads.self, as: .rep)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let stages = try await site.store.leadStages(rep.other(ViewLeads.self))
        for (company, assignee, stage) in [
            ("mine", rep.person, 0), ("theirs", other.person, 4), ("nobody's", nil, 0), ("mine too", rep.person, 4),
        ] {
            _ = try await site.addLead(
                LeadForm(company: company, stage: stages[stage].id, assignee: assignee), by: manager)
        }
        let gone = try await site.addLead(LeadForm(company: "gone"), by: manager)
        try await site.store.deleteLead(gone, by: manager.other(DeleteLeads.self), at: site.clock.now)
        let viewer = try await site.leadScope(ViewLeads.self, as: .viewer)
        for scope in [viewer, try manager.other(ViewLeads.self)] {
            let list = try await site.store.leads(LeadFilter(), from: nil, to: nil, scope)
            #expect(Set(list.rows.map(\.company)) == ["mine", "theirs", "nobody's", "mine too"] && list.total == 4)
            #expect(list.figures == LeadFigures(total: 4, new: 2, qualified: 2, unassigned: 1))
            #expect(list.people.map(\.person).contains(other.person))
            #expect(!list.people.map(\.person).contains(viewer.person))
        }
        let list = try await site.store.leads(LeadFilter(), from: nil, to: nil, rep.other(ViewLeads.self))
        #expect(Set(list.rows.map(\.company)) == ["mine", "nobody's", "mine too"] && list.total == 3)
        #expect(list.figures == LeadFigures(total: 3, new: 2, qualified: 1, unassigned: 1))
        #expect(list.people.isEmpty)
        let view = try rep.other(ViewLeads.self)
        #expect(try await Set(Self.names(["assignee": "me"], site, view)) == ["mine", "mine too"])
        #expect(try await Self.names(["assignee": "nobody"], site, view) == ["nobody's"])
        #expect(try await Self.names(["assignee": other.person.text], site, view) == [])
        #expect(try await Self.names(["assignee": other.person.text], site, viewer) == ["theirs"])
        #expect(try await Self.names(["assignee": "me", "stage": "\(stages[4].id)"], site, view) == ["mine too"])
        #expect(try await Self.names(["q": "their"], site, view) == [])
    }

    @Test func `a search finds parts of names, addresses, numbers and people, in any letters`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let contact = LeadForm.Contact(
            id: nil, name: "Світлана Гук", position: nil, phone: nil, email: nil, isPrimary: false)
        for form in [
            LeadForm(
                company: "ТОВ «Меблі Карпат»", email: "Sales@Karpat.ua", phones: ["+380 (67) 310-44-12"],
                inn: "32855961",
                contacts: [contact]),
            LeadForm(company: "Northwind 100%_\\ Interiors"), LeadForm(company: "Ярь", inn: "77"),
        ] {
            _ = try await site.addLead(form, by: rep)
        }
        for term in [
            "меблі", "КАРПАТ", "лі кар", "sales@kar", "2855", "310 44 12",
            "(067) 310-44", "067 310 44 12", "+38067",
            "гук",
        ] {
            #expect(try await Self.names(["q": term], site, view) == ["ТОВ «Меблі Карпат»"], "\(term)")
        }
        for term in ["100%", "%_\\", "WIND"] {
            #expect(try await Self.names(["q": term], site, view) == ["Northwind 100%_\\ Interiors"], "\(term)")
        }
        // Below three characters: beginnings and whole numbers.
        #expect(try await Self.names(["q": "no"], site, view) == ["Northwind 100%_\\ Interiors"])
        #expect(try await Self.names(["q": "я"], site, view) == ["Ярь"])
        #expect(try await Self.names(["q": "sa"], site, view) == ["ТОВ «Меблі Карпат»"])
        #expect(try await Self.names(["q": "77"], site, view) == ["Ярь"])
        for term in ["рь", "wi", "7", "32", "%", "_", "нетакого", "a%s"] {
            #expect(try await Self.names(["q": term], site, view) == [], "\(term)")
        }
    }

    @Test func `a phone is the same number with and without its country, in the search and among doubles`() async throws
    {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        try await site.database.superuser.execute(
            "UPDATE organizations SET country = 'LV' WHERE id = \(site.organization)")
        let lead = try await site.addLead(LeadForm(company: "Rīga", phones: ["21 234 567"]), by: rep)
        for term in ["+371 21234567", "0037121234567", "37121234567", "21234567", "+371 2123", "34567"] {
            #expect(try await Self.names(["q": term], site, view) == ["Rīga"], "\(term)")
        }
        for term in ["+372 21234567", "+371 21234568"] {
            #expect(try await Self.names(["q": term], site, view) == [], "\(term)")
        }
        let error = await #expect(throws: DuplicateLeads.self) {
            _ = try await site.addLead(LeadForm(company: "Other", phones: ["+371 2123-4567"]), by: rep)
        }
        #expect(error?.leads.map(\.id) == [lead])
    }

    @Test func `a search shows the best matches first, page by page, and the leads beside one in that order`()
        async throws
    {
        let site = try await TestSite(), other = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let names = [
            "Old Mydubok", "Meble Dubok Trade", "Dubok Group", "ТОВ «Dubok»", "Dubok Export", "Second Mydubok",
            "Neighbour",
        ]
        for name in names {
            site.clock.advance(seconds: 60)
            _ = try await site.addLead(LeadForm(company: name, notes: "dubok"), by: rep)
        }
        _ = try await other.addLead(
            LeadForm(company: "Dubok"), by: try await other.leadScope(WorkLeads.self, as: .rep))
        let wanted = [
            "ТОВ «Dubok»", "Dubok Export", "Dubok Group", "Meble Dubok Trade", "Second Mydubok", "Old Mydubok",
        ]
        #expect(try await Self.names(["q": "dubok"], site, view) == wanted)
        #expect(try await Self.names(["q": "dubok", "sort": "created"], site, view).first == "Second Mydubok")
        #expect(try await Self.names(["q": "dubok", "sort": "-match"], site, view) == wanted.reversed())
        var filter = LeadFilter(Input(["q": "dubok"]))
        filter.size = 2
        var seen: [LeadSummary] = []
        repeat {
            let page = try await site.store.leads(filter, from: nil, to: nil, view)
            seen += page.rows
            filter.cursor = page.hasNext ? page.rows.last?.cursor(.match, isBackward: false) : nil
        } while filter.cursor != nil
        #expect(seen.map(\.company) == wanted)
        for place in seen.indices {
            let beside = try await site.store.leadNeighbours(of: seen[place], in: filter, from: nil, to: nil, view)
            #expect(beside.previous == (place > 0 ? seen[place - 1].id : nil), "\(place)")
            #expect(beside.next == (place + 1 < seen.count ? seen[place + 1].id : nil), "\(place)")
        }
        filter.cursor = seen[4].cursor(.match, isBackward: true)
        #expect(try await site.store.leads(filter, from: nil, to: nil, view).rows == Array(seen[2..<4]))
    }

    @Test func `where more match than are counted the newest come first`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        _ = try await site.addLead(LeadForm(company: "Many"), by: rep)
        try await site.database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, stage_id, stage_since, source, created_at, changed_at)
            SELECT organization_id, gen_random_uuid(), 'Oh so many ' || n, stage_id, stage_since, source,
                   created_at + n * interval '1 minute', changed_at
            FROM leads, generate_series(1, 1100) n WHERE organization_id = \(site.organization)
            """)
        var filter = LeadFilter(Input(["q": "many"]))
        filter.size = 100
        var seen: [LeadSummary] = []
        repeat {
            let page = try await site.store.leads(filter, from: nil, to: nil, view)
            #expect(page.total == nil)
            seen += page.rows
            filter.cursor = page.hasNext ? page.rows.last?.cursor(.match, isBackward: false) : nil
        } while filter.cursor != nil
        #expect(seen.map(\.company) == (1...1_100).reversed().map { "Oh so many \($0)" } + ["Many"])
        let beside = try await site.store.leadNeighbours(of: seen[500], in: filter, from: nil, to: nil, view)
        #expect(beside.previous == seen[499].id && beside.next == seen[501].id)
        // Of so many of a score the page is read in the order of the list.
        let scored = try await site.store.leads(
            LeadFilter(Input(["score": "0", "size": "100"])), from: nil, to: nil, view)
        #expect(scored.rows.map(\.company) == seen.prefix(100).map(\.company) && scored.total == nil && scored.hasNext)
    }

    @Test func `each filter keeps what it says`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        for (company, segment) in [("a", "Furniture"), ("b", "Hotels"), ("c", "Furniture")] {
            _ = try await site.addLead(LeadForm(company: company, segment: segment), by: rep)
            site.clock.advance(seconds: 86_400)
        }
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            WITH scores AS (
                UPDATE lead_scores s SET score = ascii(l.company) - 90 FROM leads l
                WHERE s.organization_id = \(organization) AND l.organization_id = s.organization_id AND l.id = s.lead_id)
            UPDATE leads SET next_activity_at = CASE company WHEN 'a' THEN created_at END,
                source = CASE company WHEN 'b' THEN 'form' ELSE source END WHERE organization_id = \(organization)
            """)
        #expect(try await Self.names(["segment": "Furniture", "sort": "company"], site, view) == ["a", "c"])
        #expect(try await Self.names(["source": "form"], site, view) == ["b"])
        #expect(try await Self.names(["score": "8"], site, view) == ["c", "b"])
        #expect(try await Self.names(["plan": "none"], site, view) == ["c", "b"])
        let list = try await site.store.leads(
            LeadFilter(), from: site.clock.now.advanced(seconds: -2 * 86_400),
            to: site.clock.now.advanced(seconds: -86_400), view)
        #expect(list.rows.map(\.company) == ["b"] && list.segments == ["Furniture", "Hotels"])
    }

    /// `hasScore`: the same asked with a least score, which every lead has.
    @Test(arguments: LeadFilter.Sort.allCases, [(false, false), (true, false), (false, true), (true, true)])
    func `pages of every order hold every lead once, forwards and back`(
        sort: LeadFilter.Sort, _ asked: (isReversed: Bool, hasScore: Bool)
    ) async throws {
        let isReversed = asked.isReversed
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        for number in 0..<25 {
            _ = try await site.addLead(LeadForm(company: "Є.\(number % 7)"), by: rep)
            if number % 5 == 0 { site.clock.advance(seconds: 1) }
        }
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            WITH scores AS (
                UPDATE lead_scores s SET score = n % 4
                FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM leads WHERE organization_id = \(organization)) x
                WHERE s.organization_id = \(organization) AND s.lead_id = x.id)
            UPDATE leads l SET last_activity_at = CASE WHEN n % 3 > 0 THEN created_at END,
                next_activity_at = CASE WHEN n % 6 > 2 THEN created_at + n % 2 * interval '1 hour' END
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM leads WHERE organization_id = \(organization)) x
            WHERE l.organization_id = \(organization) AND l.id = x.id
            """)
        var filter = LeadFilter()
        (filter.sort, filter.isReversed, filter.size) = (sort, isReversed, 10)
        filter.score = asked.hasScore ? 0 : nil
        var pages: [[LeadSummary]] = []
        while true {
            let list = try await site.store.leads(filter, from: nil, to: nil, view)
            #expect(list.hasPrevious == !pages.isEmpty && list.total == 25)
            pages.append(list.rows)
            guard list.hasNext, let last = list.rows.last else { break }
            // Through the address, as a browser sends it.
            filter.cursor = LeadFilter.Cursor(last.cursor(sort, isBackward: false).text, isBackward: false)
        }
        #expect(pages.map(\.count) == [10, 10, 5] && Set(pages.joined().map(\.id)).count == 25)
        let all = pages.joined().map { $0.cursor(sort, isBackward: false) }
        func isBefore(_ a: LeadFilter.Cursor, _ b: LeadFilter.Cursor) -> Bool {
            switch (a.key, b.key) {
            case (.text(let x), .text(let y)): x <= y
            case (.number(let x), .number(let y)): x <= y
            case (.moment(let x), .moment(let y)): x <= y
            // Those without come last; with the order reversed first.
            case (nil, nil): true
            case (nil, _): sort == .last
            default: sort != .last
            }
        }
        let isDescending = sort.isDescending != isReversed
        for (a, b) in zip(all, all.dropFirst()) {
            #expect(isDescending ? isBefore(b, a) : isBefore(a, b), "\(a.text) \(b.text)")
        }
        let first = try #require(pages.last?.first)
        filter.cursor = LeadFilter.Cursor(first.cursor(sort, isBackward: true).text, isBackward: true)
        let back = try await site.store.leads(filter, from: nil, to: nil, view)
        #expect(back.rows == pages[1] && back.hasPrevious && back.hasNext)
    }

    @Test func `a cursor of another order is none, and texts come back as they went`() throws {
        var filter = Self.filter(["sort": "company", "after": "n12.00000000-0000-7000-8000-000000000000"])
        #expect(filter.cursor == nil)
        filter = Self.filter(["sort": "company", "after": "tzz.00000000-0000-7000-8000-000000000000"])
        #expect(filter.cursor == nil)
        for text in ["", "є.“ї”", "a\u{1F600}\n"] {
            let value = LeadSortValue.text(text)
            #expect(LeadSortValue(cursorText: Substring(value.cursorText)) == value)
        }
        #expect(LeadSortValue(cursorText: "tff") == nil && LeadSortValue(cursorText: "t00") == nil)
        #expect(Self.filter(["stage": "x", "size": "20", "plan": "none"]).query.map(\.name) == ["plan"])
    }
}
