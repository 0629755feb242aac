import App
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The installation's operator: what they see of organizations and people, and suspending.
struct OperatorTests {
    private static func newOperator(_ shop: TestSite) async throws -> Browser {
        let person = try await shop.addPerson()
        try await shop.database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        return try await shop.browser(of: person)
    }

    @Test func `members of a suspended organization see why, its hooks go on, and it can be resumed`() async throws {
        let shop = try await TestSite()
        let master = try await Self.newOperator(shop)
        let member = try await shop.signIn(as: .manager)
        let (home, orders) = ("/o/\(shop.organizationPublicID.rawValue)", "/p/\(shop.projectPublicID.rawValue)/orders")
        let place = "/operator/organizations/\(shop.organizationPublicID.rawValue)"
        #expect(await member.post(place + "/suspension").status == .notFound)
        #expect(await member.get(orders).status == .ok)
        #expect(await master.get(place + "/suspension").status == .ok)
        #expect(await master.post(place + "/suspension").status == .seeOther)
        for path in [home, orders, home + "/settings/members"] {
            let answer = await member.get(path)
            #expect(answer.status == .forbidden && answer.text.contains("is suspended"), "\(path)")
            #expect(!answer.text.contains("Shop"), "nothing of the organization but its name")
        }
        #expect(await member.post("/p/\(shop.projectPublicID.rawValue)/settings/sla").status == .forbidden)
        let start = await member.get("/")
        #expect(start.status == .ok && start.text.contains("has suspended the organization"))
        #expect(await member.get("/account").status == .ok)
        let event = TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z")
        #expect(await shop.deliver(event).status == .ok)
        let project = shop.project
        let kept = try await shop.database.superuser.value(
            "SELECT count(*) FROM status_events WHERE project_id = \(project)", as: Int.self)
        #expect(kept == 1)
        #expect(await master.post(place + "/suspension").status == .seeOther, "again changes nothing")
        #expect(await master.post(place + "/resumption").status == .seeOther)
        #expect(await member.get(orders).text.contains("#7"))
        let organization = shop.organization
        let events = try await shop.database.superuser.values(
            """
            SELECT event FROM audit_entries
            WHERE organization_id = \(organization) AND event IN ('organization.suspended', 'organization.resumed') ORDER BY id
            """, as: String.self)
        #expect(events == ["organization.suspended", "organization.resumed"])
        #expect(await master.post("/operator/organizations/a2b3c4d5e6/suspension").status == .notFound)
    }

    @Test func `the installation's log tells who did what to which account, to operators alone`() async throws {
        let shop = try await TestSite(database: TestDatabase.fresh())
        let master = try await Self.newOperator(shop)
        let member = try await shop.signIn(as: .admin)
        for number in 0..<60 {
            let person = try await shop.addPerson()
            try await shop.database.superuser.execute(
                "UPDATE people SET name = 'Person ' || \(number) WHERE id = \(person)")
            _ = try await shop.browser(of: person)
        }
        #expect(await member.post("/logout").status == .seeOther)
        let page = await master.get("/operator/log").text
        #expect(page.contains("Signed in") && page.contains("Signed out") && page.contains("Person 59"))
        #expect(!page.contains(">Person 1<"), "fifty a page")
        let older = try #require(page.firstMatch(of: /href="([^"]*)" rel="next"/)).1
        #expect(await master.get(String(older).replacing("&amp;", with: "&")).text.contains("Person 1<"))
        let ended = await master.get("/operator/log?event=session.ended").text
        #expect(ended.contains("Olena") && !ended.contains("Person 59"))
        #expect(await master.get("/operator/log?event=nonsense&before=x").status == .ok)
        #expect(await member.get("/operator/log").status != .ok)
        #expect(try await shop.signIn(as: .admin).get("/operator/log").status == .notFound)
        let nobody = try await shop.store.operatorLog(nil, before: nil, limit: 9, by: try await shop.addPerson())
        #expect(nobody.isEmpty, "the database asks as well")
        try await shop.database.drop()
    }

    @Test func `lists are searched by beginning or id and paged to the last row, each row once`() async throws {
        let shop = try await TestSite(database: TestDatabase.fresh())
        let master = try await Self.newOperator(shop)
        let person = try #require(master.person)
        for number in 0..<7 {
            let other = try await TestSite(database: shop.database)
            let (organization, name) = (other.organization, number == 3 ? "Oak_% <b>" : "Oak \(number / 2)")
            try await shop.database.superuser.execute(
                "UPDATE organizations SET name = \(name) WHERE id = \(organization)")
        }
        let store = shop.store
        var seen: [PublicID] = [], after: PublicID?
        while true {
            let page = try await store.operatorOrganizations("", after: after, limit: 3, by: person)
            seen += page.map(\.publicID)
            guard page.count == 3 else { break }
            after = page.last?.publicID
        }
        #expect(seen.count == 8 && Set(seen).count == 8)
        #expect(try await store.operatorOrganizations("oak", limit: 50, by: person).count == 7)
        #expect(try await store.operatorOrganizations("OAK_%", limit: 50, by: person).map(\.name) == ["Oak_% <b>"])
        #expect(try await store.operatorOrganizations("ak", limit: 50, by: person).isEmpty)
        let id = shop.organizationPublicID
        #expect(try await store.operatorOrganizations(id.rawValue, limit: 50, by: person).map(\.publicID) == [id])

        var people: [Person.ID] = [], last: Person.ID?
        while true {
            let page = try await store.operatorMembers("", after: last, limit: 4, by: person)
            people += page.map(\.id)
            guard page.count == 4 else { break }
            last = page.last?.id
        }
        #expect(people.count == 9 && Set(people).count == 9)
        #expect(try await store.operatorMembers(person.text.uppercased(), limit: 5, by: person).map(\.id) == [person])
        let page = await master.get("/operator/organizations?search=oak_%25")
        #expect(page.status == .ok && page.text.contains("Oak_% &lt;b&gt;") && !page.text.contains("Oak 1"))
        let members = await master.get("/operator/members?search=\(person.text.prefix(8))")
        #expect(members.status == .ok && members.text.contains(person.text))
        try await shop.database.drop()
    }

    @Test func `the database itself asks whether it is an operator`() async throws {
        let shop = try await TestSite()
        let admin = try #require(try await shop.signIn(as: .admin).person)
        #expect(try await shop.store.operatorOrganizations("", limit: 5, by: admin).isEmpty)
        #expect(try await shop.store.operatorMembers("", limit: 5, by: admin).isEmpty)
        await #expect(throws: NotVisible.self) {
            try await shop.store.setSuspended(true, shop.organizationPublicID, by: admin, at: shop.clock.now)
        }
        let master = try #require(try await Self.newOperator(shop).person)
        #expect(try await shop.store.operatorOrganizations("", limit: 5, by: master).isEmpty == false)
        try await shop.database.superuser.execute("UPDATE people SET is_active = false WHERE id = \(master)")
        #expect(try await shop.store.operatorOrganizations("", limit: 5, by: master).isEmpty)
    }

    @Test func `the barriers stand before a member's programs as well`() async throws {
        let shop = try await TestSite()
        let program = try await shop.program(as: .manager, scopes: [.ordersRead])
        let organization = shop.organization
        func opens() async -> Bool { await program.get("/api/v1/me").status == .ok }
        #expect(await opens())
        try await shop.database.superuser.execute(
            "UPDATE organizations SET suspended_at = now() WHERE id = \(organization)")
        #expect(await !opens())
        try await shop.database.superuser.execute(
            "UPDATE organizations SET suspended_at = NULL, requires_second_factor = true WHERE id = \(organization)")
        #expect(await !opens())
        try await shop.database.superuser.execute(
            """
            UPDATE people SET second_factor_at = now()
            WHERE id IN (SELECT person_id FROM memberships WHERE organization_id = \(organization))
            """)
        #expect(await opens())
    }
}
