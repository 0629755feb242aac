import Foundation
import Testing

@testable import Outbound

/// T-SMTP, the message: nothing in it can begin another field, and every letter of it is ASCII on the wire.
struct MailMessageTests {
    static func message(
        subject: String = "Hello", text: String = "Hello\n", html: String = "<p>Hello</p>",
        from: String = "Takt <takt@dubok.example>", to: String = "olena@dubok.example"
    ) throws -> MailMessage {
        MailMessage(
            id: "0190a1b2-0000-7000-8000-\(UInt64.random(in: 1_000_000...9_000_000))",
            from: try #require(MailAddress(from)), recipient: to, subject: subject, text: text, html: html,
            language: "uk", second: 1_795_095_600)
    }

    @Test func `lines end in CR LF, are ASCII and shorter than 80 characters`() throws {
        let long = String(repeating: "Доброго дня, це довгий рядок без кінця 🙂 ", count: 40)
        let bytes = try Self.message(subject: long, text: long, html: "<p>\(long)</p>").bytes
        #expect(bytes.allSatisfy { $0 < 127 && ($0 > 31 || $0 == 13 || $0 == 10) })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count < 80, "\(line)") }
    }

    @Test(arguments: [
        "Hi\r\nBcc: everybody@dubok.example", "Hi\nBcc: x@y.example", "Hi\rBcc: x@y.example",
        "Hi\u{2028}Bcc: x@y.example", "Hi\u{85}Bcc: x@y.example", "Hi\0Bcc: x@y.example", "\r\n\r\n<h1>body</h1>",
        " Привіт\r\nBcc: x@y.example", "=?UTF-8?B?Qg==?=",
    ])
    func `a line break in a subject begins no field`(subject: String) throws {
        let bytes = try Self.message(subject: subject).bytes
        let head = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        let names = head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Auto-Submitted", "Content-Language",
                "Content-Type",
            ])
        #expect(!head.contains("?= =?"), "what looks encoded is encoded once more")
    }

    @Test(arguments: [
        "a@b.example>\r\nRCPT TO:<x@y.example", "a@b.example\r\nDATA", "a b@c.example", "a@b.example>", "<a@b.example",
        "\"a\"@b.example", "nobody", "a@b\u{85}.example", "a@b\u{2028}.example",
    ])
    func `no address can end its command`(address: String) async throws {
        let client = SMTPClient(SMTPClient.Server(host: "127.0.0.1", port: 1))
        let outcome = await client.send(try Self.message(to: address))
        #expect(outcome == .refused("no address that a mail could go to"))
        #expect(MailAddress(address) == nil)
    }

    @Test func `a sender has a name or has none`() throws {
        #expect(MailAddress("takt@dubok.example")?.headerValue == "<takt@dubok.example>")
        #expect(MailAddress("Takt CRM <takt@dubok.example>")?.headerValue == "Takt CRM <takt@dubok.example>")
        let ukrainian = try #require(MailAddress("Такт, пошта <takt@dubok.example>"))
        #expect(
            ukrainian.headerValue.hasPrefix("=?UTF-8?B?") && ukrainian.headerValue.hasSuffix("?= <takt@dubok.example>"))
        for wrong in ["", "Takt", "Takt <>", "a@b@c", "a@", "@b.example", "a@b example", "A\n<a@b.example>"] {
            #expect(MailAddress(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `a folder takes each mail once, for the owner's eyes`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "takt-mails-\(UUID())/mail").path
        let message = try Self.message(subject: "Привіт")
        for _ in 0..<2 {
            guard case .taken = MailFolder(path).write(message) else { throw PosixFailure() }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(files == ["\(message.id).eml"])
        #expect(try Data(contentsOf: URL(filePath: path + "/" + files[0])) == Data(message.bytes))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o700)
        guard case .delayed = MailFolder("/proc/nowhere").write(message) else { throw PosixFailure() }
    }

    private struct PosixFailure: Error {}
}
