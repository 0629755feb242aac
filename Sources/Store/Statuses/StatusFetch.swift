package import Models
import Postgres

/// What one fetch of the dictionary came to.
package struct StatusFetch: Sendable, Equatable {
    /// How many statuses the CRM told.
    package let count: Int
    /// How many of them were not known before.
    package let added: Int
    /// How many that were known it does not tell any more.
    package let gone: Int
    /// How many nobody has put into a group yet.
    package let ungrouped: Int

    package init(count: Int, added: Int, gone: Int, ungrouped: Int) {
        self.count = count
        self.added = added
        self.gone = gone
        self.ungrouped = ungrouped
    }
}

extension Store {
    /// Keeps a fetched dictionary. Nothing is deleted: a status that the CRM does not tell any more is
    /// inactive. With the first dictionary the CRM's own groups hold for all history; later a new status is
    /// ungrouped until somebody puts it into a group. A changed map is the next version of the rules, and
    /// the orders are counted again.
    package func saveStatuses(
        _ statuses: [OrderStatus], by scope: some ProjectTenancy, at now: Instant
    ) async throws -> StatusFetch {
        try await transaction(scope) { db in
            guard let project = try db.project(scope, locking: true) else { throw NotVisible() }
            let known: [Int] = try db.values(
                """
                SELECT status_id FROM statuses
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND name <> ''
                """)
            let map = try db.regroup(statuses, isFirst: known.isEmpty, project, scope, at: now)
            try db.upsert(statuses, map, scope, at: now)
            let gone = try db.execute(
                """
                UPDATE statuses SET is_active = false
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND is_active
                  AND status_id <> ALL(\(statuses.map(\.id))::bigint[])
                """)
            try db.execute(
                """
                UPDATE projects SET statuses_fetched_at = \(now)
                WHERE organization_id = \(scope.organization) AND id = \(scope.project)
                """)
            let fetch = StatusFetch(
                count: statuses.count, added: statuses.count { !known.contains($0.id) }, gone: gone,
                ungrouped: statuses.count { map.group(of: $0.id, recorded: nil) == StatusGroup.ungrouped })
            try db.record(
                .statusesFetched, .project, project.publicID.rawValue, by: scope, at: now,
                before: JSONText.object(["count": "\(known.count)"]),
                after: JSONText.object([
                    "count": "\(fetch.count)", "added": "\(fetch.added)", "gone": "\(fetch.gone)",
                ]))
            let strangers = statuses.filter {
                !known.contains($0.id) && map.group(of: $0.id, recorded: nil) == StatusGroup.ungrouped
            }
            if !known.isEmpty, !strangers.isEmpty {
                try db.notify(
                    .newStatuses(strangers.map(\.name)), to: .holders(of: EditRules.self, in: scope.project), by: scope,
                    at: now)
            }
            return fetch
        }
    }
}

extension Connection {
    /// The map after this fetch; saved as the next version when it differs from the latest.
    fileprivate func regroup(
        _ statuses: [OrderStatus], isFirst: Bool, _ project: ProjectRecord, _ scope: some ProjectTenancy,
        at now: Instant
    ) throws -> StatusMap {
        let latest = try latestRule(.statuses, scope)
        let saved = try latest.map { try StatusMap(storedText: $0.document) } ?? .empty
        let groups: [Int] = try values(
            """
            SELECT number FROM status_groups
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project)
            """)
        let map =
            isFirst ? StatusMap(connecting: statuses, groups: groups, keeping: saved) : saved.refreshed(with: statuses)
        guard map != saved else { return map }
        let rule = NewRule(.statuses, holdsFrom: isFirst ? nil : now, document: try map.storedText())
        let version = (latest?.version ?? 0) + 1
        try addRule(rule, version: version, project: scope.project, by: scope, at: now)
        try countRulesChange(scope)
        try enqueueRecompute(scope)
        try record(
            .statusesGrouped, .project, project.publicID.rawValue, by: scope, at: now, before: latest?.auditText,
            after: rule.auditText(version: version))
        return map
    }

    /// A status that is in a group now is not new; one that somebody left ungrouped stays as it is.
    fileprivate func upsert(
        _ statuses: [OrderStatus], _ map: StatusMap, _ scope: some ProjectTenancy, at now: Instant
    ) throws {
        let isNew = statuses.map { map.group(of: $0.id, recorded: nil) == StatusGroup.ungrouped }
        try execute(
            """
            INSERT INTO statuses AS s
                (organization_id, project_id, seen_at, status_id, name, alias, source_group, is_active, is_closing,
                 expiration_seconds, is_new)
            SELECT \(scope.organization), \(scope.project), \(now), *
            FROM unnest(
                \(statuses.map(\.id))::bigint[], \(statuses.map(\.name))::text[], \(statuses.map(\.alias))::text[],
                \(statuses.map(\.sourceGroup))::int[], \(statuses.map(\.isActive))::bool[],
                \(statuses.map(\.isClosing))::bool[], \(statuses.map(\.expirationSeconds))::bigint[],
                \(isNew)::bool[])
            ON CONFLICT (organization_id, project_id, status_id) DO UPDATE SET
                name = excluded.name, alias = excluded.alias, source_group = excluded.source_group,
                is_active = excluded.is_active, is_closing = excluded.is_closing,
                expiration_seconds = excluded.expiration_seconds, is_new = s.is_new AND excluded.is_new,
                seen_at = excluded.seen_at
            """)
    }
}
