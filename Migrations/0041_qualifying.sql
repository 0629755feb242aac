-- A lead becomes a customer and can be taken back from it; and why leads were refused.

ALTER TABLE leads ADD COLUMN stage_before bigint;
COMMENT ON COLUMN leads.stage_before IS 'the stage it was qualified from, to which it goes back when that is taken back';
ALTER TABLE leads ADD COLUMN refusal text CHECK (length(refusal) BETWEEN 1 AND 100);
COMMENT ON COLUMN leads.refusal IS 'why it stands in the failed stage, as the reason was called then';

CREATE INDEX customers_by_segment ON customers (organization_id, segment, created_at, id) WHERE deleted_at IS NULL;

-- The reasons that somebody who refuses a lead may choose from, in the order of their positions.
CREATE TABLE refusal_reasons (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    position        integer NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX refusal_reasons_name_taken ON refusal_reasons (organization_id, lower(name));

ALTER TABLE refusal_reasons ENABLE ROW LEVEL SECURITY;
ALTER TABLE refusal_reasons FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON refusal_reasons USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE, DELETE ON refusal_reasons TO takt_app;

-- The reasons that an organization begins with; nothing where there are any, however often it runs.
CREATE FUNCTION begin_refusal_reasons(given_organization uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO refusal_reasons (organization_id, name, position)
    SELECT given_organization, r.name, r.position
    FROM (VALUES ('Too expensive', 1), ('Chose another supplier', 2), ('No need', 3), ('No answer', 4), ('Not our customer', 5))
         AS r (name, position)
    WHERE NOT EXISTS (SELECT FROM refusal_reasons o WHERE o.organization_id = given_organization)
    ON CONFLICT DO NOTHING
$$;

ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE refusal_reasons NO FORCE ROW LEVEL SECURITY;
SELECT begin_refusal_reasons(id) FROM organizations;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE refusal_reasons FORCE ROW LEVEL SECURITY;
