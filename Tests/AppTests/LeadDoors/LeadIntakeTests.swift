import Crypto
import Forms
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// Leads that programs send: believed by their secret, made once, and kept whatever becomes of them.
struct LeadIntakeTests {
    /// An organization whose admin has made a secret.
    private struct Door {
        let site: TestSite
        let admin: TestSupport.Browser
        let secret: String
        let path: String
        /// Of a network that no other test comes from.
        let address = "10.\(Int.random(in: 0...255)).\(Int.random(in: 0...255)).7"

        init(_ settings: [String: String] = [:]) async throws {
            site = try await TestSite(settings: settings)
            admin = try await site.signIn(as: .admin)
            secret = try await Self.makeSecret(admin, site)
            path = LeadIntake.hook(site.organizationPublicID)
        }

        static func makeSecret(_ admin: TestSupport.Browser, _ site: TestSite) async throws -> String {
            let made = await admin.post(LeadDoors.secrets(in: site.organizationPublicID))
            #expect(made.status == .created, "\(made.text)")
            let field = try #require(made.text.firstMatch(of: /id="secret"[^>]* value="([^"]+)"/))
            return String(field.1)
        }

        func send(
            _ body: String, secret other: String? = nil, type: String = "application/json", headers: Headers = [:]
        ) async -> Response {
            var headers = headers
            headers["host"] = TestSupport.Browser.host
            headers["content-type"] = type
            headers["x-webhook-secret"] = other ?? secret
            return await site.site.respond(
                to: Request(.post, path, headers: headers, body: Array(body.utf8), address: address, id: "test"))
        }

        func leads() async throws -> [LeadSummary] {
            let scope = try await site.leadScope(ViewLeads.self, as: .admin)
            return try await site.store.leads(LeadFilter(), from: nil, to: nil, scope).rows
        }

        func page() async -> Response { await admin.get(LeadDoors.page(in: site.organizationPublicID)) }
    }

    private static func id(_ answer: Response) throws -> String? { try JSON(parsing: answer.body)["lead_id"]?.string }

    @Test func `a lead is made with its contact, its stage and a meeting`() async throws {
        let door = try await Door()
        let answer = await door.send(
            #"""
            {"external_id": "m1", "company": "Dubok", "contact_name": "Olena", "email": "o@dubok.example",
             "phones": "+380 67 123 45 67, 044 123 45 67", "stage": "Дзвінок", "message": "Two beds", "unknown": {"x": 1}}
            """#)
        #expect(answer.status == .created, "\(answer.text)")
        let lead = try #require(try await door.leads().first)
        #expect(try Self.id(answer) == lead.id.text && lead.company == "Dubok" && lead.phones.count == 2)
        #expect(lead.contactCount == 1 && lead.nextActivityAt == door.site.clock.now.advanced(seconds: 86_400))
        let scope = try await door.site.leadScope(ViewLeads.self, as: .admin)
        let record = try #require(try await door.site.store.lead(lead.id, scope))
        let stages = try await door.site.store.leadStages(scope)
        #expect(stages.first { $0.id == lead.stage }?.name == "Call", "the name in another language is the same stage")
        #expect(record.source == .webhook && record.notes == "Two beds" && record.externalID == "m1")
        #expect(record.contacts.map(\.name) == ["Olena"] && record.contacts.first?.isPrimary == true)
        let page = await door.page()
        #expect(page.text.contains("new lead") && page.text.contains("Dubok"))
    }

    @Test func `a stage that is not there is made in front of those that end a sale`() async throws {
        let door = try await Door()
        for (company, stage) in [("A", "Showroom"), ("B", "showroom"), ("C", "")] {
            #expect(await door.send(#"{"company": "\#(company)", "stage": "\#(stage)"}"#).status == .created)
        }
        let scope = try await door.site.leadScope(ViewLeads.self, as: .admin)
        let names = try await door.site.store.leadStages(scope).map(\.name)
        #expect(names == ["New", "Call", "Meeting", "Negotiation", "Showroom", "Qualified", "Refused"])
    }

    @Test func `the same delivery again has the first answer, and a known e-mail is 409 with its lead`() async throws {
        let door = try await Door()
        let body = #"{"company": "Dubok", "email": "o@dubok.example"}"#
        let first = await door.send(body)
        let again = await door.send(#"{"email":"o@dubok.example",  "company":"Dubok"}"#)
        #expect(first.status == .created && again.status == .ok)
        #expect(try Self.id(first) == Self.id(again))
        let other = await door.send(#"{"company": "Dubok Two", "email": "O@dubok.example"}"#)
        #expect(other.status == .conflict)
        #expect(try Self.id(other) == Self.id(first))
        #expect(await door.send(#"{"company": "Dubok Two", "email": "O@dubok.example"}"#).status == .conflict)
        for (key, status) in [("a", Status.created), ("a", .ok), ("b", .created)] {
            let sent = await door.send(#"{"company": "Other"}"#, headers: ["idempotency-key": key])
            #expect(sent.status == status)
        }
        #expect(try await door.leads().count == 3)
        // The same words may be meant again on another day; the same number never is.
        #expect(await door.send(#"{"company": "Day"}"#).status == .created)
        #expect(await door.send(#"{"company": "Day", "external_id": "7"}"#).status == .created)
        door.site.clock.advance(seconds: 86_401)
        #expect(await door.send(#"{"company": "Day"}"#).status == .created)
        #expect(await door.send(#"{"company": "Day", "external_id": "7"}"#).status == .ok)
        #expect(try await door.leads().count == 6)
    }

    @Test func `eight senders of five copies each make one lead`() async throws {
        let door = try await Door()
        let answers = await withTaskGroup(of: [Status].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var statuses: [Status] = []
                    for _ in 0..<5 {
                        statuses.append(
                            await door.send(#"{"company": "Dubok", "email": "a@b.example", "stage": "Rush"}"#).status)
                    }
                    return statuses
                }
            }
            return await group.reduce(into: [Status]()) { $0 += $1 }
        }
        #expect(answers.count { $0 == .created } == 1 && answers.count { $0 == .ok } == 39)
        #expect(try await door.leads().count == 1)
    }

    @Test func `two mails of one address at the same time make one lead`() async throws {
        let door = try await Door()
        let statuses = await withTaskGroup(of: Status.self) { group in
            for number in 0..<8 {
                group.addTask {
                    await door.send(#"{"company": "Dubok \#(number)", "email": "a@b.example", "stage": "Rush"}"#).status
                }
            }
            return await group.reduce(into: [Status]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == .created } == 1 && statuses.count { $0 == .conflict } == 7, "\(statuses)")
        #expect(try await door.leads().count == 1)
    }

    @Test func `what says too little or cannot be read makes nothing and is kept with the reason`() async throws {
        let door = try await Door()
        for (body, type, status, word) in [
            (#"{"notes": "Call me"}"#, "application/json", Status.unprocessable, "fields wrong"),
            (#"{"company": "X", "email": "x"}"#, "application/json", .unprocessable, "fields wrong"),
            ("{", "application/json", .badRequest, "unreadable"),
            ("<a/>", "text/xml", Status(code: 415), "unreadable"),
            (String(repeating: "x", count: 70_000), "application/json", .contentTooLarge, "too large"),
        ] {
            let answer = await door.send(body, type: type)
            #expect(answer.status == status, "\(body.prefix(40)): \(answer.text)")
            let page = await door.page()
            #expect(page.text.contains(word), "\(word)")
        }
        #expect(try await door.leads().isEmpty)
        let form = await door.send("company=Form+Co&email=f%40f.example", type: "application/x-www-form-urlencoded")
        #expect(form.status == .created)
    }

    @Test func `without a right secret nothing is kept, and trying many is refused`() async throws {
        let door = try await Door(["TAKT_RATE_HOOK_REFUSALS": "1/h burst 3"])
        let other = try await Door()
        for secret in ["", "x", other.secret] {
            #expect(await door.send(#"{"company": "X"}"#, secret: secret).status == .unauthorized)
        }
        #expect(await door.send(#"{"company": "X"}"#, secret: "x").status == .tooManyRequests)
        #expect(
            await door.send(#"{"company": "X"}"#).status == .created, "a right secret is believed"
        )
        #expect(try await door.leads().count == 1)
    }

    @Test func `two secrets are open at most, and one that is ended opens nothing`() async throws {
        let door = try await Door()
        let second = try await Door.makeSecret(door.admin, door.site)
        let third = await door.admin.post(LeadDoors.secrets(in: door.site.organizationPublicID))
        #expect(third.status == .seeOther)
        #expect(await door.send(#"{"company": "A"}"#).status == .created)
        #expect(await door.send(#"{"company": "B"}"#, secret: second).status == .created)
        let scope = try await door.site.organizationScope(ManageOrganization.self)
        let oldest = try #require(try await door.site.store.leadSecrets(scope).last)
        let path = LeadDoors.end(in: door.site.organizationPublicID, oldest.id)
        #expect(await door.admin.get(path).status == .ok)
        #expect(await door.admin.post(path).status == .seeOther)
        #expect(await door.send(#"{"company": "C"}"#).status == .unauthorized)
        #expect(await door.send(#"{"company": "C"}"#, secret: second).status == .created)
        #expect(await door.admin.post(path).status == .notFound)
    }

    @Test func `health says whether address and secret fit`() async throws {
        let door = try await Door()
        let visitor = door.site.visitor()
        let path = LeadIntake.health(door.site.organizationPublicID)
        #expect(await visitor.get(path, headers: ["x-webhook-secret": door.secret]).text.contains("ok"))
        #expect(await visitor.get(path).status == .unauthorized)
        #expect(await visitor.get(door.path).status == .methodNotAllowed)
    }

    @Test func `what became no lead can be read again when its reason is gone`() async throws {
        let door = try await Door()
        let first = try #require(try Self.id(await door.send(#"{"company": "Dubok", "email": "a@b.example"}"#)))
        #expect(await door.send(#"{"company": "Beresta", "email": "a@b.example"}"#).status == .conflict)
        let id = door.site.organizationPublicID
        let scope = try await door.site.organizationScope(ManageOrganization.self)
        let delivery = try #require(try await door.site.store.leadDeliveries(before: nil, limit: 5, scope).first)
        let replay = LeadDoors.replay(in: id, delivery.id)
        #expect(await door.admin.get(LeadDoors.delivery(in: id, delivery.id)).text.contains("Beresta"))
        _ = await door.admin.post(replay)
        #expect(try await door.leads().map(\.company) == ["Dubok"])
        let lead = try #require(Lead.ID(text: first))
        _ = try await door.site.store.deleteLead(
            lead, by: try await door.site.leadScope(DeleteLeads.self, as: .admin), at: door.site.clock.now)
        #expect(await door.admin.post(replay).status == .seeOther)
        #expect(try await door.leads().map(\.company) == ["Beresta"])
        #expect(await door.admin.post(replay).status == .notFound)
    }

    @Test func `what became no lead becomes one, however often and by how many it is read again`() async throws {
        let door = try await Door()
        #expect(await door.send(#"{"company": "Beresta", "email": "nonsense"}"#).status == .unprocessable)
        let scope = try await door.site.organizationScope(ManageOrganization.self)
        let delivery = try #require(try await door.site.store.leadDeliveries(before: nil, limit: 1, scope).first)
        let lead = try IncomingLead(reading: Input(["company": "Beresta", "stage": "Fresh"]))
        let task = OrganizationScope(organization: door.site.organization, task: .leads)
        let (store, services, now) = (door.site.store, door.site.services, door.site.clock.now)
        let outcomes = try await withThrowingTaskGroup(of: LeadIntakeOutcome.self) { group in
            for _ in 1...6 {
                group.addTask {
                    try await store.retakeLead(
                        lead, from: delivery.id, as: services.newLeadIDs(), meeting: "Meet", task, at: now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let leads = try await door.leads()
        #expect(leads.map(\.company) == ["Beresta"])
        #expect(outcomes.filter { if case .created = $0 { true } else { false } }.count == 1)
        #expect(outcomes.filter { $0 == .repeated(.created, leads[0].id) }.count == 5)
        #expect(try await door.site.store.leadDeliveries(before: nil, limit: 5, scope).map(\.verdict) == [.created])
        let stages = try await door.site.database.superuser.value(
            "SELECT count(*) FROM audit_entries WHERE organization_id = \(door.site.organization) AND event = 'stage.added'",
            as: Int.self)
        #expect(stages == 1, "the stage that it made stands in the log")
    }

    @Test func `a secret of ninety days is told of once, and what was sent then is forgotten`() async throws {
        let door = try await Door()
        #expect(await door.send(#"{"company": "Dubok"}"#).status == .created)
        let person = try #require(door.admin.person)
        let scope = OrganizationScope(organization: door.site.organization, task: .leads)
        for (days, told) in [(89, 0), (2, 1), (1, 1)] {
            door.site.clock.advance(seconds: days * 86_400)
            let now = door.site.clock.now
            try await door.site.store.tellOldLeadSecrets(.leadSecretOld, days: LeadSecret.days, by: scope, at: now)
            _ = try await door.site.store.forgetLeadBodies(
                before: now.advanced(seconds: -LeadDelivery.days * 86_400), scope)
            let count = try await door.site.database.superuser.value(
                "SELECT count(*) FROM notifications WHERE person_id = \(person) AND title = 'notice.lead_secret_old'",
                as: Int.self)
            #expect(count == told)
        }
        let owner = try await door.site.organizationScope(ManageOrganization.self)
        let delivery = try #require(try await door.site.store.leadDeliveries(before: nil, limit: 1, owner).first)
        #expect(try await door.site.store.leadDelivery(delivery.id, owner)?.body == nil)
    }
}
