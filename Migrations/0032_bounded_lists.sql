-- Lists that read more than they show, in a large installation.

-- The failed work of one organization, the newest first, among everybody's.
DROP INDEX dead_jobs_recent;
CREATE INDEX dead_jobs_of_organization ON dead_jobs (organization_id, id);
-- As one condition that no index answers: beside `organization_id IS NULL` the planner took a tenant's own rows for
-- few, would fetch all of them and sort.
ALTER POLICY installation ON dead_jobs
    USING (CASE WHEN organization_id IS NULL THEN (SELECT current_organization() IS NULL) ELSE false END);

-- The few mails that failed or wait, among all that were sent. One condition in the policy: the planner takes two for
-- a rare case and would rather sort the whole table.
DROP INDEX mails_failed;
CREATE INDEX mails_by_state ON mails (state, posted_at DESC, id DESC);
ALTER POLICY installation ON mails USING ((SELECT current_organization() IS NULL AND current_person() IS NULL));

-- The few organizations whose work waits.
CREATE INDEX organizations_suspended ON organizations (id) WHERE suspended_at IS NOT NULL;

-- The open orders by number, for the search: among those that a number begins with most are closed.
CREATE INDEX orders_open_by_number ON orders (organization_id, project_id, order_id) WHERE closed_at IS NULL;

-- Where one person's sign-ins failed.
CREATE INDEX sign_in_failures_person ON sign_in_failures (person_id, hour);

-- The operator's lists. Each page goes on after the row given, and begins in its index there. A prefix is a range:
-- no character comes after the last one of Unicode. What may be left out has a branch of its own. A filter is a
-- range as well: of `=` with an unknown value the planner expects the usual share, and would look for rare ones from end
-- to end.
CREATE OR REPLACE FUNCTION operator_organizations(given_search text, given_after text, given_limit integer)
RETURNS TABLE (
    id uuid, public_id text, name text, members bigint, projects bigint, is_demo boolean, created_at timestamptz,
    seen_at timestamptz, suspended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.public_id, o.name,
           (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id AND m.is_active),
           (SELECT count(*) FROM projects j WHERE j.organization_id = o.id AND j.is_active),
           o.is_demo, o.created_at, (SELECT max(m.seen_at) FROM memberships m WHERE m.organization_id = o.id), o.suspended_at
    FROM ((SELECT n.id FROM organizations n
           WHERE (lower(n.name) COLLATE "C") >= lower(given_search)
             AND (lower(n.name) COLLATE "C") < lower(given_search) || chr(1114111)
             AND ((lower(n.name) COLLATE "C"), n.id) > (
                 coalesce((SELECT (lower(x.name) COLLATE "C") FROM organizations x WHERE x.public_id = given_after), ''),
                 coalesce((SELECT x.id FROM organizations x WHERE x.public_id = given_after),
                          '00000000-0000-0000-0000-000000000000'::uuid))
           ORDER BY (lower(n.name) COLLATE "C"), n.id LIMIT given_limit)
          UNION
          SELECT n.id FROM organizations n WHERE n.public_id = given_search AND given_after IS NULL) found
    JOIN organizations o ON o.id = found.id
    WHERE asked_by_operator()
    ORDER BY (lower(o.name) COLLATE "C"), o.id LIMIT given_limit
$$;

CREATE OR REPLACE FUNCTION operator_members(given_search text, given_after uuid, given_limit integer)
RETURNS TABLE (
    id uuid, email text, name text, is_active boolean, is_operator boolean, second_factor_at timestamptz,
    created_at timestamptz, seen_at timestamptz, organizations text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.email, p.name, p.is_active, p.is_operator, p.second_factor_at, p.created_at,
           (SELECT max(s.seen_at) FROM sessions s WHERE s.person_id = p.id),
           ARRAY(SELECT o.name FROM memberships m JOIN organizations o ON o.id = m.organization_id
                 WHERE m.person_id = p.id AND m.is_active ORDER BY o.name, o.id LIMIT 6)
    FROM people p
    WHERE asked_by_operator()
      AND (p.email_key COLLATE "C") >= lower(given_search)
      AND (p.email_key COLLATE "C") < lower(given_search) || chr(1114111)
      AND ((p.email_key COLLATE "C"), p.id) > (
          coalesce((SELECT (x.email_key COLLATE "C") FROM people x WHERE x.id = given_after), ''),
          coalesce(given_after, '00000000-0000-0000-0000-000000000000'::uuid))
    ORDER BY (p.email_key COLLATE "C"), p.id LIMIT given_limit
$$;

CREATE OR REPLACE FUNCTION operator_log(given_event text, given_before bigint, given_limit integer)
RETURNS TABLE (
    id bigint, event text, person_id uuid, actor text, target_type text, target_id text, before text, after text,
    at timestamptz, undoes bigint, person_name text, project_id uuid, target_name text, is_undone boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, e.event, e.person_id, e.actor, e.target_type, e.target_id, e.before::text, e.after::text, e.at,
           NULL::bigint, p.name, NULL::uuid,
           (SELECT t.name FROM people t
            WHERE t.id = CASE WHEN e.target_type = 'person' AND e.target_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                              THEN e.target_id::uuid END), false
    FROM ((SELECT * FROM installation_entries a
           WHERE given_event = '' AND a.id < coalesce(given_before, 9223372036854775807)
           ORDER BY a.id DESC LIMIT given_limit)
          UNION ALL
          (SELECT * FROM installation_entries a
           WHERE given_event <> '' AND a.event >= given_event AND a.event <= given_event AND a.id < coalesce(given_before, 9223372036854775807)
           ORDER BY a.event DESC, a.id DESC LIMIT given_limit)) e
    LEFT JOIN people p ON p.id = e.person_id
    WHERE asked_by_operator()
    ORDER BY e.id DESC LIMIT given_limit
$$;

-- The dead ones, newest first, before the one given; of one kind when it is given.
CREATE OR REPLACE FUNCTION dead_jobs_of_all(given_kind text, given_before bigint, given_limit integer)
RETURNS TABLE (id bigint, kind text, organization_id uuid, organization text, attempts integer, reason text, died_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.id, d.kind, d.organization_id, o.name, d.attempts, d.reason, d.died_at
    FROM ((SELECT * FROM dead_jobs j WHERE given_kind IS NULL AND j.id < given_before ORDER BY j.id DESC LIMIT given_limit)
          UNION ALL
          (SELECT * FROM dead_jobs j WHERE j.kind >= given_kind AND j.kind <= given_kind AND j.id < given_before
           ORDER BY j.kind DESC, j.id DESC LIMIT given_limit)) d
    LEFT JOIN organizations o ON o.id = d.organization_id
    WHERE asked_by_operator()
    ORDER BY d.id DESC LIMIT given_limit
$$;
