-- A job that is asked for again while it runs runs next when it was asked for, which may lie in the future: an order
-- with two events ahead asks for the second while the first is counted. Its run_at is set by whoever asks.
CREATE OR REPLACE FUNCTION finish_job(job bigint, worker text, run bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE jobs SET state = 0, owner = NULL, lease_until = NULL, again = false, forgiven = attempt,
        progress_done = NULL, progress_total = NULL, last_error = NULL
    WHERE id = job AND owner = worker AND attempt = run AND state = 1 AND again;
    IF FOUND THEN RETURN true; END IF;
    DELETE FROM jobs WHERE id = job AND owner = worker AND attempt = run AND state = 1;
    RETURN FOUND;
END $$;
