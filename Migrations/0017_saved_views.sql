-- Saved views: a filter of a list under a name, for oneself or for everybody who sees the list.
CREATE TABLE saved_views (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    -- Which list: orders, later leads and others. A list of the organization has no project.
    list            text NOT NULL CHECK (list ~ '^[a-z_]{2,30}$'),
    project_id      uuid,
    owner_id        uuid NOT NULL,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query           text NOT NULL CHECK (length(query) <= 2000),
    is_shared       boolean NOT NULL DEFAULT false,
    version         integer NOT NULL DEFAULT 1,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects,
    FOREIGN KEY (organization_id, owner_id) REFERENCES memberships
);
COMMENT ON COLUMN saved_views.query IS 'normalised by the list''s own decoder, which reads it again each time';
CREATE UNIQUE INDEX saved_views_name_taken ON saved_views (organization_id, list, project_id, owner_id, lower(name)) NULLS NOT DISTINCT;
CREATE INDEX saved_views_shared ON saved_views (organization_id, list, project_id) WHERE is_shared;

-- The view with which somebody's list opens; their own or a shared one.
CREATE TABLE default_views (
    organization_id uuid NOT NULL,
    list            text NOT NULL,
    project_id      uuid,
    person_id       uuid NOT NULL,
    view_id         bigint NOT NULL,
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships,
    FOREIGN KEY (organization_id, view_id) REFERENCES saved_views ON DELETE CASCADE
);
CREATE UNIQUE INDEX default_views_one ON default_views (organization_id, list, project_id, person_id) NULLS NOT DISTINCT;
CREATE INDEX default_views_view ON default_views (organization_id, view_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['saved_views', 'default_views'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views, default_views TO takt_app;
