import App
import HTTP
import Models
import TestSupport
import Testing

/// The search box, from the page.
struct SearchPageTests {
    private static func shop() async throws -> TestSite {
        let site = try await TestSite()
        for order in [104, 1_041, 1_042] {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        }
        return site
    }

    @Test func `the box is an ordinary form on every page of a person`() async throws {
        let site = try await Self.shop()
        let rep = try await site.signIn(as: .rep)
        for path in ["/", "/account", "/p/\(site.projectPublicID.rawValue)/orders"] {
            let page = await rep.get(path).text
            #expect(page.contains("action=\"/search\"") && page.contains("name=\"q\""), "\(path)")
        }
        #expect(!(await site.visitor().get("/login").text.contains("action=\"/search\"")))
    }

    @Test func `orders lead to their pages, members are for managers`() async throws {
        let site = try await Self.shop()
        let rep = try await site.signIn(as: .rep), manager = try await site.signIn(as: .manager)
        let page = await rep.get("/search?q=104").text
        for order in [104, 1_041, 1_042] {
            #expect(page.contains("/p/\(site.projectPublicID.rawValue)/orders/\(order)\""))
        }
        #expect(!(await rep.get("/search?q=olena").text.contains("Members")))
        #expect(await manager.get("/search?q=olena").text.contains("Members"))
        #expect(await manager.get("/search?q=shop").text.contains("Projects"))
    }

    @Test func `it says when it looked for beginnings only, and when it found nothing`() async throws {
        let site = try await Self.shop()
        let rep = try await site.signIn(as: .rep)
        #expect(await rep.get("/search?q=10").text.contains("Fewer than three characters"))
        #expect(!(await rep.get("/search?q=104").text.contains("Fewer than three characters")))
        #expect(await rep.get("/search?q=%3Cb%3Enothing").text.contains("Nothing found for “&lt;b&gt;nothing”"))
        #expect(await rep.get("/search").status == .ok)
    }

    @Test func `nobody finds what belongs to others`() async throws {
        let site = try await Self.shop(), other = try await Self.shop()
        let elsewhere = try await other.signIn(as: .admin)
        let outside = try await site.signIn(as: .viewer, inProject: false)
        #expect(!(await elsewhere.get("/search?q=104").text.contains(site.projectPublicID.rawValue)))
        #expect(!(await outside.get("/search?q=104").text.contains("/orders/104")))
        // Somebody in both finds both, each named by its organization.
        let person = try #require(elsewhere.person)
        try await site.join(person, as: .viewer)
        let both = await elsewhere.get("/search?q=104").text
        #expect(both.contains(site.projectPublicID.rawValue) && both.contains(other.projectPublicID.rawValue))
    }
}
