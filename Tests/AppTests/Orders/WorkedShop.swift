import Foundation
import HTTP
import Jobs
import Models
import Outbound
import Postgres
import Store
import Synchronization
import TestSupport
import Web

@testable import App

/// A shop connected to the stand-in in a database of its own, with two processes that work off its queue.
final class WorkedShop: Sendable {
    /// One call to the CRM and what it came to; nil without an answer.
    struct Call: Sendable {
        let at: ContinuousClock.Instant
        let status: Int?
        let path: String
    }

    let shop: ConnectedShop
    /// What the CRM accepts.
    var key: String { standIn.token }
    private let standIn: StandIn
    private let outbound: OutboundClient
    private let diary: CallDiary
    private let workers: [Worker]
    private let tasks: [Task<Void, Never>]

    var site: TestSite { shop.site }
    var calls: [Call] { diary.calls.withLock { $0 } }

    /// How many calls of such paths were answered; a busy machine lets some time out.
    func answered(_ path: String) -> Int {
        calls.count { $0.status == 200 && $0.path.hasPrefix(path) }
    }

    /// `rate`: of the calls under the key.
    init(rate: String = "6000/min burst 5", orders: Int = 24) async throws {
        let standIn = try await StandIn(orders: orders, requestsPerMinute: 100_000)
        var limits = OutboundClient.Limits()
        limits.totalMilliseconds = 1_500
        let outbound = OutboundClient(
            guard: OutboundGuard(opening: [.init(host: "127.0.0.1", port: standIn.port)]), limits: limits)
        let diary = CallDiary()
        let shop = try await ConnectedShop(
            base: standIn.base, settings: ["TAKT_RATE_KEYCRM": rate], key: standIn.token,
            database: try await TestDatabase.fresh()
        ) { try await diary.send($0, through: outbound) }
        var second = shop.site.services
        second.store = Store(Database(DatabaseSettings(conninfo: shop.site.database.conninfo(user: "takt_app"))))
        workers = [shop.site.services, second].enumerated().map { index, services in
            var settings = Worker.Settings(name: "w\(index)", concurrent: 3)
            settings.poll = .milliseconds(20)
            settings.backoff = .milliseconds(1)
            return Worker(
                services.store.database, settings,
                handlers: OrderJobs(services: services).handlers
                    .merging(ContentJobs(services: services).handlers) { first, _ in first })
        }
        tasks = workers.map { worker in Task { await worker.run() } }
        (self.shop, self.standIn, self.outbound, self.diary) = (shop, standIn, outbound, diary)
    }

    /// Lets the CRM fail: `{"mode": "500", "count": 2}`.
    func fault(_ body: String) async throws {
        let request = OutboundRequest(
            .post, "\(standIn.base.dropLast(3))/__fault", body: Array(body.utf8))
        _ = try await outbound.send(request)
    }

    /// The state of every order that was asked for, `40003 fetched`, by number.
    func states() async throws -> [String] {
        try await site.database.superuser.values(
            "SELECT order_id || ' ' || state FROM order_contents ORDER BY order_id", as: String.self)
    }

    /// Until as many orders are in that state, at most a minute.
    func until(_ count: Int, are state: String) async throws {
        let start = ContinuousClock.now
        while try await states().count(where: { $0.hasSuffix(" " + state) }) < count {
            guard start.duration(to: .now) < .seconds(60) else { throw Late(states: try await states()) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    struct Late: Error {
        let states: [String]
    }

    /// A status change of orders that the stand-in knows.
    func deliver(_ orders: some Sequence<Int>) async {
        for order in orders {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-18T08:00:00.000000Z"))
        }
    }

    func end() async throws {
        for worker in workers { await worker.stop(grace: .seconds(5)) }
        for task in tasks { await task.value }
        try await site.database.drop()
    }
}

private final class CallDiary: Sendable {
    let calls = Mutex<[WorkedShop.Call]>([])

    func send(_ request: OutboundRequest, through client: OutboundClient) async throws -> OutboundResponse {
        let at = ContinuousClock.now
        let path = String(request.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
        func note(_ status: Int?) { calls.withLock { $0.append(WorkedShop.Call(at: at, status: status, path: path)) } }
        do {
            let response = try await client.send(request)
            note(response.status.code)
            return response
        } catch {
            note(nil)
            throw error
        }
    }
}
