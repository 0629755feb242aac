import HTTP
import Models
import Store
import TestSupport
import Testing
import Web

@testable import App

/// The form that anybody may fill in.
struct PublicFormTests {
    private struct Office {
        let site: TestSite
        let admin: TestSupport.Browser
        let path: String
        /// Of a network that no other test comes from.
        let address = "10.\(Int.random(in: 0...255)).\(Int.random(in: 0...255)).9"

        init(_ settings: [String: String] = [:], saving fields: [(key: String, value: String)] = Office.usual)
            async throws
        {
            site = try await TestSite(settings: settings)
            admin = try await site.signIn(as: .admin)
            let editor = LeadFormEditor.page(in: site.organizationPublicID)
            #expect(await admin.get(editor).status == .ok)
            let saved = await admin.submit(editor, fields)
            #expect(saved.status == .seeOther, "\(saved.text)")
            let scope = try await site.organizationScope(ManageOrganization.self)
            path = PublicForm.page(try #require(try await site.store.leadFormRecord(scope)).publicID)
        }

        static let usual: [(key: String, value: String)] = [
            ("title", "Ask for <b>an offer"), ("consent", "You may call me."), ("fields", "email"), ("fields", "name"),
            ("fields", "message"), ("required", "name"), ("language", "uk"), ("open", "1"), ("version", "0"),
        ]

        /// Somebody who opened the form and sends it.
        func send(_ fields: KeyValuePairs<String, String>) async throws -> Response {
            let visitor = site.visitor()
            let form = await visitor.get(path)
            #expect(form.status == .ok)
            var request = visitor.request(
                path, fields.map { ($0.key, $0.value) }, token: TestSupport.Browser.token(in: form))
            request.address = address
            return await visitor.send(request)
        }

        func leads() async throws -> [LeadSummary] {
            let scope = try await site.leadScope(ViewLeads.self, as: .admin)
            return try await site.store.leads(LeadFilter(), from: nil, to: nil, scope).rows
        }
    }

    @Test func `what a visitor sends becomes a lead, and they are thanked`() async throws {
        let office = try await Office()
        let page = await office.site.visitor().get(office.path)
        #expect(page.text.contains("Ask for &lt;b&gt;an offer") && page.text.contains("You may call me."))
        #expect(!page.text.contains("name=\"phone\""), "the admin did not choose it")
        let sent = try await office.send([
            "company": "Dubok", "name": "Olena", "email": "o@dubok.example", "message": "Two beds", "consent": "1",
            "phone": "+380671234567", "stage": "Qualified",
        ])
        #expect(sent.status == .seeOther)
        #expect(await office.site.visitor().get(try #require(sent.headers["location"])).status == .ok)
        let lead = try #require(try await office.leads().first)
        #expect(lead.company == "Dubok" && lead.contactCount == 1 && lead.phones.isEmpty, "only what was asked for")
        let scope = try await office.site.leadScope(ViewLeads.self, as: .admin)
        let record = try #require(try await office.site.store.lead(lead.id, scope))
        #expect(record.source == .form && record.notes == "Two beds")
        #expect(record.contacts.map(\.name) == ["Olena"])
    }

    @Test func `what is missing is said beside its field and keeps what was typed`() async throws {
        let office = try await Office()
        let answer = try await office.send(["company": "Dubok <i>", "email": "x", "message": "Two\nbeds"])
        #expect(answer.status == .unprocessable)
        for part in ["id=\"name-error\"", "id=\"email-error\"", "id=\"consent-error\"", "Dubok &lt;i&gt;", "Two\nbeds"]
        {
            #expect(answer.text.contains(part), "\(part)")
        }
        #expect(try await office.leads().isEmpty)
    }

    @Test func `a known e-mail is thanked like any other, and the office sees that it came`() async throws {
        let office = try await Office()
        for company in ["Dubok", "Dubok", "Other"] {
            let sent = try await office.send([
                "company": company, "name": "O", "email": "o@dubok.example", "consent": "1",
            ])
            #expect(sent.status == .seeOther && sent.headers["location"]?.hasSuffix("/thanks") == true)
        }
        #expect(try await office.leads().map(\.company) == ["Dubok"])
        let page = await office.admin.get(LeadDoors.page(in: office.site.organizationPublicID))
        #expect(page.text.contains("known e-mail") && page.text.contains("came again 1 time"))
    }

    @Test func `a program that fills in everything is thanked and makes nothing`() async throws {
        let office = try await Office()
        let sent = try await office.send([
            "company": "Spam", "name": "S", "email": "s@s.example", "consent": "1", "website": "https://spam.example",
        ])
        #expect(sent.status == .seeOther)
        #expect(try await office.leads().isEmpty)
    }

    @Test func `one network sends a few, and a page of our own is needed`() async throws {
        let office = try await Office(["TAKT_RATE_FORM_ADDRESS": "1/h burst 2"])
        for (number, status) in [(1, Status.seeOther), (2, .seeOther), (3, .tooManyRequests)] {
            let sent = try await office.send([
                "company": "C\(number)", "name": "N", "email": "n\(number)@n.example", "consent": "1",
            ])
            #expect(sent.status == status)
        }
        #expect(try await office.leads().count == 2)
        let stranger = await office.site.visitor().post(office.path, ["company": "X"])
        #expect(stranger.status == .forbidden)
    }

    @Test func `a closed form and one of nobody are not there`() async throws {
        let closed = Office.usual.filter { $0.key != "open" }
        let office = try await Office(saving: closed)
        #expect(await office.site.visitor().get(office.path).status == .notFound)
        #expect(await office.site.visitor().get("/f/zzzzzzzzzz").status == .notFound)
    }

    @Test func `settings that nobody could be answered by are refused, and so is an older version`() async throws {
        let office = try await Office()
        let editor = LeadFormEditor.page(in: office.site.organizationPublicID)
        let unreachable = await office.admin.submit(
            editor, [("title", "T <u>"), ("fields", "name"), ("language", "en"), ("version", "1")])
        #expect(unreachable.status == .unprocessable && unreachable.text.contains("fields-error"))
        #expect(unreachable.text.contains("T &lt;u&gt;"))
        #expect(await office.admin.submit(editor, Office.usual).status == .conflict)
    }
}
