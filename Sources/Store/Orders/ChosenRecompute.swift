package import FoundationEssentials
package import Jobs
package import Models
import Postgres

/// Counting chosen orders again, behind the pages: the filter as the list's address carries it.
package struct ChosenRecompute: Codable, Sendable {
    package static let kind = "recompute_chosen"

    package let project: UUID
    package let query: String
    /// nil: all that match.
    package let numbers: [Int]?
    /// Microseconds since 1970: when it was asked for.
    package let moment: Int64
}

extension ChosenRecompute {
    package func scope(of run: JobRun) throws -> SystemScope {
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        return SystemScope(
            organization: Organization.ID(rawValue: organization), project: Project.ID(rawValue: project),
            task: .recompute)
    }
}

extension Store {
    /// Derives chosen orders anew from their events, whatever rules derived them before, in one short
    /// transaction. `asked`: the number of all orders the person asked for, on the first of several.
    package func recompute(
        _ orders: [Int], asked: Int? = nil, _ scope: some ProjectTenancy, at now: Instant,
        rules: @escaping @Sendable (_ number: Int, _ load: () throws -> StoredRules) throws -> OrderRules
    ) async throws {
        try await transaction(scope) { db in
            // Held against a change of the rules, or these rows could miss its own recomputation.
            let number: Int? = try db.value(
                """
                SELECT rules_number FROM projects
                WHERE organization_id = \(scope.organization) AND id = \(scope.project) FOR KEY SHARE
                """)
            guard let number, let project = try db.project(scope) else { return }
            let locked: [Int] = try db.values(
                """
                SELECT order_id FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
                  AND order_id = ANY(\(orders))
                ORDER BY order_id
                FOR UPDATE
                """)
            let rules = try rules(number) { try db.storedRules(scope) }
            try db.derive(locked, by: rules, number, scope, at: now)
            guard let asked else { return }
            try db.record(
                .ordersRecomputed, .project, project.publicID.rawValue, by: scope, at: now,
                after: JSONText.object(["orders": "\(asked)"]))
        }
    }

    /// The same for many, as a job.
    package func enqueueRecompute(
        query: String, numbers: [Int]?, by scope: ProjectScope<some Permission>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard try db.project(scope) != nil else { throw NotVisible() }
            let payload = ChosenRecompute(
                project: scope.project.rawValue, query: query, numbers: numbers, moment: now.microseconds)
            try db.enqueue(
                Job(
                    ChosenRecompute.kind, organization: scope.organization.rawValue, payload: payload,
                    key: "\(scope.project.text) \(now.microseconds)"))
            try db.record(
                .ordersRecomputed, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(numbers.map { ["orders": "\($0.count)"] } ?? ["query": query]))
        }
    }
}
