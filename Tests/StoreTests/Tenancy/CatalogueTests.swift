import Postgres
import Store
import TestSupport
import Testing

/// T-TEN, what the database's own catalogue says about the walls between organizations.
struct CatalogueTests {
    /// Tables with an organization in them. `sessions` only remembers one: its rows are a person's.
    static let tenantTables: SQL = """
        SELECT t.oid, t.relname FROM pg_class t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND t.relname <> 'sessions'
        """

    static func list(_ sql: SQL) async throws -> [String] {
        try await TestDatabase.shared.superuser.values(sql, as: String.self)
    }

    @Test func `every table but the installation's own forces row-level security on everyone`() async throws {
        let open = try await Self.list(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND NOT (relrowsecurity AND relforcerowsecurity)
            ORDER BY relname
            """)
        #expect(open == ["buckets", "call_lines", "hook_refusals", "key_canaries", "migrations", "setup_links"])
        #expect(try await Self.list("SELECT relname FROM (\(Self.tenantTables)) t").count >= 14)
        let nullable = try await Self.list(
            """
            SELECT t.relname FROM (\(Self.tenantTables)) t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organization_id' AND NOT a.attnotnull
            ORDER BY 1
            """)
        #expect(
            nullable == [
                "dead_jobs", "jobs", "scheduled_runs", "scheduled_tasks",
            ],
            "the installation has jobs and tasks of its own")
    }

    @Test func `policies let a tenant see its own rows and the doors' owner what it needs`() async throws {
        let policies = try await Self.list(
            """
            SELECT tablename || ' ' || policyname || ' ' || cmd || ' ' || array_to_string(roles, ',') FROM pg_policies
            WHERE policyname <> 'tenant' AND NOT (policyname = 'doors' AND roles = '{takt_queue}') ORDER BY 1
            """)
        #expect(
            policies == [
                "dead_jobs installation ALL public",
                "device_marks self ALL public",
                "email_changes self ALL public",
                "installation_entries self ALL public",
                "jobs installation ALL public",
                "mails installation ALL public",
                "notifications self SELECT public",
                "notifications self_marks UPDATE public",
                "password_resets self ALL public",
                "people colleagues SELECT public",
                "people self ALL public",
                "recovery_codes self ALL public",
                "second_factors self ALL public",
                "sessions self ALL public",
                "sign_in_failures colleagues SELECT public",
            ])
        let without = try await Self.list(
            """
            SELECT t.relname FROM (\(Self.tenantTables)) t WHERE NOT EXISTS (
                SELECT FROM pg_policies p WHERE p.tablename = t.relname AND p.policyname = 'tenant' AND p.cmd = 'ALL'
                AND p.permissive = 'PERMISSIVE' AND p.qual = p.with_check AND p.qual LIKE '(organization_id = %')
            """)
        #expect(without == [])
    }

    @Test func `a foreign key between tenants' tables carries the organization`() async throws {
        let loose = try await Self.list(
            """
            SELECT c.conrelid::regclass || ' ' || c.conname FROM pg_constraint c
            JOIN (\(Self.tenantTables)) child ON child.oid = c.conrelid
            JOIN (\(Self.tenantTables)) parent ON parent.oid = c.confrelid
            WHERE c.contype = 'f' AND NOT EXISTS (
                SELECT FROM unnest(c.conkey, c.confkey) AS k (own, other)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
                JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other
                WHERE a.attname = 'organization_id' AND b.attname = 'organization_id')
            """)
        #expect(loose == [])
    }

    @Test func `unique keys of tenants' tables begin with the organization`() async throws {
        let others = try await Self.list(
            """
            SELECT i.indexrelid::regclass::text FROM pg_index i JOIN (\(Self.tenantTables)) t ON t.oid = i.indrelid
            LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indisunique AND a.attname IS DISTINCT FROM 'organization_id' ORDER BY 1
            """)
        // Public ids and token hashes are unique everywhere, or they could not be looked up; job numbers are given
        // by the database.
        #expect(
            others == [
                "api_tokens_id_key",
                "calendar_feeds_token",
                "dead_jobs_pkey",
                "hook_tokens_token_sha256_key",
                "invitations_token_sha256_key",
                "jobs_pkey",
                "lead_forms_public_id",
                "lead_secrets_hash",
                "projects_public_id_key",
            ])
    }

    @Test func `views read with the reader's rights, and there are no materialized ones`() async throws {
        let views = try await Self.list(
            """
            SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm'
                OR relkind = 'v' AND NOT coalesce(reloptions::text[] && '{security_invoker=true,security_invoker=on}', false))
            """)
        #expect(views == [])
    }

    @Test func `the application's role owns nothing, empties nothing and passes no policy`() async throws {
        let faults = try await Self.list(
            """
            SELECT 'role ' || rolname FROM pg_roles
            WHERE rolname IN ('takt_app', 'takt_queue', 'takt_owner')
              AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
            UNION ALL
            SELECT 'member of ' || r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
            WHERE m.member = 'takt_app'::regrole
            UNION ALL
            SELECT 'owns ' || relname FROM pg_class WHERE relowner = 'takt_app'::regrole
            UNION ALL
            SELECT privilege || ' on ' || relname FROM pg_class,
                   unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
              AND has_table_privilege('takt_app', oid, privilege)
            UNION ALL
            SELECT 'create in ' || nspname FROM pg_namespace
            WHERE nspname IN ('public', 'takt') AND has_schema_privilege('takt_app', oid, 'CREATE')
            UNION ALL
            SELECT 'may log in as takt_queue' FROM pg_roles WHERE rolname = 'takt_queue' AND rolcanlogin
            """)
        #expect(faults == [])
        #expect(try await TestDatabase.shared.app.catalogueFaults() == [])
    }

    @Test func `what the application may read and change of the sensitive tables is written down`() async throws {
        // Privileges on a whole table, then on single columns where they are fewer.
        let tables = try await Self.list(
            """
            SELECT c.relname || ' ' || string_agg(p.name, ' ' ORDER BY p.name) FROM pg_class c,
                   unnest(ARRAY['DELETE', 'INSERT', 'SELECT', 'UPDATE']) AS p (name)
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND has_table_privilege('takt_app', c.oid, p.name)
            GROUP BY c.relname ORDER BY 1
            """)
        #expect(
            tables == [
                "activities DELETE INSERT SELECT UPDATE",
                "api_answers DELETE INSERT SELECT UPDATE",
                "attachments INSERT SELECT UPDATE",
                "audit_entries INSERT SELECT",
                "audit_links SELECT",
                "audit_open SELECT",
                "buckets DELETE INSERT SELECT UPDATE",
                "calendar_feeds DELETE INSERT SELECT UPDATE",
                "call_lines INSERT SELECT UPDATE",
                "customer_contacts DELETE INSERT SELECT UPDATE",
                "customers INSERT SELECT UPDATE",
                "dead_jobs DELETE SELECT",
                "default_views DELETE INSERT SELECT UPDATE",
                "deliveries INSERT SELECT",
                "denials INSERT SELECT UPDATE",
                "device_marks DELETE INSERT SELECT",
                "email_changes DELETE",
                "events INSERT SELECT",
                "files DELETE INSERT SELECT",
                "hook_refusals INSERT SELECT UPDATE",
                "hook_tokens DELETE INSERT SELECT UPDATE",
                "installation_entries INSERT SELECT",
                "invitations INSERT SELECT UPDATE",
                "jobs SELECT",
                "key_canaries INSERT SELECT",
                "lead_assignment INSERT SELECT UPDATE",
                "lead_calls INSERT SELECT UPDATE",
                "lead_contacts DELETE INSERT SELECT UPDATE",
                "lead_counts INSERT SELECT UPDATE",
                "lead_days DELETE INSERT SELECT UPDATE",
                "lead_deliveries INSERT SELECT UPDATE",
                "lead_forms INSERT SELECT UPDATE",
                "lead_phones DELETE INSERT SELECT",
                "lead_scores INSERT SELECT UPDATE",
                "lead_scoring INSERT SELECT UPDATE",
                "lead_secrets DELETE INSERT",
                "lead_stages DELETE INSERT SELECT UPDATE",
                "lead_steps DELETE INSERT SELECT UPDATE",
                "lead_sums INSERT SELECT UPDATE",
                "lead_turns INSERT SELECT UPDATE",
                "leads INSERT SELECT UPDATE",
                "mails DELETE INSERT SELECT UPDATE",
                "memberships INSERT SELECT UPDATE",
                "notifications INSERT SELECT",
                "order_contents DELETE INSERT SELECT UPDATE",
                "order_intervals DELETE INSERT SELECT UPDATE",
                "order_items DELETE INSERT SELECT UPDATE",
                "order_managers INSERT SELECT UPDATE",
                "order_marketing DELETE INSERT SELECT UPDATE",
                "order_sources INSERT SELECT UPDATE",
                "orders DELETE INSERT SELECT UPDATE",
                "organization_hours INSERT SELECT",
                "organizations INSERT SELECT UPDATE",
                "password_resets DELETE",
                "project_members DELETE INSERT SELECT",
                "projects INSERT SELECT UPDATE",
                "recovery_codes DELETE INSERT SELECT",
                "refusal_reasons DELETE INSERT SELECT UPDATE",
                "rule_versions INSERT SELECT",
                "running_exports DELETE INSERT SELECT UPDATE",
                "saved_views DELETE INSERT SELECT UPDATE",
                "scheduled_runs SELECT",
                "scheduled_tasks SELECT",
                "second_factors DELETE INSERT SELECT UPDATE",
                "sessions DELETE INSERT SELECT UPDATE",
                "setup_links INSERT",
                "sign_in_failures SELECT",
                "status_events INSERT SELECT",
                "status_groups DELETE INSERT SELECT UPDATE",
                "statuses DELETE INSERT SELECT UPDATE",
            ])
        let columns = try await Self.list(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE (c.relname, a.attname) IN (('people', 'password_hash'), ('people', 'pepper_id'), ('setup_links', 'token_sha256'),
                  ('api_tokens', 'secret_sha256'))
              AND has_column_privilege('takt_app', c.oid, a.attnum, 'SELECT')
               OR c.relname = 'people' AND a.attname IN ('is_operator', 'is_active', 'email')
              AND has_column_privilege('takt_app', c.oid, a.attnum, 'UPDATE')
               OR c.relname = 'people' AND a.attname = 'is_operator'
              AND has_column_privilege('takt_app', c.oid, a.attnum, 'INSERT')
               OR c.relname = 'api_tokens' AND a.attname NOT IN ('revoked_at', 'told_days')
              AND has_column_privilege('takt_app', c.oid, a.attnum, 'UPDATE')
            """)
        #expect(columns == [])
        let doors = try await Self.list(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
              AND has_column_privilege('takt_queue', c.oid, a.attnum, 'SELECT')
              AND (a.attname IN ('api_key', 'sealed', 'seed', 'body', 'base_url', 'document', 'before', 'after')
                OR c.relname IN ('orders', 'order_intervals', 'status_events', 'deliveries', 'statuses', 'audit_entries',
                                 'order_contents', 'order_items', 'order_marketing', 'order_managers', 'order_sources')
                OR c.relname = 'notifications' AND a.attname IN ('title', 'message', 'arguments', 'metadata', 'action_url'))
            ORDER BY 1
            """)
        // What people did to their own accounts is checked against its chain there, as nobody else sees all of it.
        #expect(
            doors == [
                "hook_tokens.sealed", "installation_entries.after", "installation_entries.before", "projects.api_key",
                "second_factors.seed",
            ], "takt_queue reads no business data; of sealed values it tells the id of the key")
    }
}
