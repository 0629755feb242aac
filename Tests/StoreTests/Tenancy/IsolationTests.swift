import Forms
import struct FoundationEssentials.UUID
import Models
import Postgres
import Store
import TestSupport
import Testing

/// T-TEN by trying: the application's own role against the rows of another organization, statement by statement.
struct IsolationTests {
    private static func tenant(_ site: TestSite) -> [Setting] {
        [Setting(name: "takt.organization", value: site.organization.text)]
    }

    /// A row in every table that has an organization.
    private static func filled() async throws -> TestSite {
        let site = try await TestSite()
        _ = try await site.signIn(as: .rep)
        _ = try await site.store.saveView(
            try SavedViewForm(reading: Input(["name": "Over", "version": "0", "default": "on"])), query: "state=over",
            of: ListPlace(.orders, in: site.project), by: try await site.scope(ViewOrders.self), at: site.clock.now)
        _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        let organization = site.organization
        try await site.database.app.execute(
            "INSERT INTO jobs (organization_id, kind) VALUES (\(organization), 'test')", settings: tenant(site))
        try await site.keepItems(of: 7)
        try await site.store.savePeople(
            [CRMPerson(id: 4, name: "Maria")], [OrderSource(id: 3, name: "Shop")], by: site.system,
            at: site.clock.now)
        let inviter = try await site.addPerson()
        try await site.join(inviter, as: .admin)
        try await site.database.app.execute(
            """
            INSERT INTO invitations
                (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at)
            VALUES (\(organization), gen_random_uuid(), 'a@b.c', 'rep', 'en', \(inviter), sha256(\(inviter.text)::bytea), now(),
                    now(), now())
            """, settings: tenant(site))
        _ = try await site.program(as: .rep)
        try await site.database.app.execute(
            """
            INSERT INTO api_answers (organization_id, token_id, key, request_sha256, claim, claimed_until)
            SELECT \(organization), id, 'k', sha256(''), '\\x00112233445566778899aabbccddeeff', now() FROM api_tokens
            """, settings: tenant(site))
        try await site.database.superuser.execute(
            """
            INSERT INTO dead_jobs (job_id, organization_id, kind, payload, priority, max_attempts, attempts, reason, created_at)
            VALUES (1, \(organization), 'test', '{}', 1, 1, 1, 'test', now())
            """)
        try await site.database.superuser.execute(
            """
            INSERT INTO scheduled_tasks (organization_id, task, timetable, zone, counted_at)
            VALUES (\(organization), 'test', 'never', 'UTC', now())
            """)
        try await site.database.superuser.execute(
            """
            INSERT INTO scheduled_runs (organization_id, task, due_at, begun_at)
            VALUES (\(organization), 'test', now(), now())
            """)
        try await site.database.superuser.execute(
            "INSERT INTO audit_links (organization_id, number, entry_id, hash) VALUES (\(organization), 1, 0, sha256(''))"
        )
        let scope = try await site.scope(ManageProjects.self)
        let member = Member(
            organization: organization, organizationPublicID: site.organizationPublicID, person: scope.person,
            role: .admin)
        try await site.store.noteDenial(of: "test", to: member, at: site.clock.now)
        _ = try await site.store.beginExport(atMost: 1, scope)
        try await site.store.makeCalendarFeed(
            tokenHash: Array(organization.text.utf8.prefix(32)), by: try Scope<ViewLeads>(member), at: site.clock.now)
        let contact = LeadForm.Contact(
            id: nil, name: "Maria", position: nil, phone: nil, email: nil, isPrimary: true)
        let lead = try await site.addLead(
            LeadForm(
                company: "Dnister", phones: ["067 111 22 33"], value: LeadValue(minor: 100, currency: .eur),
                contacts: [contact]),
            by: try Scope<WorkLeads>(member))
        _ = try await site.addActivity(
            ActivityForm(type: .call, title: "Call", isDone: true), with: lead, by: try Scope<WorkLeads>(member))
        _ = try await site.addFile(
            try KeptFile(reading: Array("text".utf8), named: "a.txt"), to: .lead(lead), by: try Scope<WorkLeads>(member)
        )
        try await site.database.app.transaction(Self.tenant(site)) { db in
            try db.execute(
                """
                WITH s AS (
                    INSERT INTO lead_secrets (organization_id, secret_sha256, created_at, created_by)
                    SELECT organization_id, sha256(organization_id::text::bytea), now(), person_id FROM memberships LIMIT 1),
                f AS (
                    INSERT INTO lead_forms (organization_id, public_id, title, fields, required, language)
                    VALUES (current_organization(), translate(substr(md5(random()::text), 1, 10), '01', 'yz'), 'Write', '{email}', '{}', 'en')),
                d AS (
                    INSERT INTO lead_deliveries (organization_id, received_at, origin, verdict, length)
                    VALUES (current_organization(), now(), 'form', 'invalid', 0)),
                g AS (
                    INSERT INTO lead_assignment (organization_id, rules, version, saved_at, saved_by)
                    SELECT organization_id, '{"rules": []}', 1, now(), person_id FROM memberships LIMIT 1),
                u AS (INSERT INTO lead_turns (organization_id, place, turn) VALUES (current_organization(), 0, 1)),
                k AS (
                    INSERT INTO lead_calls (organization_id, lead_id, rose_at, score)
                    SELECT organization_id, id, now(), 80 FROM leads LIMIT 1),
                c AS (
                    INSERT INTO customers (organization_id, id, company, created_at, changed_at)
                    VALUES (current_organization(), gen_random_uuid(), 'Dnister', now(), now()) RETURNING *),
                p AS (
                    INSERT INTO customer_contacts (organization_id, id, customer_id, full_name)
                    SELECT organization_id, gen_random_uuid(), id, 'Maria' FROM c)
                INSERT INTO activities (organization_id, id, customer_id, type, state, title, created_at, changed_at)
                SELECT organization_id, gen_random_uuid(), id, 'call', 'scheduled', 'Call', now(), now() FROM c
                """)
        }
        try await site.store.saveOrganizationHours(
            NewRule(.hours, holdsFrom: nil, document: try WorkingHours.office.storedText()), replacing: 0,
            by: try Scope<EditRules>(member), at: site.clock.now)
        try await site.store.saveLogo(
            try Picture(reading: try Upload.picture("logo.png")), named: "a.png", as: UUID(), atMost: 1 << 20,
            by: try Scope<ManageOrganization>(member), at: site.clock.now)
        return site
    }

    /// `table count` for every table with an organization, as whoever asks sees them.
    private static func counts(_ database: Database, _ settings: [Setting]) async throws -> [String] {
        try await database.values(
            """
            SELECT t.relname || ' ' || substring(query_to_xml(format('SELECT count(*) AS n FROM %I', t.relname),
                false, true, '')::text FROM '<n>([0-9]+)</n>')
            FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organization_id'
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND t.relname <> 'sessions'
            ORDER BY 1
            """, settings: settings, as: String.self)
    }

    @Test func `without an organization there are no rows, with a new one only its own`() async throws {
        let site = try await Self.filled()
        let all = try await Self.counts(site.database.superuser, [])
        #expect(all.count >= 14)
        #expect(all.filter { $0.hasSuffix(" 0") } == [], "every table holds rows to be hidden")
        let nobody = Setting(name: "takt.organization", value: Organization.ID(at: site.clock.now, random: []).text)
        for settings in [[], [Setting(name: "takt.organization", value: "")], [nobody]] {
            let seen = try await Self.counts(site.database.app, settings)
            #expect(seen.filter { !$0.hasSuffix(" 0") && !$0.contains("jobs") } == [])
            let organizations = try await site.database.app.value(
                "SELECT count(*) FROM organizations", settings: settings, as: Int.self)
            #expect(organizations == 0)
        }
        let own = try await Self.counts(site.database.app, Self.tenant(site))
        #expect(own.filter { $0.hasSuffix(" 0") } == [])
    }

    @Test func `a setting does not outlive its transaction on a pooled connection`() async throws {
        let site = try await Self.filled()
        for _ in 0..<30 {
            let own = try await site.database.app.value(
                "SELECT count(*) FROM projects", settings: Self.tenant(site), as: Int.self)
            let after = try await site.database.app.value("SELECT count(*) FROM projects", as: Int.self)
            #expect(own == 1 && after == 0)
        }
    }

    @Test func `rows cannot be put into another organization or without one`() async throws {
        let site = try await Self.filled(), other = try await Self.filled()
        let theirs = other.organization.text
        for settings in [Self.tenant(site), []] {
            // Every table refuses by its policy or by its grants; the check comes before any constraint.
            let refusals = await Self.failures(
                site.database.app, settings, "INSERT INTO %I (organization_id) VALUES (%L)", theirs)
            #expect(refusals.isEmpty, "\(refusals)")
            let moves = await Self.failures(
                site.database.app, settings, "UPDATE %I SET organization_id = %L", theirs, isEmptyFine: settings.isEmpty
            )
            #expect(moves.isEmpty, "\(moves)")
        }
        let kept = try await Self.counts(site.database.app, Self.tenant(site))
        #expect(kept.filter { $0.hasSuffix(" 0") } == [])
    }

    /// Runs a statement on every tenant table and names those where it was not refused.
    private static func failures(
        _ database: Database, _ settings: [Setting], _ statement: String, _ organization: String,
        isEmptyFine: Bool = false
    ) async -> [String] {
        let settings =
            settings + [
                Setting(name: "test.statement", value: statement),
                Setting(name: "test.organization", value: organization),
            ]
        do {
            _ = try await database.transaction(settings) { db in
                try db.execute(
                    """
                    DO $$
                    DECLARE
                        name text;
                        changed bigint;
                        passed text[] := '{}';
                    BEGIN
                        FOR name IN SELECT t.relname FROM pg_class t
                            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organization_id'
                            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND t.relname <> 'sessions'
                        LOOP
                            BEGIN
                                EXECUTE format(current_setting('test.statement'), name, current_setting('test.organization'));
                                GET DIAGNOSTICS changed = ROW_COUNT;
                                passed := passed || (name || ' ' || changed);
                            EXCEPTION WHEN insufficient_privilege THEN NULL;
                            WHEN OTHERS THEN passed := passed || (name || ' ' || SQLERRM);
                            END;
                        END LOOP;
                        RAISE EXCEPTION 'passed: %', array_to_string(passed, ', ');
                    END $$
                    """)
            }
            return ["nothing was raised"]
        } catch let error as PostgresError {
            guard error.message.hasPrefix("passed: ") else { return [error.message] }
            return error.message.dropFirst(8).split(separator: ", ").map(String.init)
                .filter { !(isEmptyFine && $0.hasSuffix(" 0")) }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `a row cannot hang on another organization's project`() async throws {
        let site = try await Self.filled(), other = try await Self.filled()
        let (organization, project) = (site.organization, other.project)
        let error = await #expect(throws: PostgresError.self) {
            try await site.database.app.execute(
                "INSERT INTO status_groups (organization_id, project_id, number, name) VALUES (\(organization), \(project), 9, 'x')",
                settings: Self.tenant(site))
        }
        #expect(error?.state == "23503")
    }

    @Test func `secrets and history are closed to the application: reading hashes, changing the log`() async throws {
        let site = try await Self.filled()
        let refused: [SQL] = [
            "SELECT password_hash FROM people", "SELECT * FROM people", "SELECT token_sha256 FROM setup_links",
            "UPDATE people SET is_operator = true", "UPDATE people SET is_active = true",
            "INSERT INTO people (id, email, name, is_operator, created_at) VALUES (gen_random_uuid(), 'a@b.c', 'x', true, now())",
            "UPDATE audit_entries SET event = 'other.event'", "DELETE FROM audit_entries", "TRUNCATE audit_entries",
            "UPDATE audit_links SET hash = sha256('x')", "DELETE FROM audit_links",
            "INSERT INTO audit_open SELECT * FROM audit_open", "DELETE FROM audit_open",
            "UPDATE installation_entries SET event = 'other.event'", "DELETE FROM installation_entries",
            "DELETE FROM sign_in_failures", "UPDATE sign_in_failures SET count = 0", "DELETE FROM denials",
            "UPDATE status_events SET status_id = 1", "DELETE FROM status_events", "DELETE FROM deliveries",
            "UPDATE deliveries SET verdict = 'accepted'", "UPDATE rule_versions SET version = 9",
            "DELETE FROM rule_versions",
            "DELETE FROM projects", "DELETE FROM organizations", "DELETE FROM memberships",
            "TRUNCATE orders CASCADE", "ALTER TABLE orders DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON orders",
            "SET ROLE takt_queue", "SET ROLE takt_owner", "SET SESSION AUTHORIZATION takt_owner",
            "CREATE TABLE mine (a int)",
            "SELECT bury_job(1, 'x')", "SELECT pg_read_file('/etc/passwd')", "COPY orders TO PROGRAM 'true'",
        ]
        for sql in refused {
            let error = await #expect(throws: PostgresError.self, "\(sql.text)") {
                try await site.database.app.execute(sql, settings: Self.tenant(site))
            }
            #expect(error?.state == "42501", "\(sql.text): \(String(describing: error))")
        }
    }

    /// The owner hands functions over to takt_queue and is therefore a member of it: what the doors may read, it
    /// may read as well, and nothing else.
    @Test func `the owner of the tables is held by the same policies`() async throws {
        let site = try await Self.filled()
        let seen = try await Self.counts(site.database.owner, []).filter { !$0.hasSuffix(" 0") }
        let doors = [
            "api_tokens",
            "audit_links",
            "audit_open",
            "calendar_feeds",
            "dead_jobs",
            "denials",
            "events",
            "hook_tokens",
            "invitations",
            "jobs",
            "lead_forms",
            "lead_secrets",
            "memberships",
            "notifications",
            "project_members",
            "projects",
            "scheduled_runs",
            "scheduled_tasks",
        ]
        #expect(seen.compactMap { $0.split(separator: " ").first.map(String.init) } == doors)
    }
}
