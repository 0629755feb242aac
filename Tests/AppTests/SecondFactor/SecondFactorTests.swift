import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-MFA: a phone's code besides the password.
struct SecondFactorTests {
    private static let password = "ship it on Friday"
    private static let page = "/account/second-factor", setup = "/account/second-factor/setup"

    /// Somebody with a password, and a phone once it is set up.
    private struct Somebody {
        let shop: TestSite
        let email: String
        let person: Person.ID
        let browser: Browser

        init(settings: [String: String] = [:]) async throws {
            shop = try await TestSite(settings: settings)
            email = "\(shop.project.text)@dubok.example"
            person = try await shop.addPerson(email: email, password: SecondFactorTests.password)
            try await shop.join(person, as: .admin)
            browser = try await shop.browser(of: person)
        }

        /// As it stands on the page that is shown.
        func phone(on page: Response) throws -> (phone: OneTimeCodes, form: PageForm) {
            let key = try #require(page.text.firstMatch(of: /<code>([A-Z2-7 ]+)<\/code>/)).1
            let seed = try #require(Base32.decode(String(key).filter { $0 != " " }))
            return (OneTimeCodes(seed: seed), try #require(PageForm(in: page, to: SecondFactorTests.setup)))
        }

        var step: Int64 { shop.clock.now.second / 30 }

        /// Sets a phone up and answers it with the recovery codes.
        func setUp() async throws -> (phone: OneTimeCodes, codes: [String]) {
            let (phone, form) = try phone(on: await browser.get(SecondFactorTests.setup))
            let done = await browser.submit(SecondFactorTests.setup, form.with("code", phone.code(at: step)))
            #expect(done.status == .created)
            let field = try #require(done.text.firstMatch(of: /<textarea id="codes"[^>]* readonly[^>]*>([^<]*)</)).1
            let codes = field.matches(of: /[a-z2-7-]{19}/).map { String($0.0) }
            #expect(codes.count == 10)
            // The code that proved the phone is used up.
            shop.clock.advance(seconds: 60)
            return (phone, codes)
        }

        /// After a right password: the page of the second step.
        func firstStep(_ browser: Browser, _ more: KeyValuePairs<String, String> = [:]) async -> Response {
            let token = Browser.token(in: await browser.get("/login"))
            let fields = [("email", email), ("password", SecondFactorTests.password)] + more.map { ($0.key, $0.value) }
            return await browser.submit("/login", fields, token: token)
        }

        func answer(_ code: String, to page: Response, in browser: Browser) async throws -> Response {
            let form = try #require(PageForm(in: page, to: "/login/second"))
            return await browser.submit("/login/second", form.with("code", code), token: form.token)
        }
    }

    private static func isIn(_ browser: Browser) async -> Bool { await browser.get("/account").status == .ok }

    @Test func `a phone is set up by a code, the seed is kept sealed and the codes hashed`() async throws {
        let somebody = try await Somebody()
        let shown = await somebody.browser.get(Self.setup)
        #expect(shown.text.contains("<svg width=\"220\""))
        let (phone, form) = try somebody.phone(on: shown)
        let wrong = await somebody.browser.submit(Self.setup, form.with("code", phone.code(at: somebody.step + 9)))
        #expect(wrong.status == .unprocessable)
        #expect(try somebody.phone(on: wrong).phone.seed == phone.seed, "the key stays while it is typed")
        let person = somebody.person
        let count: SQL = "SELECT count(*) FROM second_factors WHERE person_id = \(person)"
        #expect(try await somebody.shop.database.superuser.value(count) == 0)

        let elsewhere = try await somebody.shop.browser(of: person)
        #expect(await Self.isIn(elsewhere))
        let (known, codes) = try await somebody.setUp()
        #expect(await !Self.isIn(elsewhere), "other sessions end")
        #expect(await Self.isIn(somebody.browser))
        let seed = try await somebody.shop.database.superuser.value(
            "SELECT seed FROM second_factors WHERE person_id = \(person)", as: [UInt8].self)
        let sealed = try #require(seed)
        #expect(!Hex.encode(sealed).contains(Hex.encode(known.seed)))
        let hashes = try await somebody.shop.database.superuser.values(
            "SELECT code_sha256 FROM recovery_codes WHERE person_id = \(person)", as: [UInt8].self)
        #expect(Set(hashes) == Set(codes.compactMap { RecoveryCode(typed: $0)?.hash }))
        let state = await somebody.browser.get(Self.page)
        #expect(state.text.contains("10 codes are left") && !state.text.contains(codes[0]))
        let log = somebody.shop.log.lines.joined()
        #expect(!log.contains(codes[0]) && !log.contains(known.keyText))
    }

    @Test func `the password alone is not enough, a code works once, and a step beside the present one is taken`()
        async throws
    {
        let somebody = try await Somebody()
        let (phone, _) = try await somebody.setUp()
        let browser = somebody.shop.visitor()
        let asked = await somebody.firstStep(browser)
        #expect(
            asked.status == .unauthorized && asked.headers.all("set-cookie").allSatisfy { !$0.hasPrefix("__Host-s=") })
        #expect(await !Self.isIn(browser))
        let code = phone.code(at: somebody.step)
        #expect(try await somebody.answer(code, to: asked, in: browser).status == .seeOther)
        #expect(await Self.isIn(browser))

        let second = somebody.shop.visitor()
        let again = await somebody.firstStep(second)
        #expect(try await somebody.answer(code, to: again, in: second).status == .unprocessable, "no replay")
        let before = phone.code(at: somebody.step - 1)
        #expect(try await somebody.answer(before, to: again, in: second).status == .unprocessable, "nor an older one")
        let far = phone.code(at: somebody.step + 2)
        #expect(try await somebody.answer(far, to: again, in: second).status == .unprocessable)
        #expect(await !Self.isIn(second))
        let next = phone.code(at: somebody.step + 1)
        #expect(try await somebody.answer(next, to: again, in: second).status == .seeOther)
        #expect(await Self.isIn(second))
    }

    @Test func `two who send one code at once get one session`() async throws {
        let somebody = try await Somebody()
        let (phone, _) = try await somebody.setUp()
        let code = phone.code(at: somebody.step)
        let answers = try await withThrowingTaskGroup(of: Status.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let browser = somebody.shop.visitor()
                    let asked = await somebody.firstStep(browser)
                    return try await somebody.answer(code, to: asked, in: browser).status
                }
            }
            return try await group.reduce(into: [Status]()) { $0.append($1) }
        }
        #expect(answers.count { $0 == .seeOther } == 1, "\(answers)")
    }

    @Test func `a lost phone: a recovery code lets in once, leads to renewing, and another phone replaces the first`()
        async throws
    {
        let somebody = try await Somebody()
        let (lost, codes) = try await somebody.setUp()
        let browser = somebody.shop.visitor()
        let asked = await somebody.firstStep(browser, ["next": "/account/sessions"])
        let done = try await somebody.answer(codes[3].uppercased(), to: asked, in: browser)
        #expect(done.headers["location"] == Self.page)
        #expect(await browser.get(Self.page).text.contains("9 codes are left"))
        let second = somebody.shop.visitor()
        let again = await somebody.firstStep(second)
        #expect(try await somebody.answer(codes[3], to: again, in: second).status == .unprocessable)

        let (phone, form) = try somebody.phone(on: await browser.get(Self.setup))
        let renewed = await browser.submit(
            Self.setup, form.with("code", phone.code(at: somebody.step)), token: form.token)
        #expect(renewed.status == .created)
        somebody.shop.clock.advance(seconds: 60)
        let third = somebody.shop.visitor()
        let last = await somebody.firstStep(third)
        #expect(try await somebody.answer(lost.code(at: somebody.step), to: last, in: third).status == .unprocessable)
        #expect(try await somebody.answer(codes[4], to: last, in: third).status == .unprocessable, "old codes end")
        #expect(try await somebody.answer(phone.code(at: somebody.step), to: last, in: third).status == .seeOther)
    }

    @Test(arguments: [
        ("en", ["was set up", "new recovery codes", "recovery code for takt was used", "was turned off"]),
        ("uk", ["налаштовано другий фактор", "нові коди відновлення", "використано код відновлення", "вимкнено"]),
    ])
    func `each change of it is told to its person by mail, in their language, as text and as HTML`(
        language: String, subjects: [String]
    ) async throws {
        let somebody = try await Somebody()
        let (person, email) = (somebody.person, somebody.email)
        try await somebody.shop.database.superuser.execute(
            "UPDATE people SET language = \(language) WHERE id = \(person)")
        _ = try await somebody.setUp()
        let form = try #require(PageForm(in: await somebody.browser.get(Self.page), to: "/account/second-factor/codes"))
        let renewed = await somebody.browser.submit("/account/second-factor/codes", form.fields, token: form.token)
        #expect(renewed.status == .created)
        let code = try #require(renewed.text.firstMatch(of: /readonly[^>]*>([a-z2-7-]{19})\n/)).1
        let visitor = somebody.shop.visitor()
        let asked = await somebody.firstStep(visitor)
        #expect(try await somebody.answer("222222-222222", to: asked, in: visitor).status == .unprocessable)
        #expect(try await somebody.answer(String(code), to: asked, in: visitor).status == .seeOther)
        for _ in 0..<2 { #expect(await somebody.browser.post(Self.page + "/off").status == .seeOther) }
        // Its own mails wait for no organization.
        let organization = somebody.shop.organization
        let waiting: Int? = try await somebody.shop.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND organization_id = \(organization)")
        #expect(waiting == 0)
        let mails = try await somebody.shop.mails(to: email)
        #expect(mails.count == 4)
        for (mail, subject) in zip(mails, subjects) {
            #expect(mail.language == language && mail.subject.lowercased().contains(subject), "\(mail.subject)")
            for body in [mail.text, mail.html] {
                #expect(body.contains(email) && body.contains("/account/second-factor") && !body.contains(code))
            }
        }
        #expect(mails[2].text.contains(": 9."), "\(mails[2].text)")
    }

    @Test func `five codes in ten minutes, then the time to wait`() async throws {
        let somebody = try await Somebody(settings: ["TAKT_RATE_SECOND_FACTOR": "30/h burst 5"])
        let (phone, codes) = try await somebody.setUp()
        let browser = somebody.shop.visitor()
        let asked = await somebody.firstStep(browser)
        for _ in 0..<5 {
            #expect(try await somebody.answer("000000", to: asked, in: browser).status == .unprocessable)
        }
        for code in [phone.code(at: somebody.step), codes[0]] {
            let refused = try await somebody.answer(code, to: asked, in: browser)
            #expect(refused.status == .tooManyRequests)
            let wait = try #require(refused.headers["retry-after"].flatMap { Int($0) })
            #expect((1...120).contains(wait))
        }
        #expect(await !Self.isIn(browser))
    }

    @Test func `the second step belongs to its browser, its ten minutes and its password`() async throws {
        let somebody = try await Somebody()
        let (phone, _) = try await somebody.setUp()
        let browser = somebody.shop.visitor(), thief = somebody.shop.visitor()
        let asked = await somebody.firstStep(browser)
        let form = try #require(PageForm(in: asked, to: "/login/second"))
        let token = Browser.token(in: await thief.get("/login"))
        let stolen = await thief.submit(
            "/login/second", form.with("code", phone.code(at: somebody.step)), token: token)
        #expect(stolen.status == .unprocessable && stolen.text.contains("That took too long"))
        #expect(await !Self.isIn(thief))
        for step in ["", "x", Base64URL.encode(RandomBytes.make(90))] {
            let fields = form.fields.filter { $0.key != "step" } + [(key: "step", value: step)]
            #expect(await browser.submit("/login/second", fields, token: form.token).status == .unprocessable)
        }
        somebody.shop.clock.advance(seconds: 601)
        #expect(
            try await somebody.answer(phone.code(at: somebody.step), to: asked, in: browser).text.contains(
                "That took too long"))
        let fresh = await somebody.firstStep(browser)
        let person = somebody.person
        try await somebody.shop.database.superuser.execute(
            "UPDATE people SET password_hash = password_hash || 'x' WHERE id = \(person)")
        #expect(
            try await somebody.answer(phone.code(at: somebody.step), to: fresh, in: browser).status == .unprocessable)
        #expect(await !Self.isIn(browser))
        #expect(await browser.get("/login/second").headers["location"] == "/login")
    }

    @Test func `what was typed before a session ended survives both steps`() async throws {
        let somebody = try await Somebody()
        let (phone, _) = try await somebody.setUp()
        let browser = somebody.shop.visitor()
        let asked = await somebody.firstStep(browser, ["next": "/account", "held.name": "Олена <b>", "stay": "1"])
        let done = try await somebody.answer(phone.code(at: somebody.step), to: asked, in: browser)
        #expect(done.status == .ok && done.text.contains("name=\"name\" value=\"Олена &lt;b&gt;\""))
        #expect(done.headers.all("set-cookie").contains { $0.hasPrefix("__Host-s=") && $0.contains("Max-Age=2592000") })
    }

    @Test func `setting up, new codes and switching off want a fresh password; other sessions end`() async throws {
        let somebody = try await Somebody()
        let (_, codes) = try await somebody.setUp()
        let (person, database) = (somebody.person, somebody.shop.database.superuser)
        try await database.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(person)")
        for path in [Self.setup, Self.page + "/off"] {
            #expect(await somebody.browser.get(path).status == .unauthorized, "\(path)")
        }
        for path in [Self.setup, Self.page + "/codes", Self.page + "/off"] {
            #expect(await somebody.browser.post(path).status == .unauthorized, "\(path)")
        }
        try await database.execute("UPDATE sessions SET sudo_at = now() WHERE person_id = \(person)")
        let renewed = await somebody.browser.post(Self.page + "/codes")
        #expect(renewed.status == .created && !renewed.text.contains(codes[0]))
        let visitor = somebody.shop.visitor()
        let asked = await somebody.firstStep(visitor)
        #expect(try await somebody.answer(codes[0], to: asked, in: visitor).status == .unprocessable)
        let elsewhere = try await somebody.shop.browser(of: person)
        #expect(await somebody.browser.post(Self.page + "/off").status == .seeOther)
        #expect(await !Self.isIn(elsewhere))
        #expect(await Self.isIn(somebody.browser))
        #expect(await somebody.firstStep(somebody.shop.visitor()).status == .seeOther, "the password alone again")
        let organization = somebody.shop.organization
        let events = try await database.values(
            "SELECT event FROM audit_entries WHERE organization_id = \(organization) AND target_type = 'person' ORDER BY id",
            as: String.self)
        #expect(events == ["second_factor.set", "second_factor.codes_renewed", "second_factor.removed"])
    }

    @Test func `a seed of somebody else's page is not taken`() async throws {
        let somebody = try await Somebody()
        let other = try await somebody.shop.signIn(as: .viewer)
        let (phone, form) = try somebody.phone(on: await other.get(Self.setup))
        let taken = await somebody.browser.submit(Self.setup, form.with("code", phone.code(at: somebody.step)))
        #expect(taken.status == .seeOther && taken.headers["location"] == Self.setup)
        #expect(!(await somebody.browser.get(Self.page)).text.contains("codes are left"))
    }
}
