-- Programs that act for a member: their tokens, and the answers that are given again when a call is repeated.

-- A token belongs to one organization and to the member who made it. The text is shown once; the row keeps
-- only the SHA-256 of its secret.
CREATE TABLE api_tokens (
    organization_id uuid NOT NULL,
    id              text NOT NULL UNIQUE CHECK (id ~ '^[2-9a-hj-km-np-z]{12}$'),
    person_id       uuid NOT NULL,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    scopes          text[] NOT NULL CHECK (
        cardinality(scopes) > 0
        AND scopes <@ ARRAY['projects:read', 'projects:write', 'orders:read', 'settings:read', 'settings:write']),
    secret_sha256   bytea NOT NULL CHECK (length(secret_sha256) = 32),
    -- Where it may be used from; none: anywhere.
    networks        cidr[] NOT NULL DEFAULT '{}' CHECK (cardinality(networks) <= 20),
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    -- To the hour.
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships,
    CONSTRAINT token_lives_a_year_at_most CHECK (expires_at <= created_at + interval '366 days')
);
CREATE INDEX api_tokens_by_person ON api_tokens (organization_id, person_id, created_at);

-- The answer to a call that carried an Idempotency-Key, kept for a day in the transaction of its effect. A
-- row without a status is a call that is being worked on; its claim ends by itself when the process died.
CREATE TABLE api_answers (
    organization_id uuid NOT NULL,
    token_id        text NOT NULL,
    key             text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_sha256  bytea NOT NULL CHECK (length(request_sha256) = 32),
    claim           bytea NOT NULL CHECK (length(claim) = 16),
    claimed_until   timestamptz NOT NULL,
    status          integer,
    etag            text,
    location        text,
    body            bytea,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, token_id, key),
    FOREIGN KEY (organization_id, token_id) REFERENCES api_tokens
);
CREATE INDEX api_answers_by_age ON api_answers (organization_id, token_id, created_at);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['api_tokens', 'api_answers'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

-- The hash goes in and is compared by the door alone.
GRANT SELECT (organization_id, id, person_id, name, scopes, networks, created_at, expires_at, last_used_at, revoked_at),
      INSERT (organization_id, id, person_id, name, scopes, secret_sha256, networks, created_at, expires_at),
      UPDATE (revoked_at) ON api_tokens TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON api_answers TO takt_app;

GRANT SELECT, UPDATE (last_used_at) ON api_tokens TO takt_queue;
GRANT SELECT, INSERT, UPDATE ON buckets TO takt_queue;
CREATE POLICY doors ON api_tokens TO takt_queue USING (true);

-- The one look-up of every call of a program: its token, the member it acts for as they are now, their part in
-- the project that the address names, and one token out of the buckets of the token and of the organization.
-- Nothing when the token is unknown, revoked or expired, or when its member or their person was deactivated.
CREATE FUNCTION find_api_token(
    given_id text, given_secret bytea, given_project text, given_address inet,
    token_rate double precision, token_burst double precision,
    organization_rate double precision, organization_burst double precision)
RETURNS TABLE (
    token_id text, organization_id uuid, organization_public_id text, organization_name text, person_id uuid, person_name text,
    email text, language text, role text, name text, scopes text[], expires_at timestamptz,
    is_address_allowed boolean, wait double precision,
    project_id uuid, project_public_id text, project_zone text, is_project_member boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found_organization uuid;
    last_use timestamptz;
    is_allowed boolean;
    seconds double precision := 0;
BEGIN
    SELECT t.organization_id, t.last_used_at,
           cardinality(t.networks) = 0 OR given_address <<= ANY (t.networks::inet[])
    INTO found_organization, last_use, is_allowed
    FROM api_tokens t
    JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id AND m.is_active
    JOIN people p ON p.id = t.person_id AND p.is_active
    WHERE t.id = given_id AND t.secret_sha256 = given_secret AND t.revoked_at IS NULL AND t.expires_at > now();
    IF NOT FOUND THEN RETURN; END IF;
    IF is_allowed THEN
        seconds := take_token('api:' || given_id, token_rate, token_burst);
        IF seconds = 0 THEN
            seconds := take_token('api::' || found_organization, organization_rate, organization_burst);
        END IF;
        IF last_use IS NULL OR last_use < date_trunc('hour', now()) THEN
            UPDATE api_tokens t SET last_used_at = date_trunc('hour', now()) WHERE t.id = given_id;
        END IF;
    END IF;
    RETURN QUERY
    SELECT t.id, o.id, o.public_id, o.name, p.id, p.name, p.email, p.language, m.role, t.name, t.scopes, t.expires_at,
           is_allowed, seconds, j.id, j.public_id, j.zone,
           EXISTS (SELECT FROM project_members pm
                   WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = t.person_id)
    FROM api_tokens t
    JOIN organizations o ON o.id = t.organization_id
    JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id
    JOIN people p ON p.id = t.person_id
    LEFT JOIN projects j ON j.organization_id = t.organization_id AND j.public_id = given_project AND j.is_active
    WHERE t.id = given_id;
END $$;

ALTER FUNCTION find_api_token(text, bytea, text, inet, double precision, double precision, double precision, double precision)
    OWNER TO takt_queue;
REVOKE ALL ON FUNCTION find_api_token(text, bytea, text, inet, double precision, double precision, double precision, double precision)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_token(text, bytea, text, inet, double precision, double precision, double precision, double precision)
    TO takt_app;
