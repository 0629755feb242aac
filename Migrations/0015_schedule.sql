-- What is done by the clock: when each task is due next for each place it is done for, and every run that
-- came due. The program counts the instants (zones, clock changes); the database sees to it that whoever
-- comes first begins a run and nobody begins it again.

CREATE TABLE scheduled_tasks (
    -- NULL: the installation's own. No foreign keys: what is gone is no longer due, and tidied away.
    organization_id uuid,
    project_id      uuid,
    task            text NOT NULL CHECK (length(task) BETWEEN 1 AND 60),
    -- What next_at was counted by, and from when: it is counted anew when one of them is not so any more.
    timetable       text NOT NULL CHECK (length(timetable) <= 200),
    zone            text NOT NULL,
    counted_at      timestamptz NOT NULL,
    next_at         timestamptz,
    place           uuid GENERATED ALWAYS AS (coalesce(project_id, organization_id, '00000000-0000-0000-0000-000000000000')) STORED,
    CHECK (project_id IS NULL OR organization_id IS NOT NULL)
);
COMMENT ON COLUMN scheduled_tasks.next_at IS 'NULL: never by itself';
CREATE UNIQUE INDEX scheduled_tasks_place ON scheduled_tasks (organization_id, project_id, task) NULLS NOT DISTINCT;
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (task, next_at);

CREATE TABLE scheduled_runs (
    organization_id uuid,
    project_id      uuid,
    task            text NOT NULL,
    due_at          timestamptz NOT NULL,
    begun_at        timestamptz NOT NULL,
    -- NULL: the run before it was still under way, so this one was left out.
    job_id          bigint,
    ended_at        timestamptz,
    outcome         text CHECK (outcome IN ('done', 'failed', 'left_out')),
    CONSTRAINT scheduled_run_ends_with_an_outcome CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
-- A run that is due is begun once, over all processes.
CREATE UNIQUE INDEX scheduled_runs_once ON scheduled_runs (organization_id, project_id, task, due_at) NULLS NOT DISTINCT;
CREATE INDEX scheduled_runs_recent ON scheduled_runs (task, begun_at DESC);
CREATE INDEX scheduled_runs_job ON scheduled_runs (job_id);
CREATE INDEX scheduled_runs_age ON scheduled_runs (begun_at);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['scheduled_tasks', 'scheduled_runs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
        EXECUTE format('CREATE POLICY doors ON %I TO takt_queue USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON %I TO takt_app', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO takt_queue', name);
    END LOOP;
END $$;

-- The places whose next run has to be counted: new ones, those whose timetable or zone is another one now,
-- and those counted from an instant that is still to come, because a clock was put back. What is due already
-- is left to the run, which counts the next one.
CREATE FUNCTION uncounted_tasks(given_tasks text[], given_timetables text[], given_places text[], given_now timestamptz, given_limit integer)
RETURNS TABLE (task text, organization_id uuid, project_id uuid, zone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT g.task, p.organization_id, p.project_id, p.zone
    FROM unnest(given_tasks, given_timetables, given_places) AS g (task, timetable, kind)
    JOIN (
        SELECT 'installation' AS kind, NULL::uuid AS organization_id, NULL::uuid AS project_id, 'UTC' AS zone,
               '00000000-0000-0000-0000-000000000000'::uuid AS place
        UNION ALL
        SELECT 'organization', o.id, NULL, o.zone, o.id FROM organizations o
        UNION ALL
        SELECT 'project', j.organization_id, j.id, j.zone, j.id FROM projects j WHERE j.is_active
    ) p ON p.kind = g.kind
    LEFT JOIN scheduled_tasks s ON s.task = g.task AND s.place = p.place
    WHERE s.task IS NULL
       OR (s.timetable <> g.timetable OR s.zone <> p.zone OR s.counted_at > given_now + interval '1 minute')
          AND NOT coalesce(s.next_at <= given_now, false)
    LIMIT given_limit
$$;

-- Keeps what was counted.
CREATE FUNCTION count_tasks(
    given_tasks text[], given_organizations uuid[], given_projects uuid[], given_timetables text[], given_zones text[],
    given_nexts timestamptz[], given_now timestamptz)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO scheduled_tasks AS s (task, organization_id, project_id, timetable, zone, next_at, counted_at)
    SELECT g.*, given_now
    FROM unnest(given_tasks, given_organizations, given_projects, given_timetables, given_zones, given_nexts)
        AS g (task, organization, project, timetable, zone, next_at)
    ORDER BY g.task, g.organization, g.project
    ON CONFLICT (organization_id, project_id, task) DO UPDATE
    SET timetable = excluded.timetable, zone = excluded.zone, next_at = excluded.next_at, counted_at = excluded.counted_at
    WHERE NOT coalesce(s.next_at <= given_now, false)
$$;

-- What has come due for places that are still there, the longest overdue first.
CREATE FUNCTION due_tasks(given_tasks text[], given_now timestamptz, given_limit integer)
RETURNS TABLE (task text, organization_id uuid, project_id uuid, zone text, next_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.task, s.organization_id, s.project_id, coalesce(j.zone, o.zone, 'UTC'), s.next_at
    FROM scheduled_tasks s
    LEFT JOIN organizations o ON o.id = s.organization_id
    LEFT JOIN projects j ON j.organization_id = s.organization_id AND j.id = s.project_id
    WHERE s.task = ANY (given_tasks) AND s.next_at <= given_now
      AND (s.organization_id IS NULL OR o.id IS NOT NULL) AND (s.project_id IS NULL OR j.is_active)
    ORDER BY s.next_at, s.task, s.place LIMIT given_limit
$$;

-- Begins runs that are due: the instant of the next one replaces the instant that was due, the run is
-- recorded under its unique key, and its job stands in the queue, all at once or not at all. Whoever comes
-- second finds nothing to begin. Answers how many were begun.
CREATE FUNCTION begin_runs(
    given_tasks text[], given_organizations uuid[], given_projects uuid[], given_dues timestamptz[],
    given_timetables text[], given_zones text[], given_nexts timestamptz[], given_now timestamptz)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    given record;
    queued bigint;
    begun bigint := 0;
    nowhere uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    FOR given IN
        SELECT * FROM unnest(
            given_tasks, given_organizations, given_projects, given_dues, given_timetables, given_zones, given_nexts)
            AS g (task, organization, project, due_at, timetable, zone, next_at)
        ORDER BY g.task, g.organization, g.project
    LOOP
        UPDATE scheduled_tasks s
        SET next_at = given.next_at, timetable = given.timetable, zone = given.zone, counted_at = given_now
        WHERE s.task = given.task AND s.next_at = given.due_at
          AND s.place = coalesce(given.project, given.organization, nowhere);
        CONTINUE WHEN NOT FOUND;
        INSERT INTO scheduled_runs (organization_id, project_id, task, due_at, begun_at)
        VALUES (given.organization, given.project, given.task, given.due_at, given_now)
        ON CONFLICT (organization_id, project_id, task, due_at) DO NOTHING;
        CONTINUE WHEN NOT FOUND;
        -- The job is keyed by its place: one that waits still is told of the new run, one that runs goes on alone.
        INSERT INTO jobs AS j (organization_id, kind, key, payload)
        VALUES (given.organization, given.task, coalesce(given.project, given.organization, nowhere)::text, jsonb_build_object(
            'due', (extract(epoch FROM given.due_at) * 1000000)::bigint, 'project', given.project))
        ON CONFLICT (organization_id, kind, key) WHERE key IS NOT NULL DO UPDATE
        SET payload = excluded.payload, run_at = least(j.run_at, excluded.run_at) WHERE j.state = 0
        RETURNING j.id INTO queued;
        UPDATE scheduled_runs r
        SET job_id = queued, ended_at = CASE WHEN queued IS NULL THEN given_now END,
            outcome = CASE WHEN queued IS NULL THEN 'left_out' END
        WHERE r.task = given.task AND r.due_at = given.due_at AND r.organization_id IS NOT DISTINCT FROM given.organization
          AND r.project_id IS NOT DISTINCT FROM given.project;
        begun := begun + 1;
    END LOOP;
    RETURN begun;
END $$;

-- Says how the runs of a job ended; one that failed may still end well at a later attempt.
CREATE FUNCTION end_runs(given_job bigint, given_outcome text, given_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE scheduled_runs SET ended_at = given_now, outcome = given_outcome
    WHERE job_id = given_job AND outcome IS DISTINCT FROM 'done'
$$;

-- Whether the transaction at hand is that of somebody who runs the installation.
CREATE FUNCTION asked_by_operator() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM people p WHERE p.id = current_person() AND p.is_operator AND p.is_active)
$$;

-- For operators: makes a task due at once wherever it is done; answers for how many places.
CREATE FUNCTION hasten_task(given_task text, given_now timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH hastened AS (
        UPDATE scheduled_tasks s SET next_at = least(s.next_at, given_now)
        WHERE s.task = given_task AND asked_by_operator() RETURNING 1)
    SELECT count(*) FROM hastened
$$;

-- What operators see of each task: for how many places it is done, when one is due next, its newest run,
-- and how many runs of the last day failed, at most a thousand.
CREATE FUNCTION schedule_overview(given_tasks text[], given_now timestamptz)
RETURNS TABLE (
    task text, places bigint, next_at timestamptz, due_at timestamptz, begun_at timestamptz, ended_at timestamptz, outcome text,
    failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT g.task, p.places, p.next_at, r.due_at, r.begun_at, r.ended_at, r.outcome, f.failed
    FROM unnest(given_tasks) AS g (task)
    CROSS JOIN LATERAL (SELECT count(*) AS places, min(s.next_at) AS next_at FROM scheduled_tasks s WHERE s.task = g.task) p
    LEFT JOIN LATERAL (
        SELECT r.due_at, r.begun_at, r.ended_at, r.outcome FROM scheduled_runs r
        WHERE r.task = g.task ORDER BY r.begun_at DESC LIMIT 1) r ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS failed FROM (
            SELECT FROM scheduled_runs r
            WHERE r.task = g.task AND r.begun_at > given_now - interval '1 day' AND r.outcome = 'failed' LIMIT 1000) l) f
    WHERE asked_by_operator()
$$;

-- Forgets runs after thirty days, and tasks whose place is gone; a place that comes back is counted anew.
CREATE FUNCTION tidy_schedule() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH runs AS (DELETE FROM scheduled_runs WHERE begun_at < now() - interval '30 days' RETURNING 1),
    tasks AS (
        DELETE FROM scheduled_tasks s
        WHERE s.organization_id IS NOT NULL AND NOT EXISTS (SELECT FROM organizations o WHERE o.id = s.organization_id)
           OR s.project_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM projects j WHERE j.organization_id = s.organization_id AND j.id = s.project_id AND j.is_active)
        RETURNING 1)
    SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM tasks)
$$;

-- What can do nothing any more, at most so many of each; answers how many went. A session that nobody used
-- for thirty days has long expired; until then it remembers the organization that was chosen last.
GRANT DELETE ON sessions TO takt_queue;
GRANT SELECT (token_sha256, expires_at), DELETE ON setup_links TO takt_queue;
GRANT SELECT, DELETE ON buckets TO takt_queue;

CREATE FUNCTION purge_expired(given_limit integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH sessions_gone AS (
        DELETE FROM sessions WHERE token_sha256 IN (
            SELECT token_sha256 FROM sessions WHERE seen_at < now() - interval '30 days' LIMIT given_limit) RETURNING 1),
    links_gone AS (
        DELETE FROM setup_links WHERE token_sha256 IN (
            SELECT token_sha256 FROM setup_links WHERE expires_at < now() - interval '30 days' LIMIT given_limit) RETURNING 1),
    -- After a week a bucket is as full as a new one.
    buckets_gone AS (
        DELETE FROM buckets WHERE key IN (
            SELECT key FROM buckets WHERE at < now() - interval '7 days' LIMIT given_limit) RETURNING 1)
    SELECT (SELECT count(*) FROM sessions_gone) + (SELECT count(*) FROM links_gone) + (SELECT count(*) FROM buckets_gone)
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'uncounted_tasks(text[], text[], text[], timestamptz, integer)',
        'count_tasks(text[], uuid[], uuid[], text[], text[], timestamptz[], timestamptz)',
        'due_tasks(text[], timestamptz, integer)',
        'begin_runs(text[], uuid[], uuid[], timestamptz[], text[], text[], timestamptz[], timestamptz)',
        'end_runs(bigint, text, timestamptz)', 'hasten_task(text, timestamptz)',
        'schedule_overview(text[], timestamptz)', 'tidy_schedule()', 'purge_expired(integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;

-- The bytes of old deliveries go, the row and its verdict stay; how far that has come in each project.
GRANT UPDATE (body) ON deliveries TO takt_app;
ALTER TABLE projects ADD COLUMN raw_purged_until timestamptz;
COMMENT ON COLUMN projects.raw_purged_until IS 'no delivery received before this has its bytes any more; NULL: none was looked at';
