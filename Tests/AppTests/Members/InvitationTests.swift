import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing

/// T-INV: joining by a link in a mail, and by nothing less.
struct InvitationTests {
    private static let password = "7 grey herons standing"

    /// A shop whose admin invites.
    private struct Host {
        let shop: TestSite
        let admin: Browser
        let list: String

        init() async throws {
            shop = try await TestSite()
            admin = try await shop.signIn(as: .admin)
            list = "/o/\(shop.organizationPublicID.rawValue)/settings/invitations"
        }

        var newEmail: String { "\(Token.make().text.lowercased().filter(\.isLetter))@dubok.example" }

        func invite(_ email: String, _ role: String = "rep") async -> Response {
            await admin.post(
                list,
                [
                    "email": email, "role": role, "language": "uk", "projects": shop.projectPublicID.rawValue,
                ])
        }

        /// Where the newest mail to that address leads.
        func link(to email: String) async throws -> String {
            try #require(try await shop.mails(to: email).last?.link(to: "/invitation/"))
        }

        func invited(_ email: String, _ role: String = "rep") async throws -> String {
            #expect(await invite(email, role).status == .seeOther)
            return try await link(to: email)
        }

        func role(of email: String) async throws -> String? {
            let organization = shop.organization
            return try await shop.database.superuser.value(
                """
                SELECT m.role FROM memberships m JOIN people p ON p.id = m.person_id
                WHERE m.organization_id = \(organization) AND p.email_key = lower(\(email)) AND m.is_active
                """)
        }
    }

    private static func form(_ more: [(String, String)] = []) -> [(key: String, value: String)] {
        ([("name", "Оля"), ("password", password), ("language", "uk")] + more).map { (key: $0.0, value: $0.1) }
    }

    @Test func `somebody new gets a mail in the language chosen, signs up by it, and is a member of the projects`()
        async throws
    {
        let host = try await Host()
        let email = host.newEmail
        let link = try await host.invited(email)
        let visitor = host.shop.visitor()
        let shown = await visitor.get(link)
        #expect(shown.status == .ok && shown.text.contains("Dubok") && shown.text.contains(email))
        #expect(shown.headers["referrer-policy"] == "no-referrer")
        let weak = await visitor.submit(
            link,
            [(key: "name", value: "Оля"), (key: "password", value: "password1234"), (key: "language", value: "uk")],
            token: Browser.token(in: shown))
        #expect(weak.status == .unprocessable && weak.text.contains("value=\"Оля\""))
        let done = await visitor.submit(
            link, Self.form([("email", "evil@x.example"), ("role", "admin")]), token: Browser.token(in: shown))
        let home = "/o/\(host.shop.organizationPublicID.rawValue)"
        #expect(done.status == .seeOther && done.headers["location"] == "/login?done=joined")
        #expect(try await host.role(of: email) == "rep")
        let token = Browser.token(in: await visitor.get("/login"))
        let signedIn = await visitor.post(
            "/login", ["email": email, "password": Self.password, "next": home], token: token)
        #expect(signedIn.headers["location"] == home)
        #expect(await visitor.get("/p/\(host.shop.projectPublicID.rawValue)/orders").status == .ok)
        #expect(await visitor.get(home).text.contains("lang=\"uk\""))
        #expect(await visitor.get(link).status == .notFound, "single use")
        #expect(try await host.role(of: "evil@x.example") == nil)
    }

    @Test func `a known address joins signed in as that address, and in no other way`() async throws {
        let host = try await Host()
        let email = host.newEmail
        let person = try await host.shop.addPerson(email: email, password: Self.password)
        let link = try await host.invited(email.uppercased(), "manager")
        // Signed out: the page asks to sign in; a form that signs up makes nobody a member.
        let visitor = host.shop.visitor()
        let shown = await visitor.get(link)
        #expect(shown.status == .ok && shown.text.contains("/login?next=") && !shown.text.contains("name=\"password\""))
        let tried = await visitor.submit(link, Self.form(), token: Browser.token(in: await visitor.get("/login")))
        #expect(tried.status == .unprocessable)
        // Signed in as somebody else, with the link in hand.
        let other = try await TestSite().signIn(as: .admin)
        let foreign = await host.shop.site.respond(to: Request(.get, link, headers: ["host": Browser.host]))
        #expect(foreign.status == .ok)
        #expect(await other.get(link).text.contains("Sign out and open the link again"))
        #expect(await other.post(link).status == .unprocessable)
        #expect(try await host.role(of: email) == nil)
        let otherPerson = other.person
        let joined = try await host.shop.store.join(
            by: Token(link.split(separator: "/").last.map(String.init) ?? "").map(\.hash) ?? [],
            as: PersonScope(person: try #require(otherPerson), isOperator: false), at: host.shop.clock.now)
        #expect(joined == nil, "the database asks for the address as well")
        // As the person themselves.
        let own = try await host.shop.browser(of: person)
        #expect(await own.get(link).text.contains("Join"))
        let done = await own.post(link)
        #expect(done.headers["location"] == "/o/\(host.shop.organizationPublicID.rawValue)")
        #expect(try await host.role(of: email) == "manager")
        #expect(await own.post(link).status == .notFound)
    }

    @Test func `two who use one link at once make one account`() async throws {
        let host = try await Host()
        let email = host.newEmail
        let link = try await host.invited(email)
        let answers = await withTaskGroup(of: Status.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let visitor = host.shop.visitor()
                    let token = Browser.token(in: await visitor.get(link))
                    return await visitor.submit(link, Self.form(), token: token).status
                }
            }
            return await group.reduce(into: [Status]()) { $0.append($1) }
        }
        let people = try await host.shop.database.superuser.value(
            "SELECT count(*) FROM people WHERE email_key = lower(\(email))", as: Int.self)
        #expect(people == 1, "\(answers)")
        #expect(try await host.role(of: email) == "rep")
    }

    @Test func `sending again makes a new link and ends the old one; revoked and expired links open nothing`()
        async throws
    {
        let host = try await Host()
        let email = host.newEmail
        let first = try await host.invited(email)
        let page = await host.admin.get(host.list)
        let renewal = String(try #require(page.text.firstMatch(of: /\/o\/[^"]*\/renewal/)).0)
        let revocation = String(try #require(page.text.firstMatch(of: /\/o\/[^"]*\/revocation/)).0)
        #expect(page.text.contains(email))
        #expect(await host.invite(email).status == .unprocessable, "one open invitation an address")
        #expect(await host.admin.post(renewal).status == .seeOther)
        let second = try await host.link(to: email)
        #expect(first != second)
        let visitor = host.shop.visitor()
        #expect(await visitor.get(first).status == .notFound)
        #expect(await visitor.get(second).status == .ok)
        let organization = host.shop.organization
        let days = try await host.shop.database.superuser.value(
            "SELECT extract(epoch FROM expires_at - now())::bigint / 3600 FROM invitations WHERE organization_id = \(organization)",
            as: Int.self)
        #expect([167, 168].contains(days))
        try await host.shop.database.superuser.execute(
            "UPDATE invitations SET expires_at = now() WHERE organization_id = \(organization)")
        #expect(await visitor.get(second).status == .notFound)
        #expect(await host.admin.post(renewal).status == .seeOther, "expired ones can be sent again")
        let third = try await host.link(to: email)
        #expect(await visitor.get(third).status == .ok)
        #expect(await host.admin.post(revocation).status == .seeOther)
        #expect(await visitor.get(third).status == .notFound)
        let late = await visitor.submit(third, Self.form(), token: Browser.token(in: await visitor.get("/login")))
        #expect(late.status == .notFound)
        #expect(await host.admin.post(renewal).status == .notFound)
        #expect(await host.admin.post(revocation).status == .notFound)
        #expect(try await host.role(of: email) == nil)
        for wrong in [Token.make().text, "x", String(repeating: "A", count: 43)] {
            #expect(await visitor.get("/invitation/\(wrong)").status == .notFound)
        }
        let events = try await host.shop.database.superuser.values(
            "SELECT event FROM audit_entries WHERE organization_id = \(organization) AND target_type = 'invitation' ORDER BY id",
            as: String.self)
        #expect(events == ["invitation.sent", "invitation.sent", "invitation.sent", "invitation.revoked"])
    }

    @Test func `members are not invited again, foreign projects are refused, a suspended organization lets nobody in`()
        async throws
    {
        let host = try await Host()
        let member = try await host.shop.addPerson(email: host.newEmail)
        try await host.shop.join(member, as: .viewer)
        let taken = try await host.shop.database.superuser.value(
            "SELECT email FROM people WHERE id = \(member)", as: String.self)
        let refused = await host.invite(try #require(taken))
        #expect(refused.status == .unprocessable && refused.text.contains("belongs to a member"))
        let other = try await TestSite()
        let foreign = await host.admin.post(
            host.list,
            ["email": host.newEmail, "role": "rep", "language": "en", "projects": other.projectPublicID.rawValue])
        #expect(foreign.status == .notFound)
        for (email, role, language) in [
            ("x", "rep", "en"), (host.newEmail, "owner", "en"), (host.newEmail, "rep", "xx"),
        ] {
            let answer = await host.admin.post(host.list, ["email": email, "role": role, "language": language])
            #expect(answer.status == .unprocessable)
        }
        let email = host.newEmail
        let link = try await host.invited(email)
        let organization = host.shop.organization
        try await host.shop.database.superuser.execute(
            "UPDATE organizations SET suspended_at = now() WHERE id = \(organization)")
        #expect(await host.shop.visitor().get(link).status == .notFound)
    }

    @Test func `the link is in the mail alone: not in the log, the tables or the list`() async throws {
        let host = try await Host()
        let email = host.newEmail
        let link = try await host.invited(email)
        let token = String(try #require(link.split(separator: "/").last))
        _ = await host.shop.visitor().get(link)
        #expect(!host.shop.log.lines.contains { $0.contains(token) })
        #expect(!(await host.admin.get(host.list)).text.contains(token))
        let organization = host.shop.organization
        let hash = try await host.shop.database.superuser.value(
            "SELECT token_sha256 FROM invitations WHERE organization_id = \(organization)", as: [UInt8].self)
        #expect(hash == Token(token)?.hash)
        #expect(Log.masked(link) == "/invitation/***")
    }
}
