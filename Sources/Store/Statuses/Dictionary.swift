package import Models
package import Postgres

/// A status of the outside CRM as the map's editor shows it.
package struct DictionaryStatus: Sendable, Equatable {
    package let id: Int
    /// Empty while only an event has named it.
    package let name: String
    /// Which group the outside CRM puts it in.
    package let sourceGroup: Int?
    /// The outside CRM still lists it.
    package let isActive: Bool
    /// Nobody has put it into a group yet.
    package let isNew: Bool
    /// Orders that are in it now; counting stops at `Store.mostCountedOrders`.
    package let orders: Int
}

extension Store {
    /// Where counting the orders of one status stops.
    package static let mostCountedOrders = 10_000

    /// The dictionary of a project: those that nobody has put into a group first, then by number.
    package func statusDictionary(_ scope: ProjectScope<EditRules>) async throws -> [DictionaryStatus] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT s.status_id, s.name, s.source_group, s.is_active, s.is_new, held.n AS orders FROM statuses s
                CROSS JOIN LATERAL (
                    SELECT count(*) AS n FROM (
                        (SELECT FROM orders o
                         WHERE o.organization_id = s.organization_id AND o.project_id = s.project_id
                           AND o.status_id = s.status_id AND o.closed_at IS NULL
                         LIMIT \(Self.mostCountedOrders))
                        UNION ALL
                        (SELECT FROM orders o
                         WHERE o.organization_id = s.organization_id AND o.project_id = s.project_id
                           AND o.status_id = s.status_id AND o.closed_at IS NOT NULL
                         LIMIT \(Self.mostCountedOrders))
                        LIMIT \(Self.mostCountedOrders)) x) held
                WHERE s.organization_id = \(scope.organization) AND s.project_id = \(scope.project)
                ORDER BY s.is_new DESC, s.status_id
                """)
        }
    }

    /// Saves the next version of the map after the one that the caller saw, or throws `StaleVersion`; its
    /// statuses are no longer new. Answers the entry by which the change can be taken back.
    @discardableResult
    package func saveStatusMap(
        _ map: StatusMap, holdsFrom: Instant?, replacing version: Int, by scope: ProjectScope<EditRules>,
        at now: Instant
    ) async throws -> Int {
        let rule = NewRule(.statuses, holdsFrom: holdsFrom, document: try map.storedText())
        let seen = map.groups.keys.sorted()
        return try await saveRule(rule, replacing: version, event: .statusesGrouped, by: scope, at: now) { db in
            let new: [Int] = try db.values(
                """
                UPDATE statuses SET is_new = false
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                  AND is_new AND status_id = ANY(\(seen))
                RETURNING status_id
                """)
            return ["new": "[\(new.sorted().map(String.init).joined(separator: ","))]"]
        }
    }
}

extension DictionaryStatus: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        id = try row["status_id"]
        name = try row["name"]
        sourceGroup = try row["source_group"]
        isActive = try row["is_active"]
        isNew = try row["is_new"]
        orders = try row["orders"]
    }
}
