import Forms
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Each family of store functions with a scope that mixes its own organization with another one's project, as if a
/// check before had been forgotten: nothing is seen, nothing is changed.
struct SecondOrganizationTests {
    @Test func `projects, rules and hook addresses of another organization are not there`() async throws {
        let shops = try await TwoShops(), own = shops.own, other = shops.other
        let store = own.store, now = own.clock.now
        let scope = try await Mixed(own, other, ManageProjects.self).scope
        let rules = try await Mixed(own, other, EditRules.self).scope
        #expect(try await store.project(scope) == nil)
        #expect(try await store.sealedAPIKey(scope) == nil)
        #expect(try await store.rules(scope).isEmpty)
        #expect(try await store.latestRule(.sla, scope) == nil)
        #expect(try await store.hookTokens(scope).isEmpty)
        #expect(try await store.statusGroups(scope).isEmpty)
        #expect(try await store.statusDictionary(rules).isEmpty)
        #expect(try await store.lastChange(of: .projectCreated, scope) == nil)
        #expect(try await store.groupMedians(scope).isEmpty)
        #expect(try await store.outdatedOrders(scope) == 0)
        #expect(try await store.recomputeProgress(scope) == nil)
        await #expect(throws: NotVisible.self) { try await store.storedRules(scope) }
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: scope.person,
            role: .admin)
        #expect(try await store.projectLinks(of: member).map(\.publicID) == [own.projectPublicID])
        let home = try await store.projectHealth(try Scope<SeeOrganization>(member), since: now, at: now)
        #expect(home.map(\.project.publicID) == [own.projectPublicID])
        #expect(try await store.auditEntries(scope).allSatisfy { $0.targetID != other.projectPublicID.rawValue })
        try await own.database.drop()
    }

    @Test func `orders and deliveries of another organization are not there`() async throws {
        let shops = try await TwoShops(), own = shops.own, other = shops.other
        let store = own.store, now = own.clock.now
        let view = try await Mixed(own, other, ViewOrders.self).scope
        let manage = try await Mixed(own, other, ManageProjects.self).scope
        #expect(try await store.order(7, view) == nil)
        await #expect(throws: NotVisible.self) {
            try await store.orders(OrderFilter(), from: nil, to: nil, view, at: now)
        }
        #expect(try await store.recentOpenOrders(view).isEmpty)
        #expect(try await store.orderManagers(view).isEmpty)
        #expect(try await store.contentBacklog(manage) == ContentBacklog(waiting: 0, failed: 0, reason: nil))
        await #expect(throws: NotVisible.self) {
            try await store.peopleMap(try await Mixed(own, other, EditRules.self).scope)
        }
        var all = OrderFilter()
        all.state = .all
        for numbers in [nil, [7]] {
            let choice = OrderChoice(filter: all, from: nil, to: nil, numbers: numbers, moment: now)
            #expect(try await store.orders(of: choice, after: nil, atMost: 10, view).isEmpty)
            #expect(try await store.count(of: choice, view) == 0)
        }
        let names = try await store.orderNames(view)
        #expect(names.groups.isEmpty && names.statuses.isEmpty)
        let place = ListPlace(.orders, in: other.project)
        let shared = try SavedViewForm(reading: Input(["name": "Theirs", "version": "0", "shared": "on"]))
        _ = try await store.saveView(
            shared, query: "", of: place, by: try await other.scope(ViewOrders.self), at: now)
        #expect(try await store.savedViews(of: place, view).isEmpty)
        #expect(try await store.deliveries(manage).isEmpty)
        let project = other.project
        let id = try await own.database.superuser.value(
            "SELECT max(id) FROM deliveries WHERE project_id = \(project)", as: Int.self)
        #expect(try await store.delivery(try #require(id), manage) == nil)
        // Also the number of a delivery of theirs under one's own project.
        let mine = try await own.scope(ManageProjects.self)
        #expect(try await store.delivery(try #require(id), mine) == nil)
        #expect(try await store.deliveries(mine).count == 1)
        try await own.database.drop()
    }

    @Test func `the log, the undoing and the search of another organization are not there`() async throws {
        let shops = try await TwoShops(), own = shops.own, other = shops.other
        let store = own.store, now = own.clock.now
        let edit = try await Mixed(own, other, EditRules.self).scope
        let theirs = try #require(try await store.auditEntries(other.system).first)
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: edit.person,
            role: .admin)
        let see = try Scope<SeeOrganization>(member), log = try Scope<SeeActivity>(member)
        #expect(try await store.undoing(theirs.id, see) == nil)
        await #expect(throws: NotVisible.self) { _ = try await store.undoRule(.sla, theirs, by: edit, at: now) }
        let activity = try await store.activity(AuditFilter(), from: nil, to: nil, log).rows
        #expect(!activity.isEmpty && activity.allSatisfy { $0.entry.targetID != other.projectPublicID.rawValue })
        #expect(try await store.activityProjects(log).map(\.value) == [own.projectPublicID.rawValue])
        let people = try await store.activityPeople(log).map(\.value)
        #expect(people.count == 2)
        #expect(try await store.ruleNames(of: [other.project], log).groups.isEmpty)
        try await store.noteDenial(of: "rules.edit", to: member, at: now)
        #expect(try await store.refusals(log, since: now.advanced(seconds: -7_200)).map(\.count) == [1])
        let term = try #require(SearchTerm("7"))
        #expect(try await store.findOrders(term, limit: 9, see).map(\.project) == [own.projectPublicID])
        let shop = try #require(SearchTerm("Shop"))
        #expect(try await store.findProjects(shop, limit: 9, see).map(\.publicID) == [own.projectPublicID])
        let found = try await store.findMembers(try #require(SearchTerm("Olena")), limit: 9, see)
        #expect(Set(found.map(\.person.text)) == Set(people))
        try await own.database.drop()
    }

    @Test func `a webhook's secret opens its own project alone`() async throws {
        let shops = try await TwoShops(), own = shops.own, other = shops.other
        let store = own.store
        #expect(try await store.intake(project: own.projectPublicID, tokenHash: own.hookHash)?.project == own.project)
        #expect(try await store.intake(project: other.projectPublicID, tokenHash: own.hookHash) == nil)
        #expect(try await store.intake(project: own.projectPublicID, tokenHash: other.hookHash) == nil)
        try await own.database.drop()
    }

    @Test func `a session, a device and a profile are their person's alone`() async throws {
        let site = try await TestSite()
        let store = site.store
        let mine = try await site.signIn(as: .admin), yours = try await site.signIn(as: .admin)
        let me = PersonScope(person: try #require(mine.person), isOperator: false)
        let you = PersonScope(person: try #require(yours.person), isOperator: false)
        let yourSession = try #require(try await store.sessions(of: you).first)
        let before = try await store.sessions(of: you).count
        #expect(try await store.endSession(yourSession.id, of: me) == false)
        try await store.setFlash([1], session: yourSession.id, of: me.person)
        try await store.rememberOrganization(site.organization, session: yourSession.id, of: me.person)
        #expect(try await store.endOtherSessions(than: 0, of: me) == 1)
        #expect(try await store.sessions(of: you).count == before)
        let (session, person) = (yourSession.id, you.person)
        let isUntouched = try await site.database.superuser.value(
            "SELECT flash IS NULL AND organization_id IS NULL FROM sessions WHERE id = \(session)", as: Bool.self)
        #expect(isUntouched == true)
        #expect(try await store.sessions(of: me).isEmpty)
        #expect(try await store.isKnownDevice(Array(repeating: 7, count: 32), of: me.person) == false)
        // A colleague is seen by name in the organization, and by nobody elsewhere.
        let rows = try await site.database.app.value(
            "SELECT count(*) FROM people WHERE id = \(person)",
            settings: [Setting(name: "takt.person", value: me.person.text)], as: Int.self)
        #expect(rows == 0)
        let changed = try await site.database.app.execute(
            "UPDATE people SET name = 'x' WHERE id = \(person)",
            settings: [
                Setting(name: "takt.person", value: me.person.text),
                Setting(name: "takt.organization", value: site.organization.text),
            ])
        #expect(changed == 0)
    }

    @Test func `jobs of another organization are neither seen nor revived`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let theirs = [Setting(name: "takt.organization", value: other.organization.text)]
        let mine = [Setting(name: "takt.organization", value: own.organization.text)]
        let organization = other.organization.rawValue
        try await own.database.app.transaction(theirs) { db in
            _ = try db.enqueue(Job("secret", organization: organization, key: "a"))
        }
        let seen = try await own.database.app.transaction(mine) { db in try db.job("secret", key: "a") }
        #expect(seen == nil)
        let dead = try await own.database.superuser.value(
            """
            INSERT INTO dead_jobs (job_id, organization_id, kind, payload, priority, max_attempts, attempts, reason, created_at)
            VALUES (1, \(organization), 'secret', '{}', 1, 1, 1, 'x', now()) RETURNING id
            """, readOnly: false, as: Int64.self)
        let id = try #require(dead)
        let revived = try await own.database.app.transaction(mine) { db in try db.revive(dead: id) }
        #expect(revived == nil)
        let person = try await own.addPerson()
        try await own.join(person, as: .admin)
        let scope = try Scope<ManageProjects>(
            Member(
                organization: own.organization, organizationPublicID: own.organizationPublicID, person: person,
                role: .admin))
        let (store, now, number) = (own.store, own.clock.now, Int(id))
        #expect(try await store.deadJobs(limit: 1_000, scope).isEmpty)
        #expect(try await store.replay(deadJob: number, by: scope, at: now) == false)
        #expect(try await store.discard(deadJob: number, by: scope, at: now) == false)
        // Being an administrator makes nobody an operator.
        #expect(try await store.deadJobs(nil, limit: 9, by: person).isEmpty)
        #expect(try await store.deadJob(number, by: person) == nil)
        #expect(try await store.deadKinds(by: person).isEmpty)
        #expect(try await store.queuedKinds(by: person).isEmpty)
        #expect(try await store.runningJobs(limit: 9, by: person).isEmpty)
        await #expect(throws: PostgresError.self) {
            try await own.database.app.transaction(mine) { db in
                _ = try db.enqueue(Job("planted", organization: organization))
            }
        }
    }
}
