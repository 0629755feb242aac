import App
import Crypto
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-ENUM: the sign-in page tells nobody who has an account, neither in words nor in time, and its limits lock
/// nobody out.
struct EnumerationTests {
    private static let password = TwoOrganizations.password

    private static func person(_ shop: TestSite, _ name: String) async throws -> String {
        let email = "\(name)-\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: email, password: password)
        return email
    }

    private static func signIn(
        _ browser: Browser, _ email: String, _ password: String, from address: String = "127.0.0.1"
    ) async -> Response {
        let token = Browser.token(in: await browser.get("/login"))
        var request = browser.request("/login", [("email", email), ("password", password)], token: token)
        request.address = address
        return await browser.send(request)
    }

    @Test func `known, unknown and deactivated addresses are answered in the same words`() async throws {
        let shop = try await TestSite()
        let known = try await Self.person(shop, "known")
        let gone = try await Self.person(shop, "gone")
        try await shop.database.superuser.execute("UPDATE people SET is_active = false WHERE email = \(gone)")
        let nameless = "\(try await shop.addPerson().text)@example.com"
        var pages: Set<String> = [], heads: Set<String> = []
        for email in [known, gone, nameless, "nobody-\(shop.project.text)@dubok.example"] {
            let answer = await Self.signIn(shop.visitor(), email, "not the password")
            #expect(answer.status == .unprocessable)
            let token = try #require(Browser.token(in: answer))
            pages.insert(
                answer.text.replacingOccurrences(of: email, with: "EMAIL").replacingOccurrences(
                    of: token, with: "TOKEN"))
            heads.insert(answer.headers.fields.filter { $0.name != "set-cookie" }.map { "\($0)" }.joined())
        }
        #expect(pages.count == 1 && heads.count == 1)
    }

    /// Real Argon2, one call at a time, known and unknown by turns, so that whatever else the machine does
    /// falls on both alike. The hash itself takes tens of milliseconds: leaving it out would show at once.
    @Test(.timeLimit(.minutes(10)))
    func `an unknown address takes as long as a known one`() async throws {
        let shop = try await TestSite()
        let known = try await Self.person(shop, "known")
        let browser = shop.visitor()
        var times: [Bool: [Double]] = [:]
        for round in 0..<84 {
            let isKnown = round % 4 == 0 || round % 4 == 3
            let email = isKnown ? known : "nobody-\(round)@dubok.example"
            let clock = ContinuousClock()
            let start = clock.now
            let answer = await Self.signIn(browser, email, "not the password")
            let time = (clock.now - start) / .milliseconds(1)
            #expect(answer.status == .unprocessable)
            // The first few warm caches and connections.
            if round >= 4 { times[isKnown, default: []].append(time) }
        }
        let (with, without) = (try #require(times[true]).sorted(), try #require(times[false]).sorted())
        #expect(with.count == 40 && without.count == 40)
        let (median, other) = (with[20], without[20])
        #expect(other > 15, "a hash was computed: \(other) ms")
        #expect(abs(median - other) < max(5, median / 5), "\(median) ms and \(other) ms")
        // The ranges overlap: the upper quarter of each begins above the lower quarter of the other.
        #expect(with[30] > without[10] && without[30] > with[10])
    }

    @Test func `five tries a minute, twenty an hour for an account, a hundred for a network`() throws {
        let rates = try Settings(reading: [:], for: []) { _ in nil }.rates
        #expect(rates.signIn.count == 5 && rates.signIn.seconds == 60 && rates.signIn.burst == 5)
        #expect(rates.signInAccount.count == 20 && rates.signInAccount.seconds == 3_600)
        #expect(rates.signInAddress.count == 100 && rates.signInAddress.seconds == 3_600)
    }

    /// By the hour here, so that a slow machine gets no token back meanwhile.
    @Test func `the sixth try waits, known or not, unless the browser has been here before`() async throws {
        let shop = try await TestSite(settings: ["TAKT_RATE_SIGN_IN": "5/h"])
        let known = try await Self.person(shop, "known")
        let colleague = try await Self.person(shop, "colleague")
        let device = shop.visitor()
        #expect(await Self.signIn(device, known, Self.password, from: "10.1.0.1").status == .seeOther)
        let left = await device.post("/logout", token: Browser.token(in: await device.get("/account")))
        #expect(left.status == .seeOther)
        #expect(device.cookies["__Host-device"] != nil, "signing out does not forget the device")

        for email in [known, "nobody-\(shop.project.text)@dubok.example"] {
            let attacker = shop.visitor()
            for _ in 0..<5 {
                #expect(await Self.signIn(attacker, email, "guess", from: "192.0.2.7").status == .unprocessable)
            }
            // From anywhere in the network, and however the address is spelt.
            for spelling in [email, email.uppercased(), email.replacingOccurrences(of: "d", with: "D")] {
                let sixth = await Self.signIn(attacker, spelling, "guess", from: "192.0.2.99")
                #expect(sixth.status == .tooManyRequests, "\(spelling)")
                let wait = sixth.headers["retry-after"].flatMap { Int($0) } ?? 0
                #expect((1...720).contains(wait), "\(wait) s")
            }
        }
        let right = await Self.signIn(shop.visitor(), known, Self.password, from: "192.0.2.7")
        #expect(right.status == .tooManyRequests, "the right password does not pass a full bucket by itself")
        #expect(await Self.signIn(shop.visitor(), colleague, Self.password, from: "192.0.2.7").status == .seeOther)
        #expect(await Self.signIn(shop.visitor(), known, Self.password, from: "198.51.100.1").status == .seeOther)
        #expect(await Self.signIn(device, known, Self.password, from: "192.0.2.7").status == .seeOther)
    }

    @Test func `a device known to one account opens no other`() async throws {
        let shop = try await TestSite(settings: ["TAKT_RATE_SIGN_IN": "1/h"])
        let mine = try await Self.person(shop, "mine"), yours = try await Self.person(shop, "yours")
        let device = shop.visitor()
        #expect(await Self.signIn(device, mine, Self.password).status == .seeOther)
        _ = await device.post("/logout", token: Browser.token(in: await device.get("/account")))
        #expect(await Self.signIn(device, yours, "guess").status == .unprocessable)
        #expect(await Self.signIn(device, yours, Self.password).status == .tooManyRequests)
        #expect(await Self.signIn(device, mine, "a wrong one").status == .unprocessable, "a known device may try")
    }

    /// "İ" is "i" to the database and two characters to Swift: each spelling would have a bucket of its own.
    @Test func `an address has one bucket however its letters are spelt`() async throws {
        let shop = try await TestSite(settings: ["TAKT_RATE_SIGN_IN": "2/h"])
        let email = try await Self.person(shop, "ivi")
        let spellings = [email, email.replacingOccurrences(of: "i", with: "\u{130}"), email.uppercased()]
        let found = try await withThrowingTaskGroup(of: Bool.self) { group in
            for spelling in spellings {
                group.addTask { try await shop.store.login(email: spelling) != nil }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found.contains(true))
        var answers: [Status] = []
        for spelling in spellings { answers.append(await Self.signIn(shop.visitor(), spelling, "guess").status) }
        #expect(answers == [.unprocessable, .unprocessable, .tooManyRequests])
    }

    @Test func `one account from many networks, and many accounts from one network, are limited, too`() async throws {
        let account = try await TestSite(settings: ["TAKT_RATE_SIGN_IN_ACCOUNT": "3/h"])
        let email = try await Self.person(account, "known")
        for network in 1...3 {
            let answer = await Self.signIn(account.visitor(), email, "guess", from: "10.0.\(network).1")
            #expect(answer.status == .unprocessable)
        }
        #expect(await Self.signIn(account.visitor(), email, "guess", from: "10.0.9.1").status == .tooManyRequests)
        let address = try await TestSite(settings: ["TAKT_RATE_SIGN_IN_ADDRESS": "3/h"])
        let network = RandomBytes.make(3).map(String.init).joined(separator: ".")
        for number in 1...3 {
            let answer = await Self.signIn(
                address.visitor(), "\(number)@x.example", "guess", from: "\(network).\(number)")
            #expect(answer.status == .unprocessable)
        }
        let fourth = await Self.signIn(address.visitor(), "4@x.example", "guess", from: "\(network).9")
        #expect(fourth.status == .tooManyRequests)
    }
}
