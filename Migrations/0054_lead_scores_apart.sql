-- Scores stand apart from the leads: new rules change a million of them, and each change of a lead is written to twenty
-- indexes. A row for each lead, made and marked by the database itself, whoever writes the lead.

CREATE TABLE lead_scores (
    organization_id uuid NOT NULL,
    lead_id         uuid NOT NULL,
    score           smallint NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 1000),
    is_gone         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, lead_id)
) WITH (fillfactor = 80);
COMMENT ON COLUMN lead_scores.is_gone IS 'the lead is deleted: it is in no list';

ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;
INSERT INTO lead_scores (organization_id, lead_id, score, is_gone)
SELECT organization_id, id, score, deleted_at IS NOT NULL FROM leads;
ALTER TABLE leads FORCE ROW LEVEL SECURITY;
ALTER TABLE leads DROP COLUMN score;

ALTER TABLE lead_scores ADD FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE;
CREATE INDEX lead_scores_by_score ON lead_scores (organization_id, score, lead_id) WHERE NOT is_gone;

CREATE FUNCTION begin_lead_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores (organization_id, lead_id, is_gone) VALUES (NEW.organization_id, NEW.id, NEW.deleted_at IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_scores_begun AFTER INSERT ON leads FOR EACH ROW EXECUTE FUNCTION begin_lead_score();

CREATE FUNCTION mark_lead_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lead_scores SET is_gone = NEW.deleted_at IS NOT NULL
    WHERE organization_id = NEW.organization_id AND lead_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER lead_scores_marked AFTER UPDATE OF deleted_at ON leads FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION mark_lead_score();

ALTER TABLE lead_scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE lead_scores FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lead_scores USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON lead_scores TO takt_app;
