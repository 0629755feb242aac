import Models
import Postgres
import Store
import TestSupport
import Testing

/// The store functions about members, with people and invitations of another organization: nothing is seen,
/// nothing is changed.
struct SecondOrganizationMembersTests {
    private static func invite(_ site: TestSite, by person: Person.ID) async throws -> Invitation.ID {
        let id = Invitation.ID(at: site.clock.now, random: Array(person.text.utf8.suffix(10)))
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO invitations
                (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at)
            VALUES (\(organization), \(id), 'x@y.example', 'rep', 'en', \(person), sha256(\(person.text)::bytea), now(), now(),
                    now() + interval '1 day')
            """)
        return id
    }

    @Test func `members and invitations of another organization are not there`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let mine = try await own.organizationScope(ManageMembers.self),
            theirs = try await other.organizationScope(ManageMembers.self)
        _ = try await Self.invite(other, by: theirs.person)
        let store = own.store
        #expect(try await store.member(theirs.person, mine) == nil)
        #expect(try await store.holdings(of: theirs.person, mine).isEmpty)
        #expect(try await store.invitations(mine).isEmpty)
        #expect(try await store.projectChoices(mine).map(\.publicID) == [own.projectPublicID])
        #expect(try await store.successors(for: [], mine).allSatisfy { $0.person != theirs.person })
        let list = try await store.members(own.organizationScope(SeeMembers.self), limit: 100)
        #expect(!list.isEmpty && list.allSatisfy { $0.person != theirs.person })
        let cursor = try await store.members(
            own.organizationScope(SeeMembers.self), after: theirs.person, limit: 100)
        #expect(cursor.isEmpty, "a cursor of another organization leads nowhere")
        #expect(try await store.organization(own.organizationScope(ManageOrganization.self))?.name == "Dubok")
    }

    @Test func `nothing of another organization's members can be changed`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let mine = try await own.organizationScope(ManageMembers.self),
            theirs = try await other.organizationScope(ManageMembers.self)
        let invitation = try await Self.invite(other, by: theirs.person)
        let store = own.store, now = own.clock.now, person = theirs.person
        let form = MemberForm(role: .viewer, projects: [], version: 1)
        let letter = Letter(
            id: Mail.ID(at: now, random: []), kind: .invitation, recipient: "x@y.example", language: "en")
        let hash = Array(repeating: UInt8(9), count: 32)
        let taking = MemberForm(role: .viewer, projects: [other.projectPublicID], version: 1)
        let attempts: [(String, () async throws -> Void)] = [
            ("changeMember", { try await store.changeMember(person, form, by: mine, at: now) }),
            ("changeMember, project", { try await store.changeMember(mine.person, taking, by: mine, at: now) }),
            ("deactivate", { try await store.deactivateMember(person, handingOverTo: nil, by: mine, at: now) }),
            (
                "deactivate, to",
                { try await store.deactivateMember(mine.person, handingOverTo: person, by: mine, at: now) }
            ),
            ("reactivate", { try await store.reactivateMember(person, by: mine, at: now) }),
            ("handOver", { try await store.handOver(from: person, to: mine.person, by: mine, at: now) }),
            ("handOver, to", { try await store.handOver(from: mine.person, to: person, by: mine, at: now) }),
            ("reset", { _ = try await store.resetSecondFactor(of: person, letter: letter, by: mine, at: now) }),
            (
                "renew",
                { try await store.renewInvitation(invitation, tokenHash: hash, letter: letter, by: mine, at: now) }
            ),
            (
                "invite",
                {
                    try await store.invite(
                        InvitationForm(
                            email: "z@y.example", role: .rep, projects: [other.projectPublicID], language: "en"),
                        as: Invitation.ID(at: now, random: hash), tokenHash: hash, letter: letter, by: mine, at: now)
                }
            ),
            ("revoke", { try await store.revokeInvitation(invitation, by: mine, at: now) }),
        ]
        for (name, attempt) in attempts {
            let before = try await database.tableHashes
            await #expect(throws: NotVisible.self, "\(name)") { try await attempt() }
            #expect(try await database.tableHashes.changes(since: before) == [], "\(name)")
        }
        try await database.drop()
    }

    @Test func `a second factor is its person's alone`() async throws {
        let site = try await TestSite()
        let mine = try await site.signIn(as: .admin), yours = try await site.signIn(as: .admin)
        let me = PersonScope(person: try #require(mine.person), isOperator: false)
        let you = PersonScope(person: try #require(yours.person), isOperator: false)
        let hash = Array(repeating: UInt8(3), count: 32)
        let letter = Letter(
            id: Mail.ID(at: site.clock.now, random: Array(site.project.text.utf8.suffix(10))), kind: .secondFactorSet,
            recipient: "you@dubok.example", language: "en")
        let session = try #require(try await site.store.sessions(of: you).first)
        try await site.store.setSecondFactor(
            sealed: [1], step: 9, codes: [hash], of: you, keeping: session.id, notice: letter, at: site.clock.now)
        #expect(try await site.store.secondFactor(of: me.person) == nil)
        #expect(try await site.store.useStep(10, of: me.person) == false)
        #expect(
            try await site.store.useRecoveryCode(hash, of: me, notice: { _, _ in letter }, at: site.clock.now) == false)
        #expect(
            try await site.store.removeSecondFactor(of: me, keeping: 0, notice: letter, at: site.clock.now) == false)
        #expect(try await site.store.renewRecoveryCodes([hash], of: me, notice: letter, at: site.clock.now) == false)
        let person = you.person
        let seen = try await site.database.app.value(
            "SELECT count(*) FROM second_factors",
            settings: [
                Setting(name: "takt.person", value: me.person.text),
                Setting(name: "takt.organization", value: site.organization.text),
            ], as: Int.self)
        #expect(seen == 0)
        #expect(try await site.store.secondFactor(of: person)?.lastStep == 9)
    }
}
