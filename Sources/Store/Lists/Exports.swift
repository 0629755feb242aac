package import Models
import Postgres

/// What the numbers of a project's groups, statuses, managers and sources stand for.
package struct OrderNames: Sendable {
    package let groups: [Int: String]
    package let statuses: [Int: String]
    package let managers: [CRMPerson]
    package let sources: [OrderSource]
}

extension Store {
    package func orderNames(_ scope: some ProjectTenancy) async throws -> OrderNames {
        let statements = [Self.groups(scope), Self.dictionary(scope), Self.managers(scope), Self.sources(scope)]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let groups: [StatusGroup] = try answers[0].all()
            let statuses: [OrderStatus] = try answers[1].all()
            return OrderNames(
                groups: Dictionary(groups.map { ($0.number, $0.name) }) { first, _ in first },
                statuses: Dictionary(statuses.map { ($0.id, $0.name) }) { first, _ in first },
                managers: try answers[2].all(), sources: try answers[3].all())
        }
    }

    /// Written before the first byte of an export leaves.
    package func recordExport(
        of list: ListPlace.Name, query: String, by scope: ProjectScope<some Permission>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard try db.project(scope) != nil else { throw NotVisible() }
            try db.record(
                .listExported, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(["list": list.rawValue, "query": query]))
        }
    }

    /// The same of a list of the whole organization.
    package func recordExport(
        of list: ListPlace.Name, query: String, by scope: Scope<some Permission>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            _ = try db.record(
                .listExported, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                after: JSONText.object(["list": list.rawValue, "query": query]))
        }
    }
}
