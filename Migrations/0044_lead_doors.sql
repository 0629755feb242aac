-- How leads come from outside: programs with a secret, and a public form.

-- The secrets that a program sends in X-Webhook-Secret. Only their hashes are kept; at most two are open at a time, so
-- that a new one can be put in before the old one ends.
CREATE TABLE lead_secrets (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    secret_sha256   bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    created_at      timestamptz NOT NULL,
    created_by      uuid NOT NULL,
    last_used_at    timestamptz,
    told_at         timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, created_by) REFERENCES memberships
);
COMMENT ON COLUMN lead_secrets.told_at IS 'when its age of 90 days was told; NULL: not yet';
CREATE UNIQUE INDEX lead_secrets_hash ON lead_secrets (secret_sha256);

-- The form that anybody may fill in.
CREATE TABLE lead_forms (
    organization_id uuid NOT NULL REFERENCES organizations,
    public_id       text NOT NULL CHECK (public_id ~ '^[2-9a-hj-km-np-z]{10}$'),
    is_open         boolean NOT NULL DEFAULT false,
    title           text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    intro           text NOT NULL DEFAULT '' CHECK (length(intro) <= 1000),
    consent         text NOT NULL DEFAULT '' CHECK (length(consent) <= 1000),
    thanks          text NOT NULL DEFAULT '' CHECK (length(thanks) <= 1000),
    fields          text[] NOT NULL CHECK (fields <@ ARRAY['name', 'email', 'phone', 'inn', 'segment', 'message']),
    required        text[] NOT NULL CHECK (required <@ fields),
    language        text NOT NULL CHECK (language IN ('en', 'uk')),
    version         integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id)
);
COMMENT ON COLUMN lead_forms.consent IS 'what has to be agreed to; empty: nothing';
CREATE UNIQUE INDEX lead_forms_public_id ON lead_forms (public_id);

-- Everything that came, with what became of it. A repeat is answered as the first one was.
CREATE TABLE lead_deliveries (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    received_at     timestamptz NOT NULL,
    origin          text NOT NULL CHECK (origin IN ('webhook', 'form')),
    verdict         text NOT NULL CHECK (verdict IN ('created', 'known', 'invalid', 'malformed', 'too_large')),
    reason          text NOT NULL DEFAULT '' CHECK (length(reason) <= 400),
    key             text CHECK (length(key) BETWEEN 1 AND 300),
    repeats         integer NOT NULL DEFAULT 0,
    lead_id         uuid,
    length          integer NOT NULL CHECK (length >= 0),
    body            bytea,
    type            text NOT NULL DEFAULT '' CHECK (length(type) <= 120),
    network         text NOT NULL DEFAULT '',
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads
);
COMMENT ON COLUMN lead_deliveries.key IS 'by which a repeat is known';
COMMENT ON COLUMN lead_deliveries.repeats IS 'how often the same came again';
COMMENT ON COLUMN lead_deliveries.body IS 'as it came, at most 64 kB; NULL: forgotten after 90 days';
CREATE UNIQUE INDEX lead_deliveries_key ON lead_deliveries (organization_id, key) WHERE key IS NOT NULL;
CREATE INDEX lead_deliveries_bodies ON lead_deliveries (organization_id, received_at) WHERE body IS NOT NULL;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lead_secrets', 'lead_forms', 'lead_deliveries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;
GRANT SELECT (organization_id, id, created_at, created_by, last_used_at, told_at), INSERT, DELETE,
      UPDATE (last_used_at, told_at) ON lead_secrets TO takt_app;
GRANT SELECT, INSERT, UPDATE ON lead_forms, lead_deliveries TO takt_app;

-- Whose door the secret opens; a suspended organization takes its leads all the same.
GRANT SELECT (organization_id, id, secret_sha256) ON lead_secrets TO takt_queue;
GRANT SELECT (organization_id, public_id, is_open) ON lead_forms TO takt_queue;
CREATE POLICY doors ON lead_secrets TO takt_queue USING (true);
CREATE POLICY doors ON lead_forms TO takt_queue USING (true);

CREATE FUNCTION find_lead_door(given_organization text, given_secret bytea)
RETURNS TABLE (organization_id uuid, secret_id bigint, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, s.id, o.language
    FROM lead_secrets s JOIN organizations o ON o.id = s.organization_id
    WHERE s.secret_sha256 = given_secret AND o.public_id = given_organization
$$;

CREATE FUNCTION find_lead_form(given_form text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT organization_id FROM lead_forms WHERE public_id = given_form AND is_open
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY['find_lead_door(text, bytea)', 'find_lead_form(text)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
