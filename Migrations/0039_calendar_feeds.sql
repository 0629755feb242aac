-- Secret addresses by which people's calendars read what they have to do; and of which activities they were reminded.

CREATE TABLE calendar_feeds (
    organization_id uuid NOT NULL REFERENCES organizations,
    person_id       uuid NOT NULL,
    token_sha256    bytea NOT NULL CHECK (length(token_sha256) = 32),
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, person_id),
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships
);
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (token_sha256);
ALTER TABLE calendar_feeds ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_feeds FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON calendar_feeds USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY doors ON calendar_feeds TO takt_queue USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feeds TO takt_app;
GRANT SELECT (organization_id, person_id, token_sha256) ON calendar_feeds TO takt_queue;

-- Whose feed it is: nobody's any more once they left, or while their organization is suspended.
CREATE FUNCTION find_calendar_feed(given_token bytea)
RETURNS TABLE (organization_id uuid, public_id text, organization_name text, person_id uuid, role text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.organization_id, o.public_id, o.name, f.person_id, m.role, p.language
    FROM calendar_feeds f
    JOIN organizations o ON o.id = f.organization_id AND o.suspended_at IS NULL
    JOIN memberships m ON m.organization_id = f.organization_id AND m.person_id = f.person_id AND m.is_active
    JOIN people p ON p.id = f.person_id AND p.is_active
    WHERE f.token_sha256 = given_token
$$;
ALTER FUNCTION find_calendar_feed(bytea) OWNER TO takt_queue;
REVOKE ALL ON FUNCTION find_calendar_feed(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_calendar_feed(bytea) TO takt_app;

ALTER TABLE activities ADD COLUMN reminded_at timestamptz;
COMMENT ON COLUMN activities.reminded_at IS 'whoever does it was told that it is due';
CREATE INDEX activities_to_remind ON activities (organization_id, due_at) WHERE ended_at IS NULL AND reminded_at IS NULL;
