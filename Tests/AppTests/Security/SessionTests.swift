import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-SES: what a session is worth from the moment it begins until it ends, as the next request sees it.
struct SessionTests {
    private static let password = TwoOrganizations.password

    /// Somebody with an address and a password in a shop of their own.
    private struct Somebody {
        let shop: TestSite
        let email: String
        let person: Person.ID

        init(_ role: Role = .admin) async throws {
            shop = try await TestSite()
            email = "\(shop.project.text)@dubok.example"
            person = try await shop.addPerson(email: email, password: SessionTests.password)
            try await shop.join(person, as: role)
        }

        func signIn(_ browser: Browser, _ more: KeyValuePairs<String, String> = [:]) async -> Response {
            let token = Browser.token(in: await browser.get("/login"))
            let fields = [("email", email), ("password", SessionTests.password)] + more.map { ($0.key, $0.value) }
            return await browser.submit("/login", fields, token: token)
        }

        var sessions: Int {
            get async throws {
                let person = person
                return try await shop.database.superuser.value(
                    "SELECT count(*) FROM sessions WHERE person_id = \(person)") ?? 0
            }
        }

        func change(_ sql: SQL) async throws {
            #expect(try await shop.database.superuser.execute(sql) > 0)
        }
    }

    private static func isIn(_ browser: Browser) async -> Bool { await browser.get("/account").status == .ok }

    @Test func `signing in gives a new token, and the one before is dead`() async throws {
        let somebody = try await Somebody()
        let browser = somebody.shop.visitor()
        #expect(await somebody.signIn(browser).status == .seeOther)
        let first = try #require(browser.cookies["__Host-s"])
        #expect(browser.cookies["__Host-p"] == nil, "the visitor's cookie ends with the sign-in")
        // Once more in the same browser, with the form of a page that was open.
        let token = Browser.token(in: await browser.get("/account"))
        let fields: KeyValuePairs<String, String> = ["email": somebody.email, "password": Self.password]
        #expect(await browser.post("/login", fields, token: token).status == .seeOther)
        let second = try #require(browser.cookies["__Host-s"])
        #expect(first != second)
        #expect(try await somebody.sessions == 1)
        #expect(await Self.isIn(browser))
        #expect(await Self.asks(somebody.shop, "__Host-s=\(first)").status == .seeOther)
    }

    @Test func `a session planted before signing in is not taken over`() async throws {
        let somebody = try await Somebody()
        let planted = Token.make().text
        let form = await Self.asks(somebody.shop, "__Host-s=\(planted)", "/login")
        let visitor = try #require(form.headers.all("set-cookie").first { $0.hasPrefix("__Host-p=") }).prefix {
            $0 != ";"
        }
        let body =
            "email=\(somebody.email)&password=\(PercentEncoding.encode(Self.password))"
            + "&csrf=\(Browser.token(in: form) ?? "")"
        let answer = await somebody.shop.site.respond(
            to: Request(
                .post, "/login",
                headers: [
                    "host": Browser.host, "cookie": "__Host-s=\(planted); \(visitor)", "sec-fetch-site": "same-origin",
                    "content-type": "application/x-www-form-urlencoded",
                ], body: Array(body.utf8)))
        #expect(answer.status == .seeOther)
        #expect(!answer.headers.all("set-cookie").contains { $0.contains(planted) })
        #expect(await Self.asks(somebody.shop, "__Host-s=\(planted)").status == .seeOther)
    }

    @Test func `when somebody else signs in on the same machine, the first one is out`() async throws {
        let somebody = try await Somebody()
        let colleague = try await somebody.shop.signIn(as: .manager)
        let old = try #require(colleague.cookies["__Host-s"])
        let token = Browser.token(in: await colleague.get("/account"))
        let fields: KeyValuePairs<String, String> = ["email": somebody.email, "password": Self.password]
        #expect(await colleague.post("/login", fields, token: token).status == .seeOther)
        #expect(await Self.asks(somebody.shop, "__Host-s=\(old)").status == .seeOther)
        #expect(await Self.isIn(colleague))
    }

    @Test func `signing out ends the session on the server`() async throws {
        let somebody = try await Somebody()
        let browser = try await somebody.shop.browser(of: somebody.person)
        let token = try #require(browser.cookies["__Host-s"])
        #expect(await browser.post("/logout").status == .seeOther)
        #expect(browser.cookies["__Host-s"] == nil)
        #expect(await Self.asks(somebody.shop, "__Host-s=\(token)").status == .seeOther)
        #expect(try await somebody.sessions == 0)
    }

    @Test func `one session or all others can be ended, and only one's own`() async throws {
        let somebody = try await Somebody()
        let stranger = try await somebody.shop.signIn(as: .admin)
        let here = try await somebody.shop.browser(of: somebody.person)
        let phone = try await somebody.shop.browser(of: somebody.person)
        let person = somebody.person
        let phones = try await somebody.shop.database.superuser.value(
            "SELECT max(id) FROM sessions WHERE person_id = \(person)", as: Int.self)
        let address = "/account/sessions/\(phones ?? 0)/end"
        #expect(await stranger.post(address).status == .notFound)
        #expect(await Self.isIn(phone))
        #expect(await here.post(address).status == .seeOther)
        #expect(await !Self.isIn(phone))
        let third = try await somebody.shop.browser(of: somebody.person)
        let fourth = try await somebody.shop.browser(of: somebody.person)
        #expect(await here.post("/account/sessions/others/end").status == .seeOther)
        let (isThird, isFourth, isHere) = (await Self.isIn(third), await Self.isIn(fourth), await Self.isIn(here))
        #expect(!isThird && !isFourth && isHere)
        #expect(await Self.isIn(stranger))
    }

    @Test func `a new password ends every other session and forgets known devices`() async throws {
        let somebody = try await Somebody()
        let here = try await somebody.shop.browser(of: somebody.person)
        let elsewhere = somebody.shop.visitor()
        _ = await somebody.signIn(elsewhere)
        #expect(await Self.isIn(elsewhere))
        let wrong = await here.post("/account/password", ["current": "no", "new": "7 grey herons standing"])
        #expect(wrong.status == .unprocessable)
        #expect(await Self.isIn(elsewhere))
        let changed = await here.post("/account/password", ["current": Self.password, "new": "7 grey herons standing"])
        #expect(changed.status == .seeOther)
        #expect(await !Self.isIn(elsewhere))
        #expect(await Self.isIn(here))
        let person = somebody.person
        let devices = try await somebody.shop.database.superuser.value(
            "SELECT count(*) FROM device_marks WHERE person_id = \(person)", as: Int.self)
        #expect(devices == 0)
        #expect(await somebody.signIn(somebody.shop.visitor()).status == .unprocessable, "the old password is gone")
    }

    @Test func `a deactivated person, a lost membership and a lower role act on the next request`() async throws {
        let somebody = try await Somebody()
        let browser = try await somebody.shop.browser(of: somebody.person)
        let (person, project) = (somebody.person, somebody.shop.projectPublicID.rawValue)
        let orders = "/p/\(project)/orders", settings = "/p/\(project)/settings"
        #expect(await browser.get(settings).status == .ok)
        try await somebody.change("UPDATE memberships SET role = 'viewer' WHERE person_id = \(person)")
        #expect(await browser.get(settings).status == .forbidden)
        #expect(await browser.get(orders).status == .ok)
        try await somebody.change("DELETE FROM project_members WHERE person_id = \(person)")
        #expect(await browser.get(orders).status == .notFound)
        try await somebody.change("UPDATE memberships SET role = 'manager' WHERE person_id = \(person)")
        #expect(await browser.get(orders).status == .ok)
        try await somebody.change("UPDATE memberships SET is_active = false WHERE person_id = \(person)")
        #expect(await browser.get(orders).status == .notFound)
        #expect(await browser.get("/o/\(somebody.shop.organizationPublicID.rawValue)").status == .notFound)
        #expect(await browser.get("/").status == .ok)
        try await somebody.change("UPDATE people SET is_active = false WHERE id = \(person)")
        #expect(await browser.get("/").headers["location"] == "/login")
        #expect(await somebody.signIn(somebody.shop.visitor()).status == .unprocessable)
    }

    @Test func `twelve idle hours or seven days end a session; staying signed in, seven days or thirty`() async throws {
        let somebody = try await Somebody()
        let person = somebody.person
        for (more, idle, whole): (KeyValuePairs<String, String>, Int, Int) in [
            ([:], 12, 168), (["stay": "1"], 168, 720),
        ] {
            let browser = somebody.shop.visitor()
            _ = await somebody.signIn(browser, more)
            let hours = try await somebody.shop.database.superuser.value(
                "SELECT extract(epoch FROM expires_at - created_at)::bigint / 3600 FROM sessions WHERE person_id = \(person)",
                as: Int.self)
            #expect(hours == whole)
            try await somebody.change(
                "UPDATE sessions SET seen_at = now() - make_interval(hours => \(idle), secs => -60) WHERE person_id = \(person)"
            )
            #expect(await Self.isIn(browser), "a minute before \(idle) idle hours")
            try await somebody.change(
                "UPDATE sessions SET seen_at = now() - make_interval(hours => \(idle), secs => 1) WHERE person_id = \(person)"
            )
            #expect(await !Self.isIn(browser), "after \(idle) idle hours")
            #expect(await !Self.isIn(browser), "asking again does not wake it up")

            let next = somebody.shop.visitor()
            _ = await somebody.signIn(next, more)
            try await somebody.change(
                "UPDATE sessions SET expires_at = now() + interval '1 minute' WHERE person_id = \(person)")
            #expect(await Self.isIn(next))
            try await somebody.change("UPDATE sessions SET expires_at = now() WHERE person_id = \(person)")
            #expect(await !Self.isIn(next))
            try await somebody.change("DELETE FROM sessions WHERE person_id = \(person)")
        }
    }

    @Test func `ten sessions a person, the oldest goes`() async throws {
        let somebody = try await Somebody()
        var browsers: [Browser] = []
        for _ in 0..<11 { browsers.append(try await somebody.shop.browser(of: somebody.person)) }
        #expect(try await somebody.sessions == 10)
        let (isFirst, isSecond) = (await Self.isIn(browsers[0]), await Self.isIn(browsers[1]))
        #expect(!isFirst && isSecond)
        #expect(await Self.isIn(browsers[10]))
    }

    @Test func `cookies are for this host, this transport and no script`() async throws {
        let somebody = try await Somebody()
        let browser = somebody.shop.visitor()
        var lines = await browser.get("/login").headers.all("set-cookie")
        lines += await somebody.signIn(browser).headers.all("set-cookie")
        lines += await somebody.signIn(somebody.shop.visitor(), ["stay": "1"]).headers.all("set-cookie")
        lines += await browser.post("/logout", token: Browser.token(in: await browser.get("/account"))).headers.all(
            "set-cookie")
        let token = Browser.token(in: await browser.get("/login"))
        for (path, name, value) in [("theme", "theme", "dark"), ("language", "language", "uk"), ("nav", "nav", "rail")]
        {
            let answer = await browser.submit("/preferences/\(path)", [(name, value)], token: token)
            lines += answer.headers.all("set-cookie")
        }
        #expect(lines.count >= 10)
        for line in lines {
            let parts = Set(line.split(separator: ";").dropFirst().map { String($0.trimmingPrefix(" ")) })
            #expect(line.hasPrefix("__Host-"), "\(line)")
            #expect(parts.isSuperset(of: ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]), "\(line)")
            #expect(!line.contains("Domain="), "\(line)")
            let age = parts.first { $0.hasPrefix("Max-Age=") }
            if line.hasPrefix("__Host-s=") { #expect([nil, "Max-Age=2592000", "Max-Age=0"].contains(age), "\(line)") }
        }
        #expect(lines.count { $0.hasPrefix("__Host-s=") && $0.contains("2592000") } == 1)
    }

    @Test func `two cookies of the session's name count as none and are taken away`() async throws {
        let somebody = try await Somebody()
        let browser = try await somebody.shop.browser(of: somebody.person)
        let token = try #require(browser.cookies["__Host-s"])
        #expect(await Self.asks(somebody.shop, "__Host-s=\(token)").status == .ok)
        for cookie in [
            "__Host-s=\(token); __Host-s=\(token)", "__Host-s=x; __Host-s=\(token)", "__Host-s=\(token); __Host-s=",
        ] {
            let answer = await Self.asks(somebody.shop, cookie)
            #expect(answer.status == .seeOther, "\(cookie)")
            #expect(answer.headers.all("set-cookie").contains { $0.hasPrefix("__Host-s=;") }, "\(cookie)")
        }
        let padding = String(repeating: "x", count: 9_000)
        #expect(await Self.asks(somebody.shop, "a=\(padding); __Host-s=\(token)").status == .seeOther)
        for wrong in ["s=\(token)", "__host-s=\(token)", "__Host-s=\"\(token)\"", "__Host-s=\(token)=", "__Host-s=%00"]
        {
            #expect(await Self.asks(somebody.shop, wrong).status == .seeOther, "\(wrong)")
        }
    }

    private static func asks(_ shop: TestSite, _ cookie: String, _ path: String = "/account") async -> Response {
        await shop.site.respond(to: Request(.get, path, headers: ["host": Browser.host, "cookie": cookie]))
    }
}
