import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// What the search box asks the database: only what one may see.
struct SearchTests {
    private static func term(_ text: String) throws -> SearchTerm { try #require(SearchTerm(text)) }

    @Test func `a number begins with what was typed, the number itself first`() throws {
        #expect(try Self.term(" #1 04 ").number == 104)
        #expect(try Self.term("104").numberRanges.prefix(3) == [104...104, 1_040...1_049, 10_400...10_499])
        #expect(try Self.term("999999999999999").numberRanges == [999_999_999_999_999...999_999_999_999_999])
        for text in ["9999999999999999", "12a", "0", "007", "№5"] {
            #expect(try Self.term(text).number == nil, "\(text)")
        }
        #expect(SearchTerm(" \u{0}\n ") == nil)
        #expect(try Self.term("Ab").isShort && !Self.term("Abc").isShort)
    }

    @Test func `orders are found by the beginning of their number in the projects one may see`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        for place in [site, other] {
            for order in [7, 70, 71, 8, 7_000] {
                _ = await place.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
            }
        }
        let rep = try await site.organizationScope(SeeOrganization.self, as: .rep)
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, rep).map(\.number) == [7, 7_000, 71, 70])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 2, rep).map(\.number) == [7, 7_000])
        #expect(try await site.store.findOrders(Self.term("Shop"), limit: 11, rep).isEmpty)
        let (organization, closed) = (site.organization, site.clock.now)
        try await site.database.superuser.execute(
            "UPDATE orders SET closed_at = \(closed) WHERE organization_id = \(organization) AND order_id IN (7, 7000)")
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, rep).map(\.number) == [7, 71, 70, 7_000])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 3, rep).map(\.number) == [7, 71, 70])
        #expect(try await site.store.findOrders(Self.term("7"), limit: 3, rep).map(\.isClosed) == [true, false, false])
        let outside = try await site.organizationScope(SeeOrganization.self, as: .rep, inProject: false)
        #expect(try await site.store.findOrders(Self.term("7"), limit: 11, outside).isEmpty)
        #expect(try await site.store.findProjects(Self.term("shop"), limit: 11, outside).isEmpty)
        let manager = try await site.organizationScope(SeeOrganization.self, as: .manager, inProject: false)
        #expect(try await site.store.findOrders(Self.term("#70"), limit: 11, manager).map(\.number) == [70, 7_000])
        #expect(
            try await site.store.findProjects(Self.term("SHO"), limit: 11, manager).map(\.publicID)
                == [site.projectPublicID])
    }

    @Test func `short terms find beginnings only, and signs mean themselves`() async throws {
        let site = try await TestSite()
        let manager = try await site.organizationScope(SeeOrganization.self, as: .manager)
        #expect(try await site.store.findProjects(Self.term("Sh"), limit: 11, manager).count == 1)
        #expect(try await site.store.findProjects(Self.term("ho"), limit: 11, manager).isEmpty)
        #expect(try await site.store.findProjects(Self.term("hop"), limit: 11, manager).count == 1)
        for text in ["%", "_hop", "S%p", "\\", "'; --"] {
            #expect(try await site.store.findProjects(Self.term(text), limit: 11, manager).isEmpty, "\(text)")
        }
        #expect(try await site.store.findMembers(Self.term("ole"), limit: 11, manager).contains { $0.name == "Olena" })
        #expect(try await site.store.findMembers(Self.term("lena"), limit: 11, manager).isEmpty == false)
        #expect(try await site.store.findMembers(Self.term("le"), limit: 11, manager).isEmpty)
    }
}
