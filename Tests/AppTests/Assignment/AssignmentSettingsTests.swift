import Forms
import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The page of the rules by which leads are handed out, and what they would have done.
struct AssignmentSettingsTests {
    @Test func `rules are tried on the leads there are, saved, ordered without a script, and not over another's`()
        async throws
    {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let path = AssignmentSettings.page(in: site.organizationPublicID)
        let work = try await site.leadScope(WorkLeads.self, as: .manager, of: manager.person)
        for (name, segment) in [("Dubok", "Hotel"), ("Granit", "Office"), ("Lumen", "hotel")] {
            _ = try await site.addLead(LeadForm(company: name, segment: segment), from: .webhook, by: work)
        }
        _ = try await site.addLead(LeadForm(company: "By hand", segment: "Hotel"), by: work)
        let seller = try #require(rep.person)
        #expect(await rep.get(path).status == .forbidden)
        #expect(await manager.get(path).text.contains("Without a rule leads that arrive are nobody’s"))
        let fields = [
            ("rule.0.segment", "hotel"), ("rule.0.source", ""), ("rule.0.people", seller.text), ("version", "0"),
        ]
        let tried = await manager.submit(path, fields + [("action", "preview")])
        #expect(tried.status == .ok && tried.text.contains("Of the last 4 leads, 2 would have been given"))
        #expect(try await site.store.assignment(work).version == 0, "trying saves nothing")
        let more = await manager.submit(path, fields + [("action", "add")])
        #expect(more.status == .ok && more.text.contains("name=\"rule.1.segment\""))
        let moved = await manager.submit(
            path, fields + [("rule.1.segment", "Office"), ("rule.1.people", seller.text), ("action", "up.1")])
        let office = try #require(moved.text.firstRange(of: "value=\"Office\"")),
            hotel = try #require(moved.text.firstRange(of: "value=\"hotel\""))
        #expect(office.lowerBound < hotel.lowerBound)
        let wrong = await manager.submit(path, [("rule.0.segment", "<x>"), ("rule.0.source", ""), ("version", "0")])
        #expect(wrong.status == .unprocessable && wrong.text.contains("&lt;x&gt;"))
        #expect(await manager.submit(path, fields).status == .seeOther)
        #expect(await manager.submit(path, [("version", "0")]).status == .conflict)
        let admin = try await site.signIn(as: .admin)
        let log = await admin.get("/o/\(site.organizationPublicID.rawValue)/activity").text
        #expect(log.contains("Assignment of leads changed") && log.contains("hotel · * · 1"))
    }
}
