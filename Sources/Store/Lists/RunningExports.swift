package import Models
import Postgres

/// The organization has as many exports on their way as it may have at once.
package struct TooManyExports: Error {
    /// How many that is.
    package let most: Int
}

extension Store {
    /// How long an export counts as running after it was last said to be, in seconds.
    package static let exportLease = 60

    /// Counts one more export of the organization as running; answers its number, by which it ends. Throws
    /// `TooManyExports` when there are `most` already, over all processes.
    package func beginExport(atMost most: Int, _ scope: some Tenancy) async throws -> Int {
        try await transaction(scope) { db in
            // Two that begin at the same moment count one after the other.
            _ = try db.value(
                "SELECT 1 FROM organizations WHERE id = \(scope.organization) FOR NO KEY UPDATE", as: Int.self)
            try db.execute(
                """
                DELETE FROM running_exports
                WHERE organization_id = \(scope.organization) AND goes_on_until < clock_timestamp()
                """)
            let id: Int? = try db.value(
                """
                INSERT INTO running_exports (organization_id, goes_on_until)
                SELECT \(scope.organization), clock_timestamp() + make_interval(secs => \(Self.exportLease))
                WHERE (SELECT count(*) FROM running_exports r WHERE r.organization_id = \(scope.organization)) < \(most)
                RETURNING id
                """)
            guard let id else { throw TooManyExports(most: most) }
            return id
        }
    }

    /// Says that an export is still being sent.
    package func keepExport(_ id: Int, _ scope: some Tenancy) async throws {
        try await transaction(scope) { db in
            _ = try db.execute(
                """
                UPDATE running_exports SET goes_on_until = clock_timestamp() + make_interval(secs => \(Self.exportLease))
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
        }
    }

    /// The export was sent, or broken off.
    package func endExport(_ id: Int, _ scope: some Tenancy) async throws {
        try await transaction(scope) { db in
            _ = try db.execute(
                "DELETE FROM running_exports WHERE organization_id = \(scope.organization) AND id = \(id)")
        }
    }
}
