import App
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

struct MembersTests {
    /// A shop with an admin in a browser and another member.
    struct Pair {
        let shop: TestSite
        let admin: Browser
        let person: Person.ID
        let base: String

        init(_ role: Role) async throws {
            shop = try await TestSite()
            admin = try await shop.signIn(as: .admin)
            person = try await shop.addPerson()
            try await shop.join(person, as: role)
            base = "/o/\(shop.organizationPublicID.rawValue)/settings/members"
        }

        var path: String { "\(base)/\(person.text)" }

        func save(_ role: String, projects: Bool = true, version: Int = 1) async -> Response {
            let project = [("projects", shop.projectPublicID.rawValue)]
            let fields = [("role", role), ("version", "\(version)")] + (projects ? project : [])
            return await admin.submit(path, fields.map { (key: $0.0, value: $0.1) })
        }

        func events() async throws -> [String] {
            let organization = shop.organization
            return try await shop.database.superuser.values(
                "SELECT event FROM audit_entries WHERE organization_id = \(organization) AND target_type <> 'project' ORDER BY id"
            )
        }
    }

    @Test func `managers see the list, admins its links, others nothing`() async throws {
        let pair = try await Pair(.rep)
        let member = try await pair.shop.browser(of: pair.person)
        _ = await member.get("/p/\(pair.shop.projectPublicID.rawValue)/orders")
        let page = await pair.admin.get(pair.base)
        #expect(page.status == .ok)
        #expect(page.text.contains("\(pair.person.text)@example.com"))
        #expect(page.text.contains("href=\"\(pair.path)\""))
        #expect(page.text.contains("0 s ago") || page.text.contains("ago</time>") || page.text.contains("<time"))
        let manager = try await pair.shop.signIn(as: .manager)
        let seen = await manager.get(pair.base)
        #expect(seen.status == .ok)
        #expect(!seen.text.contains("href=\"\(pair.path)\""))
        #expect(await manager.get(pair.path).status == .forbidden)
        #expect(await member.get(pair.base).status == .forbidden)
    }

    @Test func `a visit writes when the member was seen, in that organization`() async throws {
        let pair = try await Pair(.rep)
        let person = pair.person, organization = pair.shop.organization
        let member = try await pair.shop.browser(of: person)
        func seen() async throws -> Bool? {
            try await pair.shop.database.superuser.value(
                """
                SELECT seen_at IS NOT NULL FROM memberships
                WHERE organization_id = \(organization) AND person_id = \(person)
                """)
        }
        _ = await member.get("/account")
        #expect(try await seen() == false)
        _ = await member.get("/p/\(pair.shop.projectPublicID.rawValue)/orders")
        #expect(try await seen() == true)
    }

    @Test func `role and projects are changed with an entry of before and after`() async throws {
        let pair = try await Pair(.rep)
        let member = try await pair.shop.browser(of: pair.person)
        let orders = "/p/\(pair.shop.projectPublicID.rawValue)/orders"
        #expect(await member.get(orders).status == .ok)
        #expect(await pair.save("viewer", projects: false).status == .seeOther)
        #expect(await member.get(orders).status == .notFound, "without the project from the next request on")
        #expect(await pair.save("manager", version: 2).status == .seeOther)
        #expect(await member.get(orders).status == .ok)
        let organization = pair.shop.organization
        let entry = try await pair.shop.database.superuser.value(
            """
            SELECT before ->> 'role' || ' ' || (before ->> 'projects') || '>' || (after ->> 'role') || ' ' || (after ->> 'projects')
            FROM audit_entries WHERE organization_id = \(organization) AND event = 'member.changed' ORDER BY id LIMIT 1
            """, as: String.self)
        #expect(entry == "rep \(pair.shop.projectPublicID.rawValue)>viewer ")
    }

    @Test func `a stale form is told and overwrites nothing; foreign projects and roles that are none are refused`()
        async throws
    {
        let pair = try await Pair(.rep)
        #expect(await pair.save("viewer").status == .seeOther)
        let stale = await pair.save("manager")
        #expect(stale.status == .conflict && stale.text.contains("Someone else saved this"))
        let other = try await TestSite()
        let fields = [("role", "rep"), ("version", "2"), ("projects", other.projectPublicID.rawValue)]
        #expect(await pair.admin.submit(pair.path, fields.map { (key: $0.0, value: $0.1) }).status == .notFound)
        for role in ["", "owner", "operator"] { #expect(await pair.save(role, version: 2).status == .unprocessable) }
        let person = pair.person
        let role = try await pair.shop.database.superuser.value(
            "SELECT role FROM memberships WHERE person_id = \(person)", as: String.self)
        #expect(role == "viewer")
    }

    @Test func `changing a role wants a fresh password`() async throws {
        let pair = try await Pair(.rep)
        let admin = pair.admin.person
        try await pair.shop.database.superuser.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(admin)")
        let asked = await pair.save("admin")
        #expect(asked.status == .unauthorized && asked.text.contains("name=\"held.role\" value=\"admin\""))
    }

    @Test func `a role gained gives the browser a new token, and the old one is dead; a role lost does not`()
        async throws
    {
        let pair = try await Pair(.rep)
        let member = try await pair.shop.browser(of: pair.person)
        let orders = "/p/\(pair.shop.projectPublicID.rawValue)/orders"
        _ = await member.get(orders)
        let first = try #require(member.cookies["__Host-s"])
        #expect(await pair.save("viewer").status == .seeOther)
        _ = await member.get(orders)
        #expect(member.cookies["__Host-s"] == first, "lost")
        #expect(await pair.save("manager", version: 2).status == .seeOther)
        // What runs inside a page goes on with the token it has.
        #expect(await member.get(orders, headers: ["sec-fetch-dest": "empty"]).status == .ok)
        #expect(member.cookies["__Host-s"] == first)
        #expect(await member.get(orders).status == .ok)
        let second = try #require(member.cookies["__Host-s"])
        #expect(second != first, "gained")
        #expect(await member.get(orders).status == .ok)
        #expect(member.cookies["__Host-s"] == second, "once")
        let old = await pair.shop.site.respond(
            to: Request(.get, "/account", headers: ["host": Browser.host, "cookie": "__Host-s=\(first)"]))
        #expect(
            old.headers["location"] == "/login?next=/account" || old.headers["location"]?.hasPrefix("/login") == true)
    }

    @Test func `deactivation shuts out at once, hands over, and can be taken back`() async throws {
        let pair = try await Pair(.admin)
        let successor = try await pair.shop.addPerson()
        try await pair.shop.join(successor, as: .manager)
        let (organization, person) = (pair.shop.organization, pair.person)
        try await pair.shop.database.superuser.execute(
            """
            INSERT INTO invitations (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at)
            VALUES (\(organization), gen_random_uuid(), 'x@y.example', 'rep', 'en', \(person), sha256(\(person.text)::bytea), now(), now(), now())
            """)
        let project = pair.shop.project
        for owner in [person, successor] {
            try await pair.shop.database.superuser.execute(
                """
                INSERT INTO saved_views (organization_id, list, project_id, owner_id, name, query, is_shared, saved_at)
                VALUES (\(organization), 'orders', \(project), \(owner), 'Late', 'state=over', true, now())
                """)
        }
        try await pair.shop.database.superuser.execute(
            """
            INSERT INTO order_managers (organization_id, project_id, manager_id, name, person_id, seen_at)
            VALUES (\(organization), \(project), 7, 'Olena', \(person), now())
            """)
        let member = try await pair.shop.browser(of: person)
        let home = "/o/\(pair.shop.organizationPublicID.rawValue)"
        #expect(await member.get(home).status == .ok)
        let asked = await pair.admin.get(pair.path + "/deactivation")
        #expect(asked.status == .ok && asked.text.contains(successor.text))
        let stranger = try await TestSite().addPerson()
        let foreign = await pair.admin.post(pair.path + "/deactivation", ["successor": stranger.text])
        #expect(foreign.status == .notFound)
        #expect(await member.get(home).status == .ok)
        let done = await pair.admin.post(pair.path + "/deactivation", ["successor": successor.text])
        #expect(done.status == .seeOther)
        #expect(await member.get(home).status == .notFound)
        #expect(await member.get("/").status == .ok, "the person themselves goes on")
        let inviter = try await pair.shop.database.superuser.value(
            "SELECT invited_by FROM invitations WHERE organization_id = \(organization)", as: Person.ID.self)
        #expect(inviter == successor)
        let views = try await pair.shop.database.superuser.value(
            "SELECT count(*) FROM saved_views WHERE owner_id = \(successor) AND name LIKE 'Late%'", as: Int.self)
        #expect(views == 2)
        let manager = try await pair.shop.database.superuser.value(
            "SELECT person_id FROM order_managers WHERE organization_id = \(organization)", as: Person.ID.self)
        #expect(manager == successor)
        #expect(await pair.admin.post(pair.path + "/activation").status == .seeOther)
        #expect(await member.get(home).status == .ok)
        #expect(await pair.admin.post(pair.path + "/activation").status == .notFound, "active already")
        #expect(
            try await pair.events().suffix(3) == ["member.handed_over", "member.deactivated", "member.reactivated"])
    }

    @Test func `an admin is asked before they give the role up, and told what goes with it`() async throws {
        let pair = try await Pair(.admin)
        let person = try #require(pair.admin.person), organization = pair.shop.organization
        let path = "\(pair.base)/\(person.text)"
        func role() async throws -> String? {
            try await pair.shop.database.superuser.value(
                "SELECT role FROM memberships WHERE organization_id = \(organization) AND person_id = \(person)")
        }
        // Another's role is taken, and the own one kept, without a question.
        #expect(await pair.save("rep").status == .seeOther)
        #expect(await pair.save("admin", version: 2).status == .seeOther)
        let kept = [("role", "admin"), ("version", "1")].map { (key: $0.0, value: $0.1) }
        #expect(await pair.admin.submit(path, kept).status == .seeOther)
        let asked = await pair.admin.post(path, ["role": "viewer", "version": "2"])
        #expect(asked.status == .ok && asked.text.contains("Give up being an administrator?"))
        #expect(asked.text.contains("Managing members") && asked.text.contains("API tokens of others"))
        #expect(!asked.text.contains("Orders of a project"), "a viewer has that too")
        #expect(asked.text.contains("Stay an administrator") && asked.text.contains("href=\"\(path)\""))
        #expect(try await role() == "admin")
        // An answer to another question is no answer.
        let other = await pair.admin.post(path, ["role": "viewer", "version": "2", "confirmed": "rep"])
        #expect(other.status == .ok && other.text.contains("Give up being an administrator?"))
        let form = try #require(PageForm(in: asked, to: path))
        #expect(await pair.admin.submit(path, form.fields).status == .seeOther)
        #expect(try await role() == "viewer")
        #expect(await pair.admin.get(pair.base).status == .forbidden)
    }

    @Test func `who deactivates themselves is asked whether they want to leave`() async throws {
        let pair = try await Pair(.admin)
        let person = try #require(pair.admin.person)
        let leaving = "/o/\(pair.shop.organizationPublicID.rawValue)/settings/leaving"
        let path = "\(pair.base)/\(person.text)/deactivation"
        #expect(await pair.admin.get(path).headers["location"] == leaving)
        #expect(await pair.admin.post(path).headers["location"] == leaving)
        let asked = await pair.admin.get(leaving)
        #expect(asked.status == .ok && asked.text.contains(">Stay<") && asked.text.contains("API tokens stop"))
        #expect(!(await pair.admin.get(pair.path + "/deactivation")).text.contains("Keep it"))
    }

    @Test func `what a former member owned is handed over later`() async throws {
        let pair = try await Pair(.admin)
        let (organization, person) = (pair.shop.organization, pair.person)
        try await pair.shop.database.superuser.execute(
            """
            INSERT INTO invitations (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at)
            VALUES (\(organization), gen_random_uuid(), 'x@y.example', 'rep', 'en', \(person), sha256(\(person.text)::bytea), now(), now(), now())
            """)
        #expect(await pair.admin.post(pair.path + "/deactivation").status == .seeOther)
        let page = await pair.admin.get(pair.path)
        #expect(page.status == .ok && page.text.contains(pair.path + "/handover"))
        let admin = try #require(pair.admin.person)
        #expect(await pair.admin.post(pair.path + "/handover", ["successor": admin.text]).status == .seeOther)
        #expect(!(await pair.admin.get(pair.path)).text.contains(pair.path + "/handover"))
        #expect(await pair.admin.post(pair.path + "/handover", ["successor": person.text]).status == .notFound)
    }

    @Test func `a member leaves by themselves, the last admin is told why not`() async throws {
        let pair = try await Pair(.viewer)
        let leaving = "/o/\(pair.shop.organizationPublicID.rawValue)/settings/leaving"
        let member = try await pair.shop.browser(of: pair.person)
        #expect(await member.get(leaving).status == .ok)
        #expect(await member.post(leaving).headers["location"] == "/")
        #expect(await member.get(leaving).status == .notFound)
        let organization = pair.shop.organization, admin = pair.admin.person
        try await pair.shop.database.superuser.execute(
            """
            UPDATE memberships SET role = 'manager'
            WHERE organization_id = \(organization) AND person_id <> \(admin) AND is_active
            """)
        let refused = await pair.admin.post(leaving)
        #expect(refused.status == .unprocessable && refused.text.contains("last administrator"))
        let person = try #require(admin)
        let demoted = await pair.admin.post(
            "\(pair.base)/\(person.text)", ["role": "viewer", "version": "1"])
        #expect(demoted.status == .unprocessable && demoted.text.contains("at least one administrator"))
        #expect(await pair.admin.get(pair.base).status == .ok)
    }
}
