import Models
import Postgres
import Store
import TestSupport
import Testing

/// An organization keeps at least one active admin, whoever acts and however many at once.
struct LastAdminTests {
    /// A shop whose only admins are these, besides none.
    private struct Admins {
        let shop: TestSite
        let people: [Person.ID]

        init(_ count: Int) async throws {
            shop = try await TestSite()
            var people: [Person.ID] = []
            for _ in 0..<count {
                let person = try await shop.addPerson()
                try await shop.join(person, as: .admin)
                people.append(person)
            }
            self.people = people
            let (organization, kept) = (shop.organization, people)
            try await shop.database.superuser.execute(
                """
                UPDATE memberships SET role = 'manager'
                WHERE organization_id = \(organization) AND NOT person_id = ANY(\(kept)::uuid[])
                """)
        }

        func scope<Right: Permission>(_ person: Person.ID, _: Right.Type) throws -> Scope<Right> {
            try Scope<Right>(
                Member(
                    organization: shop.organization, organizationPublicID: shop.organizationPublicID, person: person,
                    role: .admin))
        }

        var left: Int {
            get async throws {
                let organization = shop.organization
                return try await shop.database.superuser.value(
                    """
                    SELECT count(*) FROM memberships
                    WHERE organization_id = \(organization) AND role = 'admin' AND is_active
                    """) ?? -1
            }
        }
    }

    private static let lower = MemberForm(role: .manager, projects: [], version: 1)

    @Test func `the last admin is neither demoted nor deactivated and cannot leave`() async throws {
        let admins = try await Admins(1)
        let store = admins.shop.store, now = admins.shop.clock.now, one = admins.people[0]
        let scope = try admins.scope(one, ManageMembers.self)
        await #expect(throws: LastAdmin.self) {
            try await store.changeMember(one, Self.lower, by: scope, at: now)
        }
        await #expect(throws: LastAdmin.self) {
            try await store.deactivateMember(one, handingOverTo: nil, by: scope, at: now)
        }
        let own = try admins.scope(one, SeeOrganization.self)
        await #expect(throws: LastAdmin.self) { try await store.leave(own, at: now) }
        #expect(try await admins.left == 1)
        // Somebody whose account is closed does not count.
        let closed = try await admins.shop.addPerson()
        try await admins.shop.join(closed, as: .admin)
        try await admins.shop.database.superuser.execute("UPDATE people SET is_active = false WHERE id = \(closed)")
        await #expect(throws: LastAdmin.self) { try await store.leave(own, at: now) }
    }

    @Test func `two admins who demote each other at once leave one`() async throws {
        for _ in 0..<10 {
            let admins = try await Admins(2)
            let store = admins.shop.store, now = admins.shop.clock.now
            let (one, two) = (admins.people[0], admins.people[1])
            let first = try admins.scope(one, ManageMembers.self), second = try admins.scope(two, ManageMembers.self)
            async let demoteTwo = Self.succeeds { try await store.changeMember(two, Self.lower, by: first, at: now) }
            async let demoteOne = Self.succeeds { try await store.changeMember(one, Self.lower, by: second, at: now) }
            let done = try await [demoteTwo, demoteOne]
            #expect(done.count { $0 } == 1)
            #expect(try await admins.left == 1)
        }
    }

    /// The same with the two transactions open side by side for certain: the second one waits for the first.
    @Test func `the second of two open transactions sees what the first one did`() async throws {
        let admins = try await Admins(2)
        let (one, two, organization) = (admins.people[0], admins.people[1], admins.shop.organization)
        let tenant = [Setting(name: "takt.organization", value: organization.text)]
        let database = admins.shop.database.app
        async let slow = database.transaction(tenant) { db in
            try db.execute("UPDATE memberships SET role = 'rep' WHERE person_id = \(one)")
            try db.execute("SELECT pg_sleep(0.4)")
        }
        try await Task.sleep(for: .milliseconds(150))
        let error = await #expect(throws: PostgresError.self) {
            try await database.transaction(tenant) { db in
                try db.execute("UPDATE memberships SET is_active = false WHERE person_id = \(two)")
            }
        }
        #expect(error?.constraint == "organization_keeps_an_admin")
        _ = try await slow
        #expect(try await admins.left == 1)
    }

    @Test func `of two admins who leave at once one stays`() async throws {
        let admins = try await Admins(2)
        let store = admins.shop.store, now = admins.shop.clock.now
        let first = try admins.scope(admins.people[0], SeeOrganization.self)
        let second = try admins.scope(admins.people[1], SeeOrganization.self)
        async let one = Self.succeeds { try await store.leave(first, at: now) }
        async let two = Self.succeeds { try await store.leave(second, at: now) }
        let done = try await [one, two]
        #expect(done.count { $0 } == 1)
        #expect(try await admins.left == 1)
    }

    private static func succeeds(_ act: () async throws -> Void) async throws -> Bool {
        do {
            try await act()
            return true
        } catch is LastAdmin {
            return false
        }
    }
}
