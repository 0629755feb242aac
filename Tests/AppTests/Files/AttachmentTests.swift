import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// T-UPL on the files of leads and customers, and who may add, read and remove them.
struct AttachmentTests {
    private static let pdf = Array("%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n".utf8)

    /// The addresses of the files that a page lists.
    private static func files(_ page: Response) -> [String] {
        page.text.matches(of: /<a href="(\/o\/[a-z0-9]+\/files\/[0-9a-f-]+)"/).map { String($0.1) }
    }

    private static func kept(_ site: TestSite) async throws -> Int? {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT count(*) FROM files f JOIN attachments a ON a.file_id = f.id WHERE a.organization_id = \(organization)",
            as: Int.self)
    }

    @Test func `a file is added without JavaScript, read by who sees the lead, and removed by who added it`()
        async throws
    {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), rep = try await site.signIn(as: .rep)
        let colleague = try await site.signIn(as: .rep), viewer = try await site.signIn(as: .viewer)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let lead = try await site.addLead(LeadForm(company: "Dubok", assignee: rep.person), by: work)
        let place = site.organizationPublicID
        let page = Leads.lead(in: place, lead), send = Attachments.ofLead(in: place, lead)
        let empty = await rep.get(page)
        #expect(empty.text.contains("action=\"\(send)#files\" enctype=\"multipart/form-data\""))
        let answer = await rep.upload(send, Upload("../Кошторис <3>.pdf", Self.pdf, type: "text/html"), field: "file")
        #expect(answer.status == .seeOther && answer.headers["location"] == page + "#files")
        let shown = await rep.get(page)
        let path = try #require(Self.files(shown).first)
        #expect(shown.text.contains("Кошторис &lt;3&gt;.pdf") && shown.text.contains("1 KB"))
        #expect(shown.text.contains("The file is added.") && shown.text.contains("File added"))
        #expect(shown.text.contains("href=\"\(path)/removal\""))

        let file = await viewer.get(path, headers: ["sec-fetch-dest": "document"])
        #expect(file.status == .ok && file.body == Self.pdf && file.headers["content-type"] == "application/pdf")
        #expect(file.headers["content-disposition"]?.hasPrefix("attachment; ") == true)
        #expect(file.headers["content-security-policy"] == "default-src 'none'; sandbox")
        #expect(file.headers["x-content-type-options"] == "nosniff")
        #expect(file.headers["cache-control"] == "private, no-cache", "who loses the lead loses the file")
        let tag = try #require(file.headers["etag"])
        #expect(await viewer.get(path, headers: ["if-none-match": tag]).status == .notModified)
        // A viewer reads alone; a rep who does not see the lead sees nothing of its files.
        let read = await viewer.get(page).text
        #expect(!read.contains(send) && !read.contains("/removal"))
        #expect(await viewer.upload(send, Upload("a.pdf", Self.pdf), field: "file").status == .forbidden)
        for address in [path, path + "/removal"] { #expect(await colleague.get(address).status == .notFound) }
        #expect(await colleague.upload(send, Upload("a.pdf", Self.pdf), field: "file").status == .notFound)
        #expect(await colleague.upload(send, nil, field: "file").status == .notFound)
        #expect(await colleague.post(path + "/removal").status == .notFound)
        // Nobody's: the colleague sees it, and may not remove what another added.
        try await site.store.assignLead(lead, to: nil, by: work, at: site.clock.now)
        #expect(await colleague.get(path).status == .ok)
        #expect(await !colleague.get(page).text.contains("/removal"))
        #expect(await colleague.post(path + "/removal").status == .notFound)
        let asked = await rep.get(path + "/removal")
        #expect(asked.text.contains("Remove Кошторис &lt;3&gt;.pdf?"))
        #expect(await rep.post(path + "/removal").headers["location"] == page + "#files")
        #expect(await rep.get(path).status == .notFound)
        #expect(await rep.post(path + "/removal").status == .notFound)
        #expect(try await Self.kept(site) == 0)
        #expect(await colleague.upload(send, Upload("b.pdf", Self.pdf), field: "file").status == .seeOther)
        let other = try #require(Self.files(await manager.get(page)).first)
        #expect(await manager.post(other + "/removal").status == .seeOther)
        let entries = try await site.store.auditEntries(site.system).filter {
            [.leadFileAdded, .leadFileRemoved].contains($0.event)
        }
        #expect(entries.map(\.event) == [.leadFileRemoved, .leadFileAdded, .leadFileRemoved, .leadFileAdded])
        #expect(entries[3].after?.contains("Кошторис <3>.pdf") == true && entries[3].targetID == lead.text)
        #expect(entries[0].before?.contains("b.pdf") == true && entries[0].person == manager.person)
    }

    @Test func `what may not be kept is refused with its reason and leaves nothing`() async throws {
        let site = try await TestSite(settings: ["TAKT_FILES_BYTES": "1048576"])
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let lead = try await site.addLead(LeadForm(company: "Dubok", assignee: rep.person), by: work)
        let customer = try await site.addCustomer("Dubok", assignedTo: rep.person)
        let doors = [Attachments.ofLead(in: place, lead), Attachments.ofCustomer(in: place, customer)]
        for send in doors {
            let cases: [(Upload?, String)] = [
                (nil, "Choose a file"), (Upload("a.pdf", []), "Choose a picture"),
                (Upload("a.svg", Array("<svg onload='alert(1)'/>".utf8)), "Choose a picture"),
                (Upload("a.html", Array("<script>alert(1)</script>".utf8), type: "text/html"), "Choose a picture"),
                (Upload("a.docx", Array("PK\u{3}\u{4}evil".utf8)), "Choose a picture"),
                (Upload("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), "damaged"),
                (Upload("a.txt", [UInt8](repeating: 65, count: Models.Attachment.mostBytes + 1)), "at most 10 MB"),
                (Upload("a.txt", [UInt8](repeating: 65, count: 1 << 20 + 1)), "more than their 1 MB"),
            ]
            for (file, words) in cases {
                let answer = await rep.upload(send, file, field: "file")
                #expect(answer.status == .unprocessable && answer.text.contains(words), "\(file?.name ?? "") \(words)")
                #expect(answer.text.contains("id=\"file-error\"") && answer.text.contains("href=\"#file\""))
            }
            let huge = Upload("a.txt", [UInt8](repeating: 65, count: 20 << 20))
            #expect(await rep.upload(send, huge, field: "file").status == .contentTooLarge)
            #expect(await rep.post(send).status == .unprocessable, "a form without files")
            #expect(
                await rep.upload(send, Upload("a.pdf", Self.pdf), field: "file", token: "forged").status == .forbidden)
            let cross = await rep.upload(
                send, Upload("a.pdf", Self.pdf), field: "file", headers: ["sec-fetch-site": "cross-site"])
            #expect(cross.status == .forbidden)
        }
        #expect(try await Self.kept(site) == 0)
        // A picture loses what hangs on behind it.
        let png = try Upload.picture("logo.png")
        let sent = Upload("photo.html", png + Array("<script>alert(1)</script>".utf8), type: "text/html")
        #expect(await rep.upload(doors[0], sent, field: "file").status == .seeOther)
        let path = try #require(Self.files(await rep.get(Leads.lead(in: place, lead))).first)
        let shown = await rep.get(path, headers: ["sec-fetch-dest": "image"])
        let drawn = try Picture(reading: png).content
        #expect(shown.headers["content-type"] == "image/png" && shown.body == drawn)
        #expect(shown.headers["content-disposition"]?.hasPrefix("inline; filename=\"photo.html.png\"") == true)
    }

    @Test func `a lead has at most fifty files, also with two that come at once`() async throws {
        let site = try await TestSite()
        let rep = try await site.signIn(as: .rep), place = site.organizationPublicID
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let lead = try await site.addLead(LeadForm(company: "Dubok", assignee: rep.person), by: work)
        let file = try KeptFile(reading: Array("text".utf8), named: "a.txt")
        for _ in 1..<Models.Attachment.most { _ = try await site.addFile(file, to: .lead(lead), by: work) }
        let send = Attachments.ofLead(in: place, lead)
        async let first = rep.upload(send, Upload("x.pdf", Self.pdf), field: "file")
        async let second = rep.upload(send, Upload("y.pdf", Self.pdf), field: "file")
        let answers = await [first, second]
        #expect(answers.map(\.status).sorted { $0.code < $1.code } == [.seeOther, .unprocessable])
        #expect(answers.contains { $0.text.contains("There are 50 files already") })
        #expect(try await Self.kept(site) == Models.Attachment.most)
        let page = await rep.get(Leads.lead(in: place, lead))
        #expect(Self.files(page).count == Models.Attachment.most && !page.text.contains(send))
    }

    @Test func `a customer's page reaches the files of its leads, for whoever looks after it`() async throws {
        let site = try await TestSite()
        let manager = try await site.signIn(as: .manager), place = site.organizationPublicID
        let rep = try await site.signIn(as: .rep), colleague = try await site.signIn(as: .rep)
        let work = try await site.leadScope(WorkLeads.self, as: .rep, of: rep.person)
        let lead = try await site.addLead(LeadForm(company: "Dubok", assignee: rep.person), by: work)
        let file = try await site.addFile(try KeptFile(reading: Self.pdf, named: "a.pdf"), to: .lead(lead), by: work)
        let customer = try await site.qualify(lead, by: work).customer
        let page = Customers.customer(in: place, customer), path = Attachments.file(in: place, file)
        #expect(Self.files(await rep.get(page)) == [path])
        #expect(await colleague.get(path).status == .notFound)
        let send = Attachments.ofCustomer(in: place, customer)
        #expect(await rep.upload(send, Upload("b.txt", Array("text".utf8)), field: "file").status == .seeOther)
        let both = await manager.get(page)
        #expect(Self.files(both).count == 2 && both.text.contains("b.txt") && both.text.contains("File added"))
        #expect(Self.files(await rep.get(Leads.lead(in: place, lead))) == [path], "the lead keeps its own")
        // The customer is another's now: they reach what came with it.
        let form = LeadForm(company: "Dubok", assignee: colleague.person, version: 1)
        try await site.store.changeCustomer(
            customer, form, contacts: [], by: try await site.leadScope(WorkLeads.self, as: .manager), at: site.clock.now
        )
        #expect(Self.files(await colleague.get(page)).contains(path))
        #expect(await colleague.get(path).body == Self.pdf)
        #expect(await colleague.get(Leads.lead(in: place, lead)).status == .notFound)
        #expect(await rep.get(path).status == .ok, "the lead is still theirs")
    }

    @Test func `a customer with a file is not taken back, and two leads that become one have the files of both`()
        async throws
    {
        let site = try await TestSite()
        let work = try await site.leadScope(WorkLeads.self, as: .manager)
        let file = try KeptFile(reading: Self.pdf, named: "a.pdf")
        let lead = try await site.addLead(LeadForm(company: "Dubok"), by: work)
        let customer = try await site.qualify(lead, by: work).customer
        let own = try await site.addFile(file, to: .customer(customer), by: work)
        await #expect(throws: NewerChange.self) { try await site.store.reopenLead(lead, by: work, at: site.clock.now) }
        _ = try await site.store.removeFile(own, by: work, at: site.clock.now)
        try await site.store.reopenLead(lead, by: work, at: site.clock.now)

        let other = try await site.addLead(LeadForm(company: "Dubok 2"), by: work)
        let mine = try await site.addFile(file, to: .lead(lead), by: work)
        let theirs = try await site.addFile(file, to: .lead(other), by: work)
        let view = try work.other(ViewLeads.self), deleting = try work.other(DeleteLeads.self)
        func files(_ id: Lead.ID) async throws -> Set<Models.Attachment.ID>? {
            try await site.store.leadStory(id, limit: 5, view, at: site.clock.now).map { Set($0.files.map(\.id)) }
        }
        let version = try #require(try await site.store.lead(lead, view)).summary.version
        let merge = LeadMerge(winner: lead, loser: other, taken: [], version: version, loserVersion: 1)
        let entry = try await site.store.mergeLeads(merge, by: deleting, at: site.clock.now)
        #expect(try await files(lead) == [mine, theirs])
        let later = try await site.addFile(file, to: .lead(lead), by: work)
        let undoing = try #require(try await site.store.undoing(entry, work.other(SeeOrganization.self)))
        _ = try await site.store.undoMerge(undoing.entry, by: deleting, at: site.clock.now)
        #expect(try await files(lead) == [mine, later])
        #expect(try await files(other) == [theirs])
        for _ in 2..<Models.Attachment.most { _ = try await site.addFile(file, to: .lead(lead), by: work) }
        let full = LeadMerge(winner: lead, loser: other, taken: [], version: version + 2, loserVersion: 3)
        await #expect(throws: UnmergeableLeads.self) {
            _ = try await site.store.mergeLeads(full, by: deleting, at: site.clock.now)
        }
    }
}
