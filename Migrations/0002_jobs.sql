-- Work to be done after the transaction that asked for it: a job stands or falls with that transaction.
-- A worker claims jobs for a lease; the attempt is counted and committed before it runs, so that a job
-- which kills its process is tried a bounded number of times as well.

CREATE TABLE jobs (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- NULL: the installation's own work. No foreign key: a job may outlive what it was about.
    organization_id uuid,
    kind            text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    payload         jsonb NOT NULL DEFAULT '{}',
    -- At most one live job per organization, kind and key; asked for while it runs, it runs once more.
    key             text CHECK (length(key) BETWEEN 1 AND 200),
    again           boolean NOT NULL DEFAULT false,
    -- Small comes first.
    priority        smallint NOT NULL DEFAULT 100,
    run_at          timestamptz NOT NULL DEFAULT now(),
    state           smallint NOT NULL DEFAULT 0 CHECK (state IN (0, 1)),
    -- Counts up over the row's whole life, so that (id, owner, attempt) names one run.
    attempt         integer NOT NULL DEFAULT 0,
    -- Attempts that do not count: of earlier rounds, or given back by a worker that was stopped.
    forgiven        integer NOT NULL DEFAULT 0,
    max_attempts    integer NOT NULL DEFAULT 6 CHECK (max_attempts BETWEEN 1 AND 100),
    owner           text,
    lease_until     timestamptz,
    progress_done   bigint,
    progress_total  bigint,
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    -- The one the fair claim steps through; the installation's own work stands last.
    tenant          uuid GENERATED ALWAYS AS (coalesce(organization_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) STORED,
    CONSTRAINT job_runs_under_a_lease CHECK ((state = 1) = (owner IS NOT NULL AND lease_until IS NOT NULL))
) WITH (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
COMMENT ON COLUMN jobs.state IS '0 waiting, 1 running';
CREATE UNIQUE INDEX jobs_key ON jobs (organization_id, kind, key) NULLS NOT DISTINCT WHERE key IS NOT NULL;
CREATE INDEX jobs_waiting ON jobs (tenant, priority, run_at, id) WHERE state = 0;
CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state = 1;

CREATE TABLE dead_jobs (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id          bigint NOT NULL,
    organization_id uuid,
    kind            text NOT NULL,
    payload         jsonb NOT NULL,
    key             text,
    priority        smallint NOT NULL,
    max_attempts    integer NOT NULL,
    attempts        integer NOT NULL,
    reason          text NOT NULL,
    created_at      timestamptz NOT NULL,
    died_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_jobs_recent ON dead_jobs (organization_id, died_at DESC, id DESC);
CREATE INDEX dead_jobs_age ON dead_jobs (died_at);

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
ALTER TABLE dead_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON jobs
    USING (organization_id = (SELECT nullif(current_setting('takt.organization', true), '')::uuid))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('takt.organization', true), '')::uuid));
CREATE POLICY tenant ON dead_jobs
    USING (organization_id = (SELECT nullif(current_setting('takt.organization', true), '')::uuid))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('takt.organization', true), '')::uuid));
-- The installation's own work is seen only by transactions of no organization.
CREATE POLICY installation ON jobs
    USING (organization_id IS NULL AND (SELECT nullif(current_setting('takt.organization', true), '')) IS NULL)
    WITH CHECK (organization_id IS NULL AND (SELECT nullif(current_setting('takt.organization', true), '')) IS NULL);
CREATE POLICY installation ON dead_jobs
    USING (organization_id IS NULL AND (SELECT nullif(current_setting('takt.organization', true), '')) IS NULL)
    WITH CHECK (organization_id IS NULL AND (SELECT nullif(current_setting('takt.organization', true), '')) IS NULL);
CREATE POLICY doors ON jobs TO takt_queue USING (true) WITH CHECK (true);
CREATE POLICY doors ON dead_jobs TO takt_queue USING (true) WITH CHECK (true);

GRANT SELECT, INSERT (organization_id, kind, payload, key, priority, run_at, max_attempts),
    UPDATE (payload, priority, run_at, again) ON jobs TO takt_app;
GRANT SELECT, DELETE ON dead_jobs TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs, dead_jobs TO takt_queue;

-- Ends a round that failed for good. A job asked for again meanwhile starts its next round.
CREATE FUNCTION bury_job(job bigint, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO dead_jobs (job_id, organization_id, kind, payload, key, priority, max_attempts, attempts, reason, created_at)
    SELECT j.id, j.organization_id, j.kind, j.payload, j.key, j.priority, j.max_attempts, j.attempt - j.forgiven, reason,
           j.created_at
    FROM jobs j WHERE j.id = job;
    UPDATE jobs SET state = 0, owner = NULL, lease_until = NULL, again = false, forgiven = attempt, run_at = now(),
           last_error = reason
    WHERE id = job AND again;
    IF NOT FOUND THEN DELETE FROM jobs WHERE id = job; END IF;
END $$;

-- base · 2ⁿ seconds, at most an hour, spread by ± 50 % so that what failed together does not return together.
CREATE FUNCTION job_delay(attempts integer, base double precision) RETURNS interval
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT make_interval(secs => least(3600, base * 2 ^ least(attempts - 1, 20)) * (0.5 + random()))
$$;

-- Gives up to `batch` jobs to a worker: one from each organization that has any, then a second from each,
-- and so on; no organization gets more than `share` at once from one worker. Expired leases come first:
-- back to waiting, or to the dead when their attempts are used up.
CREATE FUNCTION claim_jobs(worker text, batch integer, share integer, lease_seconds double precision, base double precision)
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

-- Ends a run well; false when the run is no longer the job's. Part of the transaction of the job's effect,
-- it makes the effect happen once.
CREATE FUNCTION finish_job(job bigint, worker text, run bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE jobs SET state = 0, owner = NULL, lease_until = NULL, again = false, forgiven = attempt, run_at = now(),
        progress_done = NULL, progress_total = NULL, last_error = NULL
    WHERE id = job AND owner = worker AND attempt = run AND state = 1 AND again;
    IF FOUND THEN RETURN true; END IF;
    DELETE FROM jobs WHERE id = job AND owner = worker AND attempt = run AND state = 1;
    RETURN FOUND;
END $$;

-- Ends a run badly: again later, or dead when attempts are used up or it is hopeless. NULL when the run is no
-- longer the job's, else whether the job is dead.
CREATE FUNCTION fail_job(job bigint, worker text, run bigint, reason text, is_hopeless boolean, base double precision)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    failed record;
BEGIN
    SELECT attempt - forgiven AS attempts, max_attempts INTO failed FROM jobs
    WHERE id = job AND owner = worker AND attempt = run AND state = 1 FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF is_hopeless OR failed.attempts >= failed.max_attempts THEN
        PERFORM bury_job(job, left(reason, 1000));
        RETURN true;
    END IF;
    UPDATE jobs SET state = 0, owner = NULL, lease_until = NULL, again = false, last_error = left(reason, 1000),
        run_at = now() + job_delay(failed.attempts, base)
    WHERE id = job;
    RETURN false;
END $$;

-- The heartbeat: prolongs the leases of a worker's runs and names the jobs that are still its own.
CREATE FUNCTION extend_jobs(worker text, jobs_held bigint[], runs bigint[], lease_seconds double precision)
RETURNS SETOF bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE jobs j SET lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
    FROM unnest(jobs_held, runs) AS held (id, run)
    WHERE j.id = held.id AND j.owner = worker AND j.attempt = held.run AND j.state = 1
    RETURNING j.id
$$;

-- Says how far a run has come, for pages that show it; false when the run is no longer the job's.
CREATE FUNCTION report_job(job bigint, worker text, run bigint, done bigint, total bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE jobs SET progress_done = done, progress_total = total
    WHERE id = job AND owner = worker AND attempt = run AND state = 1;
    RETURN FOUND;
END $$;

-- Gives runs back that a stopping worker cannot finish; the attempt does not count.
CREATE FUNCTION release_jobs(worker text, jobs_held bigint[], runs bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH released AS (
        UPDATE jobs j SET state = 0, owner = NULL, lease_until = NULL, again = false, forgiven = j.forgiven + 1, run_at = now()
        FROM unnest(jobs_held, runs) AS held (id, run)
        WHERE j.id = held.id AND j.owner = worker AND j.attempt = held.run AND j.state = 1
        RETURNING 1)
    SELECT count(*) FROM released
$$;

-- Forgets the dead after ninety days.
CREATE FUNCTION prune_dead_jobs() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH pruned AS (DELETE FROM dead_jobs WHERE died_at < now() - interval '90 days' RETURNING 1)
    SELECT count(*) FROM pruned
$$;

-- Puts a dead job back, for whoever may see it.
CREATE FUNCTION revive_job(dead bigint) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH risen AS (DELETE FROM dead_jobs WHERE id = dead RETURNING *)
    INSERT INTO jobs AS j (organization_id, kind, payload, key, priority, max_attempts)
    SELECT organization_id, kind, payload, key, priority, max_attempts FROM risen
    ON CONFLICT (organization_id, kind, key) WHERE key IS NOT NULL DO UPDATE SET again = j.state = 1
    RETURNING id
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'claim_jobs(text, integer, integer, double precision, double precision)', 'finish_job(bigint, text, bigint)',
        'fail_job(bigint, text, bigint, text, boolean, double precision)',
        'extend_jobs(text, bigint[], bigint[], double precision)', 'report_job(bigint, text, bigint, bigint, bigint)',
        'release_jobs(text, bigint[], bigint[])', 'prune_dead_jobs()', 'bury_job(bigint, text)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        IF door NOT LIKE 'bury_job%' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door); END IF;
    END LOOP;
END $$;
