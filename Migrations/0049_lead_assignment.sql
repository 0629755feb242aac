-- To whom leads are given that arrive without anybody: rules in order, and whose turn it is in each.

CREATE TABLE lead_assignment (
    organization_id uuid NOT NULL REFERENCES organizations,
    rules           jsonb NOT NULL CHECK (jsonb_typeof(rules) = 'object'),
    version         integer NOT NULL,
    saved_at        timestamptz NOT NULL,
    saved_by        uuid NOT NULL,
    PRIMARY KEY (organization_id),
    FOREIGN KEY (organization_id, saved_by) REFERENCES memberships
);

CREATE TABLE lead_turns (
    organization_id uuid NOT NULL REFERENCES organizations,
    place           smallint NOT NULL,
    turn            bigint NOT NULL,
    PRIMARY KEY (organization_id, place)
);
COMMENT ON COLUMN lead_turns.turn IS 'how many leads the rule at that place has given out: those who arrive at once follow each other here';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lead_assignment', 'lead_turns'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON lead_assignment, lead_turns TO takt_app;
