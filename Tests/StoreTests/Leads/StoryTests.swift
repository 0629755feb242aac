import Crypto
import Models
import Postgres
import TestSupport
import Testing

@testable import Store

/// The story of a lead: its changes and its activities in one order of time, page by page.
struct StoryTests {
    /// What an item is, and when.
    private struct Told: Equatable {
        let id: String
        let at: Instant
    }

    private static func told(_ item: Story.Item) -> Told {
        switch item {
        case .entry(let activity): Told(id: "\(activity.entry.id)", at: activity.entry.at)
        case .activity(let activity): Told(id: activity.id.text, at: activity.endedAt ?? activity.createdAt)
        }
    }

    @Test func `pages of any length tell everything once and in the order of time`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager), view = try work.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "Dubok"), by: work)
        var random = Seeded(state: seed)
        for number in 1...40 {
            // Now and then two things happen at one moment.
            if Int.random(in: 0...3, using: &random) > 0 { site.clock.advance(seconds: 60) }
            if Bool.random(using: &random) {
                let stored = try #require(try await site.store.lead(lead, view))
                try await site.store.changeLead(
                    lead, LeadForm(company: "Dubok \(number)", version: stored.summary.version), contacts: [], by: work,
                    at: site.clock.now)
            } else {
                try await site.store.addActivity(
                    ActivityForm(type: .call, title: "Call \(number)", dueAt: site.clock.now, isDone: true),
                    as: site.newActivityID(), with: .lead(lead), by: work, at: site.clock.now)
            }
        }
        var query = StoryQuery()
        func story(_ limit: Int) async throws -> [Told] {
            var all: [Told] = []
            query.before = nil
            repeat {
                let page = try #require(
                    try await site.store.leadStory(lead, query, limit: limit, view, at: site.clock.now)
                ).story
                #expect(page.items.count <= limit)
                all += page.items.map(Self.told)
                query.before = page.older
                if let place = page.older { #expect(StoryPlace(place.text) == place, "seed \(seed)") }
            } while query.before != nil
            return all
        }
        let whole = try await story(1_000)
        #expect(whole.count == 41 && Set(whole.map(\.id)).count == 41, "seed \(seed)")
        #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.at >= $1.at }, "seed \(seed)")
        for limit in [1, 3, 7, 40, 41] { #expect(try await story(limit) == whole, "\(limit) at a time, seed \(seed)") }
        query.part = .activities
        let activities = try await story(5)
        query.part = .changes
        let changes = try await story(5)
        #expect(activities.allSatisfy { $0.id.count == 36 } && changes.allSatisfy { $0.id.count < 36 })
        #expect(Set((activities + changes).map(\.id)) == Set(whole.map(\.id)), "seed \(seed)")
    }

    @Test(arguments: ["", "12", ".", "-", "x.-", "12.x", "12.-.01000000-0000-7000-8000-000000000000", "-.1.2"])
    func `a place that makes no sense is none`(text: String) {
        #expect(StoryPlace(text) == nil)
    }
}
