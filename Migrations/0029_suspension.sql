-- The work of a suspended organization waits until it returns: what was due by the clock is made up for once then,
-- and its jobs keep their places in the queue. What its hooks bring is taken all the same.

-- What has come due for places that are still there, the longest overdue first.
CREATE OR REPLACE FUNCTION due_tasks(given_tasks text[], given_now timestamptz, given_limit integer)
RETURNS TABLE (task text, organization_id uuid, project_id uuid, zone text, next_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.task, s.organization_id, s.project_id, coalesce(j.zone, o.zone, 'UTC'), s.next_at
    FROM scheduled_tasks s
    LEFT JOIN organizations o ON o.id = s.organization_id
    LEFT JOIN projects j ON j.organization_id = s.organization_id AND j.id = s.project_id
    WHERE s.task = ANY (given_tasks) AND s.next_at <= given_now
      AND (s.organization_id IS NULL OR o.id IS NOT NULL AND o.suspended_at IS NULL) AND (s.project_id IS NULL OR j.is_active)
    ORDER BY s.next_at, s.task, s.place LIMIT given_limit
$$;

-- For operators: makes a task due at once wherever it is done; answers for how many places.
CREATE OR REPLACE FUNCTION hasten_task(given_task text, given_now timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH hastened AS (
        UPDATE scheduled_tasks s SET next_at = least(s.next_at, given_now)
        WHERE s.task = given_task AND asked_by_operator()
          AND NOT EXISTS (SELECT FROM organizations o WHERE o.id = s.organization_id AND o.suspended_at IS NOT NULL)
        RETURNING 1)
    SELECT count(*) FROM hastened
$$;

-- What operators see of each task: for how many places it is done, when one is due next, its newest run,
-- and how many runs of the last day failed, at most a thousand. Places whose work waits are not among them.
CREATE OR REPLACE FUNCTION schedule_overview(given_tasks text[], given_now timestamptz)
RETURNS TABLE (
    task text, places bigint, next_at timestamptz, due_at timestamptz, begun_at timestamptz, ended_at timestamptz, outcome text,
    failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT g.task, p.places, p.next_at, r.due_at, r.begun_at, r.ended_at, r.outcome, f.failed
    FROM unnest(given_tasks) AS g (task)
    CROSS JOIN LATERAL (
        SELECT count(*) AS places, min(s.next_at) AS next_at FROM scheduled_tasks s
        WHERE s.task = g.task
          AND (s.organization_id IN (SELECT o.id FROM organizations o WHERE o.suspended_at IS NOT NULL)) IS NOT TRUE) p
    LEFT JOIN LATERAL (
        SELECT r.due_at, r.begun_at, r.ended_at, r.outcome FROM scheduled_runs r
        WHERE r.task = g.task ORDER BY r.begun_at DESC LIMIT 1) r ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS failed FROM (
            SELECT FROM scheduled_runs r
            WHERE r.task = g.task AND r.begun_at > given_now - interval '1 day' AND r.outcome = 'failed' LIMIT 1000) l) f
    WHERE asked_by_operator()
$$;

-- Gives up to `batch` jobs to a worker: one from each organization that has any, then a second from each,
-- and so on; no organization gets more than `share` at once from one worker, a suspended one none. Expired leases
-- come first: back to waiting, or to the dead when their attempts are used up.
CREATE OR REPLACE FUNCTION claim_jobs(worker text, batch integer, share integer, lease_seconds double precision, base double precision)
RETURNS TABLE (
    id bigint, organization_id uuid, kind text, payload text, run bigint, attempts integer, max_attempts integer,
    progress_done bigint, progress_total bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    expired record;
    place uuid;
    found_tenant uuid;
    found_job bigint;
    has_wrapped boolean;
    start uuid := gen_random_uuid();
    taken bigint[] := '{}';
    taken_in_round integer;
BEGIN
    FOR expired IN
        SELECT j.id, j.attempt - j.forgiven AS attempts, j.max_attempts FROM jobs j
        WHERE j.state = 1 AND j.lease_until < clock_timestamp()
        ORDER BY j.lease_until LIMIT 100 FOR UPDATE SKIP LOCKED
    LOOP
        IF expired.attempts >= expired.max_attempts THEN
            PERFORM bury_job(expired.id, 'the worker disappeared during attempt ' || expired.attempts);
        ELSE
            UPDATE jobs j SET state = 0, owner = NULL, lease_until = NULL, again = false,
                run_at = now() + job_delay(expired.attempts, base), last_error = 'the worker disappeared'
            WHERE j.id = expired.id;
        END IF;
    END LOOP;

    LOOP
        place := start;
        has_wrapped := false;
        taken_in_round := 0;
        LOOP
            EXIT WHEN cardinality(taken) >= batch;
            SELECT j.tenant INTO found_tenant FROM jobs j
            WHERE j.state = 0 AND j.run_at <= now() AND j.tenant > place ORDER BY j.tenant LIMIT 1;
            IF NOT FOUND THEN
                EXIT WHEN has_wrapped;
                has_wrapped := true;
                place := '00000000-0000-0000-0000-000000000000';
                CONTINUE;
            END IF;
            EXIT WHEN has_wrapped AND found_tenant > start;
            place := found_tenant;
            CONTINUE WHEN EXISTS (SELECT FROM organizations o WHERE o.id = found_tenant AND o.suspended_at IS NOT NULL);
            CONTINUE WHEN share <= (
                SELECT count(*) FROM jobs j WHERE j.state = 1 AND j.owner = worker AND j.tenant = found_tenant);
            SELECT j.id INTO found_job FROM jobs j
            WHERE j.tenant = found_tenant AND j.state = 0 AND j.run_at <= now()
            ORDER BY j.priority, j.run_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            UPDATE jobs j SET state = 1, attempt = j.attempt + 1, owner = worker,
                lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
            WHERE j.id = found_job;
            taken := taken || found_job;
            taken_in_round := taken_in_round + 1;
        END LOOP;
        EXIT WHEN taken_in_round = 0 OR cardinality(taken) >= batch;
    END LOOP;

    RETURN QUERY
    SELECT j.id, j.organization_id, j.kind, j.payload::text, j.attempt::bigint, j.attempt - j.forgiven, j.max_attempts,
           j.progress_done, j.progress_total
    FROM jobs j WHERE j.id = ANY (taken) ORDER BY j.priority, j.run_at, j.id;
END $$;

-- The live jobs as operators and `/metrics` count them, at most a hundred thousand: what waits for a suspended
-- organization to return is for later, whenever it was due.
CREATE FUNCTION queue_sample() RETURNS TABLE (kind text, is_running boolean, is_ready boolean, run_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT j.kind, j.state = 1,
           j.state = 0 AND j.run_at <= now()
               AND (j.organization_id IN (SELECT o.id FROM organizations o WHERE o.suspended_at IS NOT NULL)) IS NOT TRUE,
           j.run_at
    FROM (SELECT organization_id, kind, state, run_at FROM jobs LIMIT 100000) j
$$;
ALTER FUNCTION queue_sample() OWNER TO takt_queue;
REVOKE ALL ON FUNCTION queue_sample() FROM PUBLIC;

CREATE OR REPLACE FUNCTION queue_by_kind()
RETURNS TABLE (kind text, running bigint, ready bigint, later bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT j.kind, count(*) FILTER (WHERE j.is_running), count(*) FILTER (WHERE j.is_ready),
           count(*) FILTER (WHERE NOT j.is_running AND NOT j.is_ready), min(j.run_at) FILTER (WHERE j.is_ready)
    FROM queue_sample() j
    WHERE asked_by_operator() GROUP BY j.kind ORDER BY j.kind LIMIT 200
$$;

-- For /metrics: the queue as numbers. It names nobody.
CREATE OR REPLACE FUNCTION queue_figures()
RETURNS TABLE (running bigint, ready bigint, later bigint, dead bigint, oldest_seconds double precision, overdue_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE j.is_running), count(*) FILTER (WHERE j.is_ready),
           count(*) FILTER (WHERE NOT j.is_running AND NOT j.is_ready),
           (SELECT count(*) FROM (SELECT FROM dead_jobs LIMIT 100000) d),
           coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.is_ready)), 0)::double precision,
           (SELECT greatest(0, coalesce(extract(epoch FROM now() - min(s.next_at)), 0))::double precision
            FROM scheduled_tasks s
            WHERE (s.organization_id IN (SELECT o.id FROM organizations o WHERE o.suspended_at IS NOT NULL)) IS NOT TRUE)
    FROM queue_sample() j
$$;

-- Projects that are older than urgent rules have none, while a new one begins with the usual ones. They get those for
-- stays that begin from now on; what was counted before stays as it is, and their log says what was done.
ALTER TABLE projects NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rule_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY;

WITH older AS (
    UPDATE projects j SET rules_number = j.rules_number + 1
    WHERE NOT EXISTS (
        SELECT FROM rule_versions r
        WHERE r.organization_id = j.organization_id AND r.project_id = j.id AND r.kind = 'urgent')
    RETURNING j.organization_id, j.id, j.public_id),
begun AS (
    INSERT INTO rule_versions (organization_id, project_id, kind, version, holds_from, document, saved_at)
    SELECT o.organization_id, o.id, 'urgent', v.version, v.holds_from, v.document, now()
    FROM older o CROSS JOIN (VALUES
        (1, NULL::timestamptz, '{"rules": []}'::jsonb),
        (2, now(), '{"rules": [{"kind": "sku", "on": true, "value": "Термінове виготовлення"},
                               {"kind": "offer", "on": true, "value": "16"},
                               {"kind": "product", "on": false, "value": "2"}]}'::jsonb)) AS v (version, holds_from, document)
    RETURNING organization_id, project_id, version, document),
told AS (
    INSERT INTO audit_entries (organization_id, actor, event, target_type, target_id, before, after, at)
    SELECT o.organization_id, 'system:setup', 'urgent.saved', 'project', o.public_id,
           (SELECT b.document || '{"version": 1}' FROM begun b WHERE b.project_id = o.id AND b.version = 1),
           (SELECT b.document || '{"version": 2}' FROM begun b WHERE b.project_id = o.id AND b.version = 2), now()
    FROM older o)
INSERT INTO jobs (organization_id, kind, key, payload)
SELECT o.organization_id, 'recompute_orders', o.id::text, jsonb_build_object('project', o.id) FROM older o
ON CONFLICT (organization_id, kind, key) WHERE key IS NOT NULL DO UPDATE SET again = jobs.state = 1;

ALTER TABLE projects FORCE ROW LEVEL SECURITY;
ALTER TABLE rule_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
