/// What the server says about itself and about the login that asks.
package struct ServerFacts: Sendable, Equatable, RowDecodable {
    package let login: String
    package let isSuperuser: Bool
    package let bypassesRowSecurity: Bool
    package let ownsTables: Bool
    /// `15.14` is 150014.
    package let version: Int
    package let fsync: Bool
    /// Microseconds since 1970 on the server's clock.
    package let clock: Int64

    package init(_ row: Row) throws(RowError) {
        login = try row["login"]
        isSuperuser = try row["is_superuser"]
        bypassesRowSecurity = try row["bypasses_row_security"]
        ownsTables = try row["owns_tables"]
        version = try row["version"]
        fsync = try row["fsync"]
        clock = try row["clock"]
    }
}

extension Database {
    /// Reads them in one trip. Throws when the database does not answer.
    package func serverFacts() async throws -> ServerFacts? {
        try await first(
            """
            SELECT rolname::text AS login, rolsuper AS is_superuser, rolbypassrls AS bypasses_row_security,
                EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')) AS owns_tables,
                current_setting('server_version_num')::int8 AS version, current_setting('fsync') = 'on' AS fsync,
                (extract(epoch FROM clock_timestamp()) * 1000000)::int8 AS clock
            FROM pg_roles
            WHERE rolname = current_user
            """)
    }
}
