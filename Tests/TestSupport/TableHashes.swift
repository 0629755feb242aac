import Postgres
import Synchronization

/// The content of every table as a hash each, to tell whether something was changed, and where.
package struct TableHashes: Equatable, Sendable {
    fileprivate let hashes: [String: String]

    /// The tables that differ.
    package func changes(since old: TableHashes) -> [String] {
        Set(hashes.keys).union(old.hashes.keys).filter { hashes[$0] != old.hashes[$0] }.sorted()
    }
}

/// What was read of each table the last time: while all its rows are the same versions, its content is the same.
final class TableMemory: Sendable {
    fileprivate struct Known {
        let versions, content: String
    }

    fileprivate let known = Mutex<[String: Known]>([:])
}

extension TestDatabase {
    /// Read by the superuser, so that no policy hides a row. When a session was last seen is left out: it is
    /// written once a minute whatever is asked for.
    package var tableHashes: TableHashes {
        get async throws {
            let versions = try await rowVersions
            let known = memory.known.withLock { $0 }
            let changed = versions.filter { known[$0.key]?.versions != $0.value }
            for (table, content) in try await contents(of: changed.keys.sorted()) {
                memory.known.withLock { $0[table] = .init(versions: changed[table] ?? "", content: content) }
            }
            return TableHashes(
                hashes: memory.known.withLock { known in versions.keys.reduce(into: [:]) { $0[$1] = known[$1]?.content }
                })
        }
    }

    /// Of each table which versions of rows it has: a hundredth of the time that their content takes.
    private var rowVersions: [String: String] {
        get async throws {
            let lines: [String] = try await superuser.values(
                """
                SELECT unnest(xpath('//row/v/text()', query_to_xml(string_agg(format(
                    'SELECT %L || '' '' || coalesce(md5(string_agg(xmin::text || ctid::text, '','' ORDER BY ctid)), '''') AS v
                     FROM %I', relname, relname), ' UNION ALL '), false, false, '')))::text
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                """)
            return Self.pairs(lines)
        }
    }

    private func contents(of tables: [String]) async throws -> [String: String] {
        if tables.isEmpty { return [:] }
        return Self.pairs(
            try await superuser.values(
                """
                SELECT relname || ' ' || query_to_xml(format(
                    'SELECT md5(coalesce(string_agg(row, '','' ORDER BY row), '''')) AS hash
                     FROM (SELECT (to_jsonb(t) - ''seen_at'')::text AS row FROM %I t) x', relname), false, true, '')::text
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(\(tables))
                """, as: String.self))
    }

    private static func pairs(_ lines: [String]) -> [String: String] {
        let pairs = lines.map { $0.split(separator: " ", maxSplits: 1) }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0.dropFirst().first ?? "")) })
    }
}
