import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Two leads of one company as people meet and merge them.
struct LeadMergePagesTests {
    @Test func `a similar lead is shown, merged field by field, leads to the other one, and comes back`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        let first = try await site.addLead(
            LeadForm(company: "Dubok", phones: ["+380671112233"], segment: "Wood", assignee: manager.person), by: work)
        let other = try await site.addLead(
            LeadForm(company: "ТОВ «DUBOK»", email: "d@b.example", assignee: rep.person, notes: "<Call> first"),
            by: work)
        let organization = site.organizationPublicID
        let page = Leads.lead(in: organization, first), gone = Leads.lead(in: organization, other)
        let path = LeadMerges.merge(in: organization, first)
        let shown = await manager.get(page)
        #expect(shown.text.contains("Perhaps the same company") && shown.text.contains("same name"))
        #expect(shown.text.contains("href=\"\(path)?with=\(other.text)\""))
        // A rep is told the name and who works on it, and may not touch it.
        let seen = await rep.get(gone)
        #expect(seen.text.contains("Dubok") && !seen.text.contains(page) && !seen.text.contains("/merge?"))
        #expect(await rep.get(LeadMerges.merge(in: organization, other) + "?with=\(first.text)").status == .notFound)
        let asked = await manager.get(path + "?with=\(other.text)")
        #expect(asked.status == .ok && asked.text.contains("&lt;Call&gt; first") && asked.text.contains("d@b.example"))
        #expect(!asked.text.contains("name=\"stage\""), "where they do not differ nothing is asked")
        #expect(await manager.get(path + "?with=\(first.text)").status == .notFound)
        #expect(await manager.get(path).status == .notFound)
        let form: KeyValuePairs = [
            "with": other.text, "version": "1", "other_version": "1", "email": "other", "notes": "other",
            "assignee": "own", "company": "own",
        ]
        let fields = form.map { (key: $0.key, value: $0.value) }
        let stale = await manager.submit(path, fields.map { $0.key == "version" ? ("version", "7") : $0 })
        #expect(stale.status == .conflict && stale.text.contains("Somebody else changed one of them"))
        #expect(await rep.submit(path, fields).status == .notFound)
        #expect(await manager.submit(path, fields).headers["location"] == page)
        let merged = await manager.get(page)
        #expect(merged.text.contains("The two leads are one now.") && merged.text.contains("Two leads made one"))
        #expect(merged.text.contains("d@b.example") && merged.text.contains("&lt;Call&gt; first"))
        #expect(merged.text.contains("Furniture") == false && merged.text.contains("Wood"))
        #expect(await manager.get(gone).headers["location"] == page)
        #expect(await rep.get(gone).status == .notFound, "the winner is not theirs to see")
        let undo = try #require(
            merged.text.firstMatch(of: /action="(\/o\/[a-z0-9]+\/undo\/\d+)"/).map { String($0.1) })
        #expect(await rep.post(undo).status == .notFound)
        for _ in 0..<2 { #expect(await manager.post(undo).status == .seeOther) }
        #expect(await rep.get(gone).text.contains("d@b.example"))
        #expect(await !manager.get(page).text.contains("mailto:d@b.example"))
    }

    @Test func `the form of a new lead shows one of the same name, and saves it all the same`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        _ = try await site.addLead(LeadForm(company: "ТОВ «Дубок»"), by: work)
        let path = LeadForms.new(in: site.organizationPublicID)
        let told = await rep.post(path, ["company": "дубок", "version": "0"])
        #expect(told.status == .unprocessable && told.text.contains("same name") && told.text.contains("Save anyway"))
        #expect(await rep.post(path, ["company": "дубок", "version": "0", "anyway": "1"]).status == .seeOther)
    }
}
