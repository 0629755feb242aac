import App
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Role and projects of a member are taken back for ten minutes, by admins alone.
struct MemberUndoTests {
    private struct Team {
        let site: TestSite
        let admin: Browser
        let person: Person.ID
        let list, path: String

        init() async throws {
            site = try await TestSite()
            admin = try await site.signIn(as: .admin)
            person = try await site.member(as: .rep)
            list = "/o/\(site.organizationPublicID.rawValue)/settings/members"
            path = list + "/" + person.text
        }

        /// Saves role and projects; answers where the button of the words leads.
        @discardableResult
        func save(_ role: Role, _ projects: [PublicID], of other: Person.ID? = nil) async throws -> String {
            let path = other.map { list + "/" + $0.text } ?? path
            let form = try #require(PageForm(in: await admin.get(path), to: path))
            var fields = form.fields.filter { !["role", "projects"].contains($0.key) } + [("role", role.rawValue)]
            fields += projects.map { ("projects", $0.rawValue) }
            #expect(await admin.send(admin.request(path, fields)).status == .seeOther)
            return try #require(
                await admin.get(list).text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        }

        func place(of other: Person.ID? = nil) async throws -> String {
            let (person, organization) = (other ?? person, site.organization)
            return try await site.database.superuser.value(
                """
                SELECT m.role || ' ' || count(p.project_id) FROM memberships m
                LEFT JOIN project_members p ON p.organization_id = m.organization_id AND p.person_id = m.person_id
                WHERE m.organization_id = \(organization) AND m.person_id = \(person) GROUP BY m.role
                """) ?? ""
        }
    }

    @Test func `role and projects are put back, and again, and the log says so`() async throws {
        let team = try await Team()
        let undo = try await team.save(.manager, [])
        #expect(try await team.place() == "manager 0")
        for _ in 0..<2 {
            let answer = await team.admin.post(undo, [:])
            #expect(answer.status == .seeOther && answer.headers["location"] == team.list)
            #expect(await team.admin.get(team.list).text.contains("Undone: everything is as it was before."))
        }
        #expect(try await team.place() == "rep 1")
        let log = try await team.site.store.auditEntries(team.site.system).filter { $0.undoes != nil }
        #expect(log.count == 1 && log[0].event == .memberChanged && log[0].after?.contains("rep") == true)
        let again = "/o/\(team.site.organizationPublicID.rawValue)/undo/\(log[0].id)"
        #expect(await team.admin.get("/o/\(team.site.organizationPublicID.rawValue)/activity").text.contains(again))
        #expect(await team.admin.post(again, [:]).status == .seeOther)
        #expect(try await team.place() == "manager 0")
    }

    @Test func `what was done with the member since stands in the way, and so does the last admin`() async throws {
        let team = try await Team()
        let first = try await team.save(.manager, [])
        _ = try await team.save(.viewer, [team.site.projectPublicID])
        _ = await team.admin.post(first, [:])
        #expect(await team.admin.get(team.list).text.contains("something that depends on it was changed"))
        #expect(try await team.place() == "viewer 1")
        // Made an admin, who then became the only one.
        let promotion = try await team.save(.admin, [])
        let founders: SQL = """
            UPDATE memberships SET role = 'manager' WHERE organization_id = \(team.site.organization) AND person_id <> \(team.person)
            """
        try await team.site.database.superuser.execute(founders)
        let other = try await team.site.browser(of: team.person)
        _ = await other.post(promotion, [:])
        #expect(await other.get(team.list).text.contains("something that depends on it was changed"))
        #expect(try await team.place() == "admin 0")
    }

    @Test func `it is admins' own to take back, with a fresh password, in their organization, for ten minutes`()
        async throws
    {
        let team = try await Team()
        let other = try await TestSite()
        let undo = try await team.save(.manager, [])
        #expect(try await team.site.signIn(as: .manager).post(undo, [:]).status == .notFound)
        #expect(try await team.site.browser(of: team.person).post(undo, [:]).status == .notFound)
        let theirs = undo.replacing(
            team.site.organizationPublicID.rawValue, with: other.organizationPublicID.rawValue)
        #expect(try await other.signIn(as: .admin).post(theirs, [:]).status == .notFound)
        let person = team.admin.person
        let database = team.site.database.superuser
        try await database.execute(
            "UPDATE sessions SET sudo_at = now() - interval '11 minutes' WHERE person_id = \(person)")
        #expect(await team.admin.post(undo, [:]).status == .unauthorized)
        try await database.execute("UPDATE sessions SET sudo_at = now() WHERE person_id = \(person)")
        team.site.clock.advance(seconds: 601)
        _ = await team.admin.post(undo, [:])
        #expect(try await team.place() == "manager 0")
        #expect(await team.admin.get(team.list).text.contains("possible for ten minutes"))
    }

    @Test func `who gave up their own right is offered no way back`() async throws {
        let team = try await Team()
        _ = try await team.site.member(as: .admin)
        let me = try #require(team.admin.person)
        let path = team.list + "/" + me.text
        let form = try #require(PageForm(in: await team.admin.get(path), to: path))
        let answer = await team.admin.send(
            team.admin.request(path, form.fields.filter { $0.key != "role" } + [("role", "manager")]))
        let question = try #require(PageForm(in: answer, to: path))
        #expect(await team.admin.submit(path, question.fields).status == .seeOther)
        let page = await team.admin.get(team.list)
        #expect(page.status == .ok && !page.text.contains("/undo/"))
    }
}
