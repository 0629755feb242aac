-- The audit log as a chain: each entry is bound to all before it, so that whoever alters, removes or slips in one,
-- even with every right on this database, is found out. One chain per organization, and one for what happens
-- outside organizations. What is refused is counted, so that no flood of attempts fills a disk.

ALTER TABLE audit_entries ADD COLUMN undoes bigint;
COMMENT ON COLUMN audit_entries.undoes IS 'the entry of the same organization whose change this one took back';
CREATE UNIQUE INDEX audit_entries_undone_once ON audit_entries (organization_id, undoes) WHERE undoes IS NOT NULL;

-- The filters of the activity log, newest first.
CREATE INDEX audit_entries_by_time ON audit_entries (organization_id, at, id);
CREATE INDEX audit_entries_by_person ON audit_entries (organization_id, person_id, at, id);
CREATE INDEX audit_entries_by_event ON audit_entries (organization_id, event, at, id);
CREATE INDEX audit_entries_by_target ON audit_entries (organization_id, target_type, target_id, at, id);

-- What people do to their own accounts, and what is done to the installation: signing in, a new password, an operator.
CREATE TABLE installation_entries (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid REFERENCES people,
    actor       text NOT NULL CHECK (length(actor) BETWEEN 1 AND 60),
    event       text NOT NULL CHECK (length(event) BETWEEN 3 AND 80),
    target_type text NOT NULL,
    target_id   text NOT NULL,
    before      jsonb,
    after       jsonb,
    at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX installation_entries_by_person ON installation_entries (person_id, id);
ALTER TABLE installation_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON installation_entries
    USING (person_id IS NOT DISTINCT FROM (SELECT current_person()))
    WITH CHECK (person_id IS NOT DISTINCT FROM (SELECT current_person()));
CREATE POLICY doors ON installation_entries TO takt_queue USING (true);
GRANT SELECT, INSERT ON installation_entries TO takt_app;
GRANT SELECT ON installation_entries TO takt_queue;

-- Entries that are committed and not yet in their chain, with the hash of what they said when they were written.
-- The chain of what happens outside organizations has the id of nobody, all zeros.
CREATE TABLE audit_open (
    organization_id uuid NOT NULL,
    entry_id        bigint NOT NULL,
    digest          bytea NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (organization_id, entry_id)
);

-- The chain: hash = SHA-256 of the hash before it and the digest of the entry. An entry's id says when it was begun,
-- the number of its link when it was seen committed; a transaction that commits late comes later.
CREATE TABLE audit_links (
    organization_id uuid NOT NULL,
    number          bigint NOT NULL CHECK (number > 0),
    entry_id        bigint NOT NULL,
    hash            bytea NOT NULL CHECK (length(hash) = 32),
    closed_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, entry_id)
);

-- How often a member was refused a right, by the hour.
CREATE TABLE denials (
    organization_id uuid NOT NULL REFERENCES organizations,
    hour            timestamptz NOT NULL,
    person_id       uuid NOT NULL REFERENCES people,
    right_key       text NOT NULL CHECK (length(right_key) BETWEEN 1 AND 60),
    count           bigint NOT NULL,
    last_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, hour, person_id, right_key)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_open', 'audit_links', 'denials'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
        EXECUTE format('CREATE POLICY doors ON %I TO takt_queue USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;
GRANT SELECT ON audit_open, audit_links TO takt_app;
GRANT SELECT, INSERT, UPDATE ON denials TO takt_app;
GRANT SELECT, INSERT, DELETE ON audit_open TO takt_queue;
GRANT SELECT, INSERT ON audit_links TO takt_queue;
GRANT SELECT (hour), DELETE ON denials TO takt_queue;

-- How often a sign-in failed, by the hour; with the id of nobody where the address is no account's.
CREATE TABLE sign_in_failures (
    hour      timestamptz NOT NULL,
    person_id uuid NOT NULL,
    count     bigint NOT NULL,
    last_at   timestamptz NOT NULL,
    PRIMARY KEY (hour, person_id)
);
ALTER TABLE sign_in_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON sign_in_failures FOR SELECT
    USING (EXISTS (SELECT FROM memberships m WHERE m.person_id = sign_in_failures.person_id));
CREATE POLICY doors ON sign_in_failures TO takt_queue USING (true) WITH CHECK (true);
GRANT SELECT ON sign_in_failures TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failures TO takt_queue;

-- What an entry says, as 32 bytes. Times as microseconds, so that no setting of a session changes it.
CREATE FUNCTION audit_digest(
    given_organization uuid, given_id bigint, given_person uuid, given_actor text, given_event text, given_target_type text,
    given_target_id text, given_before jsonb, given_after jsonb, given_undoes bigint, given_at timestamptz)
RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        given_organization, given_id, given_person, given_actor, given_event, given_target_type, given_target_id,
        given_before, given_after, given_undoes, (extract(epoch FROM given_at) * 1000000)::bigint)::text, 'UTF8'))
$$;

CREATE FUNCTION open_audit_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_open (organization_id, entry_id, digest)
    VALUES (NEW.organization_id, NEW.id, audit_digest(
        NEW.organization_id, NEW.id, NEW.person_id, NEW.actor, NEW.event, NEW.target_type, NEW.target_id, NEW.before,
        NEW.after, NEW.undoes, NEW.at));
    RETURN NULL;
END $$;

CREATE FUNCTION open_installation_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_open (organization_id, entry_id, digest)
    VALUES ('00000000-0000-0000-0000-000000000000', NEW.id, audit_digest(
        NULL, NEW.id, NEW.person_id, NEW.actor, NEW.event, NEW.target_type, NEW.target_id, NEW.before, NEW.after, NULL,
        NEW.at));
    RETURN NULL;
END $$;

-- Puts up to so many waiting entries into their chains and says how many there were. One process at a time: a link
-- needs the one before it.
CREATE FUNCTION close_audit(given_batch integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    waiting record;
    chain uuid;
    last_number bigint;
    last_hash bytea;
    closed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7462);
    FOR waiting IN
        SELECT w.organization_id, w.entry_id, w.digest FROM audit_open w
        ORDER BY w.organization_id, w.entry_id LIMIT given_batch
    LOOP
        IF chain IS DISTINCT FROM waiting.organization_id THEN
            chain := waiting.organization_id;
            SELECT k.number, k.hash INTO last_number, last_hash FROM audit_links k
            WHERE k.organization_id = chain ORDER BY k.number DESC LIMIT 1;
        END IF;
        last_number := coalesce(last_number, 0) + 1;
        last_hash := sha256(coalesce(last_hash, ''::bytea) || waiting.digest);
        INSERT INTO audit_links (organization_id, number, entry_id, hash)
        VALUES (chain, last_number, waiting.entry_id, last_hash);
        DELETE FROM audit_open w WHERE w.organization_id = chain AND w.entry_id = waiting.entry_id;
        closed := closed + 1;
    END LOOP;
    RETURN closed;
END $$;

-- The end of every chain: whoever keeps it elsewhere can tell later whether its past was rewritten.
CREATE FUNCTION audit_heads() RETURNS TABLE (organization_id uuid, public_id text, number bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id, c.public_id, head.number, head.hash
    FROM (SELECT o.id, o.public_id FROM organizations o
          UNION ALL SELECT '00000000-0000-0000-0000-000000000000'::uuid, '') c
    LEFT JOIN LATERAL (
        SELECT k.number, k.hash FROM audit_links k WHERE k.organization_id = c.id ORDER BY k.number DESC LIMIT 1) head ON true
    ORDER BY c.public_id
$$;

-- What is wrong with the links after the one given, at most so many of them, each beside what its entry says now.
CREATE FUNCTION audit_faults(given_organization uuid, given_after bigint, given_count bigint)
RETURNS TABLE (number bigint, entry_id bigint, fault text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.number, l.entry_id,
           CASE WHEN coalesce(l.number_before, 0) + 1 <> l.number THEN 'gap' WHEN e.id IS NULL THEN 'missing' ELSE 'altered' END
    FROM (SELECT k.number, k.entry_id, k.hash, lag(k.number) OVER (ORDER BY k.number) AS number_before,
                 lag(k.hash) OVER (ORDER BY k.number) AS hash_before
          FROM audit_links k
          WHERE k.organization_id = given_organization AND k.number BETWEEN given_after AND given_after + given_count) l
    LEFT JOIN audit_entries e ON e.organization_id = given_organization AND e.id = l.entry_id
    WHERE l.number > given_after
      AND (coalesce(l.number_before, 0) + 1 <> l.number OR e.id IS NULL OR l.hash <> sha256(
           coalesce(l.hash_before, ''::bytea) || audit_digest(
               e.organization_id, e.id, e.person_id, e.actor, e.event, e.target_type, e.target_id, e.before, e.after,
               e.undoes, e.at)))
    UNION ALL
    SELECT NULL, e.id, 'unlinked' FROM audit_entries e
    WHERE given_after = 0 AND e.organization_id = given_organization
      AND NOT EXISTS (SELECT FROM audit_links k WHERE k.organization_id = e.organization_id AND k.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM audit_open w WHERE w.organization_id = e.organization_id AND w.entry_id = e.id)
    ORDER BY 1, 2
$$;

-- The same of the chain outside organizations.
CREATE FUNCTION installation_faults(given_after bigint, given_count bigint)
RETURNS TABLE (number bigint, entry_id bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.number, l.entry_id,
           CASE WHEN coalesce(l.number_before, 0) + 1 <> l.number THEN 'gap' WHEN e.id IS NULL THEN 'missing' ELSE 'altered' END
    FROM (SELECT k.number, k.entry_id, k.hash, lag(k.number) OVER (ORDER BY k.number) AS number_before,
                 lag(k.hash) OVER (ORDER BY k.number) AS hash_before
          FROM audit_links k
          WHERE k.organization_id = '00000000-0000-0000-0000-000000000000'
            AND k.number BETWEEN given_after AND given_after + given_count) l
    LEFT JOIN installation_entries e ON e.id = l.entry_id
    WHERE l.number > given_after
      AND (coalesce(l.number_before, 0) + 1 <> l.number OR e.id IS NULL OR l.hash <> sha256(
           coalesce(l.hash_before, ''::bytea) || audit_digest(
               NULL, e.id, e.person_id, e.actor, e.event, e.target_type, e.target_id, e.before, e.after, NULL, e.at)))
    UNION ALL
    SELECT NULL, e.id, 'unlinked' FROM installation_entries e
    WHERE given_after = 0
      AND NOT EXISTS (SELECT FROM audit_links k
                      WHERE k.organization_id = '00000000-0000-0000-0000-000000000000' AND k.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM audit_open w
                      WHERE w.organization_id = '00000000-0000-0000-0000-000000000000' AND w.entry_id = e.id)
    ORDER BY 1, 2
$$;

-- Counts a failed sign-in of a person, or of nobody we know.
CREATE FUNCTION note_sign_in_failure(given_person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO sign_in_failures AS f (hour, person_id, count, last_at)
    VALUES (date_trunc('hour', now(), 'UTC'), coalesce(given_person, '00000000-0000-0000-0000-000000000000'), 1, now())
    ON CONFLICT (hour, person_id) DO UPDATE SET count = f.count + 1, last_at = excluded.last_at
$$;

-- Forgets what was refused more than 180 days ago.
CREATE FUNCTION prune_refusals() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM sign_in_failures WHERE hour < now() - interval '180 days';
    DELETE FROM denials WHERE hour < now() - interval '180 days';
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'open_audit_entry()', 'open_installation_entry()', 'close_audit(integer)', 'audit_heads()',
        'installation_faults(bigint, bigint)', 'note_sign_in_failure(uuid)', 'prune_refusals()'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;

CREATE TRIGGER open_audit_entry AFTER INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION open_audit_entry();
CREATE TRIGGER open_installation_entry AFTER INSERT ON installation_entries
    FOR EACH ROW EXECUTE FUNCTION open_installation_entry();

-- What was written before there was a chain waits for its link as well.
ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_open NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit_open (organization_id, entry_id, digest)
SELECT e.organization_id, e.id, audit_digest(
    e.organization_id, e.id, e.person_id, e.actor, e.event, e.target_type, e.target_id, e.before, e.after, e.undoes, e.at)
FROM audit_entries e;
ALTER TABLE audit_open FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
