-- By which rules an organization's leads are scored, and how far the scores are counted by them.

CREATE TABLE lead_scoring (
    organization_id uuid NOT NULL REFERENCES organizations,
    rules           jsonb NOT NULL CHECK (jsonb_typeof(rules) = 'object'),
    version         integer NOT NULL DEFAULT 1,
    saved_at        timestamptz,
    saved_by        uuid,
    counted_version integer NOT NULL DEFAULT 1,
    counted_on      date,
    recount_after   uuid,
    recount_done    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id),
    FOREIGN KEY (organization_id, saved_by) REFERENCES memberships
);
COMMENT ON COLUMN lead_scoring.saved_at IS 'NULL: the rules are those that an organization begins with';
COMMENT ON COLUMN lead_scoring.counted_version IS 'the version by which all leads are scored; another one than version: they are being counted';
COMMENT ON COLUMN lead_scoring.counted_on IS 'the day of the organization''s calendar up to which scores have aged; NULL: not yet';
COMMENT ON COLUMN lead_scoring.recount_after IS 'the last lead that the running count has come to; NULL: it begins';

ALTER TABLE lead_scoring ENABLE ROW LEVEL SECURITY;
ALTER TABLE lead_scoring FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lead_scoring USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON lead_scoring TO takt_app;

-- The rules that an organization begins with; nothing where it has some, however often it runs. Leads that are there
-- already are counted in the night that follows.
CREATE FUNCTION begin_lead_scoring(given_organization uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO lead_scoring (organization_id, rules, counted_version)
    SELECT given_organization, '{"rules": [
        {"kind": "source.form", "value": "", "points": 10}, {"kind": "source.webhook", "value": "", "points": 10},
        {"kind": "source.manual", "value": "", "points": 5}, {"kind": "known.email", "value": "", "points": 5},
        {"kind": "known.phone", "value": "", "points": 10}, {"kind": "known.inn", "value": "", "points": 5},
        {"kind": "known.contact", "value": "", "points": 10}, {"kind": "known.value", "value": "", "points": 15},
        {"kind": "known.segment", "value": "", "points": 5}, {"kind": "newer", "value": "7", "points": 10},
        {"kind": "active", "value": "14", "points": 15}, {"kind": "activities", "value": "3", "points": 10},
        {"kind": "silent", "value": "30", "points": -20}, {"kind": "older", "value": "180", "points": -10}]}',
        CASE WHEN EXISTS (SELECT FROM leads l WHERE l.organization_id = given_organization) THEN 0 ELSE 1 END
    ON CONFLICT DO NOTHING
$$;

ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_scoring NO FORCE ROW LEVEL SECURITY;
SELECT begin_lead_scoring(id) FROM organizations;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE leads FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_scoring FORCE ROW LEVEL SECURITY;
