import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-CSRF: a form counts only when the browser says that it comes from here and when it carries the token of
/// this session. Either alone is refused, with what was typed and without secrets.
struct ForgeryTests {
    private static let form = "application/x-www-form-urlencoded"

    private static func post(_ path: String, _ body: String, _ headers: Headers) -> Request {
        var headers = headers
        headers["content-type"] = form
        return Request(.post, path, headers: headers, body: Array(body.utf8))
    }

    @Test func `every route that changes something refuses what is not proven to be ours`() async throws {
        let database = try await TestDatabase.fresh()
        let shop = try await TestSite(database: database)
        _ = await shop.deliver(TestSite.change(order: 1, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        let admin = try await shop.signIn(as: .admin)
        let neighbour = try await shop.signIn(as: .admin)
        let own = try #require(Browser.token(in: await admin.get("/account")))
        let foreign = try #require(Browser.token(in: await neighbour.get("/account")))
        let visitors = try #require(Browser.token(in: await shop.visitor().get("/login")))
        let here = "http://\(Browser.host)"
        let sources: [(Headers, String)] = [
            ([:], own), (["sec-fetch-site": "cross-site"], own), (["sec-fetch-site": "same-site"], own),
            (["sec-fetch-site": "none"], own), (["sec-fetch-site": ""], own), (["origin": "null"], own),
            (["origin": "https://evil.example"], own), (["origin": "\(here).evil.example"], own),
            (["origin": "http://127.0.0.1:8081"], own), (["referer": "\(here)/account"], own),
            // The browser's own word outweighs an Origin that fits.
            (["sec-fetch-site": "cross-site", "origin": here], own),
            (["sec-fetch-site": "same-origin"], ""), (["sec-fetch-site": "same-origin"], "AAAA"),
            (["sec-fetch-site": "same-origin"], foreign), (["sec-fetch-site": "same-origin"], visitors),
            (["sec-fetch-site": "same-origin"], String(own.dropLast()) + (own.hasSuffix("A") ? "B" : "A")),
            (["origin": here], foreign),
        ]
        // Programs come with a token and without cookies, so nobody can be made to send them.
        let routes = shop.site.router.routes.filter {
            !$0.method.isSafe && $0.access != .hook && !$0.pattern.text.hasPrefix("/api/")
        }
        #expect(routes.count >= 15)
        let before = try await database.tableHashes
        for route in routes {
            let isOrganization = route.pattern.text.hasPrefix("/o/")
            let place = isOrganization ? shop.organizationPublicID : shop.projectPublicID
            let path = route.pattern.text.filled([place.rawValue, "1"])
            for (headers, token) in sources {
                let body =
                    "typed=%3Cb%3Ekept&password=s3cret-1&current=s3cret-2&new=s3cret-3&api_key=s3cret-4&csrf=\(token)"
                let answer = await admin.send(Self.post(path, body, headers))
                let name = "\(path) from \(headers.fields) with \(token.prefix(6))"
                #expect(answer.status == .forbidden, "\(name)")
                // What another site made up is not offered to be sent again.
                let isForeign = ["cross-site", "same-site"].contains(headers["sec-fetch-site"] ?? "")
                #expect(answer.text.contains("value=\"&lt;b&gt;kept\"") == !isForeign, "\(name)")
                #expect(!answer.text.contains("s3cret"), "\(name)")
                #expect(!answer.text.contains(token) || token.isEmpty, "\(name)")
            }
        }
        #expect(try await database.tableHashes.changes(since: before) == [])
        try await database.drop()
    }

    @Test func `with both proofs it passes: hidden field or X-CSRF, Sec-Fetch-Site or Origin`() async throws {
        let shop = try await TestSite()
        let admin = try await shop.signIn(as: .viewer)
        let token = try #require(Browser.token(in: await admin.get("/account")))
        let here = "http://\(Browser.host)"
        let path = "/preferences/theme"
        for headers: Headers in [["sec-fetch-site": "same-origin"], ["origin": here]] {
            let field = await admin.send(Self.post(path, "theme=dark&csrf=\(token)", headers))
            #expect(field.status == .seeOther, "\(headers)")
            var more = headers
            more["x-csrf"] = token
            #expect(await admin.send(Self.post(path, "theme=dark", more)).status == .seeOther, "\(headers)")
            more["content-type"] = "application/json"
            let json = Request(.post, path, headers: more, body: Array("{\"theme\":\"dark\"}".utf8))
            #expect(await admin.send(json).status == .seeOther, "\(headers)")
        }
        let simple = await admin.send(
            Request(
                .post, path, headers: ["content-type": "text/plain", "sec-fetch-site": "same-origin", "x-csrf": token],
                body: Array("theme=dark".utf8)))
        #expect(simple.status == .unsupportedMediaType)
    }

    @Test func `a token is new on every page and never the key`() async throws {
        let viewer = try await TestSite().signIn(as: .viewer)
        var tokens: Set<String> = []
        for _ in 0..<5 { tokens.insert(try #require(Browser.token(in: await viewer.get("/account")))) }
        #expect(tokens.count == 5 && tokens.allSatisfy { $0.utf8.count == 86 })
    }

    @Test func `a refused form can be sent again with one click, also by a browser without any cookie`() async throws {
        let shop = try await TestSite()
        let manager = try await shop.signIn(as: .manager)
        let path = "/p/\(shop.projectPublicID.rawValue)/settings/sla"
        let typed = try #require(PageForm(in: await manager.get(path), to: path)).with("normal.1", "7:30")
        let refused = await manager.submit(path, typed, token: "old")
        #expect(refused.status == .forbidden)
        let again = try #require(PageForm(in: refused, to: path))
        #expect(again.fields.map(\.key).sorted() == typed.map(\.key).sorted())
        #expect(await manager.submit(path, again.fields, token: again.token).status == .seeOther)
        #expect(await manager.get(path).text.contains("name=\"normal.1\" value=\"7:30\""))

        let visitor = shop.visitor()
        let first = await visitor.post("/preferences/theme", ["theme": "dark"], token: "none")
        #expect(first.status == .forbidden)
        let form = try #require(PageForm(in: first, to: "/preferences/theme"))
        #expect(await visitor.submit("/preferences/theme", form.fields, token: form.token).status == .seeOther)
        #expect(visitor.cookies["__Host-theme"] == "dark")
    }

    @Test func `signing in needs its own token, also with the cookie of a session that is gone`() async throws {
        let shop = try await TestSite()
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: TwoOrganizations.password)
        let browser = try await shop.browser(of: person)
        try await shop.database.superuser.execute("DELETE FROM sessions WHERE person_id = \(person)")
        let fields: KeyValuePairs<String, String> = ["email": email, "password": TwoOrganizations.password]
        // The token of the dead session: Browser.post adds it.
        let stale = await browser.post("/login", fields)
        #expect(stale.status == .forbidden && !stale.text.contains(TwoOrganizations.password))
        #expect(browser.cookies["__Host-s"] == nil, "the dead cookie is taken away")
        #expect(await shop.visitor().post("/login", fields, token: "").status == .forbidden)
        let other = Browser.token(in: await shop.visitor().get("/login"))
        #expect(await browser.post("/login", fields, token: other).status == .forbidden)
        let own = Browser.token(in: await browser.get("/login"))
        #expect(await browser.post("/login", fields, token: own).status == .seeOther)
    }

    @Test func `what was typed when the session ended is sent after signing in`() async throws {
        let shop = try await TestSite()
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: TwoOrganizations.password)
        try await shop.join(person, as: .admin)
        let browser = try await shop.browser(of: person)
        let path = "/p/\(shop.projectPublicID.rawValue)/settings"
        let typed =
            try #require(PageForm(in: await browser.get(path), to: path)).with("name", "Shop <two>")
            + [("api_key", "s3cret-key")]
        try await shop.database.superuser.execute("DELETE FROM sessions WHERE person_id = \(person)")

        let ended = await browser.submit(path, typed)
        #expect(ended.status == .unauthorized)
        #expect(ended.text.contains("Shop &lt;two&gt;") && !ended.text.contains("s3cret"))
        let wrong = await browser.submit(
            "/login", try Self.signIn(ended, email, "not the password"), token: Browser.token(in: ended))
        #expect(wrong.status == .unprocessable && wrong.text.contains("Shop &lt;two&gt;"), "kept over a wrong password")
        let signedIn = await browser.submit(
            "/login", try Self.signIn(wrong, email, TwoOrganizations.password), token: Browser.token(in: wrong))
        #expect(signedIn.status == .ok && signedIn.text.contains("Shop &lt;two&gt;"))

        let again = try #require(PageForm(in: signedIn, to: path))
        #expect(again.fields.first { $0.key == "name" }?.value == "Shop <two>")
        let saved = await browser.submit(path, again.fields, token: again.token)
        #expect(saved.status == .seeOther && saved.headers["location"] == path)
        #expect(await browser.get(path).text.contains("value=\"Shop &lt;two&gt;\""))
    }

    /// The held form survives a sign-in form that was too old itself.
    @Test func `what was typed survives a second refusal on the way`() async throws {
        let shop = try await TestSite()
        let visitor = shop.visitor()
        let path = "/p/\(shop.projectPublicID.rawValue)/settings/sla"
        let ended = await visitor.post(path, ["normal.1": "7:31"])
        #expect(ended.status == .unauthorized)
        let fields = try Self.signIn(ended, "olena@dubok.example", "not the password")
        let refused = await visitor.submit("/login", fields, token: "old")
        #expect(refused.status == .forbidden)
        let again = try #require(PageForm(in: refused, to: "/login"))
        let asked = await visitor.submit("/login", again.fields, token: again.token)
        #expect(asked.status == .unprocessable)
        #expect(asked.text.contains("7:31") && asked.text.contains("value=\"olena@dubok.example\""))
    }

    private static func signIn(
        _ page: Response, _ email: String, _ password: String
    ) throws -> [(key: String, value: String)] {
        let form = try #require(PageForm(in: page, to: "/login"))
        return form.fields.filter { !["email", "password"].contains($0.key) } + [
            ("email", email), ("password", password),
        ]
    }
}
