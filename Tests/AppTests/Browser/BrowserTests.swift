import App
import Crypto
import Foundation
import HTTP
import Models
import Outbound
import Postgres
import TestSupport
import Testing

/// The site behind its real server, in a real browser. The scripts in `Tests/Browser` walk; they need Chromium and the
/// Python packages of `bin/requirements.txt`, which `bin/test` brings and names in `TAKT_PYTHON`.
struct BrowserTests {
    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(20)))
    func `a person signs in, chooses a project, edits limits and hours and reads an order`() async throws {
        let port = try await OutsideScript.freePort()
        let origin = "http://127.0.0.1:\(port)"
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": origin])
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: "ship it on Friday")
        try await shop.join(person, as: .admin)
        for order in 1...24 {
            let day = 1 + order % 18
            let date = "2026-11-\(day < 10 ? "0" : "")\(day)"
            for (status, hour) in [(1, 7), (2, 8), (3, 9)] where order % 4 > 0 || status < 3 {
                _ = await shop.deliver(
                    TestSite.change(
                        order: 10_400 + order, status: status, group: status,
                        at: "\(date)T0\(hour):1\(order % 10):00.000000Z"))
            }
        }
        try await walk("spine.py", through: shop, on: port, as: email)
    }

    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(15)))
    func `no page of another origin acts for somebody who is signed in`() async throws {
        let port = try await OutsideScript.freePort()
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": "http://127.0.0.1:\(port)"])
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: "ship it on Friday")
        try await shop.join(person, as: .admin)
        try await walk("forgery.py", through: shop, on: port, as: email)
    }

    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(15)))
    func `an open page is told of a notice and of changed orders, and moves only when asked`() async throws {
        let port = try await OutsideScript.freePort()
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": "http://127.0.0.1:\(port)"])
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: "ship it on Friday")
        try await shop.join(person, as: .admin)
        for order in [10_482, 10_483] {
            _ = await shop.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        }
        let live = Task { await shop.services.live.run() }
        let project = shop.projectPublicID.rawValue
        try await walk(
            "live.py", through: shop, on: port, as: email, [project, "/hooks/keycrm/\(project)/\(shop.hook.text)"])
        live.cancel()
    }

    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(20)))
    func `a lead becomes a customer, leads change together, and cards move over the board`() async throws {
        let port = try await OutsideScript.freePort()
        let shop = try await TestSite(settings: ["TAKT_PUBLIC_ORIGIN": "http://127.0.0.1:\(port)"])
        let email = "\(shop.project.text)@dubok.example"
        let person = try await shop.addPerson(email: email, password: "ship it on Friday")
        try await shop.join(person, as: .manager)
        try await walk("sale.py", through: shop, on: port, as: email, [shop.organizationPublicID.rawValue])
    }

    @Test(
        .enabled(if: OutsideScript.python != nil, "TAKT_PYTHON is not set; bin/test sets it"), .timeLimit(.minutes(15)))
    func `somebody new signs up, invites, proves a phone, loses it, comes in again and leaves`() async throws {
        let port = try await OutsideScript.freePort()
        let folder = FileManager.default.temporaryDirectory.appending(path: "takt-walk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.fresh()
        let site = try await TestSite(
            database: database,
            settings: ["TAKT_PUBLIC_ORIGIN": "http://127.0.0.1:\(port)", "TAKT_SIGN_UP": "open"]
        ) { still in
            var outside = still
            // The phone of the walk goes by the true time.
            outside.now = { Instant(second: Int64(Date().timeIntervalSince1970)) }
            outside.mail = { MailFolder(folder.path).write($0) }
            return outside
        }
        let post = Task {
            while !Task.isCancelled {
                for recipient in try await database.superuser.values(
                    "SELECT DISTINCT recipient FROM mails WHERE state = 'waiting'", as: String.self)
                {
                    _ = try await site.mails(to: recipient)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        try await walk("newcomer.py", through: site, on: port, [folder.path])
        post.cancel()
        _ = await post.result
        try await database.drop()
    }

    /// Serves the shop on the port and lets the script walk through it; a finding fails the test.
    private func walk(
        _ script: String, through shop: TestSite, on port: UInt16, as email: String? = nil, _ more: [String] = []
    ) async throws {
        let person = email.map { [$0, "ship it on Friday"] } ?? []
        let walk = try await OutsideScript.run(
            "Browser/\(script)", ["http://127.0.0.1:\(port)"] + person + more, through: shop, on: port)
        #expect(walk.status == 0, "\(walk.output)")
    }
}
