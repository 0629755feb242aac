import Crypto
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing

@testable import App

/// T-HOOK: who is turned away, and that nothing but a number is kept of them.
struct HookRefusalTests {
    /// A shop in an hour of its own, since refusals are counted by the hour for the whole installation.
    private func shop(_ settings: [String: String] = [:]) async throws -> TestSite {
        let shop = try await TestSite(settings: settings)
        shop.clock.set(Instant(second: Int64.random(in: 0..<400_000) * 3_600))
        return shop
    }

    private let body = Array(TestSite.change(order: 7, status: 1, at: "2026-11-18T08:00:00Z").utf8)

    @Test func `a wrong secret and an unknown project look the same and leave a number`() async throws {
        let (shop, other) = (try await shop(), try await TestSite())
        let strangers = [
            await shop.hook(secret: Token.make().text, body: body),
            await shop.hook(secret: other.hook.text, body: body),
            await shop.hook(project: other.projectPublicID.rawValue, body: body),
            await shop.hook(project: "2222222222", body: body),
            await shop.hook(project: "not-a-project", secret: "short", body: body),
            await shop.hook(project: shop.projectPublicID.rawValue.uppercased(), body: body),
            await shop.hook(secret: shop.hook.text + "A", body: body),
        ]
        for answer in strangers {
            #expect(answer.status == .notFound)
            #expect(answer.body == strangers[0].body && answer.headers["set-cookie"] == nil)
        }
        #expect(try await shop.refusals(.unknown) == strangers.count)
        #expect(try await shop.deliveries().isEmpty)
        #expect(try await other.deliveries().isEmpty)
        #expect(try await shop.events().isEmpty)
        #expect(!shop.log.lines.joined().contains(shop.hook.text))
    }

    @Test func `a GET is told what to change and leaves a number`() async throws {
        let shop = try await shop()
        let answer = await shop.hook(.get)
        #expect(answer.status == .methodNotAllowed && answer.headers["allow"] == "POST")
        #expect(answer.text.contains("POST"))
        #expect(try await shop.refusals(.get) == 1)
        for method in [HTTP.Method.put, .patch, .delete] {
            #expect(await shop.hook(method, body: body).status == .methodNotAllowed)
        }
        #expect(try await shop.deliveries().isEmpty)
    }

    @Test func `who tries many secrets is limited by network; the right secret never is`() async throws {
        let shop = try await shop(["TAKT_RATE_HOOK_REFUSALS": "3/h"])
        let network = "10.\(Int.random(in: 0...255)).\(Int.random(in: 0...255))"
        let tried = await withTaskGroup(of: Response.self) { group in
            for _ in 0..<3 { group.addTask { await shop.hook(secret: Token.make().text, address: network + ".1") } }
            return await group.reduce(into: []) { $0.append($1.status) }
        }
        #expect(tried == [.notFound, .notFound, .notFound])
        let limited = await shop.hook(secret: Token.make().text, address: network + ".200")
        #expect(limited.status == .tooManyRequests)
        #expect(limited.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try await shop.refusals(.limited) == 1)
        for number in 1...30 {
            let body = TestSite.change(order: number, status: 1, at: "2026-11-18T08:00:00Z")
            #expect(await shop.hook(body: Array(body.utf8), address: network + ".1").status == .ok)
        }
        let elsewhere = "11.\(Int.random(in: 0...255)).\(Int.random(in: 0...255)).1"
        #expect(await shop.hook(secret: Token.make().text, address: elsewhere).status == .notFound)
    }

    @Test func `without a database the source is asked to repeat, and nothing is kept`() async throws {
        let shop = try await shop()
        var services = shop.services
        var away = DatabaseSettings(conninfo: "host=/nowhere dbname=takt user=takt_app", size: 1)
        away.wait = .milliseconds(100)
        services.store = Store(Database(away))
        let request = Request(
            .post, "/hooks/keycrm/\(shop.projectPublicID.rawValue)/\(shop.hook.text)", headers: ["host": Browser.host],
            body: body)
        let answer = await Site(services).respond(to: request)
        #expect(answer.status == .unavailable)
        #expect(answer.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(!shop.log.lines.joined().contains(shop.hook.text))
        #expect(try await shop.deliveries().isEmpty)
    }
}
