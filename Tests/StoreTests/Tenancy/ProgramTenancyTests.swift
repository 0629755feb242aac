import Forms
import Models
import Postgres
import TestSupport
import Testing

@testable import Store

/// Notices for programs, ends of tokens and undoing, of one organization seen from another, as if a check before had
/// been forgotten.
struct ProgramTenancyTests {
    @Test func `notices and ending tokens of another organization are not there, and nothing of it changes`()
        async throws
    {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let store = own.store, now = own.clock.now
        let person = try await own.member(as: .admin), stranger = try await other.member(as: .admin)
        for (site, reader) in [(own, person), (other, stranger)] {
            let scope = site.system
            try await site.store.transaction(scope) { db in
                try db.notify(.newStatuses(["A"]), to: .members([reader], in: nil), by: scope, at: now)
            }
        }
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: person, role: .admin
        )
        let scope = try Scope<SeeOrganization>(member)
        let foreign = try #require(
            try await database.superuser.value(
                "SELECT id FROM notifications WHERE person_id = \(stranger)", as: Int.self))
        _ = try await other.token(of: stranger, as: .admin, days: 20)
        try await database.superuser.execute(
            """
            UPDATE api_tokens SET created_at = \(now)::timestamptz - interval '20 days',
                expires_at = \(now)::timestamptz + interval '2 days'
            """)
        let token = try #require(
            try await store.endingTokens(OrganizationScope(organization: other.organization, task: .tokens), at: now)
                .first)
        let letter = Letter(
            id: Mail.ID(at: now, random: Array(own.project.text.utf8.suffix(10))), kind: .tokenEnding,
            recipient: "x@y.example", language: "en")
        let before = try await database.tableHashes
        #expect(try await store.notices(NoticeFilter(), scope, at: now).rows.count == 1)
        await #expect(throws: NotVisible.self) {
            _ = try await store.markRead(foreign, scope, at: now) { _ in nil }
        }
        let mine = OrganizationScope(organization: own.organization, task: .tokens)
        #expect(try await store.endingTokens(mine, at: now).isEmpty)
        let notice = Notice.tokenEnding(token, on: LocalDate(day: 1), address: "/o/x/tokens")
        #expect(try await store.tell(token, notice, letter, by: mine, at: now) == false)
        #expect(try await database.tableHashes.changes(since: before) == [])
        #expect(try await store.markAllRead(scope, at: now) { _ in nil } == 1)
        #expect(try await store.unreadNotices(scope, at: now) == 0)
        let unread: Int? = try await database.superuser.value(
            "SELECT count(*) FROM notifications WHERE person_id = \(stranger) AND NOT is_read")
        #expect(unread == 1)
        try await database.drop()
    }

    @Test func `what was done in another organization is not taken back`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let store = own.store, now = own.clock.now
        let mine = try await own.scope(ManageMembers.self), theirs = try await other.scope(ManageMembers.self)
        let person = try await other.member(as: .rep)
        let form = MemberForm(role: .viewer, projects: [], version: 1)
        let changed = try await store.changeMember(person, form, by: try memberScope(theirs), at: now)
        let views = try await other.scope(ViewOrders.self), ownViews = try await own.scope(ViewOrders.self)
        let place = ListPlace(.orders, in: other.project)
        let view = try SavedViewForm(reading: .init(["name": "Late", "version": "0"]))
        let id = try await store.saveView(view, query: "state=over", of: place, by: views, at: now)
        let deleted = try await store.deleteView(id, of: place, by: views, at: now)
        let entries = try await other.store.auditEntries(other.system)
        let change = try #require(entries.first { $0.id == changed }),
            end = try #require(entries.first { $0.id == deleted })
        let before = try await database.tableHashes
        await #expect(throws: NotVisible.self) {
            try await store.undoMember(change, by: try memberScope(mine), at: now)
        }
        await #expect(throws: NotVisible.self) {
            try await store.undoView(
                end, of: ListPlace(.orders, in: ownViews.project), canShare: true, by: ownViews, at: now)
        }
        #expect(try await database.tableHashes.changes(since: before) == [])
        try await database.drop()
    }

    /// The same member acting for the whole organization.
    private func memberScope(_ scope: ProjectScope<ManageMembers>) throws -> Scope<ManageMembers> {
        try Scope<ManageMembers>(
            Member(
                organization: scope.organization, organizationPublicID: scope.organizationPublicID,
                person: scope.person, role: scope.role))
    }
}
