import App
import Crypto
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing

/// What an organization and its admins can do about second factors.
struct RequiredFactorTests {
    private static func require(in shop: TestSite) async throws {
        let organization = shop.organization
        try await shop.database.superuser.execute(
            "UPDATE organizations SET requires_second_factor = true WHERE id = \(organization)")
    }

    @Test func `a member without one is led to set it up before anything of that organization`() async throws {
        let shop = try await TestSite()
        let admin = try await shop.signIn(as: .admin)
        let (home, orders) = ("/o/\(shop.organizationPublicID.rawValue)", "/p/\(shop.projectPublicID.rawValue)/orders")
        #expect(await admin.get(orders).status == .ok)
        try await Self.require(in: shop)
        for path in [home, orders, home + "/settings", home + "/settings/members"] {
            let answer = await admin.get(path)
            #expect(
                answer.status == .seeOther && answer.headers["location"] == "/account/second-factor/setup", "\(path)")
        }
        let before = try await shop.store.database.value("SELECT 1", as: Int.self)
        #expect(before == 1)
        let refused = await admin.post(home + "/settings", ["name": "Taken", "zone": "UTC", "version": "1"])
        #expect(refused.headers["location"] == "/account/second-factor/setup")
        let setup = await admin.get("/account/second-factor/setup")
        #expect(setup.status == .ok && setup.text.contains("Dubok asks for a second factor"))
        #expect(!setup.text.contains("Shop"), "nothing of the organization but its name")
        let start = await admin.get("/")
        #expect(start.status == .ok && start.text.contains("A second factor is needed"))
        #expect(!start.text.contains(orders))
        let person = admin.person
        try await shop.database.superuser.execute("UPDATE people SET second_factor_at = now() WHERE id = \(person)")
        #expect(await admin.get(orders).status == .ok)
        // Webhooks are taken whoever may come in.
        #expect(await shop.deliver("{}").status == .ok)
    }

    @Test func `an admin asks for it only with one of their own, after a fresh password`() async throws {
        let shop = try await TestSite()
        let admin = try await shop.signIn(as: .admin)
        let settings = "/o/\(shop.organizationPublicID.rawValue)/settings"
        func save(_ version: Int) async -> Response {
            await admin.post(
                settings, ["name": "Dubok", "zone": "Europe/Kyiv", "version": "\(version)", "second_factor": "1"])
        }
        let refused = await save(1)
        #expect(refused.status == .unprocessable && refused.text.contains("your own second factor first"))
        let person = admin.person
        try await shop.database.superuser.execute("UPDATE people SET second_factor_at = now() WHERE id = \(person)")
        try await shop.database.superuser.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(person)")
        #expect(await save(1).status == .unauthorized)
        try await shop.database.superuser.execute("UPDATE sessions SET sudo_at = now() WHERE person_id = \(person)")
        #expect(await save(1).status == .seeOther)
        #expect(await save(1).status == .conflict, "somebody was faster")
        let page = await admin.get(settings)
        #expect(page.text.contains("name=\"second_factor\" value=\"1\" checked"))
        let bad = await admin.post(settings, ["name": "", "zone": "Mars", "version": "2", "second_factor": "1"])
        #expect(bad.status == .unprocessable && bad.text.contains("Fill this in") && bad.text.contains("Europe/Kyiv"))
        let manager = try await shop.signIn(as: .manager)
        #expect(await manager.get(settings).headers["location"] == "/account/second-factor/setup")
    }

    @Test func `an admin resets a member's, whose sessions end; nobody else's`() async throws {
        let shop = try await TestSite(), other = try await TestSite()
        let admin = try await shop.signIn(as: .admin)
        let base = "/o/\(shop.organizationPublicID.rawValue)/settings/members/"
        let member = try await shop.signIn(as: .rep), stranger = try await other.signIn(as: .rep)
        for browser in [member, stranger] {
            let scope = PersonScope(person: try #require(browser.person), isOperator: false)
            let session = try #require(try await shop.store.sessions(of: scope).first)
            try await shop.store.setSecondFactor(
                sealed: [1, 2, 3], step: 1, codes: [Array(repeating: 7, count: 32)], of: scope, keeping: session.id,
                notice: Letter(
                    id: Mail.ID(at: shop.clock.now, random: RandomBytes.make(10)), kind: .secondFactorSet,
                    recipient: "nobody@dubok.example", language: "en"), at: shop.clock.now)
        }
        let (person, foreign) = (try #require(member.person), try #require(stranger.person))
        #expect(await admin.get(base + foreign.text + "/second-factor").status == .notFound)
        #expect(await admin.post(base + foreign.text + "/second-factor").status == .notFound)
        #expect(try await shop.store.secondFactor(of: foreign) != nil)
        #expect(await admin.get(base + person.text + "/second-factor").status == .ok)
        #expect(await admin.post(base + person.text + "/second-factor").status == .seeOther)
        #expect(try await shop.store.secondFactor(of: person) == nil)
        let mail = try await shop.mails(to: "\(person.text)@example.com").last
        #expect(mail?.text.contains("has reset the second factor") == true)
        #expect(await member.get("/account").status == .seeOther)
        #expect(await stranger.get("/account").status == .ok)
        // Straight through the door, with a person of another organization: nothing.
        let done = try await shop.database.app.value(
            "SELECT reset_second_factor(\(foreign))",
            settings: [Setting(name: "takt.organization", value: shop.organization.text)], readOnly: false,
            as: Bool.self)
        #expect(done == false)
        let organization = shop.organization
        let events = try await shop.database.superuser.values(
            "SELECT event FROM audit_entries WHERE organization_id = \(organization) AND target_type = 'member'",
            as: String.self)
        #expect(events.contains("member.second_factor_reset"))
    }
}
