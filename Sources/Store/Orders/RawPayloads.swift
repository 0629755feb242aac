package import Models
import Postgres

extension Store {
    /// Takes the bytes off the project's oldest deliveries received before an instant, at most `limit` in one
    /// transaction; the rows and their verdicts stay. Answers how many lost their bytes; 0: none is left.
    package func purgePayloads(
        receivedBefore end: Instant, limit: Int, _ scope: SystemScope, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            guard let project = try db.project(scope, locking: true) else { return 0 }
            let purged: [Instant] = try db.values(
                """
                UPDATE deliveries d SET body = ''
                FROM (
                    SELECT id FROM deliveries
                    WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                      AND received_at < \(end) AND octet_length(body) > 0
                      AND received_at >= coalesce(
                          (SELECT raw_purged_until FROM projects
                           WHERE organization_id = \(scope.organization) AND id = \(scope.project)), '-infinity')
                    ORDER BY received_at
                    LIMIT \(limit)) old
                WHERE d.organization_id = \(scope.organization) AND d.project_id = \(scope.project) AND d.id = old.id
                RETURNING d.received_at
                """)
            // Several may have come at one instant, and the limit may have parted them.
            let until = purged.count < limit ? end : purged.max() ?? end
            try db.execute(
                """
                UPDATE projects SET raw_purged_until = \(until)
                WHERE organization_id = \(scope.organization) AND id = \(scope.project)
                """)
            if !purged.isEmpty {
                try db.record(
                    .payloadsPurged, .project, project.publicID.rawValue, by: scope, at: now,
                    after: JSONText.object(["count": "\(purged.count)", "before": "\(end)"]))
            }
            return purged.count
        }
    }
}
