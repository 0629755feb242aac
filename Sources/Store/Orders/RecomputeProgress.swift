package import Models
import Postgres

extension Store {
    /// Where counting for a progress stops.
    private static let mostCounted = 1_000_000

    /// How far the orders of a project are derived by its present rules; nil when all are.
    package func recomputeProgress(_ scope: some ProjectTenancy) async throws -> RecomputeProgress? {
        let left = try await outdatedOrders(scope, limit: Self.mostCounted)
        guard left > 0 else { return nil }
        let total: Int = try await reading(scope) { db in
            try db.value(
                """
                SELECT count(*) FROM (
                    SELECT FROM orders
                    WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                    LIMIT \(Self.mostCounted)) x
                """) ?? 0
        }
        return RecomputeProgress(done: max(0, total - left), total: max(total, left))
    }
}
