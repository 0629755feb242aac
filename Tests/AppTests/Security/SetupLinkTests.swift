import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-BOOT, the part of the site: who gets in first, and that nobody is there from the start.
struct SetupLinkTests {
    private static func form(_ name: String) -> KeyValuePairs<String, String> {
        [
            "name": "Iryna", "email": "\(name)@dubok.example", "organization": "Dubok",
            "password": "7 grey herons standing",
        ]
    }

    @Test func `nobody has an account before the first link is used, and every link works once`() async throws {
        let shop = try await TestSite(database: TestDatabase.fresh())
        let people = try await shop.database.superuser.value(
            "SELECT count(*) FROM people WHERE password_hash IS NOT NULL OR is_operator", as: Int.self)
        #expect(people == 0)
        #expect(try await shop.store.needsSetup())

        let link = try await shop.newSetupLink()
        let visitor = shop.visitor()
        let shown = await visitor.get(link)
        #expect(shown.status == .ok)
        let done = await visitor.post(link, Self.form("iryna"), token: Browser.token(in: shown))
        #expect(done.status == .seeOther && done.headers["location"] == "/login?done=set_up")
        #expect(try await shop.store.needsSetup() == false)
        #expect(await visitor.get(link).status == .notFound)
        let again = await visitor.post(link, Self.form("second"), token: Browser.token(in: shown))
        #expect(again.status == .notFound)
        #expect(try await shop.store.login(email: "second@dubok.example") == nil)

        let signIn = await visitor.get("/login?done=set_up")
        let home = await visitor.post(
            "/login", ["email": "iryna@dubok.example", "password": "7 grey herons standing"],
            token: Browser.token(in: signIn))
        #expect(home.status == .seeOther && home.headers["location"] == "/")
        let page = await visitor.get("/")
        #expect(page.status == .ok && page.text.contains("Dubok"))

        let second = try await shop.newSetupLink()
        let other = shop.visitor()
        let token = Browser.token(in: await other.get(second))
        #expect(await other.post(second, Self.form("iryna"), token: token).status == .unprocessable)
        #expect(await other.post(second, Self.form("olena"), token: token).status == .seeOther)
        let operators = try await shop.database.superuser.value(
            "SELECT count(*) FROM people WHERE is_operator", as: Int.self)
        #expect(operators == 2)
        try await shop.database.drop()
    }

    @Test func `two who use one link at once make one account`() async throws {
        let shop = try await TestSite()
        let link = try await shop.newSetupLink()
        let answers = await withTaskGroup(of: Status.self) { group in
            for number in 1...4 {
                group.addTask {
                    let visitor = shop.visitor()
                    let token = Browser.token(in: await visitor.get(link))
                    let form = Self.form("\(number)-\(shop.project.text)")
                    return await visitor.post(link, form, token: token).status
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .seeOther } == 1 && answers.count { $0 == .notFound } == 3, "\(answers)")
    }

    @Test func `a link is open for a day, and a wrong one does not exist`() async throws {
        let shop = try await TestSite()
        let token = Token.make()
        try await shop.store.addSetupLink(tokenHash: token.hash)
        let hash = token.hash
        try await shop.database.superuser.execute(
            "UPDATE setup_links SET expires_at = now() + interval '1 minute' WHERE token_sha256 = \(hash)")
        let visitor = shop.visitor()
        let shown = await visitor.get("/setup/\(token.text)")
        #expect(shown.status == .ok)
        try await shop.database.superuser.execute(
            "UPDATE setup_links SET expires_at = now() WHERE token_sha256 = \(hash)")
        #expect(await visitor.get("/setup/\(token.text)").status == .notFound)
        let late = await visitor.post(
            "/setup/\(token.text)", Self.form("late-\(shop.project.text)"), token: Browser.token(in: shown))
        #expect(late.status == .notFound)
        for wrong in [Token.make().text, "x", String(repeating: "A", count: 43)] {
            #expect(await visitor.get("/setup/\(wrong)").status == .notFound)
        }
    }

    @Test func `whoever uses a link is no operator by what they send, only by the link`() async throws {
        let shop = try await TestSite()
        let manager = try await shop.signIn(as: .manager)
        let version = PageForm(in: await manager.get("/account"), to: "/account")?.fields ?? []
        let more =
            version + [
                ("is_operator", "true"), ("role", "admin"), ("is_active", "false"), ("password_hash", "x"),
                ("email", "x@y.z"),
            ]
        #expect(await manager.submit("/account", more).status == .seeOther)
        let person = try #require(manager.person)
        let kept = try await shop.database.superuser.value(
            """
            SELECT p.is_active AND NOT p.is_operator AND p.email LIKE '%@example.com' AND m.role = 'manager'
            FROM people p JOIN memberships m ON m.person_id = p.id WHERE p.id = \(person)
            """, as: Bool.self)
        #expect(kept == true)
    }
}

extension TestSite {
    /// The address of a new one-time link.
    func newSetupLink() async throws -> String {
        let link = Token.make()
        try await store.addSetupLink(tokenHash: link.hash)
        return "/setup/\(link.text)"
    }
}
