import Postgres
import TestSupport
import Testing

/// T-TEN, the doors: functions that see more than their caller may.
struct CatalogueDoorsTests {
    @Test func `the functions that look across organizations are these, and only the application may call them`()
        async throws
    {
        let doors = try await CatalogueTests.list(
            """
            SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
            """)
        #expect(
            doors == [
                "accept_invitation(bytea,uuid,text,text,text,text,timestamp with time zone)",
                "ask_password_reset(bytea,text)",
                "ask_sign_up(bytea,text,text,text,text)",
                "audit_heads()",
                "begin_runs(text[],uuid[],uuid[],timestamp with time zone[],text[],text[],timestamp with time zone[],timestamp with time zone)",
                "claim_jobs(text,integer,integer,double precision,double precision)",
                "close_audit(integer)",
                "count_tasks(text[],uuid[],uuid[],text[],text[],timestamp with time zone[],timestamp with time zone)",
                "dead_by_kind()",
                "dead_jobs_of_all(text,bigint,integer)",
                "due_tasks(text[],timestamp with time zone,integer)",
                "email_is_known(text)",
                "end_runs(bigint,text,timestamp with time zone)",
                "extend_jobs(text,bigint[],bigint[],double precision)",
                "fail_job(bigint,text,bigint,text,boolean,double precision)",
                "find_api_token(text,bytea,text,inet,double precision,double precision,double precision,double precision)",
                "find_calendar_feed(bytea)",
                "find_intake(text,bytea)",
                "find_invitation(bytea)",
                "find_lead_door(text,bytea)",
                "find_lead_form(text)",
                "find_login(text)",
                "find_session(bytea,text,text)",
                "finish_job(bigint,text,bigint)",
                "hasten_task(text,timestamp with time zone)",
                "installation_faults(bigint,bigint)",
                "live_sessions(bytea[])",
                "live_tokens(text[])",
                "my_organizations()",
                "needs_setup()",
                "note_sign_in_failure(uuid)",
                "open_audit_entry()",
                "open_email_change(bytea)",
                "open_installation_entry()",
                "open_password_reset(bytea)",
                "open_sign_up(bytea)",
                "operator_log(text,bigint,integer)",
                "operator_members(text,uuid,integer)",
                "operator_organizations(text,text,integer)",
                "places_of(uuid[])",
                "postpone_job(bigint,text,bigint,double precision,jsonb)",
                "prune_dead_jobs()",
                "prune_refusals()",
                "purge_account_links(integer)",
                "purge_events(integer)",
                "purge_expired(integer)",
                "purge_notices(integer)",
                "queue_by_kind()",
                "queue_figures()",
                "read_events(xid8,bigint,integer)",
                "release_jobs(text,bigint[],bigint[])",
                "report_job(bigint,text,bigint,bigint,bigint)",
                "reset_second_factor(uuid)",
                "running_jobs(integer)",
                "schedule_overview(text[],timestamp with time zone)",
                "sealed_counts()",
                "sealed_with_other_keys(text,text,text,integer)",
                "setup_link_is_open(bytea)",
                "tidy_schedule()",
                "uncounted_tasks(text[],text[],text[],timestamp with time zone,integer)",
                "use_email_change(bytea)",
                "use_password_reset(bytea)",
                "use_setup_link(bytea,uuid,text,text,text,text,text,timestamp with time zone)",
                "use_sign_up(bytea)",
            ])
        let loose = try await CatalogueTests.list(
            """
            SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND NOT (
                p.proowner = 'takt_queue'::regrole
                AND coalesce('search_path=pg_catalog, public, pg_temp' = ANY (p.proconfig), false)
                AND has_function_privilege('takt_app', p.oid, 'EXECUTE')
                AND NOT EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                WHERE a.grantee = 0))
            """)
        #expect(loose == [])
        let queues = try await CatalogueTests.list(
            """
            SELECT p.oid::regprocedure::text FROM pg_proc p
            WHERE p.proowner = 'takt_queue'::regrole AND NOT p.prosecdef
              AND (has_function_privilege('takt_app', p.oid, 'EXECUTE')
                OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0))
            """)
        #expect(queues == [])
    }
}
