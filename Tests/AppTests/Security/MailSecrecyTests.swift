import App
import Foundation
import HTTP
import Models
import Outbound
import TestSupport
import Testing

/// T-ENUM and T-HOST for what mails cause and carry.
struct MailSecrecyTests {
    private static func ask(_ shop: TestSite, _ browser: Browser, _ email: String) async -> Response {
        let token = Browser.token(in: await browser.get("/password/forgotten"))
        return await browser.post("/password/forgotten", ["email": email], token: token)
    }

    private static func signUp(_ shop: TestSite, _ browser: Browser, _ email: String) async -> Response {
        let token = Browser.token(in: await browser.get("/sign-up"))
        return await browser.post(
            "/sign-up", ["name": "Olena", "email": email, "organization": "Dubok", "language": "uk"], token: token)
    }

    private static func head(_ answer: Response) -> String {
        "\(answer.status)" + answer.headers.fields.filter { $0.name != "set-cookie" }.map { "\($0)" }.joined()
            + answer.text
    }

    @Test func `known and unknown addresses are answered in the same words`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let known = "known-\(shop.project.text)@dubok.example", unknown = "nobody-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: known, password: "ship it on Friday")
        for act in [Self.ask, Self.signUp] {
            let answers = [await act(shop, shop.visitor(), known), await act(shop, shop.visitor(), unknown)]
            #expect(answers[0].status == .seeOther && Self.head(answers[0]) == Self.head(answers[1]))
        }
        // What tells them apart is in the mailboxes alone.
        #expect(
            try await shop.mails(to: known).map(\.subject) == [
                "Choose a new password for Takt", "Ви вже маєте обліковий запис у Takt",
            ])
        #expect(try await shop.mails(to: unknown).map(\.subject) == ["Підтвердьте свою адресу для Takt"])
    }

    /// By turns, so that whatever else the machine does falls on both alike.
    @Test(.timeLimit(.minutes(5)))
    func `an unknown address takes as long as a known one`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let known = "known-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: known)
        for act in [Self.ask, Self.signUp] {
            var times: [Bool: [Double]] = [:]
            for round in 0..<128 {
                let isKnown = round % 4 == 0 || round % 4 == 3
                let email = isKnown ? known : "\(round)-nobody-\(shop.project.text)@dubok.example"
                let browser = shop.visitor()
                let start = ContinuousClock.now
                #expect(await act(shop, browser, email).status == .seeOther)
                if round >= 8 { times[isKnown, default: []].append((ContinuousClock.now - start) / .milliseconds(1)) }
            }
            let (with, without) = (try #require(times[true]).sorted(), try #require(times[false]).sorted())
            #expect(with.count == 60 && without.count == 60)
            let (median, other) = (with[30], without[30])
            // A busy machine stretches both; a fifth of it is noise.
            #expect(abs(median - other) < max(5, median / 5), "\(median) ms and \(other) ms")
            #expect(with[45] > without[15] && without[45] > with[15], "the ranges overlap")
        }
    }

    @Test func `links begin with the configured origin, whatever the request says`() async throws {
        let shop = try await TestSite(settings: [
            "TAKT_PUBLIC_ORIGIN": "https://takt.dubok.example", "TAKT_SMTP_URL": "smtp://mail.dubok.example",
            "TAKT_MAIL_FROM": "takt@dubok.example",
        ])
        let email = "host-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: email, password: "ship it on Friday")
        let lies: [Headers] = [
            ["host": "evil.example"], ["host": "takt.dubok.example", "x-forwarded-host": "evil.example"],
            ["host": "takt.dubok.example", "forwarded": "host=evil.example"],
            ["host": "takt.dubok.example", "x-forwarded-proto": "http", "origin": "https://evil.example"],
        ]
        var taken = 0
        for lie in lies {
            let browser = shop.visitor()
            let token = Browser.token(
                in: await browser.get("/password/forgotten", headers: ["host": "takt.dubok.example"]))
            var headers = lie
            headers["sec-fetch-site"] = "same-origin"
            let answer = await browser.post("/password/forgotten", ["email": email], token: token, headers: headers)
            if answer.status == .seeOther { taken += 1 }
            #expect(answer.status == (lie["host"] == "evil.example" ? .misdirected : .seeOther))
            #expect(answer.headers["location"]?.contains("evil") != true)
        }
        let mails = try await shop.mails(to: email)
        #expect(mails.count == taken && taken == 3)
        for mail in mails {
            let whole = mail.text + mail.html
            #expect(whole.contains("https://takt.dubok.example/password/reset/") && !whole.contains("evil"))
            let hosts = Set(whole.matches(of: /https?:\/\/([^\/\s"<]+)/).map { String($0.1) })
            #expect(hosts == ["takt.dubok.example"])
        }
    }

    /// T-XSS and T-SMTP: what people type into names reaches mails as text.
    @Test func `what is typed into a name is text in the mail and begins no field of it`() async throws {
        let shop = try await TestSite(settings: ["TAKT_SIGN_UP": "open"])
        let email = "xss-\(shop.project.text)@dubok.example"
        let browser = shop.visitor()
        let token = Browser.token(in: await browser.get("/sign-up"))
        let organization = "<img src=x onerror=alert(1)> & \"Dubok\"\r\nBcc: everybody@dubok.example"
        let answer = await browser.post(
            "/sign-up", ["name": "<script>1</script>", "email": email, "organization": organization, "language": "en"],
            token: token)
        #expect(answer.status == .seeOther)
        let mail = try #require(try await shop.mails(to: email).first)
        #expect(!mail.html.contains("<img") && !mail.html.contains("<script") && mail.html.contains("&lt;img src=x"))
        #expect(mail.text.contains("<img src=x onerror=alert(1)> & \"Dubok\""))
        let head = String(decoding: mail.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.contains("Bcc"))
        for bad in ["a@b.example\r\nBcc: x@y.example", "a@b.example, x@y.example", "<a@b.example>"] {
            let refused = await Self.ask(shop, shop.visitor(), bad)
            #expect(refused.status == .unprocessable, "\(bad)")
        }
    }
}
