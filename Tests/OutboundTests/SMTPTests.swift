import Foundation
import TestSupport
import Testing

@testable import Outbound

/// T-SMTP over the wire, against a server that fails on demand.
@Suite struct `Mail over SMTP` {
    @Test func `a mail in Ukrainian arrives as it was written`() async throws {
        let office = try await PostOffice(.startTLS, asks: true)
        let text = "Вітаємо, Олено!\n.крапка на початку\n\(String(repeating: "довго ", count: 300))\n"
        let message = try MailMessageTests.message(
            subject: "Новий пароль для «Дубок» — \(String(repeating: "їжачок ", count: 20))", text: text,
            html: "<p>Ґанок &amp; «лапки» 🙂</p>", from: "Такт <takt@dubok.example>")
        #expect(await office.client().send(message) == .taken("250 taken"))
        let arrived = try #require(office.arrived.first)
        #expect(try office.arrived.count == 1 && arrived.defects == [])
        #expect(arrived.from == "takt@dubok.example" && arrived.to == ["olena@dubok.example"])
        #expect(arrived["subject"] == message.subject)
        #expect(arrived["from"] == "Такт <takt@dubok.example>" && arrived["to"] == "olena@dubok.example")
        #expect(arrived["message-id"] == "<\(message.id)@dubok.example>")
        #expect(arrived["date"] == "Thu, 19 Nov 2026 13:40:00 +0000")
        #expect(arrived.text == text && arrived.html == message.html)
        #expect(office.log.contains("AUTH private") && !office.log.contains("AUTH in the clear"))
        #expect(office.log.first == "EHLO dubok.example")
    }

    @Test func `TLS from the first byte, and a server on this machine in the clear`() async throws {
        for security in [PostOffice.Security.tls, .none] {
            let office = try await PostOffice(security, asks: true)
            #expect(await office.client().send(try MailMessageTests.message()) == .taken("250 taken"))
            #expect(try office.arrived.count == 1)
        }
    }

    @Test func `a server without STARTTLS is told neither a password nor a mail`() async throws {
        let office = try await PostOffice(.none, asks: true)
        let client = office.client {
            $0.host = PostOffice.name
            $0.isLoopback = false
        }
        guard case .delayed(let reason) = await client.send(try MailMessageTests.message()) else {
            Issue.record("it was sent")
            return
        }
        #expect(reason.hasPrefix("the server offers no STARTTLS"))
        #expect(office.log.allSatisfy { $0.hasPrefix("EHLO") || $0 == "QUIT" }, "\(office.log)")
    }

    @Test func `a certificate nobody vouches for, or of another name, is told nothing`() async throws {
        let office = try await PostOffice(.startTLS, asks: true)
        let strangers = office.client { $0.authorities = nil }
        let misnamed = office.client { $0.host = "other.dubok.example" }
        for client in [strangers, misnamed] {
            #expect(
                await client.send(try MailMessageTests.message()) == .delayed("the server's certificate is not valid"))
        }
        #expect(try office.arrived.isEmpty && !office.log.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }

    @Test func `a wrong password delays the mail and says so`() async throws {
        let office = try await PostOffice(.startTLS, asks: true)
        let outcome = await office.client { $0.password = "wrong" }.send(try MailMessageTests.message())
        #expect(outcome == .delayed("the server refused the password: 535 wrong password"))
    }

    @Test(arguments: ["mail", "rcpt", "data", "end"])
    func `5xx refuses the mail, 4xx delays it, wherever it is said`(stage: String) async throws {
        let office = try await PostOffice(faults: ["\(stage)=550 no such user x1"])
        #expect(await office.client().send(try MailMessageTests.message()) == .refused("550 no such user"))
        try office.fail("\(stage)=451 later x1")
        #expect(await office.client().send(try MailMessageTests.message()) == .delayed("451 later"))
        try office.fail("\(stage)=530 who are you x1")
        #expect(await office.client().send(try MailMessageTests.message()) == .delayed("530 who are you"))
        #expect(try office.arrived.isEmpty)
        #expect(await office.client().send(try MailMessageTests.message()) == .taken("250 taken"))
    }

    @Test func `a refused greeting is about the server, not about the mail`() async throws {
        let office = try await PostOffice(faults: ["connect=554 no service"])
        guard case .delayed = await office.client().send(try MailMessageTests.message()) else {
            Issue.record("it was given up")
            return
        }
    }

    @Test(arguments: ["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "end"])
    func `a connection that is cut delays the mail`(stage: String) async throws {
        let office = try await PostOffice(.startTLS, asks: true, faults: ["\(stage)=cut"])
        // Longer than the buffers on the way, so that "body" is cut in its middle.
        let message = try MailMessageTests.message(text: String(repeating: "Доброго дня\n", count: 200_000))
        guard case .delayed = await office.client().send(message) else {
            Issue.record("it was not delayed")
            return
        }
        #expect(try office.arrived.isEmpty)
    }

    @Test func `a server that says nothing is left`() async throws {
        let office = try await PostOffice(faults: ["rcpt=silent"])
        let start = ContinuousClock.now
        let outcome = await office.client { $0.stepSeconds = 1 }.send(try MailMessageTests.message())
        #expect(outcome == .delayed("the server did not answer in time"))
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func `no server delays the mail`() async throws {
        let outcome = await SMTPClient(SMTPClient.Server(host: "127.0.0.1", port: 1)).send(
            try MailMessageTests.message())
        #expect(outcome == .delayed("the server cannot be reached"))
        let nowhere = SMTPClient(SMTPClient.Server(host: "mail.invalid", port: 587))
        #expect(
            await nowhere.send(try MailMessageTests.message()) == .delayed("there is no machine of the server's name"))
    }
}
