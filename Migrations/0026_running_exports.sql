-- The exports of lists that are being sent, so that an organization has only so many at once. The process that sends
-- one says again and again that it goes on; one that died holds nobody up for longer than a minute.
CREATE TABLE running_exports (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    goes_on_until   timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN running_exports.goes_on_until IS 'by the clock of the database; after that nobody sends it any more';

ALTER TABLE running_exports ENABLE ROW LEVEL SECURITY;
ALTER TABLE running_exports FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON running_exports USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE, DELETE ON running_exports TO takt_app;
