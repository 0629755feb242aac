import Jobs
package import Models
package import Postgres

/// The queue over all organizations, for those who run the installation: the database gives nothing to anybody
/// else.
extension Store {
    /// The live jobs by kind, counted over at most a hundred thousand.
    package func queuedKinds(by person: Person.ID) async throws -> [QueuedKind] {
        try await database.all(
            "SELECT kind, running, ready, later, oldest FROM queue_by_kind()", settings: [.person(person)])
    }

    /// The jobs that run now, at most `limit`.
    package func runningJobs(limit: Int, by person: Person.ID) async throws -> [RunningJob] {
        try await database.all(
            """
            SELECT id, kind, organization, attempts, max_attempts, done, total FROM running_jobs(\(limit))
            """, settings: [.person(person)])
    }

    /// The newest dead jobs before the one given; of one kind, when it is given.
    package func deadJobs(
        _ kind: String?, before id: Int = .max, limit: Int, by person: Person.ID
    ) async throws -> [DeadJob] {
        try await database.all(
            """
            SELECT id, kind, organization_id, organization, attempts, reason, died_at
            FROM dead_jobs_of_all(\(kind), \(id), \(limit))
            """, settings: [.person(person)])
    }

    /// How many dead there are of each kind among the ten thousand newest.
    package func deadKinds(by person: Person.ID) async throws -> [(kind: String, count: Int)] {
        let rows: [DeadKind] = try await database.all(
            "SELECT kind, jobs FROM dead_by_kind()", settings: [.person(person)])
        return rows.map { ($0.kind, $0.count) }
    }

    /// One dead job, whoever's it is; nil when it is gone, or for nobody but operators.
    package func deadJob(_ id: Int, by person: Person.ID) async throws -> DeadJob? {
        try await deadJobs(nil, before: id + 1, limit: 1, by: person).first { $0.id == id }
    }

    /// Puts dead jobs back into the queue and answers how many there were. What an organization's own log says
    /// of it names the operator; of the installation's own jobs there is no such log.
    package func replay(_ jobs: [DeadJob], by person: Person.ID, at now: Instant) async throws -> Int {
        try await end(jobs, .jobReplayed, by: person, at: now) { db, ids in
            try db.value(
                "SELECT count(revive_job(dead.id)) FROM unnest(\(ids)::bigint[]) AS dead (id)") ?? 0
        }
    }

    /// Forgets dead jobs for good and answers how many there were.
    package func discard(_ jobs: [DeadJob], by person: Person.ID, at now: Instant) async throws -> Int {
        try await end(jobs, .jobDiscarded, by: person, at: now) { db, ids in
            try db.execute("DELETE FROM dead_jobs WHERE id = ANY (\(ids)::bigint[])")
        }
    }

    /// In one transaction for each organization, as its tenant.
    private func end(
        _ jobs: [DeadJob], _ event: AuditEntry.Event, by person: Person.ID, at now: Instant,
        _ act: @escaping @Sendable (isolated Connection, [Int]) throws -> Int
    ) async throws -> Int {
        var count = 0
        for (organization, jobs) in Dictionary(grouping: jobs, by: \.organization) {
            let ids = jobs.map(\.id).sorted()
            guard let organization else {
                count += try await database.transaction { db in try act(db, ids) }
                continue
            }
            let tenancy = Operating(organization: organization, person: person)
            count += try await transaction(tenancy) { db in
                let ended = try act(db, ids)
                if ended > 0 { try db.record(event, jobs, ended, by: tenancy, at: now) }
                return ended
            }
        }
        return count
    }
}

/// Somebody who runs the installation, acting in an organization without a role there.
private struct Operating: Tenancy {
    let organization: Organization.ID
    let person: Person.ID

    var actor: Actor { .person(person) }
}

private struct DeadKind: RowDecodable {
    let kind: String
    let count: Int

    init(_ row: Row) throws(RowError) {
        kind = try row["kind"]
        count = try row["jobs"]
    }
}

extension QueuedKind: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            kind: try row["kind"], running: try row["running"], ready: try row["ready"], later: try row["later"],
            oldest: try row["oldest"])
    }
}

extension RunningJob: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], kind: try row["kind"], organizationName: try row["organization"],
            attempt: try row["attempts"], maxAttempts: try row["max_attempts"], done: try row["done"],
            total: try row["total"])
    }
}
