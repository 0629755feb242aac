import Foundation
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

struct StatusFetchTests {
    private let book: StatusBook
    private let shop: ConnectedShop

    init() async throws {
        book = StatusBook()
        shop = try await ConnectedShop(send: book.answer)
    }

    private static let usual = [
        StatusBook.row(1, "Новий", group: 1), StatusBook.row(31, "Друк", group: 3),
        StatusBook.row(12, "Виконано", group: 5, isClosing: true),
    ]

    private func fetch() async throws -> StatusFetch {
        shop.site.clock.advance(seconds: 60)
        return try await shop.site.services.fetchStatuses(
            from: try await shop.site.services.crm(of: shop.site.system), by: shop.site.system)
    }

    private func map() async throws -> (StatusMap, RuleVersion) {
        let rule = try #require(try await shop.site.store.latestRule(.statuses, shop.site.system))
        return (try StatusMap(storedText: rule.document), rule)
    }

    /// `number name active new` of each status, by number.
    private func dictionary() async throws -> [String] {
        try await shop.site.database.superuser.values(
            """
            SELECT concat_ws(' ', status_id, name, is_active, is_new) FROM statuses
            WHERE project_id = \(shop.site.project) ORDER BY status_id
            """)
    }

    @Test func `the first fetch takes the CRM's own groups, for all history`() async throws {
        book.become(Self.usual + [StatusBook.row(40, "Чуже", group: 7)])
        let before = try #require(try await shop.project())
        #expect(try await fetch() == StatusFetch(count: 4, added: 4, gone: 0, ungrouped: 1))
        let (map, rule) = try await map()
        #expect(map.groups == [1: 1, 31: 3, 12: 5, 40: 0] && map.closing == [12])
        #expect(rule.holdsFrom == nil)
        #expect(
            try await dictionary() == ["1 Новий t f", "12 Виконано t f", "31 Друк t f", "40 Чуже t t"])
        let after = try #require(try await shop.project())
        #expect(after.rulesNumber == before.rulesNumber + 1)
        #expect(after.statusesFetchedAt == shop.site.clock.now)
        let jobs: Int? = try await shop.site.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE organization_id = \(shop.site.organization) AND kind = \(OrderJob.recompute)"
        )
        #expect(jobs == 1)
        let entry = try #require(try await shop.site.store.auditEntries(shop.site.system).first)
        #expect(entry.event == .statusesFetched && entry.actor == "system:intake")
        #expect(entry.targetID == shop.site.projectPublicID.rawValue)
    }

    @Test func `a later fetch moves nothing: new ones wait for a group, vanished ones stay`() async throws {
        book.become(Self.usual)
        _ = try await fetch()
        book.become([
            StatusBook.row(1, "Щойно", group: 2), StatusBook.row(12, "Виконано", group: 5, isClosing: true),
            StatusBook.row(44, "Перевірка", group: 3, isClosing: true),
        ])
        #expect(try await fetch() == StatusFetch(count: 3, added: 1, gone: 1, ungrouped: 1))
        let (map, rule) = try await map()
        #expect(map.groups == [1: 1, 31: 3, 12: 5, 44: 0] && map.closing == [12, 44])
        #expect(rule.holdsFrom == shop.site.clock.now)
        #expect(
            try await dictionary() == ["1 Щойно t f", "12 Виконано t f", "31 Друк f f", "44 Перевірка t t"])
        book.become(Self.usual)
        #expect(try await fetch().gone == 1)
        #expect(try await dictionary()[2] == "31 Друк t f")
    }

    @Test func `the same dictionary again changes no rule`() async throws {
        book.become(Self.usual)
        _ = try await fetch()
        let (_, first) = try await map()
        let number = try await shop.project()?.rulesNumber
        for _ in 0..<2 { _ = try await fetch() }
        #expect(try await map().1 == first)
        #expect(try await shop.project()?.rulesNumber == number)
    }

    @Test func `what was grouped before the first fetch keeps its group`() async throws {
        let site = shop.site
        for status in [31, 50] {
            _ = await site.deliver(TestSite.change(order: 7, status: status, group: 3, at: "2026-11-18T08:00:00Z"))
        }
        let byHand = StatusMap(groups: [31: 4], closing: [])
        try await site.store.saveStatusMap(
            byHand, holdsFrom: site.clock.now, replacing: 1, by: try await site.scope(EditRules.self),
            at: site.clock.now)
        book.become(Self.usual)
        _ = try await fetch()
        let (map, rule) = try await map()
        #expect(map.groups == [1: 1, 31: 4, 12: 5] && rule.holdsFrom == nil)
        // What only an event has named is not in the CRM's list.
        #expect(try await dictionary() == ["1 Новий t f", "12 Виконано t f", "31 Друк t f", "50  f t"])
    }

    @Test func `no statuses, two of one name, one without a name, more than a page`() async throws {
        #expect(try await fetch() == StatusFetch(count: 0, added: 0, gone: 0, ungrouped: 0))
        book.become((1...120).map { StatusBook.row($0, $0 == 3 ? "" : "same", group: 2) })
        #expect(try await fetch().count == 120)
        #expect(try await map().0.groups.values.allSatisfy { $0 == 2 })
        #expect(try await dictionary()[2] == "3 a3 t f")
        book.become([])
        #expect(try await fetch() == StatusFetch(count: 0, added: 0, gone: 120, ungrouped: 0))
        #expect(try await map().0.groups.count == 120)
    }

    @Test func `fetches at once leave one dictionary and one version`() async throws {
        book.become(Self.usual)
        let (services, system) = (shop.site.services, shop.site.system)
        let crm = try await services.crm(of: system)
        try await withThrowingTaskGroup(of: StatusFetch.self) { group in
            for _ in 0..<6 { group.addTask { try await services.fetchStatuses(from: crm, by: system) } }
            var added: [Int] = []
            for try await fetch in group { added.append(fetch.added) }
            #expect(added.sorted() == [0, 0, 0, 0, 0, 3])
        }
        #expect(try await map().1.version == 2)
    }

    @Test func `a manager may fetch; what went wrong is said in words`() async throws {
        let manager = try await shop.site.signIn(as: .manager)
        book.become(Self.usual)
        #expect(try await shop.refresh(as: manager).contains("3 statuses fetched."))
        let rep = try await shop.site.signIn(as: .rep)
        #expect(try await shop.refresh(as: rep) == "\(Status.forbidden)")
        let broken = try await ConnectedShop { _ in throw OutboundFailure.tls }
        #expect(try await broken.refresh().contains("The certificate of the other side is not valid."))
        let odd = try await ConnectedShop { _ in throw NotVisible() }
        #expect(try await odd.refresh().contains("The connection could not be made or broke off."))
    }
}
