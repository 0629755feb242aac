import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import TestSupport
import Testing

/// Signing in with another address: both mailboxes are told, and the old one can still do something about it.
struct EmailAddressTests {
    private static let password = "ship it on Friday"

    private struct Somebody {
        let shop: TestSite
        let old: String
        let new: String
        let person: Person.ID
        let browser: Browser

        init() async throws {
            shop = try await TestSite()
            old = "old-\(shop.project.text)@dubok.example"
            new = "new-\(shop.project.text)@dubok.example"
            person = try await shop.addPerson(email: old, password: EmailAddressTests.password)
            try await shop.join(person, as: .rep)
            browser = try await shop.browser(of: person)
        }

        func ask(_ email: String? = nil) async -> Response {
            await browser.post("/account/email", ["email": email ?? new])
        }

        func link() async throws -> String {
            let mail = try #require(try await shop.mails(to: new).last)
            return try #require(mail.link(to: "/email/confirm/"))
        }

        func confirm(_ browser: Browser, _ link: String) async -> Response {
            let page = await browser.get(link)
            guard let form = PageForm(in: page, to: "/email/confirm") else { return page }
            return await browser.submit("/email/confirm", form.fields, token: form.token)
        }

        func signsIn(as email: String) async -> Bool {
            let browser = shop.visitor()
            let token = Browser.token(in: await browser.get("/login"))
            let fields: KeyValuePairs<String, String> = ["email": email, "password": EmailAddressTests.password]
            return await browser.post("/login", fields, token: token).status == .seeOther
        }
    }

    @Test func `asked for, confirmed, told to both; other sessions and pending links end`() async throws {
        let somebody = try await Somebody()
        let phone = try await somebody.shop.browser(of: somebody.person)
        let asked = await somebody.ask()
        #expect(asked.status == .seeOther && asked.headers["location"] == "/account")
        #expect((await somebody.browser.get("/account")).text.contains(".local/mail"))
        let warning = try #require(try await somebody.shop.mails(to: somebody.old).first)
        #expect(warning.subject == "Another address for your account in Takt?")
        #expect(warning.text.contains(somebody.new) && warning.text.contains("This was not me"))
        let link = try await somebody.link()
        #expect(await somebody.signsIn(as: somebody.old), "nothing has changed yet")
        _ = await somebody.shop.visitor().get(link)
        #expect(await somebody.signsIn(as: somebody.old), "looking changes nothing")

        // A forgotten password that was asked for before is of no use afterwards.
        let visitor = somebody.shop.visitor()
        let token = Browser.token(in: await visitor.get("/password/forgotten"))
        _ = await visitor.post("/password/forgotten", ["email": somebody.old], token: token)
        let reset = try #require(try await somebody.shop.mails(to: somebody.old).last?.link(to: "/password/reset/"))

        let done = await somebody.confirm(somebody.browser, link)
        #expect(done.status == .seeOther && done.headers["location"] == "/email/changed")
        let (isOld, isNew) = (await somebody.signsIn(as: somebody.old), await somebody.signsIn(as: somebody.new))
        #expect(!isOld && isNew)
        #expect(await somebody.browser.get("/account").status == .ok, "this session stays")
        #expect(await phone.get("/account").status == .seeOther, "the others end")
        #expect(await somebody.shop.visitor().get(reset).status == .notFound)
        #expect(await somebody.shop.visitor().get(link).status == .notFound, "it works once")
        let told = try #require(try await somebody.shop.mails(to: somebody.old).last)
        #expect(told.subject == "Your address for Takt was changed" && told.text.contains("This was not you?"))
        let person = somebody.person.text
        let entries = try await somebody.shop.database.superuser.values(
            """
            SELECT event || ' ' || (before->>'email') || ' ' || (after->>'email') FROM installation_entries
            WHERE target_id = \(person) AND event = 'email.changed'
            """, as: String.self)
        #expect(entries == ["email.changed \(somebody.old) \(somebody.new)"])
    }

    @Test func `from another machine it works, and then no session stays`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let link = try await somebody.link()
        #expect(await somebody.confirm(somebody.shop.visitor(), link).status == .seeOther)
        #expect(await somebody.browser.get("/account").status == .seeOther)
        // In somebody else's browser: their session is theirs and stays.
        let other = try await Somebody()
        _ = await other.ask()
        let colleague = try await other.shop.signIn(as: .manager)
        #expect(await other.confirm(colleague, try await other.link()).status == .seeOther)
        #expect(await colleague.get("/account").status == .ok)
        #expect(await other.browser.get("/account").status == .seeOther)
    }

    @Test func `only with a fresh password`() async throws {
        let somebody = try await Somebody()
        let person = somebody.person
        try await somebody.shop.database.superuser.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(person)")
        #expect(await somebody.browser.get("/account/email").status == .unauthorized)
        #expect(await somebody.ask().status == .unauthorized)
        #expect(try await somebody.shop.mails(to: somebody.new).isEmpty)
        #expect(try await somebody.shop.mails(to: somebody.old).isEmpty)
    }

    @Test func `the old mailbox can stop it: another password makes the link useless`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let link = try await somebody.link()
        let changed = await somebody.browser.post(
            "/account/password", ["current": Self.password, "new": "7 grey herons standing"])
        #expect(changed.status == .seeOther)
        #expect(await somebody.confirm(somebody.shop.visitor(), link).status == .notFound)
        let person = somebody.person
        let email = try await somebody.shop.database.superuser.value(
            "SELECT email FROM people WHERE id = \(person)", as: String.self)
        #expect(email == somebody.old)
    }

    @Test func `an address that is somebody's is answered alike and never taken`() async throws {
        let somebody = try await Somebody()
        let taken = "taken-\(somebody.shop.project.text)@dubok.example"
        _ = try await somebody.shop.addPerson(email: taken)
        #expect(await somebody.ask(taken).headers["location"] == "/account")
        let mails = try await somebody.shop.mails(to: taken)
        #expect(mails.map(\.subject) == ["You already have an account in Takt"])
        // Free when it was asked for, taken when it is confirmed.
        _ = await somebody.ask()
        let link = try await somebody.link()
        _ = try await somebody.shop.addPerson(email: somebody.new.uppercased())
        let late = await somebody.confirm(somebody.shop.visitor(), link)
        #expect(late.status == .conflict && late.text.contains("already in use"))
        #expect(await somebody.signsIn(as: somebody.old))
    }

    @Test func `a newer wish replaces an older one, and nonsense is refused at the field`() async throws {
        let somebody = try await Somebody()
        _ = await somebody.ask()
        let first = try await somebody.link()
        _ = await somebody.ask()
        let second = try await somebody.link()
        #expect(first != second)
        #expect(await somebody.confirm(somebody.shop.visitor(), first).status == .notFound)
        for wrong in ["", "x", somebody.old, somebody.old.uppercased()] {
            let refused = await somebody.ask(wrong)
            #expect(refused.status == .unprocessable && refused.text.contains("id=\"email-error\""), "\(wrong)")
        }
        let person = somebody.person
        try await somebody.shop.database.superuser.execute(
            "UPDATE email_changes SET expires_at = now() WHERE person_id = \(person)")
        #expect(await somebody.confirm(somebody.shop.visitor(), second).status == .notFound)
    }
}
