import Models
import Postgres
@testable import Store
import TestSupport
import Testing

/// Who is told what, and who still sees it later.
struct NoticesTests {
    private static let notice = Notice(.newStatuses, ["n": "2", "names": "A, B"], .warning, about: .statuses)

    /// A member of the site's organization with that role, as the list of notices knows them.
    private static func member(_ site: TestSite, _ role: Role, inProject: Bool = true) async throws -> PersonScope {
        let person = try await site.addPerson()
        try await site.join(person, as: role, inProject: inProject)
        return PersonScope(person: person, isOperator: false)
    }

    private static func tell(_ site: TestSite, _ audience: Audience, _ notice: Notice = notice) async throws {
        let now = site.clock.now
        try await site.store.transaction(site.system) { db in
            try db.notify(notice, to: audience, by: site.system, at: now)
        }
    }

    private static func unread(_ site: TestSite, _ scope: PersonScope) async throws -> Int {
        try await site.store.unreadNotices(of: scope.person, at: site.clock.now)
    }

    @Test func `holders of the right who see the project are told, in their own words, and nobody else`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let manager = try await Self.member(site, .manager, inProject: false)
        let rep = try await Self.member(site, .rep)
        let outsider = try await Self.member(site, .rep, inProject: false)
        let stranger = try await Self.member(other, .admin)
        try await Self.tell(site, .holders(of: EditRules.self, in: site.project))
        #expect(try await Self.unread(site, manager) == 1)
        #expect(try await Self.unread(site, rep) == 0)
        try await Self.tell(site, .holders(of: ViewOrders.self, in: site.project))
        #expect(try await Self.unread(site, manager) == 2)
        #expect(try await Self.unread(site, rep) == 1)
        #expect(try await Self.unread(site, outsider) == 0)
        #expect(try await Self.unread(site, stranger) == 0)
        let list = try await site.store.notices(of: rep, isUnreadOnly: true, at: site.clock.now)
        let row = try #require(list.rows.first)
        #expect(row.notice == Self.notice)
        #expect(row.project == site.projectPublicID && row.organizationName == "Dubok")
        #expect(list.unread == 1 && !list.hasOlder)
    }

    @Test func `whoever did it is not told, unless they are named`() async throws {
        let site = try await TestSite()
        let scope = try await site.scope(EditRules.self, as: .manager)
        let me = PersonScope(person: scope.person, isOperator: false)
        let now = site.clock.now
        try await site.store.transaction(scope) { db in
            try db.notify(Self.notice, to: .holders(of: EditRules.self, in: scope.project), by: scope, at: now)
        }
        #expect(try await Self.unread(site, me) == 0)
        try await site.store.transaction(scope) { db in
            try db.notify(Self.notice, to: .members([scope.person], in: nil), by: scope, at: now)
        }
        #expect(try await Self.unread(site, me) == 1)
    }

    @Test func `nobody is told of what was rolled back`() async throws {
        let site = try await TestSite()
        let manager = try await Self.member(site, .manager)
        let now = site.clock.now
        await #expect(throws: NotVisible.self) {
            try await site.store.transaction(site.system) { db in
                try db.notify(Self.notice, to: .members([manager.person], in: nil), by: site.system, at: now)
                throw NotVisible()
            }
        }
        #expect(try await Self.unread(site, manager) == 0)
    }

    @Test func `a notice is gone with the right, the project or the membership, and comes back with them`()
        async throws
    {
        let site = try await TestSite()
        let rep = try await Self.member(site, .rep)
        try await Self.tell(site, .holders(of: ViewOrders.self, in: site.project))
        let id = try #require(
            try await site.store.notices(of: rep, isUnreadOnly: true, at: site.clock.now).rows.first?.id)
        let (organization, project, person) = (site.organization, site.project, rep.person)
        let losses: [(SQL, SQL)] = [
            (
                "DELETE FROM project_members WHERE organization_id = \(organization) AND person_id = \(person)",
                """
                INSERT INTO project_members (organization_id, project_id, person_id)
                VALUES (\(organization), \(project), \(person))
                """
            ),
            (
                "UPDATE memberships SET is_active = false WHERE organization_id = \(organization) AND person_id = \(person)",
                "UPDATE memberships SET is_active = true WHERE organization_id = \(organization) AND person_id = \(person)"
            ),
            (
                "UPDATE projects SET is_active = false WHERE organization_id = \(organization) AND id = \(project)",
                "UPDATE projects SET is_active = true WHERE organization_id = \(organization) AND id = \(project)"
            ),
            (
                "UPDATE organizations SET suspended_at = now() WHERE id = \(organization)",
                "UPDATE organizations SET suspended_at = NULL WHERE id = \(organization)"
            ),
            (
                "UPDATE organizations SET requires_second_factor = true WHERE id = \(organization)",
                "UPDATE people SET second_factor_at = now() WHERE id = \(person)"
            ),
        ]
        for (loss, return_) in losses {
            try await site.database.superuser.execute(loss)
            #expect(try await Self.unread(site, rep) == 0)
            #expect(try await site.store.notices(of: rep, isUnreadOnly: false, at: site.clock.now).rows.isEmpty)
            #expect(try await site.store.markRead(id, of: rep, at: site.clock.now) == false)
            #expect(try await site.store.markAllRead(upTo: .max, of: rep, at: site.clock.now) == 0)
            #expect(try await site.store.deleteNotice(id, of: rep, at: site.clock.now) == false)
            try await site.database.superuser.execute(return_)
            #expect(try await Self.unread(site, rep) == 1)
        }
        let manager = try await Self.member(site, .manager)
        try await Self.tell(site, .holders(of: EditRules.self, in: site.project))
        let demoted = manager.person
        try await site.database.superuser.execute(
            "UPDATE memberships SET role = 'rep' WHERE organization_id = \(organization) AND person_id = \(demoted)")
        #expect(try await Self.unread(site, manager) == 0)
    }

    @Test func `a notice is its person's alone, read once, deleted once`() async throws {
        let site = try await TestSite()
        let mine = try await Self.member(site, .admin), yours = try await Self.member(site, .admin)
        try await Self.tell(site, .members([mine.person, yours.person], in: nil))
        let now = site.clock.now
        let id = try #require(try await site.store.notices(of: yours, isUnreadOnly: true, at: now).rows.first?.id)
        #expect(try await site.store.markRead(id, of: mine, at: now) == false)
        #expect(try await site.store.deleteNotice(id, of: mine, at: now) == false)
        #expect(try await site.store.markAllRead(upTo: id, of: mine, at: now) <= 1)
        #expect(try await Self.unread(site, yours) == 1)

        #expect(try await site.store.markRead(id, of: yours, at: now))
        site.clock.advance(seconds: 60)
        #expect(try await site.store.markRead(id, of: yours, at: site.clock.now))
        let readAt = try await site.database.superuser.value(
            "SELECT read_at FROM notifications WHERE id = \(id)", as: Instant.self)
        #expect(readAt == now, "reading again does not move the time")
        #expect(try await site.store.deleteNotice(id, of: yours, at: now))
        #expect(try await site.store.deleteNotice(id, of: yours, at: now) == false)
        #expect(try await site.store.notices(of: yours, isUnreadOnly: false, at: now).rows.isEmpty)
    }

    @Test func `pages follow each other without loss, and all of a page are read at once, not what came later`()
        async throws
    {
        let site = try await TestSite()
        let admin = try await Self.member(site, .admin)
        for _ in 0..<7 { try await Self.tell(site, .members([admin.person], in: nil)) }
        var seen: [Int] = []
        var before: Int?
        repeat {
            let page = try await site.store.notices(
                of: admin, isUnreadOnly: true, before: before, limit: 3, at: site.clock.now)
            seen += page.rows.map(\.id)
            before = page.hasOlder ? page.rows.last?.id : nil
        } while before != nil
        #expect(seen.count == 7 && seen == seen.sorted(by: >) && Set(seen).count == 7)
        try await Self.tell(site, .members([admin.person], in: nil))
        let newest = try #require(seen.first)
        #expect(try await site.store.markAllRead(upTo: newest, of: admin, at: site.clock.now) == 7)
        #expect(try await site.store.markAllRead(upTo: newest, of: admin, at: site.clock.now) == 0)
        #expect(try await Self.unread(site, admin) == 1)
    }

    @Test func `what repeats is told once, again after an hour, and anew when it was read`() async throws {
        let site = try await TestSite()
        let admin = try await Self.member(site, .admin)
        func tell() async throws {
            try await Self.tell(site, .holders(of: ManageProjects.self, in: site.project), .deliveriesMalformed)
        }
        func rows() async throws -> [NoticeRow] {
            try await site.store.notices(of: admin, isUnreadOnly: false, at: site.clock.now).rows
        }
        let began = site.clock.now
        for _ in 0..<20 { try await tell() }
        #expect(try await rows().map(\.toldAt) == [began])
        site.clock.advance(seconds: 3_700)
        try await tell()
        #expect(try await rows().map(\.toldAt) == [site.clock.now])
        #expect(try await rows().map(\.createdAt) == [began])
        _ = try await site.store.markAllRead(upTo: .max, of: admin, at: site.clock.now)
        try await tell()
        #expect(try await rows().count == 1, "not again within the hour, though it was read")
        site.clock.advance(seconds: 3_700)
        try await tell()
        #expect(try await rows().count == 2)
        #expect(try await Self.unread(site, admin) == 1)
    }

    @Test func `many tell the same at once, and each reader has it once`() async throws {
        let site = try await TestSite()
        let admins = [try await Self.member(site, .admin), try await Self.member(site, .admin)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    try await Self.tell(site, .holders(of: ManageProjects.self, in: site.project), .deliveriesMalformed)
                }
            }
            try await group.waitForAll()
        }
        for admin in admins { #expect(try await Self.unread(site, admin) == 1) }
    }

    @Test func `an expired notice is not shown, and old ones are forgotten`() async throws {
        let site = try await TestSite()
        let admin = try await Self.member(site, .admin)
        var notice = Self.notice
        notice.expiresAt = site.clock.now.advanced(seconds: 60)
        try await Self.tell(site, .members([admin.person], in: nil), notice)
        #expect(try await Self.unread(site, admin) == 1)
        site.clock.advance(seconds: 61)
        #expect(try await Self.unread(site, admin) == 0)

        let person = admin.person
        let left = { () async throws -> Int? in
            _ = try await site.store.purgeNotices(limit: 10_000)
            return try await site.database.superuser.value(
                "SELECT count(*) FROM notifications WHERE person_id = \(person)")
        }
        #expect(try await left() == 1)
        try await site.database.superuser.execute(
            "UPDATE notifications SET expires_at = now() - interval '91 days' WHERE person_id = \(person)")
        #expect(try await left() == 0)
    }

    @Test func `a long list of unread ones costs a glance: the count stops`() async throws {
        let site = try await TestSite()
        let admin = try await Self.member(site, .admin)
        let (organization, person) = (site.organization, admin.person)
        try await site.database.superuser.execute(
            """
            INSERT INTO notifications (organization_id, person_id, type, title, message, created_at, told_at)
            SELECT \(organization), \(person), 'info', 'notice.other', 'notice.other_text', now(), now()
            FROM generate_series(1, 3000)
            """)
        #expect(try await Self.unread(site, admin) == Store.mostUnread)
    }
}
