-- What operators see of the queue over all organizations; nothing for anybody else, and never more rows than
-- a page can show. What a job was told stays inside: it may be about people.

CREATE INDEX dead_jobs_kind ON dead_jobs (kind, id);

-- The live jobs by kind, counted over at most a hundred thousand.
CREATE FUNCTION queue_by_kind()
RETURNS TABLE (kind text, running bigint, ready bigint, later bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT j.kind, count(*) FILTER (WHERE j.state = 1), count(*) FILTER (WHERE j.state = 0 AND j.run_at <= now()),
           count(*) FILTER (WHERE j.state = 0 AND j.run_at > now()),
           min(j.run_at) FILTER (WHERE j.state = 0 AND j.run_at <= now())
    FROM (SELECT kind, state, run_at FROM jobs LIMIT 100000) j
    WHERE asked_by_operator() GROUP BY j.kind ORDER BY j.kind LIMIT 200
$$;

-- The jobs that run now, at most so many.
CREATE FUNCTION running_jobs(given_limit integer)
RETURNS TABLE (id bigint, kind text, organization text, attempts integer, max_attempts integer, done bigint, total bigint, last_error text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT j.id, j.kind, o.name, j.attempt - j.forgiven, j.max_attempts, j.progress_done, j.progress_total, j.last_error
    FROM jobs j LEFT JOIN organizations o ON o.id = j.organization_id
    WHERE j.state = 1 AND asked_by_operator() ORDER BY j.id LIMIT given_limit
$$;

-- The dead ones, newest first, before the one given; of one kind when it is given.
CREATE FUNCTION dead_jobs_of_all(given_kind text, given_before bigint, given_limit integer)
RETURNS TABLE (id bigint, kind text, organization_id uuid, organization text, attempts integer, reason text, died_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.id, d.kind, d.organization_id, o.name, d.attempts, d.reason, d.died_at
    FROM dead_jobs d LEFT JOIN organizations o ON o.id = d.organization_id
    WHERE d.id < given_before AND (given_kind IS NULL OR d.kind = given_kind) AND asked_by_operator()
    ORDER BY d.id DESC LIMIT given_limit
$$;

-- How many dead of each kind, counted over the ten thousand newest.
CREATE FUNCTION dead_by_kind() RETURNS TABLE (kind text, jobs bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.kind, count(*) FROM (SELECT kind FROM dead_jobs ORDER BY id DESC LIMIT 10000) d
    WHERE asked_by_operator() GROUP BY d.kind ORDER BY d.kind LIMIT 200
$$;

-- For /metrics: the queue as numbers, counted over at most a hundred thousand jobs. It names nobody.
CREATE FUNCTION queue_figures()
RETURNS TABLE (running bigint, ready bigint, later bigint, dead bigint, oldest_seconds double precision, overdue_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE j.state = 1), count(*) FILTER (WHERE j.state = 0 AND j.run_at <= now()),
           count(*) FILTER (WHERE j.state = 0 AND j.run_at > now()),
           (SELECT count(*) FROM (SELECT FROM dead_jobs LIMIT 100000) d),
           coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.state = 0 AND j.run_at <= now())), 0)::double precision,
           (SELECT greatest(0, coalesce(extract(epoch FROM now() - min(s.next_at)), 0))::double precision FROM scheduled_tasks s)
    FROM (SELECT state, run_at FROM jobs LIMIT 100000) j
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'queue_by_kind()', 'running_jobs(integer)', 'dead_jobs_of_all(text, bigint, integer)', 'dead_by_kind()',
        'queue_figures()'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
