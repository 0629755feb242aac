import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing

@testable import App

/// What was given up is seen by those who run the installation, and by nobody else.
struct OperatorMailsTests {
    @Test func `an operator sees what was given up and why, and no secret`() async throws {
        let shop = try await TestSite { still in
            var outside = still
            outside.mail = { _ in .refused("550 no such <user>") }
            return outside
        }
        let email = "gone-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: email, password: "ship it on Friday")
        let visitor = shop.visitor()
        let token = Browser.token(in: await visitor.get("/password/forgotten"))
        _ = await visitor.post("/password/forgotten", ["email": email], token: token)
        for job in try await shop.mailJobs(to: email) { try await MailJobs(services: shop.services).attempt(job) }

        let person = try await shop.addPerson()
        let browser = try await shop.browser(of: person)
        #expect(await browser.get("/operator/mails").status == .notFound)
        try await shop.database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        let page = await browser.get("/operator/mails?state=failed")
        #expect(page.status == .ok && page.text.contains(email))
        #expect(page.text.contains("550 no such &lt;user&gt;") && page.text.contains("Choose a new password for Takt"))
        #expect(!page.text.contains("/password/reset/"))
        let sent = await browser.get("/operator/mails?state=sent")
        #expect(sent.status == .ok && !sent.text.contains(email))
        #expect(await browser.get("/operator/mails?state=nonsense").status == .ok)
        let kept = try await shop.database.superuser.value(
            "SELECT fields::text || coalesce(path, '') || (sealed_path IS NULL) FROM mails WHERE recipient = \(email)",
            as: String.self)
        #expect(kept == "{}true")
    }

    @Test func `mails of every kind are named, with whatever their subject needs`() async throws {
        let shop = try await TestSite(database: TestDatabase.fresh())
        let person = try await shop.addPerson()
        for kind in Letter.Kind.allCases {
            try await shop.database.superuser.execute(
                """
                INSERT INTO mails (id, kind, recipient, language, fields, posted_at, due_at)
                VALUES (gen_random_uuid(), \(kind.rawValue), 'olena@dubok.example', 'en', '{}', now(), now())
                """)
        }
        try await shop.database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        let page = await (try await shop.browser(of: person)).get("/operator/mails")
        #expect(page.status == .ok)
        #expect(page.text.matches(of: /<th scope="row">[A-Z]/).count == Letter.Kind.allCases.count)
        try await shop.database.drop()
    }

    @Test func `links and mails of long ago are forgotten, others are not`() async throws {
        let shop = try await TestSite(database: TestDatabase.fresh(), settings: ["TAKT_SIGN_UP": "open"])
        let email = "old-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: email)
        for path in ["/password/forgotten", "/sign-up"] {
            let visitor = shop.visitor()
            let token = Browser.token(in: await visitor.get(path))
            let fields: KeyValuePairs<String, String> = [
                "email": email, "name": "O", "organization": "D", "language": "en",
            ]
            #expect(await visitor.post(path, fields, token: token).status == .seeOther)
        }
        #expect(try await shop.mails(to: email).count == 2)
        let counts: SQL = """
            SELECT (SELECT count(*) FROM mails) + (SELECT count(*) FROM password_resets) + (SELECT count(*) FROM sign_ups)
            """
        #expect(try await shop.store.purgeAccountLinks(limit: 10) == 0)
        #expect(try await shop.store.forgetMails(limit: 10) == 0)
        #expect(try await shop.database.superuser.value(counts, as: Int.self) == 4)
        try await shop.database.superuser.execute("UPDATE mails SET ended_at = now() - interval '91 days'")
        try await shop.database.superuser.execute("UPDATE sign_ups SET expires_at = now() - interval '25 hours'")
        try await shop.database.superuser.execute("UPDATE password_resets SET expires_at = now() - interval '25 hours'")
        #expect(try await shop.store.purgeAccountLinks(limit: 10) == 2)
        #expect(try await shop.store.forgetMails(limit: 10) == 2)
        #expect(try await shop.database.superuser.value(counts, as: Int.self) == 0)
        try await shop.database.drop()
    }
}
