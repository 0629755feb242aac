import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The organization's working hours: who sets them, and what goes by them.
struct OrganizationHoursTests {
    @Test func `hours are saved once for each version, with an entry, by managers`() async throws {
        let site = try await TestSite()
        let path = OrganizationHoursSettings.page(in: site.organizationPublicID)
        let rep = try await site.signIn(as: .rep), manager = try await site.signIn(as: .manager)
        #expect(await rep.get(path).status == .forbidden)
        let page = await manager.get(path)
        #expect(page.status == .ok && page.text.contains("Working hours") && page.text.contains("168"))
        let form = try #require(PageForm(in: page, to: path))
        let office = await manager.submit(path, form.with("action", "preset.mon-fri-9-18"))
        #expect(office.text.contains("value=\"09:00\"") && office.text.contains("value=\"18:00\""))
        let typed = try #require(PageForm(in: office, to: path))
        let preview = await manager.submit(path, typed.with("action", "preview"))
        #expect(preview.status == .ok && preview.text.contains("role=\"status\""))
        #expect(await manager.submit(path, typed.with("mon.0.opens", "25:00")).status == .unprocessable)
        #expect(await manager.submit(path, typed.fields).status == .seeOther)
        let stale = await manager.submit(path, typed.fields)
        #expect(stale.status == .conflict, "the version that was shown is not the latest")
        let scope = try await site.leadScope(EditRules.self, as: .manager)
        let saved = try await site.store.organizationHours(scope)
        #expect(saved.map(\.version) == [1])
        #expect(try saved.map { try WorkingHours(storedText: $0.document).preset } == [.office])
        let other = try await TestSite()
        let theirs = try await other.leadScope(EditRules.self, as: .admin)
        #expect(try await other.store.organizationHours(theirs).isEmpty)
        #expect(try await other.store.firstProjects(20, theirs).map(\.id) == [other.project])
        let admin = try await site.signIn(as: .admin)
        let log = await admin.get(ActivityLog.page(in: site.organizationPublicID)).text
        #expect(log.contains("Working hours of the organization saved"))
    }

    @Test func `a first contact is counted in them`() async throws {
        let site = try await TestSite()
        let scope = try await site.leadScope(EditRules.self, as: .manager)
        let work = try scope.other(WorkLeads.self), manage = try scope.other(ManageLeads.self)
        // Friday 17:00, reached on Monday at 10:00.
        site.clock.set(Instant(second: 1_795_194_000))
        let lead = try await site.addLead(LeadForm(company: "Weekend"), by: work)
        site.clock.advance(seconds: 65 * 3_600)
        _ = try await site.addActivity(
            ActivityForm(type: .call, title: "Call", isDone: true), with: lead, by: work)
        let today = Zone.utc.localTime(at: site.clock.now).date
        let period = SalePeriod(from: today.advanced(days: -9), to: today)
        for (hours, seconds) in [(WorkingHours.roundTheClock, 65 * 3_600), (.office, 2 * 3_600)] {
            let version = try await site.store.organizationHours(scope).count
            try await site.store.saveOrganizationHours(
                NewRule(.hours, holdsFrom: nil, document: try hours.storedText()), replacing: version, by: scope,
                at: site.clock.now)
            let saved = try await site.store.organizationHours(scope)
            let calendar = WorkCalendar(
                try WorkingHours.versions(saved).inForce(at: site.clock.now), in: .utc,
                covering: site.clock.now.advanced(seconds: -864_000), site.clock.now)
            let figures = try await site.store.saleFigures(period, of: nil, in: .utc, by: calendar, manage).figures
            #expect(figures.firstContactWorking?.median == seconds && figures.firstContact?.median == 65 * 3_600)
        }
    }

    @Test func `a project without its own goes by them, until it has its own and again when it gives them up`()
        async throws
    {
        let site = try await TestSite()
        let scope = try await site.scope(EditRules.self)
        let manager = try await site.signIn(as: .manager)
        let organization = try await site.leadScope(EditRules.self, as: .manager)
        let page = HoursSettings.page(in: scope.projectPublicID)
        let before = try await site.store.storedRules(scope).number
        try await site.store.saveOrganizationHours(
            NewRule(.hours, holdsFrom: nil, document: try WorkingHours.office.storedText()), replacing: 0,
            by: organization, at: site.clock.now)
        let stored = try await site.store.storedRules(scope)
        #expect(stored.number == before + 1, "its orders are counted again")
        let friday = Instant(second: 1_795_194_000)
        func worked() async throws -> Int {
            let rules = try OrderRules(
                stored: try await site.store.storedRules(scope), zones: .shared, at: site.clock.now)
            return rules.calendar(group: 1, at: friday).seconds(from: friday, to: friday.advanced(seconds: 4 * 86_400))
        }
        let office = try await worked()
        #expect(office < 3 * 86_400)
        let shown = await manager.get(page)
        #expect(shown.text.contains("those of the organization hold") && shown.text.contains("value=\"09:00\""))
        let form = try #require(PageForm(in: shown, to: page))
        let always = await manager.submit(page, form.with("action", "preset.24-7"))
        let typed = try #require(PageForm(in: always, to: page))
        #expect(await manager.submit(page, typed.with("applies", "all")).status == .seeOther)
        #expect(try await worked() == 4 * 86_400)
        let own = await manager.get(page)
        #expect(
            own.text.contains("Use the organization's hours") || own.text.contains("Use the organization&#39;s hours"))
        let again = try #require(PageForm(in: own, to: page)).with("applies", "all") + [("action", "inherit")]
        #expect(await manager.submit(page, again).status == .seeOther)
        #expect(try await worked() == office)
    }
}
