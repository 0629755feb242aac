@testable import App
import Crypto
import Foundation
import HTTP
import Models
import Outbound
import Store
import TestSupport
import Testing

/// The demo organization: invented shops whose orders take the way that real ones take.
struct DemoTests {
    private static let end = Instant(second: 1_795_000_000)

    private static func shop(_ wares: DemoWares) throws -> DemoShop {
        DemoShop(
            wares, zone: try ZoneFiles.shared.zone(wares.zone), from: end.advanced(seconds: -90 * 86_400), until: end)
    }

    @Test(arguments: [0, 1]) func `a shop's past is the same every time and ends before now`(_ number: Int) throws {
        let shop = try Self.shop(DemoWares.all[number])
        let story = shop.story(orders: 300, days: 90, until: Self.end)
        #expect(story == shop.story(orders: 300, days: 90, until: Self.end))
        #expect(story.allSatisfy { $0.at < Self.end && $0.at > Self.end.advanced(seconds: -92 * 86_400) })
        #expect(zip(story, story.dropFirst()).allSatisfy { $0.at <= $1.at })
        let lives = Dictionary(grouping: story, by: \.order)
        #expect(lives.count == 300 && lives.values.allSatisfy { $0.first?.status.id == 1 })
        let open = lives.values.filter { $0.last?.status.isClosing == false }.count
        #expect((5...120).contains(open), "\(open) of 300 are underway")
    }

    @Test func `the invented CRM is read like the outside one`() async throws {
        let crm = DemoCRM(wares: .kyiv)
        let client = KeyCRMClient(base: "https://demo.takt.example/v1", key: "demo") {
            (request) throws(OutboundFailure) in crm.respond(to: request)
        }
        #expect(try await client.statuses().map(\.id).sorted() == DemoWares.kyiv.statuses.map { Int64($0.id) }.sorted())
        #expect(try await client.users().map(\.name).contains("Ірина Коваль"))
        #expect(try await client.sources().count == 3)
        var urgent = 0
        for number in 10_400..<10_500 {
            let order = try await client.order(Int64(number))
            #expect(!order.content.items.isEmpty && !order.content.buyer.name.isEmpty)
            if UrgentRules.preset.match(order.content.items) != nil { urgent += 1 }
        }
        #expect((3...30).contains(urgent), "\(urgent) of 100 are urgent")
    }

    @Test func `people of every role work in two projects of two zones, and the shops go on telling`() async throws {
        let site = try await TestSite()
        let demo = Demo(site.site)
        let email = "demo+\(Hex.encode(RandomBytes.make(4)))@takt.example"
        try await demo.make(email: email, password: "much to look at here", orders: 40, leads: 24) { _, _ in }
        await #expect(throws: Demo.Refusal.self) {
            try await demo.make(email: email, password: "much to look at here", orders: 1) { _, _ in }
        }
        for (prefix, projects) in [("", 2), ("manager+", 2), ("rep+", 1), ("viewer+", 1)] {
            let login = try #require(try await site.store.login(email: prefix + email), "\(prefix)")
            let person = PersonScope(person: login.person, isOperator: false)
            let organizations = try await site.store.organizations(of: person)
            #expect(organizations.map(\.projects) == [projects], "\(prefix)")
        }
        let admin = try #require(try await site.store.login(email: email))
        let browser = try await site.browser(of: admin.person)
        let home = await browser.get("/").text
        #expect(home.contains("Dubok Shop UA") && home.contains("Dubok Store US"))
        let member = try #require(
            try await site.store.organizations(of: PersonScope(person: admin.person, isOperator: false)).first)
        let leads = await browser.get("/o/\(member.publicID.rawValue)/leads?size=100").text
        #expect(leads.contains("24 leads") && leads.contains("Тарас Бондар"))
        #expect(await browser.get("/o/\(member.publicID.rawValue)/activities").status == .ok)
        let scope = try Scope<EditLeadRules>(member.member(admin.person))
        #expect(try await site.store.scoring(scope)?.calls.threshold != nil)
        #expect(try await site.store.assignment(scope).rules.rules.count == 2)
        let system = OrganizationScope(organization: member.id, task: .demo)
        #expect(try await site.store.leadsToCall(system).count == 4, "good leads wait for their calls")

        let (said, change) = AsyncStream<String>.makeStream()
        let telling = Task { try await demo.live(email: email, pace: 60) { change.yield($0) } }
        var words: [String] = []
        for await word in said.prefix(1) { words.append(word) }
        telling.cancel()
        await #expect(throws: CancellationError.self) { try await telling.value }
        #expect(words.first?.hasPrefix("Dubok") == true)
        await #expect(throws: Demo.Refusal.self) {
            try await demo.live(email: "nobody@takt.example", pace: 1) { _ in }
        }
    }
}
