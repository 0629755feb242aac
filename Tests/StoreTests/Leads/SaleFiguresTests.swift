import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// What the database counts for the figures of the sale, against a plain account of what was done.
struct SaleFiguresTests {
    /// One lead as the account knows it.
    private struct Known {
        let created: Instant
        var assignee: Person.ID?
        var stage: Int
        var since: Instant
        var isWon = false
        var isDeleted = false
        var version = 1
        var steps: [Step] = []
    }

    private struct Step {
        let kind: SaleStep
        let stage: Int
        let from, to: Instant
        let person: Person.ID?
    }

    private static let always = WorkCalendar(
        .roundTheClock, in: .utc, covering: Instant(second: 0), Instant(second: 0))

    @Test(.timeLimit(.minutes(5)))
    func `figures of random acts are those of a plain account`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let manage = try work.other(ManageLeads.self), delete = try work.other(DeleteLeads.self)
        let people = [
            try await site.leadScope(WorkLeads.self, as: .rep).person,
            try await site.leadScope(WorkLeads.self, as: .rep).person,
        ]
        let zoneName = try await site.store.organizationZone(manage)
        let zone = try site.zone(zoneName)
        let stages = try await site.store.leadStages(work.other(ViewLeads.self))
        let first = try #require(stages.first), won = try #require(stages.first { $0.kind == .qualified })
        let reason = try await site.store.refusalReasons(work).first?.id
        var dice = Seeded(state: seed)
        func roll(_ below: Int) -> Int { Int.random(in: 0..<below, using: &dice) }
        var known: [Lead.ID: Known] = [:]
        var order: [Lead.ID] = []
        for number in 0..<160 {
            site.clock.advance(seconds: 1_800 + roll(90_000))
            let now = site.clock.now
            let act = order.isEmpty ? 0 : roll(9)
            let id = order.isEmpty ? nil : order[roll(order.count)]
            switch (act, id) {
            case (0...2, _), (_, nil):
                let assignee = roll(3) == 0 ? nil : people[roll(2)]
                let id = try await site.addLead(LeadForm(company: "Lead \(number)", assignee: assignee), by: work)
                known[id] = Known(created: now, assignee: assignee, stage: first.id, since: now)
                order.append(id)
            case (3, let id?), (4, let id?):
                guard var lead = known[id], !lead.isDeleted else { continue }
                let stage = stages[roll(stages.count)]
                if stage.id == lead.stage { continue }
                try await site.store.moveLead(id, to: stage.id, because: reason, by: work, at: now)
                lead.steps.append(
                    Step(kind: .stay, stage: lead.stage, from: lead.since, to: now, person: lead.assignee))
                (lead.stage, lead.since) = (stage.id, now)
                known[id] = lead
            case (5, let id?):
                guard var lead = known[id], !lead.isDeleted else { continue }
                lead.assignee = roll(3) == 0 ? nil : people[roll(2)]
                try await site.store.assignLead(id, to: lead.assignee, by: work, at: now)
                known[id] = lead
            case (6, let id?):
                guard var lead = known[id], !lead.isDeleted, !lead.isWon else { continue }
                _ = try await site.qualify(id, .new, by: work)
                if lead.stage != won.id {
                    lead.steps.append(
                        Step(kind: .stay, stage: lead.stage, from: lead.since, to: now, person: lead.assignee))
                    (lead.stage, lead.since) = (won.id, now)
                }
                lead.steps.append(
                    Step(kind: .qualified, stage: 0, from: lead.created, to: now, person: lead.assignee))
                lead.isWon = true
                known[id] = lead
            case (7, let id?):
                guard var lead = known[id], !lead.isDeleted else { continue }
                let type = roll(3) == 0 ? ActivityType.note : .call
                _ = try await site.addActivity(
                    ActivityForm(type: type, title: "Act", dueAt: now, isDone: true), with: id, by: work)
                if type != .note, !lead.steps.contains(where: { $0.kind == .contacted }) {
                    lead.steps.append(
                        Step(kind: .contacted, stage: 0, from: lead.created, to: now, person: lead.assignee))
                }
                known[id] = lead
            case (_, let id?):
                guard var lead = known[id], !lead.isDeleted else { continue }
                let entry = try await site.store.deleteLead(id, by: delete, at: now)
                lead.isDeleted = true
                if roll(2) == 0, let undoing = try await site.store.undoing(entry, work.other(SeeOrganization.self)) {
                    _ = try await site.store.restoreLead(undoing.entry, by: delete, at: now)
                    lead.isDeleted = false
                }
                known[id] = lead
            }
        }
        let today = zone.localTime(at: site.clock.now).date
        for assignee in [nil, .nobody] + people.map(LeadFilter.Assignee.person) {
            for days in [7, 60, 300] {
                let period = SalePeriod(from: today.advanced(days: 1 - days), to: today)
                let figures = try await site.store.saleFigures(
                    period, of: assignee, in: zone, by: Self.always, manage
                ).figures
                func isOf(_ person: Person.ID?) -> Bool {
                    switch assignee {
                    case nil: true
                    case .nobody: person == nil
                    case .person(let id): person == id
                    case .me: false
                    }
                }
                func isWithin(_ instant: Instant) -> Bool {
                    let date = zone.localTime(at: instant).date
                    return period.from <= date && date <= period.to
                }
                let standing = known.values.filter { !$0.isDeleted }
                let created = standing.filter { isOf($0.assignee) && isWithin($0.created) }
                let steps = standing.flatMap(\.steps).filter { isOf($0.person) && isWithin($0.to) }
                func times(_ kind: SaleStep, _ stage: Int = 0) -> [Int] {
                    steps.filter { $0.kind == kind && $0.stage == stage }.map { Int($0.to.second - $0.from.second) }
                }
                let name = Comment(rawValue: "seed \(seed), \(days) days of \(assignee?.rawValue ?? "all")")
                #expect(figures.created == created.count, name)
                #expect(figures.won == created.count { $0.isWon }, name)
                #expect(figures.qualified == times(.qualified).count, name)
                #expect(figures.timeToQualify == Quantiles(of: times(.qualified)), name)
                #expect(figures.contacted == times(.contacted).count, name)
                #expect(figures.firstContact == Quantiles(of: times(.contacted)), name)
                #expect(figures.firstContactWorking == figures.firstContact, "around the clock all time counts")
                #expect(figures.days.reduce(0) { $0 + $1.created } == created.count, name)
                #expect(figures.days.reduce(0) { $0 + $1.qualified } == figures.qualified, name)
                for stage in figures.stages {
                    let stays = times(.stay, stage.stage.id)
                    #expect(stage.left == stays.count && stage.stay == Quantiles(of: stays), name)
                    #expect(
                        stage.leads == standing.count { isOf($0.assignee) && $0.stage == stage.stage.id }, name)
                    var query = ListQuery(
                        Input([
                            "step": "stay", "stage": "\(stage.stage.id)", "from": period.from.description,
                            "to": period.to.description, "size": "100",
                        ]))
                    var filter = SaleStepFilter(&query, today: today)
                    filter.assignee = assignee
                    let rows = try await site.store.saleRows(filter, in: zone, manage).rows
                    #expect(rows.map(\.span.seconds).sorted() == stays.sorted(), name)
                    #expect(rows.map(\.span.to) == rows.map(\.span.to).sorted(by: >), name)
                }
            }
        }
        try await Self.expectCounted(site)
    }

    /// What is kept equals what a recount finds.
    private static func expectCounted(_ site: TestSite) async throws {
        let organization = site.organization
        let sums: SQL = """
            SELECT concat_ws(' ', assigned_to, day, figure, key, sum(n)) FROM lead_days WHERE organization_id = \(organization)
            GROUP BY assigned_to, day, figure, key HAVING sum(n) <> 0 ORDER BY 1
            """
        let kept: [String] = try await site.database.superuser.values(sums)
        try await site.database.superuser.execute("SELECT recount_lead_days(\(organization)::uuid)")
        let counted: [String] = try await site.database.superuser.values(sums)
        #expect(kept == counted && !counted.isEmpty, "seed \(seed)")
    }

    @Test(.timeLimit(.minutes(5)))
    func `days equal a recount after random writes over many connections, and after another zone`() async throws {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let rep = try await site.leadScope(WorkLeads.self, as: .rep).person
        let stages = try await site.store.leadStages(work.other(ViewLeads.self)).map(\.id)
        let reason = try await site.store.refusalReasons(work).first?.id
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 1...6 {
                group.addTask {
                    var dice = Seeded(state: seed &+ UInt64(worker))
                    func roll(_ below: Int) -> Int { Int.random(in: 0..<below, using: &dice) }
                    var own: [Lead.ID] = []
                    for step in 0..<25 {
                        let now = site.clock.now.advanced(seconds: step * 20_000)
                        switch own.isEmpty ? 0 : roll(5) {
                        case 0:
                            own.append(
                                try await site.addLead(
                                    LeadForm(company: "\(worker) \(step)", assignee: roll(2) == 0 ? rep : nil), by: work
                                ))
                        case 1:
                            try await site.store.moveLead(
                                own[roll(own.count)], to: stages[roll(stages.count)], because: reason, by: work, at: now
                            )
                        case 2:
                            try await site.store.assignLead(
                                own[roll(own.count)], to: roll(2) == 0 ? rep : nil, by: work, at: now)
                        case 3:
                            _ = try await site.addActivity(
                                ActivityForm(type: .call, title: "Call", dueAt: now, isDone: roll(2) == 0),
                                with: own[roll(own.count)], by: work)
                        default:
                            _ = try await site.store.deleteLead(
                                own.remove(at: roll(own.count)), by: work.other(DeleteLeads.self), at: now)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await Self.expectCounted(site)
        let organization = site.organization
        try await site.database.app.transaction([Setting(name: "takt.organization", value: organization.text)]) { db in
            _ = try db.execute("UPDATE organizations SET zone = 'Pacific/Kiritimati' WHERE id = \(organization)")
        }
        try await Self.expectCounted(site)
    }

    @Test func `what was done to many leads and taken back, and a merge taken back, leave no step behind`() async throws
    {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let manage = try work.other(ManageLeads.self), see = try work.other(SeeOrganization.self)
        let stages = try await site.store.leadStages(work.other(ViewLeads.self)).map(\.id)
        let ids = [
            try await site.addLead(LeadForm(company: "One"), by: work),
            try await site.addLead(LeadForm(company: "Two"), by: work),
        ]
        site.clock.advance(seconds: 3_600)
        _ = try await site.addActivity(
            ActivityForm(type: .call, title: "Call", isDone: true), with: ids[1], by: work)
        func steps() async throws -> [String] {
            let organization = site.organization
            return try await site.database.superuser.values(
                """
                SELECT concat_ws(' ', lead_id, kind, stage_id, began_at, ended_at, is_gone) FROM lead_steps
                WHERE organization_id = \(organization) ORDER BY 1
                """)
        }
        let before = try await steps()
        #expect(before.count == 1)
        site.clock.advance(seconds: 3_600)
        let choice = LeadChoice(filter: LeadFilter(), from: nil, to: nil, ids: ids, moment: site.clock.now)
        let bulk = try #require(
            try await site.store.act(.move(stages[2]), on: choice, by: manage.other(WorkLeads.self), at: site.clock.now)
        )
        #expect(try await steps().count == 3)
        site.clock.advance(seconds: 60)
        let undoing = try #require(try await site.store.undoing(bulk.entry, see))
        _ = try await site.store.undoLeads(undoing.entry, by: manage.other(WorkLeads.self), at: site.clock.now)
        #expect(try await steps() == before)
        let union = try await site.store.mergeLeads(
            LeadMerge(winner: ids[0], loser: ids[1], taken: [], version: 3, loserVersion: 3),
            by: work.other(DeleteLeads.self), at: site.clock.now)
        #expect(try await steps() != before)
        let united = try #require(try await site.store.undoing(union, see)).entry
        _ = try await site.store.undoMerge(united, by: work.other(DeleteLeads.self), at: site.clock.now)
        #expect(try await steps() == before)
        try await Self.expectCounted(site)
    }

    @Test func `another organization's figures hold nothing of this one's`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let theirs = try await other.leadScope(WorkLeads.self, as: .manager)
        let lead = try await other.addLead(LeadForm(company: "Secret", assignee: theirs.person), by: theirs)
        _ = try await other.addActivity(
            ActivityForm(type: .call, title: "Secret", dueAt: own.clock.now, isDone: true), with: lead, by: theirs)
        _ = try await other.qualify(lead, .new, by: theirs)
        let mine = try await own.leadScope(ManageLeads.self, as: .admin)
        let today = Zone.utc.localTime(at: own.clock.now).date
        let period = SalePeriod(from: today.advanced(days: -40), to: today.advanced(days: 40))
        for assignee in [nil, LeadFilter.Assignee.person(theirs.person)] {
            let report = try await own.store.saleFigures(period, of: assignee, in: .utc, by: Self.always, mine)
            let figures = report.figures
            #expect(figures.created == 0 && figures.qualified == 0 && figures.contacted == 0 && figures.due.total == 0)
            #expect(figures.days.isEmpty && !report.people.contains { $0.person == theirs.person })
            for step in SaleStep.allCases {
                var query = ListQuery(Input(["step": step.rawValue, "stage": "1"]))
                var filter = SaleStepFilter(&query, today: today)
                (filter.period, filter.assignee) = (period, assignee)
                #expect(try await own.store.saleRows(filter, in: .utc, mine).rows.isEmpty)
            }
            var query = ListQuery(Input(["state": "completed"]))
            var filter = SaleDueFilter(&query, today: today)
            (filter.period, filter.assignee) = (period, assignee)
            #expect(try await own.store.dueActivities(filter, in: .utc, mine).page.rows.isEmpty)
        }
        let seen = try await other.store.saleFigures(
            period, of: nil, in: .utc, by: Self.always, theirs.other(ManageLeads.self))
        #expect(seen.figures.created == 1 && seen.figures.due.completed == 1, "the other way round they are there")
    }
}
