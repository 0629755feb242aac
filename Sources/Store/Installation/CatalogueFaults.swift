package import Postgres

extension Database {
    /// What the database's catalogue says against the walls between organizations, a line each; empty when all stand.
    package func catalogueFaults() async throws -> [String] {
        try await values(
            """
            SELECT 'table ' || t.relname || ' has an organization but no forced row security'
            FROM pg_class t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
                AND NOT (t.relrowsecurity AND t.relforcerowsecurity)
            UNION ALL
            SELECT 'view ' || v.relname || ' reads with the rights of its owner'
            FROM pg_class v
            WHERE v.relnamespace = 'public'::regnamespace AND v.relkind = 'v'
                AND NOT coalesce(v.reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)
            UNION ALL
            SELECT 'function ' || p.proname || ' runs as its owner and is not one of takt_queue with a search_path'
            FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
                AND NOT (
                    p.proowner = (SELECT oid FROM pg_roles WHERE rolname = 'takt_queue')
                    AND coalesce(array_to_string(p.proconfig, ','), '') LIKE '%search_path=%')
            UNION ALL
            SELECT 'role ' || wanted.name || CASE
                WHEN r.oid IS NULL THEN ' is missing; run Migrations/setup/roles.sql'
                ELSE ' has more rights than Migrations/setup/roles.sql gives' END
            FROM (VALUES ('takt_owner', true), ('takt_app', true), ('takt_queue', false), ('takt_backup', true))
                AS wanted (name, may_login)
            LEFT JOIN pg_roles r ON r.rolname = wanted.name
            WHERE r.oid IS NULL OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb
                OR (r.rolbypassrls AND wanted.name <> 'takt_backup') OR (r.rolcanlogin AND NOT wanted.may_login)
            """)
    }

    /// Every zone of a place with its distance from UTC in seconds: ours must be the same. Names without a
    /// slash are left out because the server reads some (`CET`) as abbreviations.
    package func zoneOffsets(at second: Int64) async throws -> [ZoneOffset] {
        try await all(
            """
            SELECT name, extract(epoch FROM (to_timestamp(\(second)) AT TIME ZONE name)
                - (to_timestamp(\(second)) AT TIME ZONE 'UTC'))::int8 AS seconds
            FROM pg_timezone_names
            WHERE name LIKE '%/%' AND name !~ '^(posix|right)/'
            """)
    }
}

package struct ZoneOffset: Sendable, RowDecodable {
    package let name: String
    package let seconds: Int

    package init(_ row: Row) throws(RowError) {
        name = try row["name"]
        seconds = try row["seconds"]
    }
}
