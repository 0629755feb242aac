import Models
import Store
import TestSupport
import Testing

/// One activity: planning, changing, doing, leaving out, opening again, deleting; and what its lead knows of it.
struct ActivityTests {
    @Test func `an activity is kept as planned, and its lead knows what is next and what was last`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(
            LeadForm(company: "Dnister", phones: ["067 310 44 12", "044 1234567"]), by: rep)
        let due = site.clock.now.advanced(seconds: 3_600)
        let form = ActivityForm(type: .call, title: "Call", notes: "about shelves", dueAt: due, minutes: 15)
        let id = try await site.addActivity(form, with: lead, by: rep)
        let activity = try #require(try await site.store.activity(id, view))
        #expect(activity.parent == .lead(lead) && activity.company == "Dnister" && activity.state == .scheduled)
        #expect(activity.phone == "067 310 44 12")
        #expect(activity.dueAt == due && activity.minutes == 15 && activity.notes == "about shelves")
        #expect(activity.assignee == rep.person && activity.creatorName == "Olena", "whoever adds it does it")
        #expect(try await site.store.lead(lead, view)?.summary.nextActivityAt == due)
        try await site.store.startActivity(id, by: rep, at: site.clock.now)
        try await site.store.startActivity(id, by: rep, at: site.clock.now)
        #expect(try await site.store.activity(id, view)?.state == .inProgress)
        site.clock.advance(seconds: 600)
        let step = site.newActivityID(), later = site.clock.now.advanced(seconds: 86_400)
        let completion = ActivityCompletion(
            result: "They want 40", next: .init(type: .meeting, title: "Meet", dueAt: later), version: 2)
        try await site.store.completeActivity(id, completion, step: step, by: rep, at: site.clock.now)
        let done = try #require(try await site.store.activity(id, view))
        #expect(done.state == .completed && done.result == "They want 40" && done.endedAt == site.clock.now)
        let next = try #require(try await site.store.activity(step, view))
        #expect(next.type == .meeting && next.title == "Meet" && next.dueAt == later && next.assignee == rep.person)
        let known = try #require(try await site.store.lead(lead, view)).summary
        #expect(known.lastActivityAt == site.clock.now && known.nextActivityAt == later)
        // Pressed twice, nothing is planned twice.
        await #expect(throws: ActivityEnded.self) {
            try await site.store.completeActivity(
                id, completion, step: site.newActivityID(), by: rep, at: site.clock.now)
        }
        let all = try await site.store.activities(with: .lead(lead), cursor: nil, size: 10, view)
        #expect(Set(all.page.rows.map(\.id)) == [id, step])
        let events = try await site.store.auditEntries(rep).filter { $0.targetID == id.text }
        #expect(events.map(\.event) == [.activityCompleted, .activityStarted, .activityCreated])
        #expect(events[0].after == #"{"result": "They want 40", "activity_state": "completed"}"#)
    }

    @Test func `what is done already is logged at its time, and a note is no contact`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        _ = try await site.addActivity(ActivityForm(type: .note, title: "Pays late"), with: lead, by: rep)
        #expect(try await site.store.lead(lead, view)?.summary.lastActivityAt == nil)
        let yesterday = site.clock.now.advanced(seconds: -86_400)
        let call = try await site.addActivity(
            ActivityForm(type: .call, title: "Called", result: "Busy", dueAt: yesterday, isDone: true), with: lead,
            by: rep)
        let kept = try #require(try await site.store.activity(call, view))
        #expect(kept.state == .completed && kept.endedAt == yesterday && kept.result == "Busy")
        #expect(try await site.store.lead(lead, view)?.summary.lastActivityAt == yesterday)
        // Nothing is done in the future.
        let ahead = try await site.addActivity(
            ActivityForm(type: .call, title: "Called", dueAt: site.clock.now.advanced(seconds: 60), isDone: true),
            with: lead, by: rep)
        #expect(try await site.store.activity(ahead, view)?.endedAt == site.clock.now)
    }

    @Test func `a change of an older version is refused, the same again is no change`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        let id = try await site.addActivity(ActivityForm(type: .call, title: "Call"), with: lead, by: rep)
        let now = site.clock.now
        let form = ActivityForm(type: .email, title: "Write", result: "not yet", dueAt: now, version: 1)
        try await site.store.changeActivity(id, form, by: rep, at: now)
        let changed = try #require(try await site.store.activity(id, view))
        #expect(changed.type == .email && changed.title == "Write" && changed.version == 2 && changed.result == "")
        await #expect(throws: StaleVersion.self) { try await site.store.changeActivity(id, form, by: rep, at: now) }
        try await site.store.changeActivity(id, changed.form, by: rep, at: now)
        #expect(try await site.store.activity(id, view)?.version == 2)
        let completion = ActivityCompletion(version: 1)
        await #expect(throws: StaleVersion.self) {
            try await site.store.completeActivity(id, completion, step: site.newActivityID(), by: rep, at: now)
        }
    }

    @Test func `what was left out can be opened again, what is deleted is gone and remembered`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        let due = site.clock.now.advanced(seconds: 60)
        let id = try await site.addActivity(ActivityForm(type: .task, title: "T", dueAt: due), with: lead, by: rep)
        let store = site.store, now = site.clock.now
        try await store.skipActivity(id, by: rep, at: now)
        #expect(try await store.activity(id, view)?.state == .skipped)
        #expect(try await store.lead(lead, view)?.summary.nextActivityAt == nil)
        #expect(try await store.lead(lead, view)?.summary.lastActivityAt == nil, "nobody reached anybody")
        await #expect(throws: ActivityEnded.self) { try await store.skipActivity(id, by: rep, at: now) }
        await #expect(throws: ActivityEnded.self) { try await store.startActivity(id, by: rep, at: now) }
        try await store.reopenActivity(id, by: rep, at: now)
        try await store.reopenActivity(id, by: rep, at: now)
        #expect(try await store.activity(id, view)?.state == .scheduled)
        #expect(try await store.lead(lead, view)?.summary.nextActivityAt == due)
        try await store.deleteActivity(id, by: rep, at: now)
        #expect(try await store.activity(id, view) == nil)
        #expect(try await store.lead(lead, view)?.summary.nextActivityAt == nil)
        let entries = try await store.auditEntries(rep).filter { $0.targetID == id.text }
        #expect(
            entries.map(\.event) == [.activityDeleted, .activityReopened, .activitySkipped, .activityCreated])
        #expect(entries[0].before?.contains("\"title\": \"T\"") == true)
    }

    @Test func `a rep works on what is theirs, of leads they see; a manager gives it to whoever sees the lead`()
        async throws
    {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let other = try await site.leadScope(WorkLeads.self, as: .rep)
        let manager = try await site.leadScope(WorkLeads.self, as: .manager)
        let viewer = try await site.leadScope(ViewLeads.self, as: .viewer)
        let store = site.store, now = site.clock.now
        let free = try await site.addLead(LeadForm(company: "Free"), by: manager)
        let theirs = try await site.addLead(LeadForm(company: "Theirs", assignee: other.person), by: manager)
        await #expect(throws: NotVisible.self) {
            _ = try await site.addActivity(ActivityForm(type: .call, title: "x"), with: theirs, by: rep)
        }
        await #expect(throws: NoSuchAssignee.self) {
            _ = try await site.addActivity(
                ActivityForm(type: .call, title: "x", assignee: other.person), with: free, by: rep)
        }
        for person in [rep.person, viewer.person] {
            await #expect(throws: NoSuchAssignee.self) {
                _ = try await site.addActivity(
                    ActivityForm(type: .call, title: "x", assignee: person), with: theirs, by: manager)
            }
        }
        let place = try #require(try await store.activityPlace(.lead(theirs), manager))
        #expect(
            Set(try await store.activityAssignees(place, manager).map(\.person)).isDisjoint(
                with: [rep.person, viewer.person]))
        #expect(try await store.activityAssignees(place, other).isEmpty)
        let given = try await site.addActivity(
            ActivityForm(type: .call, title: "Given", assignee: rep.person), with: free, by: manager)
        let hidden = try await site.addActivity(
            ActivityForm(type: .call, title: "Hidden", assignee: other.person), with: free, by: manager)
        let view = try rep.other(ViewLeads.self)
        #expect(try await store.activity(given, view)?.title == "Given")
        #expect(try await store.activity(hidden, view) == nil, "another rep's on a lead that both see")
        let seen = try await store.activities(with: .lead(free), cursor: nil, size: 10, view)
        #expect(seen.page.rows.map(\.id) == [given])
        #expect(try await store.activities(with: .lead(free), cursor: nil, size: 10, viewer).page.rows.count == 2)
        await #expect(throws: NotVisible.self) { try await store.deleteActivity(hidden, by: rep, at: now) }
        // The lead becomes somebody else's: what was planned with it is not theirs to see any more.
        try await store.assignLead(free, to: other.person, by: manager, at: now)
        #expect(try await store.activity(given, view) == nil)
        #expect(try await store.day(DayBounds(now: now, in: .utc), size: 9, view)[.undated]?.rows.isEmpty == true)
        await #expect(throws: NotVisible.self) {
            _ = try await store.activities(with: .lead(free), cursor: nil, size: 10, view)
        }
    }

    @Test func `customers are seen as leads are`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let other = try await site.leadScope(WorkLeads.self, as: .rep)
        let free = try await site.addCustomer("Free")
        let theirs = try await site.addCustomer("Theirs", assignedTo: other.person)
        let store = site.store, now = site.clock.now, form = ActivityForm(type: .call, title: "Call", dueAt: now)
        let id = site.newActivityID()
        try await store.addActivity(form, as: id, with: .customer(free), by: rep, at: now)
        let kept = try #require(try await store.activity(id, rep))
        #expect(kept.parent == .customer(free) && kept.company == "Free" && kept.phone == nil)
        await #expect(throws: NotVisible.self) {
            try await store.addActivity(form, as: site.newActivityID(), with: .customer(theirs), by: rep, at: now)
        }
        #expect(try await store.activityPlace(.customer(theirs), rep) == nil)
        #expect(try await store.activityPlace(.customer(theirs), other)?.company == "Theirs")
        let list = try await store.activities(with: .customer(free), cursor: nil, size: 10, rep)
        #expect(list.page.rows.map(\.id) == [id])
    }

    @Test func `a leaver's open activities go to their successor`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep)
        let other = try await site.leadScope(WorkLeads.self, as: .rep)
        let admin = try await site.leadScope(ManageMembers.self, as: .admin)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        let open = try await site.addActivity(ActivityForm(type: .call, title: "Open"), with: lead, by: rep)
        let done = try await site.addActivity(
            ActivityForm(type: .call, title: "Done", isDone: true), with: lead, by: rep)
        #expect(try await site.store.holdings(of: rep.person, admin) == [Ownership.Holding(.activities, 1)])
        try await site.store.deactivateMember(
            rep.person, handingOverTo: other.person, by: admin, at: site.clock.now)
        let view = try admin.other(ViewLeads.self)
        #expect(try await site.store.activity(open, view)?.assignee == other.person)
        #expect(try await site.store.activity(done, view)?.assignee == rep.person)
    }

    @Test func `two who complete the same at once: one is told`() async throws {
        let site = try await TestSite()
        let rep = try await site.leadScope(WorkLeads.self, as: .rep), view = try rep.other(ViewLeads.self)
        let lead = try await site.addLead(LeadForm(company: "A"), by: rep)
        for _ in 0..<10 {
            let id = try await site.addActivity(ActivityForm(type: .call, title: "Call"), with: lead, by: rep)
            let step = ActivityCompletion(next: .init(type: .call, title: "Step", dueAt: nil))
            let told = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await site.store.completeActivity(
                                id, step, step: site.newActivityID(), by: rep, at: site.clock.now)
                            return false
                        } catch { return error is ActivityEnded }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(told == 3)
        }
        let all = try await site.store.activities(with: .lead(lead), cursor: nil, size: 100, view).page.rows
        #expect(all.filter { $0.title == "Step" }.count == 10)
    }
}
