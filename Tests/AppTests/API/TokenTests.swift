import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-TOK: what a token opens, and when it opens nothing any more.
struct TokenTests {
    @Test func `a token says who it acts for`() async throws {
        let shop = try await TestSite()
        let program = try await shop.program(as: .manager, scopes: [.ordersRead])
        let answer = await program.get("/api/v1/me")
        #expect(answer.status == .ok)
        let json = try JSON(parsing: answer.body)
        #expect(json["role"]?.string == "manager")
        #expect(json["organization_id"]?.string == shop.organizationPublicID.rawValue)
        #expect(json["token"]?["scopes"] == ["orders:read"])
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.headers.all("set-cookie").isEmpty)
    }

    @Test func `without a token, with two, with a wrong one it is 401 that says what is wanted`() async throws {
        let shop = try await TestSite()
        let good = try #require(try await shop.program().token)
        let wrong = APIToken.make(for: "test").text
        var broken = Array(good)
        broken[30] = broken[30] == "A" ? "B" : "A"
        for token in [wrong, String(broken), "", "takt_", String(good.dropLast()), good + "x", "x" + good] {
            let answer = await Program(shop.site, token: token).get("/api/v1/me")
            #expect(answer.status == .unauthorized, "\(token)")
            #expect(answer.headers["www-authenticate"] == "Bearer realm=\"Takt\", error=\"invalid_token\"")
            #expect(answer.headers["content-type"] == "application/problem+json")
        }
        let none = await Program(shop.site, token: nil).get("/api/v1/me")
        #expect(none.status == .unauthorized)
        #expect(none.headers["www-authenticate"] == "Bearer realm=\"Takt\"")
        #expect(try JSON(parsing: none.body)["code"]?.string == "token_missing")
        let basic = await Program(shop.site, token: nil).get("/api/v1/me", headers: ["authorization": "Basic \(good)"])
        #expect(basic.status == .unauthorized)
    }

    @Test func `the door looks at no cookie, and pages at no token`() async throws {
        let shop = try await TestSite()
        let browser = try await shop.signIn(as: .admin)
        #expect(await browser.get("/api/v1/me").status == .unauthorized)
        let token = try #require(try await shop.program().token)
        let page = await shop.visitor().get("/account", headers: ["authorization": "Bearer \(token)"])
        #expect(page.status == .seeOther)
    }

    @Test func `a revoked and an expired token open nothing, and neither does one of a deactivated member`()
        async throws
    {
        let shop = try await TestSite()
        let database = shop.database.superuser
        func opens(_ token: APIToken) async -> Bool {
            await Program(shop.site, token: token.text).get("/api/v1/me").status == .ok
        }
        let person = try await shop.addPerson()
        try await shop.join(person, as: .admin)
        let member = Member(
            organization: shop.organization, organizationPublicID: shop.organizationPublicID, person: person,
            role: .admin)
        let scope = try Scope<SeeOrganization>(member)
        let revoked = try await shop.token(of: person, as: .admin)
        #expect(await opens(revoked))
        try await shop.store.revokeToken(revoked.id, by: scope, at: shop.clock.now)
        #expect(await !opens(revoked))

        let expired = try await shop.token(of: person, as: .admin)
        let id = expired.id
        try await database.execute(
            "UPDATE api_tokens SET created_at = now() - interval '2 days', expires_at = now() WHERE id = \(id)")
        #expect(await !opens(expired))

        let token = try await shop.token(of: person, as: .admin)
        try await database.execute("UPDATE memberships SET is_active = false WHERE person_id = \(person)")
        #expect(await !opens(token))
        try await database.execute("UPDATE memberships SET is_active = true WHERE person_id = \(person)")
        #expect(await opens(token))
        try await database.execute("UPDATE people SET is_active = false WHERE id = \(person)")
        #expect(await !opens(token))
    }

    @Test func `a token bound to addresses is refused from others`() async throws {
        let shop = try await TestSite()
        let program = try await shop.program(networks: "203.0.113.0/24, 2001:db8::/32")
        for (address, status) in [
            ("203.0.113.7", Status.ok), ("203.0.114.7", .forbidden), ("2001:db8:1::5", .ok),
            ("2001:db9::5", .forbidden),
        ] {
            #expect(await program.send(.get, "/api/v1/me", address: address).status == status, "\(address)")
        }
    }

    @Test func `a token above its rate waits, and so do all tokens of an organization above theirs`() async throws {
        let shop = try await TestSite(settings: [
            "TAKT_RATE_API_TOKEN": "1/h burst 3", "TAKT_RATE_API_ORGANIZATION": "1/h burst 5",
        ])
        let first = try await shop.program(), second = try await shop.program()
        for _ in 0..<3 { #expect(await first.get("/api/v1/me").status == .ok) }
        let refused = await first.get("/api/v1/me")
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 1)
        for _ in 0..<2 { #expect(await second.get("/api/v1/me").status == .ok) }
        #expect(await second.get("/api/v1/me").status == .tooManyRequests)
    }

    @Test func `wrong tokens of one network are counted; a right one from there still opens`() async throws {
        let shop = try await TestSite(settings: ["TAKT_RATE_API_REFUSALS": "1/h burst 4"])
        let address = "198.51.\(UInt8.random(in: 0...255)).\(UInt8.random(in: 0...255))"
        let wrong = Program(shop.site, token: "takt_wrong"), right = try await shop.program()
        for _ in 0..<4 { #expect(await wrong.send(.get, "/api/v1/me", address: address).status == .unauthorized) }
        #expect(await wrong.send(.get, "/api/v1/me", address: address).status == .tooManyRequests)
        #expect(await right.send(.get, "/api/v1/me", address: address).status == .ok)
    }

    @Test func `the last use is kept to the hour, once an hour`() async throws {
        let shop = try await TestSite()
        let program = try await shop.program()
        let organization = shop.organization, database = shop.database.superuser
        func version() async throws -> String? {
            try await database.value("SELECT xmin::text FROM api_tokens WHERE organization_id = \(organization)")
        }
        let untouched = try await version()
        _ = await program.get("/api/v1/me")
        let touched = try await version()
        #expect(touched != untouched)
        _ = await program.get("/api/v1/me")
        #expect(try await version() == touched)
        let isWhole: Bool? = try await database.value(
            """
            SELECT last_used_at = date_trunc('hour', last_used_at) FROM api_tokens
            WHERE organization_id = \(organization)
            """)
        #expect(isWhole == true)
    }

    @Test func `no token and no part of its secret stands in the log`() async throws {
        let shop = try await TestSite()
        let program = try await shop.program(scopes: [.ordersRead])
        let token = try #require(program.token)
        _ = await program.get("/api/v1/me")
        _ = await program.get("/api/v1/projects/\(shop.projectPublicID.rawValue)")
        _ = await program.get("/api/v1/\(token)")
        _ = await Program(shop.site, token: token.replacing("a", with: "b")).get("/api/v1/me")
        for line in shop.log.lines { #expect(!line.contains(token.suffix(40).prefix(30)), "\(line)") }
        #expect("\(try #require(APIToken(token)))" == "(token \(token.split(separator: "_")[2]))")
    }
}
