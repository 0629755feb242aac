-- A project is one connected shop: its connection, its statuses and the rules its orders are judged by.

CREATE TABLE projects (
    organization_id      uuid NOT NULL REFERENCES organizations,
    id                   uuid NOT NULL,
    public_id            text NOT NULL UNIQUE CHECK (public_id ~ '^[2-9a-hj-km-np-z]{10}$'),
    name                 text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    base_url             text NOT NULL CHECK (length(base_url) <= 300),
    api_key              bytea,
    api_key_set_at       timestamptz,
    zone                 text NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    link_pattern         text NOT NULL DEFAULT '' CHECK (length(link_pattern) <= 300),
    is_active            boolean NOT NULL DEFAULT true,
    connection_state     text NOT NULL DEFAULT 'untried' CHECK (connection_state IN ('untried', 'working', 'failing')),
    -- The last test: its verdict as one word, with a number when it has one, the HTTP status and at most
    -- 200 characters of what was answered instead.
    connection_outcome   text NOT NULL DEFAULT '' CHECK (length(connection_outcome) <= 40),
    connection_status    integer,
    connection_text      text NOT NULL DEFAULT '' CHECK (length(connection_text) <= 200),
    connection_tried_at  timestamptz,
    statuses_fetched_at  timestamptz,
    -- Counts every change of the rules; each derived order remembers the number it was derived by.
    rules_number         integer NOT NULL DEFAULT 1,
    version              integer NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN projects.api_key IS 'sealed with the key ring; never leaves the program';
CREATE UNIQUE INDEX projects_name_taken ON projects (organization_id, lower(name)) WHERE is_active;

-- Which viewers and reps see which projects; managers and admins see all.
CREATE TABLE project_members (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    person_id       uuid NOT NULL,
    PRIMARY KEY (organization_id, project_id, person_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects,
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships
);

-- The secrets in the webhook addresses: at most two at a time, the older one until it expires.
CREATE TABLE hook_tokens (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    token_sha256    bytea NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    sealed          bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz,
    PRIMARY KEY (organization_id, project_id, token_sha256),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);

COMMENT ON COLUMN hook_tokens.sealed IS 'sealed with the key ring, so that an administrator can copy the address again';

CREATE TABLE status_groups (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    number          integer NOT NULL CHECK (number BETWEEN 0 AND 999),
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    PRIMARY KEY (organization_id, project_id, number),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);
COMMENT ON COLUMN status_groups.number IS '0 is the group of the ungrouped';

-- The dictionary of the outside CRM. A status that an event names before the dictionary does is kept
-- with an empty name until the next fetch.
CREATE TABLE statuses (
    organization_id    uuid NOT NULL,
    project_id         uuid NOT NULL,
    status_id          bigint NOT NULL,
    name               text NOT NULL DEFAULT '',
    alias              text NOT NULL DEFAULT '',
    source_group       integer,
    is_active          boolean NOT NULL DEFAULT true,
    is_closing         boolean NOT NULL DEFAULT false,
    expiration_seconds bigint,
    is_new             boolean NOT NULL DEFAULT true,
    seen_at            timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, status_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);
COMMENT ON COLUMN statuses.is_new IS 'nobody has put it into a group yet';

-- Limits, working hours and the status-to-group map, each save a new version that holds from an instant.
CREATE TABLE rule_versions (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('sla', 'hours', 'statuses')),
    version         integer NOT NULL CHECK (version > 0),
    holds_from      timestamptz,
    document        jsonb NOT NULL,
    saved_by        uuid REFERENCES people,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, kind, version),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);
COMMENT ON COLUMN rule_versions.holds_from IS 'NULL: for all history; the latest version that holds at an instant decides';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['projects', 'project_members', 'hook_tokens', 'status_groups', 'statuses', 'rule_versions'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON projects TO takt_app;
GRANT SELECT, INSERT, DELETE ON project_members TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON hook_tokens, status_groups, statuses TO takt_app;
GRANT SELECT, INSERT ON rule_versions TO takt_app;
