import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The board: what stands in each column, and the figures above it.
struct LeadBoardTests {
    private static func lead(
        _ company: String, _ stage: LeadStage, _ minor: Int? = nil, _ currency: LeadValue.Currency = .uah,
        of person: Person.ID? = nil
    ) -> LeadForm {
        LeadForm(
            company: company, segment: company.hasPrefix("A") ? "First" : nil, stage: stage.id, assignee: person,
            value: minor.map { LeadValue(minor: $0, currency: currency) },
            contacts: [
                LeadForm.Contact(
                    id: nil, name: "Buyer of \(company)", position: nil, phone: nil, email: nil, isPrimary: true)
            ])
    }

    @Test func `columns have exact counts, sums by currency, the oldest, and what a rep may see`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), view = try work.other(ViewLeads.self)
        let rep = try await site.leadScope(ViewLeads.self, as: .rep)
        let colleague = try await site.leadScope(ViewLeads.self, as: .rep)
        let stages = try await site.store.leadStages(view)
        let began = site.clock.now
        for form in [
            Self.lead("A1", stages[0], 100_00), Self.lead("A2", stages[0], 50_50, of: rep.person),
            Self.lead("B1", stages[0], 7_00, .usd, of: colleague.person), Self.lead("B2", stages[0], 0),
            Self.lead("C1", stages[1], of: colleague.person),
        ] {
            _ = try await site.addLead(form, by: work)
            site.clock.advance(seconds: 3_600)
        }
        func board(_ query: KeyValuePairs<String, String>, _ scope: Scope<ViewLeads>) async throws -> [LeadBoard.Lane] {
            try await site.store.leadPipeline(LeadFilter(Input(query)), from: nil, to: nil, scope).board.lanes
        }
        var lanes = try await board([:], view)
        #expect(lanes.map(\.stage.name) == LeadStage.defaults && lanes.map(\.total) == [4, 1, 0, 0, 0, 0])
        let sums = [LeadValue(minor: 150_50, currency: .uah), LeadValue(minor: 7_00, currency: .usd)]
        #expect(lanes[0].sums == sums && lanes[1].sums.isEmpty && lanes[0].oldest == began)
        #expect(lanes[0].cards.map(\.lead.company) == ["B2", "B1", "A2", "A1"] && !lanes[0].hasMore)
        #expect(lanes[0].cards.map(\.contact) == ["Buyer of B2", "Buyer of B1", "Buyer of A2", "Buyer of A1"])
        #expect(lanes[0].cards[1].value == LeadValue(minor: 7_00, currency: .usd))
        #expect(lanes[2].oldest == nil && lanes[2].cards.isEmpty)

        lanes = try await board([:], rep)
        #expect(lanes.map(\.total) == [3, 0, 0, 0, 0, 0] && lanes[0].sums == [sums[0]])
        #expect(lanes[0].cards.map(\.lead.company) == ["B2", "A2", "A1"] && lanes[1].oldest == nil)
        #expect(try await board(["assignee": "nobody"], view)[0].total == 2)
        #expect(try await board(["assignee": colleague.person.text], view).map(\.total) == [1, 1, 0, 0, 0, 0])
        #expect(try await board(["assignee": "me"], rep)[0].cards.map(\.lead.company) == ["A2"])

        // What is searched is counted, and its sums and its oldest with it.
        lanes = try await board(["segment": "First"], view)
        #expect(lanes.map(\.total) == [2, 0, 0, 0, 0, 0] && lanes[0].sums == [sums[0]] && lanes[0].oldest == began)
        lanes = try await board(["q": "buyer of b"], view)
        #expect(lanes[0].cards.map(\.lead.company) == ["B2", "B1"] && lanes[0].sums == [sums[1]])
        lanes = try await board(["q": "buyer of b", "stage": "\(stages[0].id)"], rep)
        #expect(lanes.count == 1 && lanes[0].cards.map(\.lead.company) == ["B2"])
    }

    @Test func `a column goes on where its page ended, and many are not counted for one view`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), view = try work.other(ViewLeads.self)
        let rep = try await site.leadScope(ViewLeads.self, as: .rep)
        let stages = try await site.store.leadStages(view)
        let (organization, person) = (site.organization, rep.person)
        try await site.database.superuser.execute(
            """
            INSERT INTO leads
                (organization_id, id, company, stage_id, stage_since, assigned_to, source, value_minor, currency, created_at,
                 changed_at)
            SELECT \(organization), gen_random_uuid(), 'Lead ' || n, \(stages[0].id),
                   to_timestamp(1795000000 - n / 3 * 60), CASE WHEN n % 2 = 0 THEN \(person)::uuid END, 'import', 100, 'EUR',
                   now(), now()
            FROM generate_series(1, 1005) n
            """)
        _ = try await site.addLead(Self.lead("Lead alone", stages[1], 5_00, .usd, of: person), by: work)
        for scope in [view, rep] {
            var filter = LeadFilter()
            filter.stage = stages[0].id
            var seen: [LeadBoard.Card] = []
            for _ in 0..<60 {
                let lane = try #require(
                    try await site.store.leadPipeline(filter, from: nil, to: nil, scope).board.lanes.first)
                #expect(lane.total == 1_005 && lane.sums == [LeadValue(minor: 100_500, currency: .eur)])
                seen += lane.cards
                guard lane.hasMore else { break }
                filter.cursor = lane.cards.last?.cursor
            }
            #expect(seen.count == 1_005 && Set(seen.map(\.lead.id)).count == 1_005)
            #expect(seen.map(\.stageSince) == seen.map(\.stageSince).sorted(by: >))
        }
        var searching = LeadFilter()
        searching.term = "lead"
        for scope in [view, rep] {
            let lanes = try await site.store.leadPipeline(searching, from: nil, to: nil, scope).board.lanes
            #expect(!lanes[0].isExact && lanes[0].total == 20 && lanes[0].sums.isEmpty && lanes[0].oldest == nil)
            #expect(lanes[0].cards.count == 20 && lanes[0].hasMore)
            // What stands there whole is counted all the same.
            #expect(
                lanes[1].isExact && lanes[1].total == 1 && lanes[1].sums == [LeadValue(minor: 5_00, currency: .usd)])
            #expect(lanes[1].cards.map(\.lead.company) == ["Lead alone"] && lanes[2].isExact && lanes[2].total == 0)
        }
        searching.stage = stages[0].id
        for scope in [view, rep] {
            searching.cursor = nil
            var seen: Set<Lead.ID> = []
            for _ in 0..<60 {
                let lane = try #require(
                    try await site.store.leadPipeline(searching, from: nil, to: nil, scope).board.lanes.first)
                #expect(!lane.isExact && lane.total == 1_000)
                seen.formUnion(lane.cards.map(\.lead.id))
                guard lane.hasMore else { break }
                searching.cursor = lane.cards.last?.cursor
            }
            #expect(seen.count == 1_005)
        }
        // Of long columns the end is looked at; by themselves they are read whole.
        try await site.database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, stage_id, stage_since, source, created_at, changed_at)
            SELECT \(organization), gen_random_uuid(), CASE WHEN n > 3100 THEN 'Ancient' ELSE 'Fresh' END, \(stages[2].id),
                   to_timestamp(1795000000 - n), 'import', now(), now()
            FROM generate_series(1, 4150) n
            """)
        for scope in [view, rep] {
            var old = LeadFilter()
            old.term = "ancient"
            let long = try await site.store.leadPipeline(old, from: nil, to: nil, scope).board.lanes[2]
            #expect(long.cards.isEmpty && long.hasMore && !long.isExact)
            old.stage = stages[2].id
            let alone = try await site.store.leadPipeline(old, from: nil, to: nil, scope).board.lanes[0]
            #expect(alone.cards.count == 20 && alone.hasMore && !alone.isExact && alone.total == 1_000)
        }
        // A thousand and fewer are counted, and read from what was found.
        searching.term = "lead 9"
        for scope in [view, rep] {
            searching.cursor = nil
            var seen: [LeadBoard.Card] = []
            for _ in 0..<10 {
                let lane = try #require(
                    try await site.store.leadPipeline(searching, from: nil, to: nil, scope).board.lanes.first)
                #expect(lane.isExact && lane.total == 111 && lane.sums == [LeadValue(minor: 111_00, currency: .eur)])
                seen += lane.cards
                guard lane.hasMore else { break }
                searching.cursor = lane.cards.last?.cursor
            }
            #expect(seen.count == 111 && Set(seen.map(\.lead.id)).count == 111)
            #expect(seen.map(\.stageSince) == seen.map(\.stageSince).sorted(by: >))
        }
    }
}
