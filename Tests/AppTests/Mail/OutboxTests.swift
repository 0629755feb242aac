import Foundation
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// F12 in short: what the outbox promises while the mail server is away, slow, or says no.
struct OutboxTests {
    private struct Row: RowDecodable {
        let state: String
        let attempts: Int
        let outcome: String?
        let seconds: Int

        init(_ row: Postgres.Row) throws(RowError) {
            state = try row["state"]
            attempts = try row["attempts"]
            outcome = try row["outcome"]
            seconds = try row["seconds"]
        }
    }

    private static func row(_ shop: TestSite, _ address: String) async throws -> Row {
        try #require(
            try await shop.database.superuser.first(
                """
                SELECT state, attempts, outcome, round(extract(epoch FROM due_at - now()))::bigint AS seconds FROM mails
                WHERE recipient = \(address)
                """))
    }

    /// A shop whose mails go to that office, and a mail that has been posted there.
    private static func posted(_ office: PostOffice) async throws -> (shop: TestSite, address: String) {
        let client = office.client()
        let shop = try await TestSite { still in
            var outside = still
            outside.mail = { await client.send($0) }
            return outside
        }
        let address = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: address, password: "ship it on Friday")
        let browser = try await shop.browser(of: person)
        let answer = await browser.post(
            "/account/password", ["current": "ship it on Friday", "new": "7 grey herons standing"])
        #expect(answer.status == .seeOther)
        return (shop, address)
    }

    private static func attempt(_ shop: TestSite, _ address: String) async throws {
        let job = try #require(try await shop.mailJobs(to: address).first)
        try await MailJobs(services: shop.services).attempt(job)
    }

    @Test func `a mail the server takes is sent once, however often its job runs`() async throws {
        let office = try await PostOffice()
        let (shop, address) = try await Self.posted(office)
        let job = try #require(try await shop.mailJobs(to: address).first)
        for _ in 0..<3 { try await MailJobs(services: shop.services).attempt(job) }
        #expect(try office.arrived.count == 1)
        let arrived = try #require(office.arrived.first)
        #expect(arrived["subject"] == "Your password for Takt was changed")
        #expect(arrived.text.contains("http://127.0.0.1:8080/") && arrived.html.contains("<html lang=\"en\">"))
        let row = try await Self.row(shop, address)
        #expect(row.state == "sent" && row.attempts == 1 && row.outcome == "250 taken")
        let kept = try await shop.database.superuser.value(
            "SELECT fields::text FROM mails WHERE recipient = \(address)", as: String.self)
        #expect(kept == "{}", "what it said is forgotten")
    }

    @Test func `4xx and cuts are tried again, later and later, under the same id; then it is given up`() async throws {
        let office = try await PostOffice(faults: ["end=keep-cut x1"])
        let (shop, address) = try await Self.posted(office)
        // Taken, but nobody here could know: the answer was lost.
        try await Self.attempt(shop, address)
        #expect(try office.arrived.count == 1)
        for (number, fault) in ["rcpt=451 later", "connect=421 away", "mail=cut", "end=452 full", "data=cut"]
            .enumerated()
        {
            let row = try await Self.row(shop, address)
            #expect(row.state == "waiting" && row.attempts == number + 1)
            let delay = MailJobs.delays[number]
            #expect((delay - 3...delay).contains(row.seconds), "attempt \(number + 2) after \(row.seconds) s")
            let queued = try await shop.database.superuser.value(
                "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND key = (SELECT id::text || ' ' || attempts FROM mails WHERE recipient = \(address)) AND run_at = (SELECT due_at FROM mails WHERE recipient = \(address))",
                as: Int.self)
            #expect(queued == 1)
            try office.fail(fault)
            try await Self.attempt(shop, address)
        }
        try office.fail()
        try await Self.attempt(shop, address)
        let arrived = try office.arrived
        #expect(arrived.count == 2 && Set(arrived.map { $0["message-id"] }).count == 1)
        #expect(try await Self.row(shop, address).state == "sent")

        let (other, far) = try await Self.posted(office)
        try office.fail("connect=421 away")
        for _ in 0...MailJobs.delays.count { try await Self.attempt(other, far) }
        let row = try await Self.row(other, far)
        #expect(row.state == "failed" && row.attempts == 7)
        #expect(try await other.mailJobs(to: far).isEmpty)
    }

    @Test func `5xx ends it at once, and the operator is told why`() async throws {
        let office = try await PostOffice(faults: ["rcpt=550 no such user"])
        let (shop, address) = try await Self.posted(office)
        try await Self.attempt(shop, address)
        let row = try await Self.row(shop, address)
        #expect(row.state == "failed" && row.attempts == 1 && row.outcome == "550 no such user")
        #expect(shop.log.lines.contains { $0.contains("mail_failed") })
        #expect(!shop.log.lines.contains { $0.contains(address) }, "no address in the log")
    }

    @Test func `a process that ends in the middle of an attempt leaves the mail to the next one`() async throws {
        let office = try await PostOffice()
        let (shop, address) = try await Self.posted(office)
        let job = try #require(try await shop.mailJobs(to: address).first)
        // The attempt begins and is never heard of again.
        #expect(try await shop.store.takeMail(job) != nil)
        // The queue gives the job to somebody else: no second attempt while the first may still be under way.
        try await MailJobs(services: shop.services).attempt(job)
        #expect(try office.arrived.isEmpty)
        let row = try await Self.row(shop, address)
        #expect(row.state == "waiting" && (290...300).contains(row.seconds))
        let queued = try await shop.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND payload->>'attempts' = '1' AND key = (SELECT id::text || ' 1' FROM mails WHERE recipient = \(address))",
            as: Int.self)
        #expect(queued == 1)
        try await Self.attempt(shop, address)
        #expect(try office.arrived.count == 1)
        #expect(try await Self.row(shop, address).state == "sent")
    }

    @Test func `a mail stands or falls with the transaction that posts it, and only the program reads it`() async throws
    {
        let shop = try await TestSite()
        let address = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: address, password: "ship it on Friday")
        let browser = try await shop.browser(of: person)
        let refused = await browser.post("/account/password", ["current": "wrong", "new": "7 grey herons standing"])
        #expect(refused.status == .unprocessable)
        #expect(try await shop.mails(to: address).isEmpty)
        _ = await browser.post("/account/password", ["current": "ship it on Friday", "new": "7 grey herons standing"])
        let organization = Setting(name: "takt.organization", value: shop.organization.text)
        for settings in [[organization], [Setting(name: "takt.person", value: person.text)], [organization]] {
            let seen = try await shop.database.app.value(
                "SELECT count(*) FROM mails WHERE recipient = \(address)", settings: settings, as: Int.self)
            let changed = try await shop.database.app.execute(
                "UPDATE mails SET recipient = 'x@y.example' WHERE recipient = \(address)", settings: settings)
            #expect(seen == 0 && changed == 0)
        }
        #expect(try await shop.mails(to: address).count == 1)
    }

    @Test func `every letter has its words in both languages, and says them`() throws {
        let catalogue = try PageTests.looks.get().catalogue
        for kind in Letter.Kind.allCases where kind != .passwordResetOfNobody {
            for part in ["subject", "text", "note"] {
                #expect(catalogue.contains("mail.\(kind.rawValue).\(part)"), "\(kind.rawValue).\(part)")
            }
        }
    }
}
