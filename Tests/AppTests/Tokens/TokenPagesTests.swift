import App
import Crypto
import HTTP
import Models
import Postgres
import TestSupport
import Testing

/// A token made, shown once, used and revoked on the pages.
struct TokenPagesTests {
    @Test func `a token is shown once, opens what was chosen, and ends when it is revoked`() async throws {
        let shop = try await TestSite()
        let browser = try await shop.signIn(as: .manager)
        let base = "/o/\(shop.organizationPublicID.rawValue)/tokens"
        let form = await browser.get(base + "/new").text
        #expect(form.contains("settings:write") && !form.contains("projects:write"))
        let made = await browser.submit(
            base, [("name", "Warehouse"), ("days", "30"), ("scopes", "orders:read"), ("networks", "127.0.0.0/8")])
        #expect(made.status == .created && made.headers["cache-control"] == "no-store")
        let field = /<input id="token" class="mono" value="(takt_test_[A-Za-z0-9_-]{63})" readonly/
        let token = try #require(made.text.firstMatch(of: field)).1
        #expect(made.text.contains("shown this one time") && made.text.ranges(of: token).count == 1)
        let shown = await browser.get(base).text
        #expect(shown.contains("Warehouse") && shown.contains("127.0.0.0/8") && !shown.contains(token))
        let person = try #require(browser.person)
        let waiting: Bool? = try await shop.database.superuser.value(
            "SELECT bool_or(flash IS NOT NULL) FROM sessions WHERE person_id = \(person)")
        #expect(waiting == false, "the token is kept nowhere")
        let program = Program(shop.site, token: String(token))
        #expect(await program.get("/api/v1/me").status == .ok)
        #expect(await program.get("/api/v1/projects").status == .forbidden)
        let id = token.split(separator: "_")[2]
        #expect(await browser.get("\(base)/\(id)/revoke").text.contains("Warehouse"))
        #expect(await browser.post("\(base)/\(id)/revoke").status == .seeOther)
        #expect(await program.get("/api/v1/me").status == .unauthorized)
        let organization = shop.organization
        let events: [String] = try await shop.database.superuser.values(
            """
            SELECT event FROM audit_entries WHERE organization_id = \(organization) AND target_type = 'token' ORDER BY id
            """)
        #expect(events == ["token.created", "token.revoked"])
        for line in shop.log.lines { #expect(!line.contains(token.suffix(40))) }
    }

    @Test func `a wrong form is told of each field, and a scope above the role is none`() async throws {
        let shop = try await TestSite()
        let browser = try await shop.signIn(as: .viewer)
        let base = "/o/\(shop.organizationPublicID.rawValue)/tokens"
        let refused = await browser.submit(
            base, [("name", ""), ("days", "366"), ("scopes", "projects:write"), ("networks", "1.2.3.4/99")])
        #expect(refused.status == .unprocessable)
        for field in ["name", "days", "scopes", "networks"] {
            #expect(refused.text.contains("href=\"#\(field)\""), "\(field)")
        }
        #expect(refused.text.contains("1.2.3.4/99"))
    }

    @Test func `an admin sees and ends everybody's, others their own`() async throws {
        let shop = try await TestSite()
        let base = "/o/\(shop.organizationPublicID.rawValue)/tokens"
        let owner = try await shop.member(as: .rep)
        let id = try await shop.token(of: owner, as: .rep).id
        let stranger = try await shop.signIn(as: .manager), admin = try await shop.signIn(as: .admin)
        #expect(!(await stranger.get(base).text).contains(id))
        #expect(await stranger.get("\(base)/\(id)/revoke").status == .notFound)
        #expect(await stranger.post("\(base)/\(id)/revoke").status == .notFound)
        #expect(await admin.get(base).text.contains(id))
        #expect(await admin.post("\(base)/\(id)/revoke").status == .seeOther)
    }

    @Test func `a token wants a fresh password`() async throws {
        let shop = try await TestSite()
        let browser = try await shop.signIn(as: .admin)
        let person = try #require(browser.person)
        try await shop.database.superuser.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(person)")
        let base = "/o/\(shop.organizationPublicID.rawValue)/tokens"
        #expect(await browser.get(base + "/new").status == .unauthorized)
        let answer = await browser.submit(base, [("name", "x"), ("days", "1"), ("scopes", "orders:read")])
        #expect(answer.status == .unauthorized)
        let organization = shop.organization
        let made: Int? = try await shop.database.superuser.value(
            "SELECT count(*) FROM api_tokens WHERE organization_id = \(organization)")
        #expect(made == 0)
    }
}
