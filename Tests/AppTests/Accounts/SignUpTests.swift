import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing

/// Making an organization of one's own, from the sign-in page to the first page of the new organization.
struct SignUpTests {
    private static let password = "7 grey herons standing"

    private static func ask(_ browser: Browser, _ email: String, language: String = "en") async -> Response {
        let page = await browser.get("/sign-up")
        guard let form = PageForm(in: page, to: "/sign-up") else { return page }
        let typed = [
            ("name", "Iryna Bondar"), ("email", email), ("organization", "Dubok & Sons"), ("language", language),
        ]
        return await browser.submit("/sign-up", typed, token: form.token)
    }

    private static func confirm(_ browser: Browser, _ link: String, _ password: String = password) async -> Response {
        let page = await browser.get(link)
        guard let form = PageForm(in: page, to: "/sign-up/confirm") else { return page }
        return await browser.submit("/sign-up/confirm", form.with("password", password), token: form.token)
    }

    private static func link(_ shop: TestSite, _ email: String) async throws -> String {
        let mail = try #require(try await shop.mails(to: email).last)
        return try #require(mail.link(to: "/sign-up/confirm/"))
    }

    @Test func `an installation is closed unless its settings open it`() async throws {
        let shop = try await TestSite()
        let visitor = shop.visitor()
        #expect(!(await visitor.get("/login")).text.contains("/sign-up"))
        for path in ["/sign-up", "/sign-up/sent", "/sign-up/confirm/\(Token.make().text)"] {
            #expect(await visitor.get(path).status == .notFound, "\(path)")
        }
        let token = Browser.token(in: await visitor.get("/login"))
        let typed: KeyValuePairs<String, String> = [
            "name": "Iryna", "email": "closed-\(shop.project.text)@dubok.example", "organization": "D",
            "language": "en",
        ]
        #expect(await visitor.post("/sign-up", typed, token: token).status == .notFound)
        #expect(await visitor.post("/sign-up/confirm", ["token": Token.make().text], token: token).status == .notFound)
        #expect(try await shop.mails(to: "closed-\(shop.project.text)@dubok.example").isEmpty)
    }

    @Test func `asked for, confirmed, signed in as the admin of a new organization`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let email = "iryna-\(shop.project.text)@dubok.example"
        let browser = shop.visitor()
        #expect((await browser.get("/login")).text.contains("href=\"/sign-up\""))
        let asked = await Self.ask(browser, email, language: "uk")
        #expect(asked.status == .seeOther && asked.headers["location"] == "/sign-up/sent")
        #expect((await browser.get("/sign-up/sent")).text.contains(".local/mail"))
        #expect(try await shop.store.login(email: email) == nil, "nothing is made before the address is confirmed")
        let mail = try #require(try await shop.mails(to: email).last)
        #expect(mail.language == "uk" && mail.subject == "Підтвердьте свою адресу для Takt")
        #expect(mail.text.contains("Iryna Bondar") && mail.html.contains("Dubok &amp; Sons"))
        let link = try #require(mail.link(to: "/sign-up/confirm/"))

        let shown = await browser.get(link)
        #expect(shown.status == .ok && shown.headers["referrer-policy"] == "no-referrer")
        #expect(shown.text.contains("Dubok &amp; Sons") && shown.text.contains(email))
        #expect(await Self.confirm(browser, link, "Dubok & Sons").status == .unprocessable)
        let done = await Self.confirm(browser, link)
        #expect(done.status == .seeOther && done.headers["location"] == "/login?done=signed_up")
        #expect(browser.cookies["__Host-s"] == nil, "nobody is signed in by a link")

        let token = Browser.token(in: await browser.get("/login"))
        let home = await browser.post("/login", ["email": email, "password": Self.password], token: token)
        #expect(home.status == .seeOther)
        #expect((await browser.get("/")).text.contains("Dubok &amp; Sons"))
        let found = try await shop.database.superuser.values(
            """
            SELECT m.role || ' ' || o.name || ' ' || o.language || ' ' || p.is_operator FROM people p
            JOIN memberships m ON m.person_id = p.id JOIN organizations o ON o.id = m.organization_id
            WHERE p.email = \(email)
            """, as: String.self)
        #expect(found == ["admin Dubok & Sons uk false"])
        let entries = try await shop.database.superuser.values(
            """
            SELECT a.event FROM audit_entries a JOIN memberships m ON m.organization_id = a.organization_id
            JOIN people p ON p.id = m.person_id WHERE p.email = \(email) ORDER BY a.id
            """, as: String.self)
        #expect(entries == ["organization.created", "member.added"])
        let again = await shop.visitor().get(link)
        #expect(again.status == .notFound && again.text.contains("does not work any more"))
    }

    @Test func `two links for one address make one account, and many clicks one organization`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let email = "twice-\(shop.project.text)@dubok.example"
        _ = await Self.ask(shop.visitor(), email)
        let first = try await Self.link(shop, email)
        _ = await Self.ask(shop.visitor(), email)
        let second = try await Self.link(shop, email)
        let answers = await withTaskGroup(of: Status.self) { group in
            for link in [first, first, first, second] {
                group.addTask { await Self.confirm(shop.visitor(), link).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0 == .seeOther || $0 == .notFound } && answers.contains(.seeOther), "\(answers)")
        _ = await Self.confirm(shop.visitor(), first)
        _ = await Self.confirm(shop.visitor(), second)
        let made = try await shop.database.superuser.value(
            "SELECT count(*) FROM people p JOIN memberships m ON m.person_id = p.id WHERE p.email = \(email)",
            as: Int.self)
        #expect(made == 1)
    }

    @Test func `a link is open for a day; a known address gets a mail and no link`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let late = "late-\(shop.project.text)@dubok.example", known = "known-\(shop.project.text)@dubok.example"
        _ = await Self.ask(shop.visitor(), late)
        let link = try await Self.link(shop, late)
        let hours = try await shop.database.superuser.value(
            "SELECT extract(epoch FROM expires_at - created_at)::bigint / 3600 FROM sign_ups WHERE email = \(late)",
            as: Int.self)
        #expect(hours == 24)
        let browser = shop.visitor()
        let form = try #require(PageForm(in: await browser.get(link), to: "/sign-up/confirm"))
        try await shop.database.superuser.execute("UPDATE sign_ups SET expires_at = now() WHERE email = \(late)")
        #expect(await browser.get(link).status == .notFound)
        let tooLate = await browser.submit("/sign-up/confirm", form.with("password", Self.password), token: form.token)
        #expect(tooLate.status == .notFound && tooLate.text.contains("href=\"/sign-up\""))

        _ = try await shop.addPerson(email: known)
        #expect(await Self.ask(shop.visitor(), known.uppercased()).headers["location"] == "/sign-up/sent")
        let mails = try await shop.mails(to: known)
        #expect(mails.map(\.subject) == ["You already have an account in Takt"])
        #expect(mails.first?.link(to: "/sign-up/confirm/") == nil)
    }

    @Test func `what is missing is said at the field, and what was typed stays`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let browser = shop.visitor()
        let token = Browser.token(in: await browser.get("/sign-up"))
        let answer = await browser.post(
            "/sign-up", ["name": "", "email": "iryna", "organization": "Dubok <b>", "language": "fr"], token: token)
        #expect(answer.status == .unprocessable)
        for id in ["name-error", "email-error"] { #expect(answer.text.contains("id=\"\(id)\""), "\(id)") }
        #expect(answer.text.contains("value=\"Dubok &lt;b&gt;\""))
        let more = await Self.ask(browser, "more-\(shop.project.text)@dubok.example")
        #expect(more.status == .seeOther)
    }
}
