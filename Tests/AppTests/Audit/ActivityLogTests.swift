@testable import App
import Foundation
import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

/// The activity log as its administrators read it.
struct ActivityLogTests {
    private static func path(_ site: TestSite) -> String { "/o/\(site.organizationPublicID.rawValue)/activity" }

    @Test func `every event, thing, task and right has words in both languages`() throws {
        let keys = try PageTests.looks.get().catalogue.keys
        let wanted =
            AuditEntry.Event.allCases.map { "audit.\($0.rawValue)" }
            + AuditEntry.Target.allCases.map { "audit_target.\($0.rawValue)" }
            + SystemTask.allCases.map { "actor.\($0.rawValue)" } + Permissions.all.map { "right.\($0.key)" }
            + AuditChanges.named.map { "audit_field.\($0)" }
        #expect(Set(wanted).subtracting(keys).sorted() == [])
    }

    @Test func `a change stands there with who, what, where, before and after`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let sla = "/p/\(site.projectPublicID.rawValue)/settings/sla"
        let form = try #require(PageForm(in: await admin.get(sla), to: sla))
        _ = await admin.send(admin.request(sla, form.with("normal.1", "5:30")))
        let page = await admin.get(Self.path(site)).text
        #expect(page.contains("Limits saved") && page.contains("Olena") && page.contains("Shop"))
        #expect(page.contains("<del>8:00</del>") && page.contains("<ins>5:30</ins>"))
        #expect(page.contains("/p/\(site.projectPublicID.rawValue)/settings\""))
    }

    @Test func `roles, outcomes, people and projects stand there in words, not as the program keeps them`()
        async throws
    {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let members = "/o/\(site.organizationPublicID.rawValue)/settings/members"
        let somebody = try await site.addPerson()
        try await site.join(somebody, as: .rep, inProject: false)
        let form: KeyValuePairs<String, String> = [
            "role": "viewer", "projects": site.projectPublicID.rawValue, "version": "1",
        ]
        #expect(await admin.post("\(members)/\(somebody.text)", form).status == .seeOther)
        let test = ConnectionTest(isWorking: true, outcome: "working 7", status: 200, text: "", at: site.clock.now)
        try await site.store.recordConnection(test, by: try await site.scope(ManageProjects.self))
        try await site.store.savePeople(
            [CRMPerson(id: 4, name: "Maria")], [], by: site.system, at: site.clock.now)
        let people = "/p/\(site.projectPublicID.rawValue)/settings/people"
        let map = try #require(PageForm(in: await admin.get(people), to: people))
        let field = try #require(map.fields.first { $0.key != "version" }).key
        #expect(await admin.submit(people, map.with(field, somebody.text)).status == .seeOther)

        let page = await admin.get(Self.path(site)).text
        #expect(page.contains("<ins>viewer</ins>") && page.contains("<ins>administrator</ins>"))
        #expect(page.contains("Projects</span> <ins>Shop</ins>"))
        #expect(page.contains("<ins>KeyCRM accepts the key. Statuses: 7.</ins>"))
        #expect(page.contains("Manager 4</span> <ins>Olena</ins>"))
        #expect(!page.contains(">working 7<") && !page.contains(">\(somebody.text)<"))
        let one = await admin.get("\(Self.path(site))?target=member:\(somebody.text)").text
        #expect(one.contains("<b>Olena</b>") && one.contains("\(members)/\(somebody.text)\""))
        #expect(!one.contains("<b>\(somebody.text)"))
    }

    @Test func `filters narrow it and the pages follow each other`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        for number in 0..<60 {
            let scope = try await site.scope(ManageProjects.self)
            site.clock.advance(seconds: 60)
            let test = ConnectionTest(
                isWorking: true, outcome: "working \(number)", status: 200, text: "", at: site.clock.now)
            try await site.store.recordConnection(test, by: scope)
        }
        func rows(_ query: String) async -> Int {
            await admin.get(Self.path(site) + query).text.matches(of: /<th scope="row"/).count
        }
        #expect(await rows("") == 50)
        let first = await admin.get(Self.path(site)).text
        let older = try #require(first.firstMatch(of: /href="([^"]*)" rel="next"/)).1
        // 60 tests, the organization, its first member, the project.
        #expect(await rows(String(older.drop { $0 != "?" })) == 13)
        #expect(await rows("?event=project.connection_tested") == 50)
        #expect(await rows("?event=project.created") == 1)
        #expect(await rows("?person=program") == 0)
        #expect(await rows("?person=\(try #require(admin.person).text)") == 0)
        #expect(await rows("?target=organization:\(site.organizationPublicID.rawValue)") == 1)
        #expect(await rows("?from=2026-11-20") == 0)
        #expect(await rows("?to=2026-11-18") == 0)
        #expect(await rows("?from=2026-11-19&to=2026-11-19&event=project.created") == 1)
        #expect(await rows("?size=20") == 20)
        let second = await admin.get(Self.path(site) + String(older.drop { $0 != "?" })).text
        let newer = try #require(second.firstMatch(of: /href="([^"]*)" rel="prev"/)).1
        #expect(await rows(String(newer.drop { $0 != "?" })) == 50)
        // Nonsense is left out.
        #expect(await rows("?person=x&event=y&target=z&from=-&before=99999999999999999999.1") == 50)
    }

    @Test func `refusals are counted, not listed`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin), rep = try await site.signIn(as: .rep)
        for _ in 0..<5 { _ = await rep.get(Self.path(site)) }
        let email = "olena-\(site.project.text)@dubok.example"
        let person = try await site.addPerson(email: email, password: "ship it on Friday")
        try await site.join(person, as: .rep)
        let visitor = site.visitor()
        for _ in 0..<3 {
            let token = Browser.token(in: await visitor.get("/login"))
            _ = await visitor.send(
                visitor.request("/login", [("email", email), ("password", "wrong")], token: token))
        }
        let scope = try Scope<SeeActivity>(
            Member(
                organization: site.organization, organizationPublicID: site.organizationPublicID,
                person: try #require(admin.person), role: .admin))
        let counts = try await site.store.refusals(scope, since: site.clock.now.advanced(seconds: -40 * 86_400))
        #expect(counts.map(\.count).sorted() == [3, 5])
        #expect(Set(counts.map(\.right)) == [nil, "activity.see"])
        let page = await admin.get(Self.path(site) + "/refusals").text
        #expect(page.contains("Signing in: wrong password") && page.contains("The activity log"))
        let lines = site.log.lines.filter { $0.contains("\"access_denied\"") }
        #expect(lines.count == 5 && !lines.contains { $0.contains("@") })
    }

    @Test func `other people's addresses and numbers are shown by their ends`() {
        #expect(AuditChanges.masked("olena@dubok.example") == "o…@dubok.example")
        #expect(AuditChanges.masked("+380 67 123 45 67") == "…4567")
        #expect(AuditChanges.masked("https://openapi.keycrm.app/v1") == "https://openapi.keycrm.app/v1")
        #expect(AuditChanges.masked("Europe/Kyiv") == "Europe/Kyiv")
    }

    @Test func `another organization's log is not there`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let admin = try await other.signIn(as: .admin)
        #expect(await admin.get(Self.path(site)).status == .notFound)
        let page = await admin.get(
            Self.path(other) + "?target=project:\(site.projectPublicID.rawValue)"
        ).text
        #expect(page.matches(of: /<th scope="row"/).isEmpty)
    }
}
