-- Links that go by mail to whoever has to prove an address: a forgotten password, a sign-up, another address.
-- Only hashes are kept. A link works once and not for long; opening it does nothing, the form behind it does.

CREATE TABLE password_resets (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    -- NULL: nobody signs in with the address that was typed. The row is there because asking costs the same.
    person_id    uuid REFERENCES people ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);
CREATE INDEX password_resets_person ON password_resets (person_id);
CREATE INDEX password_resets_expiry ON password_resets (expires_at);

-- Somebody who wants an organization of their own. The password comes with the confirmation, never before.
CREATE TABLE sign_ups (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    email        text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    organization text NOT NULL CHECK (length(organization) BETWEEN 1 AND 120),
    language     text NOT NULL CHECK (language IN ('en', 'uk')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    -- From the start where the address is somebody's already: such a link opens nothing.
    used_at      timestamptz
);
CREATE INDEX sign_ups_expiry ON sign_ups (expires_at);

CREATE TABLE email_changes (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    person_id    uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    email        text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);
CREATE INDEX email_changes_person ON email_changes (person_id);
CREATE INDEX email_changes_expiry ON email_changes (expires_at);

ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
ALTER TABLE sign_ups ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_ups FORCE ROW LEVEL SECURITY;
ALTER TABLE email_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE email_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON password_resets
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
CREATE POLICY self ON email_changes
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
CREATE POLICY doors ON password_resets TO takt_queue USING (true) WITH CHECK (true);
CREATE POLICY doors ON sign_ups TO takt_queue USING (true) WITH CHECK (true);
CREATE POLICY doors ON email_changes TO takt_queue USING (true) WITH CHECK (true);

-- The application takes back what a person has pending; it cannot look a link up but through the doors.
GRANT SELECT (person_id), DELETE ON password_resets, email_changes TO takt_app;
GRANT INSERT (token_sha256, person_id, email, expires_at) ON email_changes TO takt_app;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON password_resets, sign_ups, email_changes TO takt_queue;
GRANT UPDATE (email) ON people TO takt_queue;

-- Keeps a link for whoever signs in with the address, or for nobody, and says who that is.
CREATE FUNCTION ask_password_reset(given_token bytea, given_email text)
RETURNS TABLE (person_id uuid, email text, name text, language text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH person AS (
        SELECT p.id, p.email, p.name, p.language FROM people p WHERE p.email_key = lower(given_email) AND p.is_active),
    kept AS (
        INSERT INTO password_resets (token_sha256, person_id, expires_at)
        SELECT given_token, (SELECT id FROM person), now() + interval '20 minutes')
    SELECT id, person.email, person.name, person.language FROM person
$$;

CREATE FUNCTION open_password_reset(given_token bytea)
RETURNS TABLE (person_id uuid, email text, name text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.email, p.name, p.language FROM password_resets r JOIN people p ON p.id = r.person_id AND p.is_active
    WHERE r.token_sha256 = given_token AND r.used_at IS NULL AND r.expires_at > now()
$$;

-- Uses a link up and says whose it was; the application then acts as that person.
CREATE FUNCTION use_password_reset(given_token bytea)
RETURNS TABLE (person_id uuid, email text, name text, language text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH used AS (
        UPDATE password_resets r SET used_at = now()
        WHERE r.token_sha256 = given_token AND r.used_at IS NULL AND r.expires_at > now() RETURNING r.person_id)
    SELECT p.id, p.email, p.name, p.language FROM used JOIN people p ON p.id = used.person_id AND p.is_active
$$;

-- Keeps what somebody wants to begin with, and says who signs in with the address already.
CREATE FUNCTION ask_sign_up(
    given_token bytea, given_email text, given_name text, given_organization text, given_language text)
RETURNS TABLE (person_id uuid, email text, name text, language text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH person AS (SELECT p.id, p.email, p.name, p.language FROM people p WHERE p.email_key = lower(given_email)),
    kept AS (
        INSERT INTO sign_ups (token_sha256, email, name, organization, language, expires_at, used_at)
        SELECT given_token, given_email, given_name, given_organization, given_language, now() + interval '24 hours',
               CASE WHEN EXISTS (SELECT FROM person) THEN now() END)
    SELECT id, person.email, person.name, person.language FROM person
$$;

CREATE FUNCTION open_sign_up(given_token bytea)
RETURNS TABLE (email text, name text, organization text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.email, s.name, s.organization, s.language FROM sign_ups s
    WHERE s.token_sha256 = given_token AND s.used_at IS NULL AND s.expires_at > now()
$$;

CREATE FUNCTION use_sign_up(given_token bytea)
RETURNS TABLE (email text, name text, organization text, language text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE sign_ups s SET used_at = now()
    WHERE s.token_sha256 = given_token AND s.used_at IS NULL AND s.expires_at > now()
    RETURNING s.email, s.name, s.organization, s.language
$$;

-- Whether anybody signs in with an address, for the program alone: what it answers is the same either way.
CREATE FUNCTION email_is_known(given_email text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM people p WHERE p.email_key = lower(given_email))
$$;

CREATE FUNCTION open_email_change(given_token bytea)
RETURNS TABLE (person_id uuid, email text, name text, language text, new_email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.email, p.name, p.language, c.email FROM email_changes c
    JOIN people p ON p.id = c.person_id AND p.is_active
    WHERE c.token_sha256 = given_token AND c.used_at IS NULL AND c.expires_at > now()
$$;

-- Uses a link up and gives its person the new address; says whose it was and what the address was before.
CREATE FUNCTION use_email_change(given_token bytea)
RETURNS TABLE (person_id uuid, email text, name text, language text, new_email text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH used AS (
        UPDATE email_changes c SET used_at = now()
        WHERE c.token_sha256 = given_token AND c.used_at IS NULL AND c.expires_at > now()
        RETURNING c.person_id, c.email),
    before AS (SELECT p.id, p.email FROM people p JOIN used ON used.person_id = p.id WHERE p.is_active)
    UPDATE people p SET email = used.email FROM used JOIN before ON before.id = used.person_id
    WHERE p.id = used.person_id
    RETURNING p.id, before.email, p.name, p.language, p.email
$$;

-- Forgets up to `batch` links of each kind that have been of no use for a day, and answers how many.
CREATE FUNCTION purge_account_links(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH resets AS (
        DELETE FROM password_resets WHERE token_sha256 IN (
            SELECT token_sha256 FROM password_resets WHERE expires_at < now() - interval '1 day' LIMIT batch) RETURNING 1),
    wishes AS (
        DELETE FROM sign_ups WHERE token_sha256 IN (
            SELECT token_sha256 FROM sign_ups WHERE expires_at < now() - interval '1 day' LIMIT batch) RETURNING 1),
    changes AS (
        DELETE FROM email_changes WHERE token_sha256 IN (
            SELECT token_sha256 FROM email_changes WHERE expires_at < now() - interval '1 day' LIMIT batch) RETURNING 1)
    SELECT (SELECT count(*) FROM resets) + (SELECT count(*) FROM wishes) + (SELECT count(*) FROM changes)
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'ask_password_reset(bytea, text)', 'open_password_reset(bytea)', 'use_password_reset(bytea)',
        'ask_sign_up(bytea, text, text, text, text)', 'open_sign_up(bytea)', 'use_sign_up(bytea)',
        'email_is_known(text)', 'open_email_change(bytea)', 'use_email_change(bytea)',
        'purge_account_links(integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
