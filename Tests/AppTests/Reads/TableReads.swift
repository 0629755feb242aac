import Postgres
import TestSupport

/// What something reads from the tables, as the database itself counts it. The application has one connection in such a
/// database and nobody else works there, so nothing else is among it.
struct TableReads {
    struct Work {
        /// Tables that were read from end to end, and how many rows of each.
        let walked: [String: Int]
        /// Rows of such tables and entries of indexes together, by table.
        let entries: [String: Int]
        /// Pages of tables and indexes, 8 kB each: also what an index was searched through in vain.
        let pages: Int

        var sum: Int { entries.values.reduce(0, +) }
    }

    private struct Count: RowDecodable {
        let name: String
        let scans, scanned, entries, pages: Int

        init(_ row: Row) throws(RowError) {
            name = try row["name"]
            scans = try row["scans"]
            scanned = try row["scanned"]
            entries = try row["entries"]
            pages = try row["pages"]
        }
    }

    let database: TestDatabase
    /// The tables that are never walked through.
    let large: Set<String>

    /// `large`: what has at least that many rows.
    init(_ database: TestDatabase, large rows: Int) async throws {
        self.database = database
        large = Set(
            try await database.superuser.values(
                """
                SELECT relname::text FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples >= \(rows)
                """))
    }

    /// What the call reads of the large tables.
    func of<Value>(_ call: () async throws -> Value) async throws -> (Value, Work) {
        let before = try await counts()
        let value = try await call()
        var walked: [String: Int] = [:], entries: [String: Int] = [:], pages = 0
        for (name, after) in try await counts() where large.contains(name) {
            guard let old = before[name] else { continue }
            if after.scans > old.scans { walked[name] = after.scanned - old.scanned }
            entries[name] = after.scanned + after.entries - old.scanned - old.entries
            pages += after.pages - old.pages
        }
        return (value, Work(walked: walked, entries: entries.filter { $0.value > 0 }, pages: pages))
    }

    private func counts() async throws -> [String: Count] {
        // What a connection read is told to the others as soon as it is asked to: the test's own reading first of all.
        for connection in [database.superuser, database.app] {
            _ = try await connection.value("SELECT 1 FROM pg_stat_force_next_flush()", as: Int.self)
        }
        let all: [Count] = try await database.superuser.all(
            """
            SELECT t.relname::text AS name, t.seq_scan AS scans, t.seq_tup_read AS scanned, coalesce(i.entries, 0)::bigint AS entries,
                   coalesce(p.heap_blks_read + p.heap_blks_hit + p.idx_blks_read + p.idx_blks_hit, 0) AS pages
            FROM pg_stat_user_tables t JOIN pg_statio_user_tables p USING (relid)
            LEFT JOIN (SELECT relid, sum(idx_tup_read) AS entries FROM pg_stat_user_indexes GROUP BY relid) i USING (relid)
            """)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }
}
