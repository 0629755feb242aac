import struct FoundationEssentials.UUID
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Files of another organization: they are neither seen, nor counted, nor taken away.
struct FileTenancyTests {
    @Test func `files of another organization are not there`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let mine = try await own.organizationScope(ManageOrganization.self)
        let theirs = try await other.organizationScope(ManageOrganization.self)
        let seeing = try await own.organizationScope(SeeOrganization.self)
        let picture = try Picture(reading: try Upload.picture("logo.png"))
        let store = own.store, now = own.clock.now, size = picture.content.count
        try await store.saveLogo(picture, named: "a.png", as: UUID(), atMost: size, by: theirs, at: now)
        let hash = try #require(try await store.logo(theirs)).hash
        #expect(try await store.logo(mine) == nil)
        #expect(try await store.logoFile(hash, seeing) == nil)
        #expect(try await store.removeLogo(by: mine, at: now) == false)
        // What the neighbour keeps takes nothing of one's own room.
        try await store.saveLogo(picture, named: "b.png", as: UUID(), atMost: size, by: mine, at: now)
        #expect(try await store.logoFile(hash, seeing)?.name == "b.png")
        #expect(try await store.removeLogo(by: mine, at: now))
        #expect(try await store.logo(theirs)?.name == "a.png")
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: seeing.person,
            role: .admin)
        #expect(try await store.surroundings(of: member, at: now).logo == nil)
    }

    @Test func `files of another organization's leads and customers are not there, and none hangs on them`()
        async throws
    {
        let own = try await TestSite(), other = try await TestSite()
        let mine = try await own.leadScope(WorkLeads.self, as: .admin)
        let theirs = try await other.leadScope(WorkLeads.self, as: .admin)
        let file = try KeptFile(reading: Array("secret".utf8), named: "a.txt")
        let lead = try await other.addLead(LeadForm(company: "Secret"), by: theirs)
        let customer = try await other.qualify(lead, by: theirs).customer
        for parent in [ActivityParent.lead(lead), .customer(customer)] {
            let id = try await other.addFile(file, to: parent, by: theirs)
            #expect(try await own.store.attachedFile(id, mine.other(ViewLeads.self)) == nil)
            #expect(try await own.store.removableFile(id, mine) == nil)
            await #expect(throws: NotVisible.self) {
                _ = try await own.store.removeFile(id, by: mine, at: own.clock.now)
            }
            await #expect(throws: NotVisible.self) { _ = try await own.addFile(file, to: parent, by: mine) }
            #expect(try await other.store.attachedFile(id, theirs.other(ViewLeads.self))?.name == "a.txt")
        }
        let (organization, person, copy) = (own.organization, mine.person, UUID())
        let setting = Setting(name: "takt.organization", value: organization.text)
        try await own.database.app.execute(
            """
            INSERT INTO files (organization_id, id, kind, name, content, saved_at)
            VALUES (\(organization), \(copy), 'text', 'x', 'x', now())
            """, settings: [setting])
        let pointed = await #expect(throws: PostgresError.self) {
            try await own.database.app.execute(
                """
                INSERT INTO attachments (organization_id, file_id, lead_id, added_by, added_at)
                VALUES (\(organization), \(copy), \(lead), \(person), now())
                """, settings: [setting])
        }
        #expect(pointed?.state == "23503")
    }

    @Test func `an organization cannot point at another one's file, and a file never changes`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let theirs = try await other.organizationScope(ManageOrganization.self)
        let picture = try Picture(reading: try Upload.picture("logo.png")), file = UUID()
        try await own.store.saveLogo(
            picture, named: "a.png", as: file, atMost: 1 << 20, by: theirs, at: own.clock.now)
        let organization = own.organization
        let setting = Setting(name: "takt.organization", value: organization.text)
        let pointed = await #expect(throws: PostgresError.self) {
            try await own.database.app.execute(
                "UPDATE organizations SET logo_id = \(file) WHERE id = \(organization)", settings: [setting])
        }
        #expect(pointed?.state == "23503")
        let changed = await #expect(throws: PostgresError.self) {
            try await own.database.app.execute("UPDATE files SET name = 'x'", settings: [setting])
        }
        #expect(changed?.state == "42501")
    }
}
