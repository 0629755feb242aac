-- What the leads of each stage are expected to bring, per assignee and currency, kept as the numbers of leads are; and
-- the board's columns in their order.

CREATE TABLE lead_sums (
    organization_id uuid NOT NULL,
    stage_id        bigint NOT NULL,
    assigned_to     uuid NOT NULL,
    currency        text NOT NULL,
    shard           smallint NOT NULL CHECK (shard BETWEEN 0 AND 7),
    minor           numeric(30) NOT NULL,
    PRIMARY KEY (organization_id, stage_id, assigned_to, currency, shard),
    FOREIGN KEY (organization_id, stage_id) REFERENCES lead_stages ON DELETE CASCADE
) WITH (fillfactor = 50);
COMMENT ON TABLE lead_sums IS 'as lead_counts: the zero id is nobody, a figure is the sum of its shards';
COMMENT ON COLUMN lead_sums.minor IS 'hundredths of the currency; a million large values are more than a bigint holds';

-- One statement writes each row at most once, in the order of their keys; a statement that moves nothing writes none.
CREATE FUNCTION sum_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency,
               pg_backend_pid() % 8, sum(value_minor)
        FROM new_rows WHERE deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency,
               pg_backend_pid() % 8, -sum(value_minor)
        FROM old_rows WHERE deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    ELSE
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency,
               pg_backend_pid() % 8, sum(step)
        FROM (SELECT organization_id, stage_id, assigned_to, currency, value_minor::numeric AS step FROM new_rows
              WHERE deleted_at IS NULL AND value_minor > 0
              UNION ALL
              SELECT organization_id, stage_id, assigned_to, currency, -value_minor::numeric FROM old_rows
              WHERE deleted_at IS NULL AND value_minor > 0) moved
        GROUP BY 1, 2, 3, 4 HAVING sum(step) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER leads_inserted_sum AFTER INSERT ON leads REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sum_leads();
CREATE TRIGGER leads_changed_sum AFTER UPDATE ON leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sum_leads();
CREATE TRIGGER leads_removed_sum AFTER DELETE ON leads REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sum_leads();

ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;
INSERT INTO lead_sums (organization_id, stage_id, assigned_to, currency, shard, minor)
SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency, 0, sum(value_minor)
FROM leads WHERE deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3, 4;
ALTER TABLE leads FORCE ROW LEVEL SECURITY;

ALTER TABLE lead_sums ENABLE ROW LEVEL SECURITY;
ALTER TABLE lead_sums FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lead_sums USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON lead_sums TO takt_app;

-- Deleted ones as well: where a stage goes, they go with the others.
CREATE INDEX leads_of_stage ON leads (organization_id, stage_id, stage_since, id);
CREATE INDEX leads_of_stage_and_assignee ON leads (organization_id, stage_id, assigned_to, stage_since, id)
    WHERE deleted_at IS NULL;
CREATE INDEX leads_of_stage_unassigned ON leads (organization_id, stage_id, stage_since, id)
    WHERE deleted_at IS NULL AND assigned_to IS NULL;
