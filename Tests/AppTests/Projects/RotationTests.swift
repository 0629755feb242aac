import Crypto
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// T-HOOK: changing the secret of the webhook address without losing an event.
struct RotationTests {
    private let shop: TestSite
    private let admin: TestSupport.Browser

    init() async throws {
        shop = try await TestSite()
        admin = try await shop.signIn(as: .admin)
    }

    /// The address that the connection page shows.
    private func address() async throws -> String {
        let page = await admin.get(Connections.page(in: shop.projectPublicID)).text
        return String(try #require(page.firstMatch(of: /value="(http[^"]*\/hooks\/keycrm\/[^"]*)"/)).1)
    }

    private func deliver(to address: String, order: Int) async -> Status {
        let path = "/hooks/" + (address.split(separator: "/hooks/").last ?? "")
        let body = TestSite.change(order: order, status: 1, at: "2026-11-18T08:00:00Z")
        let request = Request(.post, path, headers: ["host": TestSupport.Browser.host], body: Array(body.utf8))
        return await shop.site.respond(to: request).status
    }

    /// Opens the page that asks and presses its button.
    private func rotate() async throws {
        shop.clock.advance(seconds: 1)
        let asks = await admin.get(Connections.rotation(in: shop.projectPublicID))
        #expect(asks.status == .ok)
        #expect(await press(try version(in: asks)).status == .seeOther)
    }

    private func version(in page: Response) throws -> String {
        String(try #require(page.text.firstMatch(of: /name="version" value="([0-9]+)"/)).1)
    }

    private func press(_ version: String) async -> Response {
        await admin.post(Connections.rotation(in: shop.projectPublicID), ["version": version])
    }

    @Test func `the page shows the whole address, and it works`() async throws {
        let address = try await address()
        #expect(address.hasPrefix("http://127.0.0.1:8080/hooks/keycrm/\(shop.projectPublicID.rawValue)/"))
        #expect(address.hasSuffix(shop.hook.text))
        #expect(await deliver(to: address, order: 1) == .ok)
    }

    @Test func `the former address works for a day more, the one before it no longer`() async throws {
        var addresses = [try await address()]
        try await rotate()
        addresses.append(try await address())
        #expect(addresses[0] != addresses[1])
        #expect(await admin.get(Connections.page(in: shop.projectPublicID)).text.contains("The former address"))
        for address in addresses { #expect(await deliver(to: address, order: 1) == .ok) }
        let day: Double? = try await shop.database.superuser.value(
            """
            SELECT extract(epoch FROM expires_at - now())::float8 FROM hook_tokens
            WHERE project_id = \(shop.project) AND expires_at IS NOT NULL
            """)
        #expect(abs((day ?? 0) - 86_400) < 60)

        let asks = await admin.get(Connections.rotation(in: shop.projectPublicID)).text
        #expect(asks.contains("the one before it stops working now"))
        try await rotate()
        addresses.append(try await address())
        var answers: [Status] = []
        for address in addresses { answers.append(await deliver(to: address, order: 1)) }
        #expect(answers == [.notFound, .ok, .ok])

        _ = try await shop.database.superuser.execute(
            """
            UPDATE hook_tokens SET expires_at = now() - interval '1 second'
            WHERE project_id = \(shop.project) AND expires_at IS NOT NULL
            """)
        #expect(await deliver(to: addresses[1], order: 1) == .notFound)
        #expect(await deliver(to: addresses[2], order: 1) == .ok)
        #expect(!(await admin.get(Connections.page(in: shop.projectPublicID)).text.contains("The former address")))
        let entries = try await shop.store.auditEntries(shop.system)
        #expect(entries.count { $0.event == .hookRotated } == 2)
    }

    @Test func `a button pressed twice changes the address once`() async throws {
        let first = try await address()
        shop.clock.advance(seconds: 1)
        let version = try version(in: await admin.get(Connections.rotation(in: shop.projectPublicID)))
        #expect(await press(version).status == .seeOther)
        let second = try await address()
        for version in [version, "", "x", "0"] { #expect(await press(version).status == .seeOther) }
        let page = await admin.get(Connections.page(in: shop.projectPublicID)).text
        #expect(page.contains("The address has been changed meanwhile."))
        #expect(try await address() == second)
        #expect(await deliver(to: first, order: 1) == .ok)
    }

    @Test func `a secret that does not open is said so, and a new address mends it`() async throws {
        _ = try await shop.database.superuser.execute(
            "UPDATE hook_tokens SET sealed = '\\x00' WHERE project_id = \(shop.project)")
        let page = await admin.get(Connections.page(in: shop.projectPublicID))
        #expect(page.status == .ok)
        #expect(page.text.contains("The secret of the address cannot be read"))
        // The source's copy still works: only the hash is compared.
        #expect(await shop.deliver("{}").status == .ok)
        try await rotate()
        #expect(await deliver(to: try await address(), order: 1) == .ok)
    }
}
