-- Who may sign in, the organizations they belong to, their sessions, and the audit log.

-- The tenant and the actor of the running transaction; NULL when nobody set them. After the first
-- set_config(…, true) of a connection the setting reads '' and not NULL, hence the nullif.
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('takt.organization', true), '')::uuid $$;
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('takt.person', true), '')::uuid $$;

CREATE TABLE organizations (
    id         uuid PRIMARY KEY,
    public_id  text NOT NULL UNIQUE CHECK (public_id ~ '^[2-9a-hj-km-np-z]{10}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    language   text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'uk')),
    zone       text NOT NULL DEFAULT 'UTC',
    is_demo    boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organizations
    USING (id = (SELECT current_organization())) WITH CHECK (id = (SELECT current_organization()));

-- People stand outside the tenants: one person may be a member of several organizations.
CREATE TABLE people (
    id            uuid PRIMARY KEY,
    email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key     text GENERATED ALWAYS AS (lower(email)) STORED,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    password_hash text,
    pepper_id     text,
    language      text CHECK (language IN ('en', 'uk')),
    theme         text CHECK (theme IN ('light', 'dark')),
    zone          text,
    is_active     boolean NOT NULL DEFAULT true,
    is_operator   boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    CONSTRAINT people_email_taken UNIQUE (email_key)
);

CREATE TABLE memberships (
    organization_id uuid NOT NULL REFERENCES organizations,
    person_id       uuid NOT NULL REFERENCES people,
    role            text NOT NULL CHECK (role IN ('viewer', 'rep', 'manager', 'admin')),
    is_active       boolean NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, person_id)
);
CREATE INDEX memberships_person ON memberships (person_id);
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON memberships
    USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));

-- A person is visible to themselves and to the members of the organization at hand.
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON people
    USING (id = (SELECT current_person())) WITH CHECK (id = (SELECT current_person()));
CREATE POLICY colleagues ON people FOR SELECT
    USING (EXISTS (SELECT FROM memberships m WHERE m.person_id = people.id));

-- One row per signed-in browser. The cookie holds the token, the row only its SHA-256.
CREATE TABLE sessions (
    id              bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    token_sha256    bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    person_id       uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    organization_id uuid,
    csrf_key        bytea NOT NULL CHECK (length(csrf_key) = 32),
    is_long         boolean NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    seen_at         timestamptz NOT NULL DEFAULT now(),
    sudo_at         timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    user_agent      text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 400),
    address         text NOT NULL DEFAULT '',
    flash           bytea
);
COMMENT ON COLUMN sessions.organization_id IS 'chosen last; the address decides, this only remembers';
CREATE INDEX sessions_person ON sessions (person_id, created_at DESC);
CREATE INDEX sessions_expiry ON sessions (expires_at);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON sessions
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));

-- A browser that has signed in as this person before: its right password passes a full bucket.
CREATE TABLE device_marks (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    person_id    uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX device_marks_person ON device_marks (person_id, created_at);
ALTER TABLE device_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON device_marks
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));

-- One-time links that let an operator in: printed when the program starts on an empty database.
CREATE TABLE setup_links (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

-- Token buckets of the rate limits, shared by every process. Losing them in a crash costs nothing.
CREATE UNLOGGED TABLE buckets (
    key     text PRIMARY KEY,
    tokens  double precision NOT NULL,
    granted boolean NOT NULL,
    at      timestamptz NOT NULL
) WITH (fillfactor = 70);

-- Takes one token and answers 0, or how many seconds there are to wait. It refills at rate tokens a second.
CREATE FUNCTION take_token(bucket text, rate double precision, burst double precision) RETURNS double precision
LANGUAGE sql AS $$
    INSERT INTO buckets AS b (key, tokens, granted, at) VALUES (bucket, burst - 1, true, clock_timestamp())
    ON CONFLICT (key) DO UPDATE SET (tokens, granted, at) = (
        SELECT CASE WHEN n.full_tokens >= 1 THEN n.full_tokens - 1 ELSE n.full_tokens END, n.full_tokens >= 1, n.at
        FROM (SELECT least(burst, b.tokens + greatest(0, extract(epoch FROM clock_timestamp() - b.at)) * rate)
                  AS full_tokens, clock_timestamp() AS at) n)
    RETURNING CASE WHEN granted THEN 0 ELSE (1 - tokens) / rate END
$$;

-- Who changed what, before and after. Written in the transaction of the change; nobody may edit it.
CREATE TABLE audit_entries (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    person_id       uuid REFERENCES people,
    actor           text NOT NULL CHECK (length(actor) BETWEEN 1 AND 60),
    event           text NOT NULL CHECK (length(event) BETWEEN 3 AND 80),
    target_type     text NOT NULL,
    target_id       text NOT NULL,
    before          jsonb,
    after           jsonb,
    at              timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_entries
    USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));

GRANT SELECT, INSERT, UPDATE ON organizations, memberships TO takt_app;
-- Neither the password hash nor the operator's mark can be read or set by a list, a form or a slip.
GRANT SELECT (id, email, email_key, name, language, theme, zone, is_active, is_operator, created_at, version),
      INSERT (id, email, name, password_hash, pepper_id, language, theme, zone, created_at),
      UPDATE (name, password_hash, pepper_id, language, theme, zone, version) ON people TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, buckets TO takt_app;
GRANT SELECT, INSERT, DELETE ON device_marks TO takt_app;
GRANT SELECT (created_at, expires_at, used_at), INSERT ON setup_links TO takt_app;
GRANT SELECT, INSERT ON audit_entries TO takt_app;
