import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing

/// T-RST: the link for a new password, from the mail that brings it to the mail that says it was used.
struct ForgottenPasswordTests {
    private static let old = "ship it on Friday", new = "7 grey herons standing"

    /// A shop with somebody who has forgotten their password.
    private struct Somebody {
        let shop: TestSite
        let email: String
        let person: Person.ID

        init(_ settings: [String: String] = [:]) async throws {
            shop = try await TestSite(settings: settings)
            email = "\(shop.project.text)@dubok.example"
            person = try await shop.addPerson(email: email, password: ForgottenPasswordTests.old)
            try await shop.join(person, as: .manager)
        }

        func ask(_ email: String? = nil, from address: String = "192.0.2.1") async -> Response {
            let browser = shop.visitor()
            let token = Browser.token(in: await browser.get("/password/forgotten"))
            var request = browser.request("/password/forgotten", [("email", email ?? self.email)], token: token)
            request.address = address
            return await browser.send(request)
        }

        /// The path of the link in the newest mail.
        func link() async throws -> String {
            let mail = try #require(try await shop.mails(to: email).last)
            return try #require(mail.link(to: "/password/reset/"))
        }

        func choose(_ password: String, with link: String) async -> Response {
            let browser = shop.visitor()
            let page = await browser.get(link)
            guard let form = PageForm(in: page, to: "/password/reset") else { return page }
            return await browser.submit("/password/reset", form.with("new", password), token: form.token)
        }

        func signsIn(with password: String) async -> Bool {
            let browser = shop.visitor()
            let token = Browser.token(in: await browser.get("/login"))
            return await browser.post("/login", ["email": email, "password": password], token: token).status
                == .seeOther
        }
    }

    @Test func `asked for, sent, opened, changed, told; nobody is signed in by it`() async throws {
        let somebody = try await Somebody()
        let before = try await somebody.shop.browser(of: somebody.person)
        #expect(await before.get("/login").status == .seeOther)
        let asked = await somebody.ask(somebody.email.uppercased())
        #expect(asked.status == .seeOther && asked.headers["location"] == "/password/sent")
        let mail = try #require(try await somebody.shop.mails(to: somebody.email).last)
        #expect(mail.subject == "Choose a new password for Takt" && mail.text.contains("Hello Olena,"))
        #expect(mail.html.contains("http://127.0.0.1:8080/password/reset/"))
        let link = try #require(mail.link(to: "/password/reset/"))

        let browser = somebody.shop.visitor()
        let page = await browser.get(link)
        #expect(page.status == .ok && page.headers["referrer-policy"] == "no-referrer")
        let form = try #require(PageForm(in: page, to: "/password/reset"))
        let weak = await browser.submit("/password/reset", form.with("new", "olena"), token: form.token)
        #expect(weak.status == .unprocessable, "a bad password uses nothing up")
        let done = await browser.submit("/password/reset", form.with("new", Self.new), token: form.token)
        #expect(done.status == .seeOther && done.headers["location"] == "/password/changed")
        #expect(browser.cookies["__Host-s"] == nil)
        #expect(await browser.get("/").headers["location"] == "/login")
        #expect(await before.get("/account").status == .seeOther, "every session ended")
        let (isOld, isNew) = (await somebody.signsIn(with: Self.old), await somebody.signsIn(with: Self.new))
        #expect(!isOld && isNew)
        let notice = try #require(try await somebody.shop.mails(to: somebody.email).last)
        #expect(notice.subject == "Your password for Takt was changed")
        #expect(notice.link(to: "/password/forgotten") != nil)
        let person = somebody.person.text
        let entries = try await somebody.shop.database.superuser.values(
            "SELECT event FROM installation_entries WHERE target_id = \(person) AND event LIKE 'password.%'",
            as: String.self)
        #expect(entries == ["password.reset"])
    }

    @Test func `a link works once, for 20 minutes, and looking at it uses nothing up`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let link = try await somebody.link()
        for _ in 0..<3 { #expect(await somebody.shop.visitor().get(link).status == .ok) }
        #expect(await somebody.shop.visitor().send(Request(.head, link)).status == .ok)
        #expect(await somebody.choose(Self.new, with: link).status == .seeOther)
        let again = await somebody.shop.visitor().get(link)
        #expect(again.status == .notFound && again.text.contains("does not work any more"))
        #expect(again.text.contains("href=\"/password/forgotten\""), "what to do is said")

        _ = await somebody.ask()
        let second = try await somebody.link()
        let person = somebody.person
        let seconds = try await somebody.shop.database.superuser.value(
            "SELECT extract(epoch FROM expires_at - created_at)::bigint FROM password_resets WHERE person_id = \(person)",
            as: Int.self)
        #expect(seconds == 1_200)
        try await somebody.shop.database.superuser.execute(
            "UPDATE password_resets SET expires_at = now() WHERE person_id = \(person)")
        #expect(await somebody.shop.visitor().get(second).status == .notFound)
        for wrong in [Token.make().text, "x", String(repeating: "A", count: 43)] {
            #expect(await somebody.shop.visitor().get("/password/reset/\(wrong)").status == .notFound)
        }
    }

    @Test func `of many who use one link at once, one changes the password`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let link = try await somebody.link()
        let answers = await withTaskGroup(of: Status.self) { group in
            for number in 0..<4 {
                group.addTask { await somebody.choose("\(number) grey herons standing", with: link).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .seeOther } == 1 && answers.count { $0 == .notFound } == 3, "\(answers)")
    }

    @Test func `a link is of no use after the password was changed by another one, or by hand`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let first = try await somebody.link()
        _ = await somebody.ask()
        let second = try await somebody.link()
        #expect(first != second)
        #expect(await somebody.choose(Self.new, with: second).status == .seeOther)
        #expect(await somebody.choose(Self.old, with: first).status == .notFound)
        _ = await somebody.ask()
        let third = try await somebody.link()
        let browser = try await somebody.shop.browser(of: somebody.person)
        let changed = await browser.post("/account/password", ["current": Self.new, "new": "6 white storks standing"])
        #expect(changed.status == .seeOther)
        #expect(await somebody.choose(Self.old, with: third).status == .notFound)
        let isOut = await somebody.shop.visitor().get(third)
        #expect(isOut.status == .notFound)
    }

    @Test func `a deactivated person's link opens nothing`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let link = try await somebody.link()
        let person = somebody.person
        try await somebody.shop.database.superuser.execute("UPDATE people SET is_active = false WHERE id = \(person)")
        #expect(await somebody.shop.visitor().get(link).status == .notFound)
        let before = try await somebody.shop.mails(to: somebody.email).count
        _ = await somebody.ask()
        #expect(try await somebody.shop.mails(to: somebody.email).count == before)
    }

    @Test func `the secret is kept nowhere in the clear, and no log has it`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let email = somebody.email
        let kept = try await somebody.shop.database.superuser.values(
            "SELECT to_jsonb(m)::text FROM mails m WHERE recipient = \(email) UNION ALL SELECT payload::text FROM jobs",
            as: String.self)
        let link = try await somebody.link()
        let secret = String(link.split(separator: "/").last ?? "")
        #expect(secret.count == 43 && kept.count > 1)
        #expect(!kept.contains { $0.contains(secret) || $0.contains("/password/reset/") })
        _ = await somebody.choose(Self.new, with: link)
        #expect(!somebody.shop.log.lines.contains { $0.contains(secret) })
        #expect(Log.masked(link) == "/password/reset/***")
        let hash = try #require(Token(secret)).hash
        let hashes = try await somebody.shop.database.superuser.value(
            "SELECT count(*) FROM password_resets WHERE token_sha256 = \(hash)", as: Int.self)
        #expect(hashes == 0, "gone with the change")
    }

    @Test func `three mails an hour to an address, twenty from a network, known or not`() async throws {
        let rates = try Settings(reading: [:], for: []) { _ in nil }.rates
        #expect(rates.mailAddress.count == 3 && rates.mailAddress.seconds == 3_600 && rates.mailAddress.burst == 3)
        #expect(rates.mailNetwork.count == 20 && rates.mailNetwork.seconds == 3_600)
        let somebody = try await Somebody(["TAKT_RATE_MAIL_ADDRESS": "3/h"])
        for email in [somebody.email, "nobody-\(somebody.email)"] {
            for number in 1...3 {
                #expect(await somebody.ask(email, from: "10.0.\(number).1").status == .seeOther)
            }
            let fourth = await somebody.ask(email.uppercased(), from: "10.0.9.1")
            #expect(fourth.status == .tooManyRequests && fourth.headers["retry-after"] != nil)
        }
        #expect(try await somebody.shop.mails(to: somebody.email).count == 3)
        let crowd = try await Somebody(["TAKT_RATE_MAIL_NETWORK": "4/h"])
        let network = RandomBytes.make(3).map(String.init).joined(separator: ".")
        for number in 1...4 {
            #expect(await crowd.ask("\(number)-\(crowd.email)", from: "\(network).\(number)").status == .seeOther)
        }
        #expect(await crowd.ask(from: "\(network).99").status == .tooManyRequests)
    }

    @Test func `an installation without mail says so and does nothing`() async throws {
        let shop = try await TestSite()
        var services = shop.services
        services.room = MailRoom(catalogue: services.room.catalogue, way: .none, from: services.room.from)
        let browser = Browser.visitor(at: Site(services))
        let page = await browser.get("/password/forgotten")
        #expect(page.text.contains("sends no mail") && PageForm(in: page, to: "/password/forgotten") == nil)
        #expect(!(await browser.get("/login")).text.contains("/password/forgotten"))
        let sent = await shop.visitor().get("/password/sent")
        #expect(sent.text.contains(".local/mail"), "without a server, the page says where the mail lies")
    }
}
