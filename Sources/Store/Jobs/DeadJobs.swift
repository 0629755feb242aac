package import Models
package import Postgres

/// The jobs of one organization that were given up, for its administrators.
extension Store {
    /// The newest before the one given, at most `limit`.
    package func deadJobs(
        before id: Int = .max, limit: Int, _ scope: Scope<ManageProjects>
    ) async throws -> [DeadJob] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT id, kind, organization_id, NULL AS organization, attempts, reason, died_at FROM dead_jobs
                WHERE organization_id = \(scope.organization) AND id < \(id)
                ORDER BY id DESC
                LIMIT \(limit)
                """)
        }
    }

    /// Puts a dead job back into the queue; false when there is none.
    package func replay(deadJob id: Int, by scope: Scope<ManageProjects>, at now: Instant) async throws -> Bool {
        try await end(id, .jobReplayed, by: scope, at: now) { db in
            try db.value("SELECT count(revive_job(\(id)))") == 1
        }
    }

    /// Forgets a dead job for good; false when there is none.
    package func discard(deadJob id: Int, by scope: Scope<ManageProjects>, at now: Instant) async throws -> Bool {
        try await end(id, .jobDiscarded, by: scope, at: now) { db in
            try db.execute(
                "DELETE FROM dead_jobs WHERE organization_id = \(scope.organization) AND id = \(id)") == 1
        }
    }

    private func end(
        _ id: Int, _ event: AuditEntry.Event, by scope: Scope<ManageProjects>, at now: Instant,
        _ act: @escaping @Sendable (isolated Connection) throws -> Bool
    ) async throws -> Bool {
        try await transaction(scope) { db in
            let job: DeadJob? = try db.first(
                """
                SELECT id, kind, organization_id, NULL AS organization, attempts, reason, died_at FROM dead_jobs
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
            guard let job, try act(db) else { return false }
            try db.record(event, [job], 1, by: scope, at: now)
            return true
        }
    }
}

extension Connection {
    /// One entry for all of them: the kinds, and how many there were.
    func record(
        _ event: AuditEntry.Event, _ jobs: [DeadJob], _ count: Int, by scope: some Tenancy, at now: Instant
    ) throws {
        let kinds = Set(jobs.map(\.kind)).sorted().joined(separator: ", ")
        try record(
            event, .job, jobs.count == 1 ? "\(jobs[0].id)" : kinds, by: scope, at: now,
            before: JSONText.object(["kind": kinds, "count": "\(count)"]))
    }
}

extension DeadJob: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], kind: try row["kind"], organization: try row["organization_id"],
            organizationName: try row["organization"], attempts: try row["attempts"], reason: try row["reason"],
            diedAt: try row["died_at"])
    }
}
