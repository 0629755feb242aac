import Crypto
import Forms
import HTTP
import Jobs
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// A token's end is told before it comes: once for each threshold.
struct TokenEndsTests {
    /// What the scheduled job of the site's organization does.
    private func run(_ site: TestSite) async throws {
        let payload = "{\"due\": \(site.clock.now.microseconds)}"
        let organization = site.organization
        let job: JobRun? = try await site.database.app.first(
            """
            SELECT 1 AS id, 'tell_ending_tokens' AS kind, \(organization)::uuid AS organization_id, \(payload)::text AS payload,
                1 AS run, 1 AS attempts, 6 AS max_attempts, NULL AS progress_done, NULL AS progress_total
            """)
        try await SiteJobs.handlers(site.services)["tell_ending_tokens"]?(try #require(job))
    }

    private func titles(_ person: Person.ID, _ site: TestSite) async throws -> [String] {
        let list = try await site.store.notices(
            of: PersonScope(person: person, isOperator: false), isUnreadOnly: false, at: site.clock.now)
        return list.rows.map { "\($0.notice.words.rawValue) \($0.notice.arguments["token"] ?? "")" }
    }

    /// A token of that person that ends so many days after the site's clock.
    private func add(_ name: String, days: Int, of person: Person.ID, _ site: TestSite) async throws -> String {
        let member = Member(
            organization: site.organization, organizationPublicID: site.organizationPublicID, person: person,
            role: .admin)
        let token = APIToken.make(for: "test")
        let form = try TokenForm(
            reading: Input(["name": name, "days": "\(days)", "scopes": "orders:read"]), for: .admin)
        try await site.store.addToken(
            form, id: token.id, hash: token.hash, by: try Scope<SeeOrganization>(member), at: site.clock.now)
        return token.id
    }

    @Test func `its member is told by a notice and a mail at 14 and at 3 days, once each, and the admins with them`()
        async throws
    {
        let site = try await TestSite(), other = try await TestSite()
        let email = "owner-\(site.project.text)@dubok.example"
        let owner = try await site.addPerson(email: email)
        try await site.join(owner, as: .rep)
        let admin = try await site.member(as: .admin), viewer = try await site.member(as: .viewer)
        let stranger = try await other.member(as: .admin)
        _ = try await add("Warehouse", days: 30, of: owner, site)
        try await run(site)
        #expect(try await titles(owner, site) == [])
        site.clock.advance(seconds: 16 * 86_400 + 60)
        for _ in 0..<3 { try await run(site) }
        #expect(try await titles(owner, site) == ["token_ending Warehouse"])
        #expect(try await titles(admin, site) == ["token_ending Warehouse"])
        #expect(try await titles(viewer, site) == [])
        #expect(try await titles(stranger, other) == [])
        site.clock.advance(seconds: 5 * 86_400)
        try await run(site)
        #expect(try await site.mails(to: email).count == 1)
        site.clock.advance(seconds: 6 * 86_400)
        for _ in 0..<3 { try await run(site) }
        #expect(try await titles(owner, site).count == 2)
        site.clock.advance(seconds: 5 * 86_400)
        try await run(site)
        let mails = try await site.mails(to: email)
        #expect(mails.count == 2)
        #expect(try await titles(owner, site).count == 2)
        let ended = site.clock.now.advanced(seconds: -2 * 86_400 - 60)
        let day = try site.services.zones.zone("Europe/Kyiv").localTime(at: ended).date
        #expect(mails[0].text.contains("your API token “Warehouse” in Dubok ends on \(day)."), "\(mails[0].text)")
        let list = "/o/\(site.organizationPublicID.rawValue)/tokens"
        #expect(mails[0].text.contains(list) && mails[0].html.contains(list))
    }

    @Test func `an admin's own token is one notice; short, revoked and dead tokens and lost members are none`()
        async throws
    {
        let site = try await TestSite()
        let email = "admin-\(site.project.text)@dubok.example"
        let admin = try await site.addPerson(email: email)
        try await site.join(admin, as: .admin)
        let lost = try await site.member(as: .rep)
        _ = try await add("Own", days: 20, of: admin, site)
        _ = try await add("Short", days: 10, of: admin, site)
        let revoked = try await add("Revoked", days: 20, of: admin, site)
        _ = try await add("Of a lost member", days: 20, of: lost, site)
        let superuser = site.database.superuser
        try await superuser.execute("UPDATE api_tokens SET revoked_at = now() WHERE id = \(revoked)")
        try await superuser.execute("UPDATE memberships SET is_active = false WHERE person_id = \(lost)")
        try await superuser.execute("UPDATE people SET language = 'uk' WHERE id = \(admin)")
        site.clock.advance(seconds: 6 * 86_400 + 60)
        try await run(site)
        #expect(try await titles(admin, site) == ["token_ending Own"])
        let mails = try await site.mails(to: email)
        #expect(mails.map(\.language) == ["uk"] && mails[0].text.contains("«Own» в організації"))
        site.clock.advance(seconds: 86_400)
        try await run(site)
        #expect(try await titles(admin, site) == ["token_ending Short", "token_ending Own"])
        // What has ended is told of no more.
        _ = try await add("Missed", days: 20, of: admin, site)
        site.clock.advance(seconds: 21 * 86_400)
        try await run(site)
        #expect(try await titles(admin, site).contains("token_ending Missed") == false)
    }

    @Test func `two runs at once tell it once`() async throws {
        let site = try await TestSite()
        let email = "twice-\(site.project.text)@dubok.example"
        let owner = try await site.addPerson(email: email)
        try await site.join(owner, as: .rep)
        _ = try await add("Screen", days: 30, of: owner, site)
        site.clock.advance(seconds: 17 * 86_400)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await run(site) } }
            try await group.waitForAll()
        }
        #expect(try await site.mails(to: email).count == 1)
        #expect(try await titles(owner, site).count == 1)
    }
}
