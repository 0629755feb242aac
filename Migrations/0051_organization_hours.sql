-- When the organization works: hours for everything that has none of its own, leads and projects alike. Each save is a
-- new version that holds from an instant, as of a project's rules.
CREATE TABLE organization_hours (
    organization_id uuid NOT NULL REFERENCES organizations,
    version         integer NOT NULL CHECK (version > 0),
    holds_from      timestamptz,
    document        jsonb NOT NULL,
    saved_by        uuid REFERENCES people,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, version)
);
COMMENT ON COLUMN organization_hours.holds_from IS 'NULL: for all history; the latest version that holds at an instant decides';

ALTER TABLE organization_hours ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_hours FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organization_hours USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT ON organization_hours TO takt_app;
