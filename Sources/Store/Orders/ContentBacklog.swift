package import Models
import Postgres

/// How many orders of a project still wait for the CRM's answer, and how many got none. Counting stops at
/// `Store.mostCountedOrders`.
package struct ContentBacklog: Sendable, Equatable {
    package let waiting: Int
    package let failed: Int
    /// What most of the failed ones failed of, as one word; nil when none did.
    package let reason: String?

    /// A backlog as it was counted.
    package init(waiting: Int, failed: Int, reason: String?) {
        self.waiting = waiting
        self.failed = failed
        self.reason = reason
    }
}

extension Store {
    /// What is left to be asked of the project's CRM.
    package func contentBacklog(_ scope: ProjectScope<ManageProjects>) async throws -> ContentBacklog {
        func count(_ state: ContentState) -> SQL {
            """
            SELECT count(*) FROM (
                SELECT FROM order_contents
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND state = \(state)
                  AND state <> 'fetched'
                LIMIT \(Self.mostCountedOrders + 1)) x
            """
        }
        let statements = [
            count(.waiting), count(.failed),
            """
            SELECT failure FROM (
                SELECT failure FROM order_contents
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND state = 'failed'
                LIMIT \(Self.mostCountedOrders)) x
            GROUP BY failure ORDER BY count(*) DESC, failure LIMIT 1
            """,
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            return ContentBacklog(
                waiting: try answers[0].value() ?? 0, failed: try answers[1].value() ?? 0,
                reason: try answers[2].value())
        }
    }
}
