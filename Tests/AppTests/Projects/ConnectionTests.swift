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

struct ConnectionTests {
    @Test func `the first good test says so and fetches the statuses`() async throws {
        let shop = try await ConnectedShop(to: try await StandIn())
        let before = await shop.admin.get(shop.connection)
        #expect(before.status == .ok && before.text.contains("Not tested yet."))
        let page = await shop.test()
        #expect(page.contains("12 statuses fetched."))
        #expect(page.contains("KeyCRM accepts the key. Statuses: 12."))
        let project = try #require(try await shop.project())
        #expect(project.connection == .working && project.statusesFetchedAt == shop.site.clock.now)
        let again = await shop.test()
        #expect(!again.contains("statuses fetched") && again.contains("Works"))
    }

    @Test func `each fault of the CRM is told in its own words, and the key in none`() async throws {
        let standIn = try await StandIn()
        let shop = try await ConnectedShop(to: standIn, totalMilliseconds: 1_200)
        let faults = [
            (#"{"mode":"429","count":1,"retry_after":3}"#, "KeyCRM asks to wait 3 seconds.", 429),
            (#"{"mode":"500","count":1}"#, "KeyCRM has trouble of its own (HTTP 500).", 500),
            (#"{"mode":"401","count":1}"#, "KeyCRM does not accept the key.", 401),
            (#"{"mode":"html","count":1}"#, "Something answered, but not as KeyCRM does.", 200),
            (#"{"mode":"slow","count":1,"seconds":4}"#, "Nobody answered in time.", 0),
        ]
        for (fault, words, status) in faults {
            try await Self.set(fault, standIn)
            let page = await shop.test()
            #expect(page.contains(words), "\(fault)")
            #expect(page.contains("Does not work"))
            #expect(status == 0 || page.contains("<dd>\(status)</dd>"))
            #expect(!page.contains(standIn.token))
            #expect(try await shop.project()?.connection == .failing)
            #expect(try await shop.project()?.statusesFetchedAt == nil)
        }
        #expect(await shop.test().contains("12 statuses fetched."))
        #expect(!shop.site.log.lines.joined().contains(standIn.token))
    }

    @Test func `an answer that breaks off is no answer, and nothing in it runs`() async throws {
        let key = ConnectedShop.newKey()
        let shop = try await ConnectedShop(key: key) { request in
            #expect(request.headers["authorization"] == "Bearer \(key)")
            return OutboundResponse(.ok, body: Array(#"{"data": [{"id": 1, "name": "<b>\#(key)"#.utf8))
        }
        let page = await shop.test()
        #expect(page.contains("Something answered, but not as KeyCRM does."))
        #expect(page.contains("&lt;b&gt;***") && !page.contains("<b>***"))
    }

    @Test func `a test says nothing about another key or address`() async throws {
        let shop = try await ConnectedShop(send: StatusBook().answer)
        #expect(await shop.test().contains("KeyCRM accepts the key. Statuses: 0."))
        let project = try #require(try await shop.project())
        let settings = Projects.settings(in: shop.site.projectPublicID)
        // A stored key is not sent to a server that somebody names later.
        let moved = await shop.admin.post(
            settings,
            [
                "name": "Shop", "base_url": "https://other.example/v1", "zone": "Europe/Kyiv", "near": "80",
                "version": "\(project.version)",
            ])
        #expect(moved.status == .unprocessable)
        #expect(moved.text.contains("enter the key again"))
        _ = await shop.admin.post(
            settings,
            [
                "name": "Shop", "base_url": "https://other.example/v1", "zone": "Europe/Kyiv", "near": "80",
                "api_key": "another-key", "version": "\(project.version)",
            ])
        #expect(await shop.admin.get(shop.connection).text.contains("Not tested yet."))
    }

    /// T-SSRF at the button: the strict door of a real installation.
    @Test(arguments: [
        "https://127.0.0.1:8443", "https://localhost:8443", "https://127.1:8443", "https://2130706433:8443",
        "https://0x7f000001:8443", "https://017700000001:8443", "https://[::1]:8443", "https://[::ffff:127.0.0.1]:8443",
        "https://[::ffff:7f00:1]:8443", "https://0.0.0.0:8443", "https://[::]:8443", "https://169.254.169.254",
        "https://10.0.0.1", "https://172.16.0.1:8443", "https://192.168.1.1", "https://100.64.0.1",
        "https://[fe80::1]:8443", "https://[fd00::1]:8443", "https://[64:ff9b::7f00:1]:8443", "http://127.0.0.1:8443",
        "https://127.0.0.1:5432",
    ])
    func `no address leads into a private network`(address: String) async throws {
        let strict = OutboundClient(guard: .strict)
        let shop = try await ConnectedShop(base: address + "/v1") { try await strict.send($0) }
        let page = await shop.test()
        #expect(
            page.contains("The API address leads into a private network.")
                || page.contains("The API address must begin with https:// and use port 443 or 8443."))
        #expect(try await shop.project()?.lastTest?.status == nil)
    }

    @Test func `tests and fetches of one project share a limit`() async throws {
        let book = StatusBook([StatusBook.row(1, "new", group: 1)])
        let shop = try await ConnectedShop(settings: ["TAKT_RATE_CONNECTION_TEST": "2/h"], send: book.answer)
        _ = await shop.test()
        _ = try await shop.refresh()
        let asked = book.asked
        for path in [
            Connections.test(in: shop.site.projectPublicID), StatusMapEditor.refresh(in: shop.site.projectPublicID),
        ] {
            let answer = await shop.admin.post(path)
            #expect(answer.status == .tooManyRequests)
            #expect(answer.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        }
        #expect(book.asked == asked)
    }

    @Test func `a key that does not open is said so, noted, and never sent`() async throws {
        let book = StatusBook()
        let shop = try await ConnectedShop(send: book.answer)
        let (site, other) = (shop.site, try await ConnectedShop(send: book.answer).site)
        // Copied from another project: good bytes in the wrong place.
        _ = try await site.database.superuser.execute(
            """
            UPDATE projects SET api_key = (SELECT api_key FROM projects WHERE id = \(other.project)) WHERE id = \(site.project)
            """)
        let words = "The stored API key cannot be read with the keys of this installation."
        #expect(await shop.test().contains(words))
        #expect(try await shop.refresh().contains(words))
        #expect(book.asked == 0)
        let entries = try await site.store.auditEntries(site.system)
        #expect(entries.count { $0.event == .secretUnreadable } == 2)
    }

    @Test func `without a key there is nothing to ask with`() async throws {
        let book = StatusBook()
        let shop = try await ConnectedShop(key: nil, send: book.answer)
        #expect(await shop.test().contains("There is no API key yet."))
        #expect(book.asked == 0)
    }

    private static func set(_ fault: String, _ standIn: StandIn) async throws {
        let door = OutboundClient(guard: OutboundGuard(opening: [.init(host: "127.0.0.1", port: standIn.port)]))
        let request = OutboundRequest(.post, "http://127.0.0.1:\(standIn.port)/__fault", body: Array(fault.utf8))
        #expect(try await door.send(request).status == .ok)
    }
}
