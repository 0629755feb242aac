import Forms
import Models
import Store
import TestSupport
import Testing

/// A search of several words.
struct LeadWordsTests {
    @Test func `where few say several words as typed, leads that have them all are shown, page by page`()
        async throws
    {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        for name in ["Prystan Hotel", "Hotel Lviv 12", "Hotel of Oak 21", "Oak Hotel 30", "Кав’ярня Зерно"] {
            site.clock.advance(seconds: 60)
            _ = try await site.addLead(LeadForm(company: name), by: rep)
        }
        let cases: [(String, [String], Bool)] = [
            ("prystan hotel", ["Prystan Hotel"], false), ("hotel prystan", ["Prystan Hotel"], true),
            ("lviv hot", ["Hotel Lviv 12"], true), ("oak hotel", ["Oak Hotel 30", "Hotel of Oak 21"], true),
            ("hotel oak", ["Oak Hotel 30", "Hotel of Oak 21"], true), ("21 of hotel", ["Hotel of Oak 21"], true),
            ("2 hotel", [], false), ("hotel oak prystan", [], false), ("кав'ярня", ["Кав’ярня Зерно"], false),
            ("каʼярня", [], false), ("зерно кав`я", ["Кав’ярня Зерно"], true),
        ]
        for (term, names, isScattered) in cases {
            var filter = LeadFilter(Input(["q": term]))
            filter.size = 1
            var seen: [String] = []
            repeat {
                let page = try await site.store.leads(filter, from: nil, to: nil, view)
                #expect((page.filter.words == .any) == isScattered && page.total == names.count, "\(term)")
                seen += page.rows.map(\.company)
                filter.cursor = page.hasNext ? page.rows.last?.cursor(.match, isBackward: false) : nil
            } while filter.cursor != nil
            #expect(seen == names, "\(term)")
            let board = try await site.store.leadPipeline(LeadFilter(Input(["q": term])), from: nil, to: nil, view)
            #expect(Set(board.board.lanes.flatMap(\.cards).map(\.lead.company)) == Set(names), "\(term)")
        }
        let asked = LeadFilter(Input(["q": "hotel prystan", "words": "any"]))
        #expect(asked.query.contains { $0 == ("words", "any") } && asked.inAnyOrder == nil)
        #expect(LeadFilter(Input(["words": "any"])).query.isEmpty)
    }
}
