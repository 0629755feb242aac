-- Whom to call because the score of a lead has come so far, and which leads asked for it: each once.

ALTER TABLE lead_scoring ADD COLUMN threshold smallint CHECK (threshold BETWEEN 1 AND 100);
ALTER TABLE lead_scoring ADD COLUMN call_hours smallint NOT NULL DEFAULT 24 CHECK (call_hours BETWEEN 1 AND 240);
ALTER TABLE lead_scoring ADD COLUMN escalate_hours smallint NOT NULL DEFAULT 24 CHECK (escalate_hours BETWEEN 1 AND 240);
ALTER TABLE lead_scoring ADD COLUMN calls_version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN lead_scoring.threshold IS 'a lead whose score comes to this is called; NULL: none is';
COMMENT ON COLUMN lead_scoring.call_hours IS 'working hours of the organization until the call is due';
COMMENT ON COLUMN lead_scoring.escalate_hours IS 'the same until a manager is asked, where nobody has reacted';

CREATE TABLE lead_calls (
    organization_id uuid NOT NULL,
    lead_id         uuid NOT NULL,
    rose_at         timestamptz NOT NULL,
    score           smallint NOT NULL,
    made_at         timestamptz,
    activity_id     uuid,
    escalates_at    timestamptz,
    settled_at      timestamptz,
    escalation_id   uuid,
    PRIMARY KEY (organization_id, lead_id),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE,
    FOREIGN KEY (organization_id, activity_id) REFERENCES activities ON DELETE SET NULL (activity_id),
    FOREIGN KEY (organization_id, escalation_id) REFERENCES activities ON DELETE SET NULL (escalation_id)
);
COMMENT ON COLUMN lead_calls.made_at IS 'when the call was planned; NULL: a job is about to';
COMMENT ON COLUMN lead_calls.activity_id IS 'the call; NULL before it was planned, and after somebody deleted it';
COMMENT ON COLUMN lead_calls.escalates_at IS 'when a manager is asked; NULL: never, as no working hour comes';
COMMENT ON COLUMN lead_calls.settled_at IS 'when it was seen that somebody had reacted, or a manager was asked';
CREATE INDEX lead_calls_waiting ON lead_calls (organization_id, rose_at, lead_id) WHERE made_at IS NULL;
CREATE INDEX lead_calls_open ON lead_calls (organization_id, escalates_at, lead_id)
    WHERE settled_at IS NULL AND escalates_at IS NOT NULL;
CREATE INDEX lead_calls_of_activity ON lead_calls (organization_id, activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX lead_calls_of_escalation ON lead_calls (organization_id, escalation_id) WHERE escalation_id IS NOT NULL;

ALTER TABLE lead_calls ENABLE ROW LEVEL SECURITY;
ALTER TABLE lead_calls FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lead_calls USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON lead_calls TO takt_app;
