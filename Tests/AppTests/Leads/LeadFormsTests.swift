import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Leads as people enter and change them, with any number of contacts and without a script.
struct LeadFormsTests {
    /// What the form on a page holds now.
    private static func value(_ name: String, _ page: Response) -> String? {
        let name = name.replacing(".", with: "\\.")
        guard let pattern = try? Regex("name=\"\(name)\"[^>]* value=\"([^\"]*)\"") else { return nil }
        return page.text.firstMatch(of: pattern)?.output[1].substring.map(String.init)
    }

    @Test func `rows of contacts come and go by buttons, and what was typed stays`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let path = LeadForms.new(in: site.organizationPublicID)
        let empty = await rep.get(path)
        #expect(empty.status == .ok && !empty.text.contains("name=\"contact.0.name\""))
        let typed: [(key: String, value: String)] = [
            ("company", "Дубок <i>"), ("email", "sales@dubok.example"), ("phones", "+380 67 111 22 33, 044 222 33 44"),
            ("segment", "Wood"), ("value", "12 500,50"), ("currency", "EUR"), ("assignee", rep.person?.text ?? ""),
            ("notes", "Two\nlines"), ("version", "0"),
        ]
        let one = await rep.submit(path, typed + [("action", "add_contact")])
        #expect(one.status == .ok && one.text.contains("name=\"contact.0.name\""))
        #expect(Self.value("company", one) == "Дубок &lt;i&gt;" && Self.value("phones", one) == typed[2].value)
        let first = typed + [("contact.0.name", "Olena"), ("contact.0.position", "Head"), ("primary", "0")]
        let two = await rep.submit(path, first + [("action", "add_contact")])
        #expect(Self.value("contact.0.name", two) == "Olena" && two.text.contains("name=\"contact.1.name\""))
        let second =
            first + [("contact.1.name", "Andriy"), ("contact.1.phone", "044 222 33 44"), ("contact.2.name", "")]
        let less = await rep.submit(path, second + [("action", "remove_contact.0")])
        #expect(!less.text.contains("contact.0.name") && Self.value("contact.1.name", less) == "Andriy")
        #expect(await rep.submit(path, second + [("action", "burn")]).status == .unprocessable)
        // An empty row is nobody.
        let chosen = second.map { $0.key == "primary" ? (key: $0.key, value: "1") : $0 }
        let saved = await rep.submit(path, chosen)
        let page = await rep.get(try #require(saved.headers["location"]))
        #expect(page.text.contains("Lead created.") && page.text.contains("Дубок &lt;i&gt;"))
        let people = page.text.matches(of: /<b>(?:<bdi>)?(Olena|Andriy)/).map { String($0.1) }
        #expect(people.prefix(2) == ["Andriy", "Olena"], "the primary one first")
        #expect(page.text.matches(of: /Main contact<\/span>/).count == 1)
        #expect(page.text.contains("12,500.50") && page.text.contains("href=\"tel:0442223344\""))
        let edit = try #require(page.text.firstMatch(of: /href="([^"]*\/edit)"/).map { String($0.1) })
        let form = await rep.get(edit)
        #expect(Self.value("value", form) == "12500.50" && Self.value("contact.0.name", form) == "Andriy")
        #expect(!form.text.contains("name=\"stage\""), "the stage has a form of its own")
    }

    @Test func `what is wrong is said beside its field, and nothing that was typed is lost`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let path = LeadForms.new(in: site.organizationPublicID)
        let typed: KeyValuePairs = [
            "company": "", "email": "nonsense", "phones": "call me", "inn": "14360571", "value": "a lot",
            "currency": "EUR", "notes": "keep <me>", "contact.0.name": "", "contact.0.email": "also@",
            "contact.0.phone": "12", "primary": "0", "version": "0",
        ]
        let answer = await rep.post(path, typed)
        #expect(answer.status == .unprocessable)
        for (field, value) in typed where !["currency", "primary", "version", "notes"].contains(field) {
            #expect(Self.value(field, answer) == value, "\(field)")
            #expect(answer.text.contains("id=\"\(field)-error\""), "\(field)")
        }
        #expect(answer.text.contains("keep &lt;me&gt;") && answer.text.contains("Contact 1: "))
        // Only the check digit is in doubt: it can be meant so.
        let doubt = await rep.post(path, ["company": "A", "inn": "14360571", "version": "0"])
        #expect(doubt.status == .unprocessable && doubt.text.contains("name=\"anyway\""))
        let meant = await rep.post(path, ["company": "A", "inn": "14360571", "version": "0", "anyway": "1"])
        #expect(meant.status == .seeOther)
        let stranger = try await site.addPerson()
        for (field, value) in [("stage", "999999999"), ("assignee", stranger.text), ("assignee", "x")] {
            let refused = await rep.submit(path, [("company", "Beresta"), (field, value), ("version", "0")])
            #expect(refused.status == .unprocessable && refused.text.contains("Choose one from the list"), "\(field)")
        }
    }

    @Test func `a company that is there already is shown, to a rep by its name and owner alone`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let id = try await site.addLead(
            LeadForm(
                company: "Secret Dubok", email: "a@b.example", phones: ["+380671112233"], inn: "32855961",
                segment: "Hidden", assignee: manager.person, notes: "Hidden"), by: work)
        let path = LeadForms.new(in: site.organizationPublicID)
        let open = "href=\"\(Leads.lead(in: site.organizationPublicID, id))\""
        let same: KeyValuePairs = ["company": "Dubok", "inn": "32855961", "phones": "067 111 22 33", "version": "0"]
        let told = await rep.post(path, same)
        #expect(
            told.status == .unprocessable && told.text.contains("Secret Dubok") && told.text.contains("same tax number")
        )
        #expect(told.text.contains("Olena") && !told.text.contains(open) && !told.text.contains("Hidden</"))
        #expect(Self.value("company", told) == "Dubok" && told.text.contains("Save anyway"))
        #expect(await manager.post(path, same).text.contains(open))
        #expect(
            await rep.submit(path, same.map { ($0.key, $0.value) } + [("anyway", "1")]).status == .seeOther)
        let email = await rep.post(path, ["company": "B", "email": "A@B.example", "anyway": "1", "version": "0"])
        #expect(email.status == .unprocessable && !email.text.contains("Save anyway"))
        #expect(email.text.contains("Another lead has this e-mail"))
    }

    @Test func `the slower of two editors is told, and what they typed is still there`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let id = try await site.addLead(LeadForm(company: "Dubok"), by: work)
        let path = LeadForms.edit(in: site.organizationPublicID, id)
        #expect(await manager.post(path, ["company": "Oak", "version": "1"]).status == .seeOther)
        let slow = await rep.post(path, ["company": "Elm", "version": "1"])
        #expect(slow.status == .conflict && slow.text.contains("Somebody else changed this lead"))
        #expect(Self.value("company", slow) == "Elm")
        let page = await manager.get(Leads.lead(in: site.organizationPublicID, id)).text
        #expect(page.contains("Lead saved.") && page.contains("<del>Dubok</del>") && page.contains("<ins>Oak</ins>"))
        // Meanwhile it became somebody else's: the rep does not learn more than that.
        try await site.store.assignLead(id, to: manager.person, by: work, at: site.clock.now)
        #expect(await rep.get(path).status == .notFound)
        #expect(await rep.post(path, ["company": "Elm", "version": "3"]).status == .notFound)
    }
}
