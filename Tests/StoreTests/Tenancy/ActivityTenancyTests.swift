import Models
import Store
import TestSupport
import Testing

/// Every store function about activities, asked for those of another organization, for its leads, customers and
/// members: nothing is seen, nothing is changed.
struct ActivityTenancyTests {
    @Test func `activities of another organization are not there and cannot be changed`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.leadScope(WorkLeads.self, as: .admin)
        let theirs = try await other.leadScope(WorkLeads.self, as: .admin)
        let store = own.store, now = own.clock.now, view = try mine.other(ViewLeads.self)
        let lead = try await other.addLead(LeadForm(company: "Secret"), by: theirs)
        let customer = try await other.addCustomer("Secret")
        let form = ActivityForm(type: .call, title: "Secret", dueAt: now.advanced(seconds: 60), version: 1)
        let id = try await other.addActivity(form, with: lead, by: theirs)
        let bounds = DayBounds(now: now, in: .utc)

        #expect(try await store.activity(id, view) == nil)
        #expect(try await store.activityPlace(.lead(lead), view) == nil)
        #expect(try await store.activityPlace(.customer(customer), view) == nil)
        let place = ActivityPlace(parent: .lead(lead), company: "Secret", assignee: theirs.person)
        #expect(try await store.activityAssignees(place, mine).contains { $0.person == theirs.person } == false)
        #expect(try await store.day(bounds, size: 10, view).values.allSatisfy(\.rows.isEmpty))
        for part in DayPart.allCases {
            #expect(try await store.day(part, bounds, cursor: nil, size: 10, view).rows.isEmpty)
        }
        let soon = try await store.activities(
            dueFrom: now, to: bounds.week, owner: theirs.person, cursor: nil, size: 10, view)
        #expect(soon.page.rows.isEmpty && soon.owners == [] && soon.total == 0)
        for parent in [ActivityParent.lead(lead), .customer(customer)] {
            await #expect(throws: NotVisible.self) {
                _ = try await store.activities(with: parent, cursor: nil, size: 10, view)
            }
        }

        let before = try await database.tableHashes
        let step = own.newActivityID()
        let attempts: [(String, () async throws -> Void)] = [
            ("add", { try await store.addActivity(form, as: step, with: .lead(lead), by: mine, at: now) }),
            ("add", { try await store.addActivity(form, as: step, with: .customer(customer), by: mine, at: now) }),
            ("change", { try await store.changeActivity(id, form, by: mine, at: now) }),
            ("start", { try await store.startActivity(id, by: mine, at: now) }),
            (
                "complete",
                { try await store.completeActivity(id, ActivityCompletion(), step: step, by: mine, at: now) }
            ),
            ("skip", { try await store.skipActivity(id, by: mine, at: now) }),
            ("reopen", { try await store.reopenActivity(id, by: mine, at: now) }),
            ("delete", { try await store.deleteActivity(id, by: mine, at: now) }),
        ]
        for (name, attempt) in attempts {
            await #expect(throws: NotVisible.self, "\(name)") { try await attempt() }
        }
        let ours = try await own.addLead(LeadForm(company: "Mine"), by: mine)
        let after = try await database.tableHashes
        await #expect(throws: NoSuchAssignee.self) {
            _ = try await own.addActivity(
                ActivityForm(type: .call, title: "x", assignee: theirs.person), with: ours, by: mine)
        }
        #expect(try await database.tableHashes.changes(since: after) == [])
        #expect(after.changes(since: before).contains("activities") == false)
        try await database.drop()
    }
}
