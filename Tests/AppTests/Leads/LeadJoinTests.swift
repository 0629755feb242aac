import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// A new lead that is there already, added to that one from the form it was typed in.
struct LeadJoinTests {
    private static let typed: [(key: String, value: String)] = [
        ("company", "ТОВ «Дубок» <b>"), ("email", "d@b.example"), ("phones", "+380671112233"), ("inn", ""),
        ("segment", "Wood"), ("value", "12.50"), ("currency", "EUR"), ("notes", "Typed <notes>"),
        ("contact.0.name", "Olena"), ("contact.0.email", "o@b.example"), ("primary", "0"), ("version", "0"),
    ]

    @Test func `what was typed is added to the lead that is there, and nothing of it is lost`() async throws {
        let site = try await TestSite(), place = site.organizationPublicID
        let rep = try await site.signIn(as: .rep), other = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let id = try await site.addLead(
            LeadForm(company: "Dubok", email: "d@b.example", assignee: rep.person, notes: "Old"), by: work)
        let new = LeadForms.new(in: place), join = LeadJoins.join(in: place, id), page = Leads.lead(in: place, id)
        let told = await rep.submit(new, Self.typed)
        #expect(told.status == .unprocessable && told.text.contains("formaction=\"\(join)\""))
        let hidden = await other.submit(new, Self.typed)
        #expect(hidden.status == .unprocessable && !hidden.text.contains("/join"), "another's lead is only named")

        let asked = await rep.submit(join, Self.typed)
        #expect(asked.status == .ok && asked.text.contains("name=\"take.company\"") && asked.text.contains("Typed"))
        #expect(!asked.text.contains("name=\"take.email\""), "where they agree nothing is asked")
        let form = try #require(PageForm(in: asked, to: join))
        // Back to the form with all of it.
        let back = await rep.submit(new, form.with("action", "back"))
        #expect(back.status == .ok && back.text.contains("Typed &lt;notes&gt;") && back.text.contains("o@b.example"))
        let fields = form.with("take.company", "other")
        #expect(await other.submit(join, fields).status == .notFound)
        let stale = await rep.submit(join, form.with("lead_version", "7"))
        #expect(stale.status == .conflict && stale.text.contains("Somebody else changed one of them"))
        #expect(await rep.submit(join, fields).headers["location"] == page)
        let shown = await rep.get(page).text
        #expect(shown.contains("It is added to the lead.") && shown.contains("ТОВ «Дубок» &lt;b&gt;"))
        for text in ["Old", "Typed &lt;notes&gt;", "Olena", "o@b.example", "+380671112233", "Wood", "Lead changed"] {
            #expect(shown.contains(text), "\(text)")
        }
        let lead = try #require(try await site.store.lead(id, work.other(ViewLeads.self)))
        #expect(lead.value == LeadValue(minor: 1_250, currency: .eur) && lead.summary.assignee == rep.person)
        let organization = site.organization
        let count: Int? = try await site.database.superuser.value(
            "SELECT count(*) FROM leads WHERE organization_id = \(organization)")
        #expect(count == 1, "there is no second one")
    }

    @Test func `what cannot be is said, and what was typed stays`() async throws {
        let site = try await TestSite(), place = site.organizationPublicID
        let rep = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let id = try await site.addLead(LeadForm(company: "Дубок"), by: work)
        _ = try await site.addLead(LeadForm(company: "Third", email: "d@b.example"), by: work)
        let join = LeadJoins.join(in: place, id)
        let form = try #require(PageForm(in: await rep.submit(join, Self.typed), to: join))
        let taken = await rep.submit(join, form.with("take.email", "other"))
        #expect(taken.status == .unprocessable && taken.text.contains("Typed &lt;notes&gt;"))
        #expect(taken.text.contains("value=\"o@b.example\""))
        #expect(await rep.submit(join, form.with("take.email", "own")).status == .seeOther)
        let broken = await rep.submit(join, [("company", ""), ("notes", "Kept"), ("version", "0")])
        #expect(broken.status == .unprocessable && broken.text.contains("id=\"company-error\""))
        #expect(broken.text.contains("Kept"))
    }
}
