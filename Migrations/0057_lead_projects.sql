-- A lead may name the project that it concerns. Those that are nobody's are counted under their project, so that what
-- a rep sees of them, by the projects they are a member of, stays a sum: the zero id is nobody's of no project, and
-- ids of people and projects never meet.

COMMENT ON COLUMN leads.project_id IS 'the project it concerns; NULL: none in particular';
COMMENT ON COLUMN lead_counts.assigned_to IS 'whose they are: a person, or of nobody''s the project; the zero id: nobody''s of none';
COMMENT ON COLUMN lead_sums.assigned_to IS 'as in lead_counts';

CREATE INDEX leads_by_project ON leads (organization_id, project_id, created_at, id)
    WHERE deleted_at IS NULL AND project_id IS NOT NULL;

-- One statement writes each row at most once, in the order of their keys; a statement that moves nothing writes none.
CREATE OR REPLACE FUNCTION count_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'),
               pg_backend_pid() % 8, count(*)
        FROM new_rows WHERE deleted_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'),
               pg_backend_pid() % 8, -count(*)
        FROM old_rows WHERE deleted_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    ELSE
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, whose, pg_backend_pid() % 8, sum(step)
        FROM (SELECT organization_id, stage_id,
                     coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000') AS whose, 1 AS step
              FROM new_rows WHERE deleted_at IS NULL
              UNION ALL
              SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'), -1
              FROM old_rows WHERE deleted_at IS NULL) moved
        GROUP BY 1, 2, 3 HAVING sum(step) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sum_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'), currency,
               pg_backend_pid() % 8, sum(value_minor)
        FROM new_rows WHERE deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'), currency,
               pg_backend_pid() % 8, -sum(value_minor)
        FROM old_rows WHERE deleted_at IS NULL AND value_minor > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    ELSE
        INSERT INTO lead_sums AS c (organization_id, stage_id, assigned_to, currency, shard, minor)
        SELECT organization_id, stage_id, whose, currency, pg_backend_pid() % 8, sum(step)
        FROM (SELECT organization_id, stage_id,
                     coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000') AS whose, currency,
                     value_minor::numeric AS step
              FROM new_rows WHERE deleted_at IS NULL AND value_minor > 0
              UNION ALL
              SELECT organization_id, stage_id, coalesce(assigned_to, project_id, '00000000-0000-0000-0000-000000000000'),
                     currency, -value_minor::numeric
              FROM old_rows WHERE deleted_at IS NULL AND value_minor > 0) moved
        GROUP BY 1, 2, 3, 4 HAVING sum(step) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (organization_id, stage_id, assigned_to, currency, shard) DO UPDATE SET minor = c.minor + excluded.minor;
    END IF;
    RETURN NULL;
END $$;
