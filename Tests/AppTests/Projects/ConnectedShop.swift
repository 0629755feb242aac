import Foundation
import HTTP
import Models
import Outbound
import Postgres
import Store
import Synchronization
import TestSupport
import Web

@testable import App

/// A shop whose API the site may call: the stand-in's process, or what a test answers itself.
struct ConnectedShop {
    let site: TestSite
    let admin: TestSupport.Browser
    /// Its process ends with the last shop that is connected to it.
    private var standIn: StandIn?

    /// Of its own, because the calls under one key share one pace in the database.
    static func newKey() -> String { "key-\(UUID())" }

    init(to standIn: StandIn, settings: [String: String] = [:], totalMilliseconds: Int = 15_000) async throws {
        var limits = OutboundClient.Limits()
        limits.totalMilliseconds = totalMilliseconds
        let outbound = OutboundClient(
            guard: OutboundGuard(opening: [.init(host: "127.0.0.1", port: standIn.port)]), limits: limits)
        try await self.init(base: standIn.base, settings: settings, key: standIn.token) { try await outbound.send($0) }
        self.standIn = standIn
    }

    init(
        base: String = "https://crm.example/v1", settings: [String: String] = [:], key: String? = Self.newKey(),
        database: TestDatabase? = nil,
        send: @escaping @Sendable (OutboundRequest) async throws -> OutboundResponse
    ) async throws {
        site = try await TestSite(database: database, settings: settings) { outside in
            var open = outside
            open.send = send
            return open
        }
        admin = try await site.signIn(as: .admin)
        let saved = await admin.post(
            Projects.settings(in: site.projectPublicID),
            [
                "name": "Shop", "base_url": base, "api_key": key ?? "", "zone": "Europe/Kyiv", "near": "80",
                "link_pattern": "", "version": "1",
            ])
        guard saved.status == .seeOther else { throw NotSaved(answer: saved.text) }
    }

    struct NotSaved: Error {
        let answer: String
    }

    var connection: String { Connections.page(in: site.projectPublicID) }

    /// Presses "Test connection" and reads the page that follows.
    func test() async -> String {
        let answer = await admin.post(Connections.test(in: site.projectPublicID))
        guard answer.status == .seeOther, answer.headers["location"] == connection else { return "\(answer)" }
        return await admin.get(connection).text
    }

    /// Presses "Refresh" and answers what the session is told.
    func refresh(as browser: TestSupport.Browser? = nil) async throws -> String {
        let browser = browser ?? admin
        let answer = await browser.post(StatusMapEditor.refresh(in: site.projectPublicID))
        guard answer.status == .seeOther else { return "\(answer.status)" }
        let page = await browser.get(connection(for: browser)).text
        return page
    }

    private func connection(for browser: TestSupport.Browser) -> String {
        browser === admin ? connection : StatusMapEditor.page(in: site.projectPublicID)
    }

    func project() async throws -> ProjectRecord? { try await site.store.project(site.system) }
}

/// A CRM in the test itself: its rows of statuses, and how often it was asked.
final class StatusBook: Sendable {
    private let rows: Mutex<[String]>
    private let calls = Mutex(0)

    init(_ rows: [String] = []) { self.rows = Mutex(rows) }

    var asked: Int { calls.withLock { $0 } }

    func become(_ rows: [String]) { self.rows.withLock { $0 = rows } }

    static func row(_ id: Int, _ name: String, group: Int, isClosing: Bool = false) -> String {
        """
        {"id":\(id),"name":"\(name)","alias":"a\(id)","group_id":\(group),"is_active":true,\
        "is_closing_order":\(isClosing),"expiration_period":null}
        """
    }

    /// Pages of fifty, like the real one; it knows no people and no sources.
    @Sendable func answer(_ request: OutboundRequest) -> OutboundResponse {
        guard request.url.contains("/order/status") else {
            return OutboundResponse(.ok, headers: [:], body: Array(#"{"total":0,"next_page_url":null,"data":[]}"#.utf8))
        }
        calls.withLock { $0 += 1 }
        let rows = rows.withLock { $0 }
        let page = request.url.split(separator: "page=").dropFirst().first.flatMap { Int($0) } ?? 1
        let shown = rows.dropFirst((page - 1) * 50).prefix(50).joined(separator: ",")
        let next = page * 50 < rows.count ? "\"http://x?page=\(page + 1)\"" : "null"
        let body = "{\"total\":\(rows.count),\"next_page_url\":\(next),\"data\":[\(shown)]}"
        return OutboundResponse(.ok, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
}
