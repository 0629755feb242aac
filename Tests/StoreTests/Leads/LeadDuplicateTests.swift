import Models
import Store
import TestSupport
import Testing

/// Leads that are there already: refused or shown while a lead is saved.
struct LeadDuplicateTests {
    private static let first = LeadForm(
        company: "Меблі Карпат", email: "Zakupivli@Meblikarpat.ua", phones: ["+380 67 310 44 12"], inn: "32855961")

    private static func duplicates(_ form: LeadForm, _ site: TestSite, _ scope: Scope<WorkLeads>) async throws
        -> DuplicateLeads?
    {
        do {
            _ = try await site.addLead(form, by: scope)
            return nil
        } catch let error as DuplicateLeads {
            return error
        }
    }

    @Test func `the same e-mail is refused, a number or a phone shown until it is said to be meant`() async throws {
        let site = try await TestSite()
        let owner = try await site.leadScope(WorkLeads.self, as: .rep)
        var form = Self.first
        form = LeadForm(
            company: form.company, email: form.email, phones: form.phones, inn: form.inn, assignee: owner.person)
        let id = try await site.addLead(form, by: owner)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let known = LeadDuplicate(
            id: id, company: "Меблі Карпат", assignee: "Olena", isVisible: false, reason: .email)
        for isConfirmed in [false, true] {
            let same = LeadForm(
                company: "Other", email: "zakupivli@meblikarpat.UA", inn: "32855961", isConfirmed: isConfirmed)
            let found = try await Self.duplicates(same, site, rep)
            #expect(found?.leads == [known] && found?.canBeConfirmed == false)
        }
        for same in [
            LeadForm(company: "Other", inn: "32855961"), LeadForm(company: "Other", phones: ["067 310-44-12"]),
            LeadForm(company: "Other", phones: ["1234567", "380673104412"]),
        ] {
            let found = try #require(try await Self.duplicates(same, site, owner))
            #expect(found.leads.map(\.id) == [id] && found.canBeConfirmed && found.leads[0].isVisible)
            #expect(found.leads.map(\.reason) == [same.inn == nil ? .phone : .inn])
        }
        for other in [
            LeadForm(company: "Other", phones: ["3104412"]), LeadForm(company: "Other", phones: ["+380 67 310 44 13"]),
            LeadForm(company: "Other", inn: "3285596"), LeadForm(company: "Other", email: "z@meblikarpat.ua"),
        ] {
            #expect(try await Self.duplicates(other, site, rep) == nil)
        }
        _ = try await site.addLead(LeadForm(company: "Branch", inn: "32855961", isConfirmed: true), by: rep)
    }

    @Test func `a change is looked at in the same way, and a lead is no duplicate of itself`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        _ = try await site.addLead(Self.first, by: rep)
        let id = try await site.addLead(
            LeadForm(company: "B", email: "b@b.example", phones: ["+380 44 000 11 22"]), by: rep)
        for form in [
            LeadForm(company: "B", email: "ZAKUPIVLI@meblikarpat.ua", version: 1),
            LeadForm(company: "B", phones: ["0673104412"], version: 1),
        ] {
            await #expect(throws: DuplicateLeads.self) {
                try await site.store.changeLead(id, form, contacts: [], by: rep, at: site.clock.now)
            }
        }
        let form = LeadForm(company: "B2", email: "B@b.example", phones: ["044 000 11 22"], version: 1)
        try await site.store.changeLead(id, form, contacts: [], by: rep, at: site.clock.now)
    }

    @Test func `what was saved in spite of a duplicate is not asked again while it stays`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        _ = try await site.addLead(Self.first, by: rep)
        let branch = LeadForm(
            company: "Branch", phones: ["0673104412", "+380 44 000 11 22"], inn: "32855961", isConfirmed: true)
        let id = try await site.addLead(branch, by: rep)
        let changed = LeadForm(
            company: "Branch", phones: ["+380 67 310 44 12"], inn: "32855961", segment: "Hotels", version: 1)
        try await site.store.changeLead(id, changed, contacts: [], by: rep, at: site.clock.now)
        _ = try await site.addLead(LeadForm(company: "Third", phones: ["+380 44 555 66 77"]), by: rep)
        let other = LeadForm(company: "Branch", phones: ["+380 67 310 44 12", "0445556677"], version: 2)
        await #expect(throws: DuplicateLeads.self) {
            try await site.store.changeLead(id, other, contacts: [], by: rep, at: site.clock.now)
        }
    }

    @Test func `of two at once with one e-mail one is kept, and the other is told which`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let kept = await withTaskGroup(of: Result<Lead.ID, any Error>.self) { group in
            for number in 1...8 {
                group.addTask {
                    do {
                        return .success(
                            try await site.addLead(LeadForm(company: "\(number)", email: "a@b.example"), by: rep))
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let ids = kept.compactMap { try? $0.get() }
        #expect(ids.count == 1)
        for case .failure(let error) in kept {
            #expect((error as? DuplicateLeads)?.leads.map(\.id) == ids, "\(error)")
        }
    }

    @Test func `a deleted lead gives its e-mail free, and does not come back while another has it`() async throws {
        let site = try await TestSite()
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let delete = try manager.other(DeleteLeads.self)
        let id = try await site.addLead(Self.first, by: manager)
        let entry = try await site.store.deleteLead(id, by: delete, at: site.clock.now)
        let next = try await site.addLead(Self.first, by: manager)
        let undoing = try #require(try await site.store.undoing(entry, manager.other(SeeOrganization.self)))
        await #expect(throws: NewerChange.self) {
            try await site.store.restoreLead(undoing.entry, by: delete, at: site.clock.now)
        }
        try await site.store.deleteLead(next, by: delete, at: site.clock.now)
        _ = try await site.store.restoreLead(undoing.entry, by: delete, at: site.clock.now)
    }
}
