import App
import Forms
import HTTP
import Models
import Postgres
import TestSupport
import Testing

/// Whose frame stands around what is refused and what fails.
struct FaultFrameTests {
    /// The person's own navigation and the way out.
    private func isOwn(_ page: Response) -> Bool {
        page.text.contains("<body class=\"app\">") && page.text.contains("action=\"/logout\"")
            && page.text.contains("id=\"nav\"")
    }

    private func isPlain(_ page: Response) -> Bool {
        page.text.contains("<body class=\"gate\">") && !page.text.contains("action=\"/logout\"")
    }

    @Test func `who is signed in keeps their frame on every refusal, a visitor has the plain one`() async throws {
        let shop = try await TestSite()
        let rep = try await shop.signIn(as: .rep)
        let project = "/p/\(shop.projectPublicID.rawValue)"
        for browser in [rep, shop.visitor()] {
            let refusals = [
                (await browser.get("/nowhere"), Status.notFound), (await browser.get("/logout"), .methodNotAllowed),
            ]
            for (page, status) in refusals {
                #expect(page.status == status)
                #expect(browser.person == nil ? isPlain(page) : isOwn(page), "\(status)")
            }
        }
        let forbidden = await rep.get("\(project)/settings/sla")
        #expect(forbidden.status == .forbidden && isOwn(forbidden))
        let forged = await rep.post("/logout", token: "old")
        #expect(forged.status == .forbidden && isOwn(forged))
        #expect(
            await shop.site.respond(to: Request(.get, "/logout", headers: ["host": "elsewhere"])).status == .misdirected
        )
    }

    @Test func `a failure keeps the frame too, although the frame itself would fail`() async throws {
        let database = try await TestDatabase.fresh()
        let shop = try await TestSite(database: database)
        let admin = try await shop.signIn(as: .admin)
        let orders = "/p/\(shop.projectPublicID.rawValue)/orders"
        #expect(await admin.get(orders).status == .ok)
        // Neither the list nor what stands around it can be read from now on; the session can.
        try await database.superuser.execute("ALTER TABLE orders RENAME TO orders_gone")
        try await database.superuser.execute("ALTER TABLE notifications RENAME TO notifications_gone")
        for path in [orders, "/account", "/search?q=7"] {
            let broken = await admin.get(path)
            #expect(broken.status == .internalServerError && isOwn(broken), "\(path)")
            #expect(broken.text.contains("<code>") && !broken.text.contains("notifications_gone"))
        }
        let project = await admin.get(orders)
        #expect(project.text.contains("/settings/sla\"") || project.text.contains("data-key=\"g s\""))
        // A refusal whose frame cannot be read is answered as the failure that it is, never by a bare line.
        let missing = await admin.get("/nowhere")
        #expect(missing.status == .internalServerError && isOwn(missing))
        #expect(shop.log.lines.contains { $0.contains("\"incident\"") })
        try await database.drop()
    }
}
