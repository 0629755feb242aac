import Postgres

/// The content of every table as a hash each, to tell whether something was changed, and where.
package struct TableHashes: Equatable, Sendable {
    fileprivate let hashes: [String: String]

    /// The tables that differ.
    package func changes(since old: TableHashes) -> [String] {
        Set(hashes.keys).union(old.hashes.keys).filter { hashes[$0] != old.hashes[$0] }.sorted()
    }
}

extension TestDatabase {
    /// Read by the superuser, so that no policy hides a row. When a session was last seen is left out: it is
    /// written once a minute whatever is asked for.
    package var tableHashes: TableHashes {
        get async throws {
            let lines = try await superuser.values(
                """
                SELECT relname || ' ' || query_to_xml(format(
                    'SELECT md5(coalesce(string_agg(row, '','' ORDER BY row), '''')) AS hash
                     FROM (SELECT (to_jsonb(t) - ''seen_at'')::text AS row FROM %I t) x', relname), false, true, '')::text
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                """, as: String.self)
            let pairs = lines.map { $0.split(separator: " ", maxSplits: 1) }
            return TableHashes(
                hashes: Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0.last ?? "")) }))
        }
    }
}
