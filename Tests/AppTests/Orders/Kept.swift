import App
import Crypto
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport

/// What the database holds of a shop, read past the walls.
extension TestSite {
    /// Tells the shop its statuses, as a fetch would.
    func knowStatuses(_ numbers: [Int] = [1, 2, 8, 12]) async throws {
        let groups = [1: 1, 2: 2, 8: 4, 12: 5]
        let statuses = numbers.map {
            OrderStatus(id: $0, name: "status \($0)", sourceGroup: groups[$0] ?? 3, isClosing: $0 == 12)
        }
        _ = try await store.saveStatuses(statuses, by: system, at: clock.now)
    }

    func deliveries(limit: Int = 100) async throws -> [Delivery] {
        try await store.deliveries(try await scope(ManageProjects.self), limit: limit)
    }

    /// The newest delivery with its bytes.
    func newest() async throws -> (Delivery, body: [UInt8])? {
        guard let first = try await deliveries(limit: 1).first else { return nil }
        return try await store.delivery(first.id, try await scope(ManageProjects.self))
    }

    /// The event log as one line each, in source order.
    func events() async throws -> [String] {
        try await database.superuser.values(
            """
            SELECT concat_ws(' ', order_id, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), status_id)
            FROM status_events WHERE project_id = \(project) ORDER BY order_id, changed_at, status_id
            """)
    }

    /// Every derived row as text: equal tables, and only they, have equal lines.
    func derived() async throws -> [String] {
        let orders: [String] = try await database.superuser.values(
            "SELECT (to_jsonb(o) - 'rules_number')::text FROM orders o WHERE project_id = \(project) ORDER BY order_id")
        let intervals: [String] = try await database.superuser.values(
            "SELECT to_jsonb(i)::text FROM order_intervals i WHERE project_id = \(project) ORDER BY order_id, number")
        return (orders + intervals).map {
            $0.replacing(organization.rawValue.uuidString.lowercased(), with: "o")
                .replacing(project.rawValue.uuidString.lowercased(), with: "p")
        }
    }

    /// The attempts counted in the hour of the shop's clock.
    func refusals(_ kind: HookRefusal) async throws -> Int {
        try await database.superuser.value(
            """
            SELECT coalesce(sum(count), 0)::bigint FROM hook_refusals
            WHERE hour = date_trunc('hour', \(clock.now)::timestamptz) AND kind = \(kind.rawValue)
            """) ?? 0
    }

    /// Any request to the address of the hook.
    func hook(
        _ method: HTTP.Method = .post, project: String? = nil, secret: String? = nil, body: [UInt8] = [],
        address: String = "127.0.0.1", overflow: Int? = nil
    ) async -> Response {
        await site.respond(
            to: Request(
                method, "/hooks/keycrm/\(project ?? projectPublicID.rawValue)/\(secret ?? hook.text)",
                headers: ["content-type": "application/json", "host": Browser.host], body: body, address: address,
                bodyOverflow: overflow))
    }
}
