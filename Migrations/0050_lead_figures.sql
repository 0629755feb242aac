-- The figures of the sale: what ends in a lead's life, one narrow row each, and how much of everything there was on each
-- day of the organization's calendar. Both are kept by the database itself, whoever writes.

-- What came to an end with a lead: a stay in a stage, the time until it became a customer, the time until somebody
-- first reached it. How long it took is the difference of the two instants.
CREATE TABLE lead_steps (
    organization_id uuid NOT NULL,
    lead_id         uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('stay', 'qualified', 'contacted')),
    stage_id        bigint NOT NULL CHECK ((stage_id = 0) = (kind <> 'stay')),
    began_at        timestamptz NOT NULL,
    ended_at        timestamptz NOT NULL CHECK (ended_at >= began_at),
    assigned_to     uuid NOT NULL,
    is_gone         boolean NOT NULL DEFAULT false,
    lot             smallint NOT NULL GENERATED ALWAYS AS ((uuid_hash(lead_id) & 127)::smallint) STORED,
    PRIMARY KEY (organization_id, lead_id, kind, stage_id, began_at),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE
);
COMMENT ON COLUMN lead_steps.stage_id IS 'the stage that was left, also one that is gone since; 0: it is about the lead as a whole';
COMMENT ON COLUMN lead_steps.assigned_to IS 'who had the lead then; the zero id: nobody';
COMMENT ON COLUMN lead_steps.is_gone IS 'the lead is deleted and counts nowhere';
COMMENT ON COLUMN lead_steps.lot IS 'one of 128 by chance, the same for all of a lead: where there are too many, some lots are a fair sample';
CREATE INDEX lead_steps_of_all ON lead_steps (organization_id, kind, stage_id, lot, ended_at, lead_id)
    INCLUDE (began_at) WHERE NOT is_gone;
CREATE INDEX lead_steps_of_person ON lead_steps (organization_id, assigned_to, kind, stage_id, lot, ended_at, lead_id)
    INCLUDE (began_at) WHERE NOT is_gone;

-- How many there were on a day: leads created and, of these, customers by now, by the way they came; steps that ended, by
-- kind and stage; activities that were due, by how they stand. Once for each person and once for all together, who are
-- the id of ones; the zero id is nobody. Eight rows for each, as of lead_counts.
CREATE TABLE lead_days (
    organization_id uuid NOT NULL REFERENCES organizations,
    assigned_to     uuid NOT NULL,
    day             date NOT NULL,
    figure          text NOT NULL CHECK (figure IN ('created', 'won', 'stay', 'qualified', 'contacted', 'due')),
    key             text NOT NULL CHECK (length(key) <= 20),
    shard           smallint NOT NULL CHECK (shard BETWEEN 0 AND 7),
    n               bigint NOT NULL,
    PRIMARY KEY (organization_id, assigned_to, day, figure, key, shard)
) WITH (fillfactor = 50);
COMMENT ON COLUMN lead_days.key IS 'the source of created and won, the stage of a stay, the state of what was due';

-- Of the leads that were created in a time, those that are customers: few of many.
CREATE INDEX leads_converted ON leads (organization_id, created_at, id) WHERE deleted_at IS NULL AND customer_id IS NOT NULL;

-- What was due in a time and stands so; a person's own is found by activities_of_person.
CREATE INDEX activities_due_so ON activities (organization_id, state, due_at, id) WHERE due_at IS NOT NULL AND type <> 'note';

-- Adds so many to the days of those instants, for the person and for all together. Whoever counts holds off a recount of
-- the organization, and sees the zone that the last one went by.
CREATE FUNCTION count_lead_days(
    given_organizations uuid[], given_instants timestamptz[], given_figures text[], given_keys text[], given_people uuid[],
    given_numbers integer[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF given_organizations IS NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('lead_days ' || o, 0))
    FROM (SELECT DISTINCT o FROM unnest(given_organizations) AS o ORDER BY o) x;
    INSERT INTO lead_days AS d (organization_id, assigned_to, day, figure, key, shard, n)
    SELECT x.organization_id, p.person, (x.at AT TIME ZONE o.zone)::date, x.figure, x.key, pg_backend_pid() % 8, sum(x.n)
    FROM unnest(given_organizations, given_instants, given_figures, given_keys, given_people, given_numbers)
         AS x (organization_id, at, figure, key, person, n)
    JOIN organizations o ON o.id = x.organization_id
    CROSS JOIN LATERAL (VALUES (coalesce(x.person, '00000000-0000-0000-0000-000000000000'::uuid)),
                               ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) p (person)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.n) <> 0 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (organization_id, assigned_to, day, figure, key, shard) DO UPDATE SET n = d.n + excluded.n;
END $$;

-- Created and won, by the lead's source and whoever has it now.
CREATE FUNCTION count_created_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_lead_days(array_agg(x.organization_id), array_agg(x.created_at), array_agg(f.figure),
                                array_agg(x.source), array_agg(x.assigned_to), array_agg(1))
        FROM new_rows x CROSS JOIN (VALUES ('created', false), ('won', true)) f (figure, wants)
        WHERE x.deleted_at IS NULL AND (x.customer_id IS NOT NULL OR NOT f.wants);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM count_lead_days(array_agg(x.organization_id), array_agg(x.created_at), array_agg(f.figure),
                                array_agg(x.source), array_agg(x.assigned_to), array_agg(-1))
        FROM old_rows x CROSS JOIN (VALUES ('created', false), ('won', true)) f (figure, wants)
        WHERE x.deleted_at IS NULL AND (x.customer_id IS NOT NULL OR NOT f.wants);
    ELSE
        -- Never joined with each other: a plan made for one row would take a quadratic time for many.
        PERFORM count_lead_days(array_agg(x.organization_id), array_agg(x.created_at), array_agg(x.figure),
                                array_agg(x.source), array_agg(x.assigned_to), array_agg(x.n))
        FROM (SELECT r.organization_id, r.created_at, f.figure, r.source, r.assigned_to, sum(r.n)::integer AS n
              FROM (SELECT organization_id, created_at, source, assigned_to, customer_id, 1 AS n FROM new_rows WHERE deleted_at IS NULL
                    UNION ALL
                    SELECT organization_id, created_at, source, assigned_to, customer_id, -1 FROM old_rows WHERE deleted_at IS NULL) r
              CROSS JOIN (VALUES ('created', false), ('won', true)) f (figure, wants)
              WHERE r.customer_id IS NOT NULL OR NOT f.wants
              GROUP BY 1, 2, 3, 4, 5 HAVING sum(r.n) <> 0) x;
    END IF;
    RETURN NULL;
END $$;
-- Triggers go by their names: every statement counts leads first, then days, then sums, so that no two wait for each other.
CREATE TRIGGER leads_inserted_days AFTER INSERT ON leads REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_created_leads();
CREATE TRIGGER leads_changed_days AFTER UPDATE ON leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_created_leads();
CREATE TRIGGER leads_removed_days AFTER DELETE ON leads REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_created_leads();

-- A move ends a stay. A move is what sets the stage's time to that of the change; whatever sets it back to a time at
-- which a stay began takes that stay back, and a merge, which takes over another lead's stage and time, ends none.
CREATE FUNCTION keep_lead_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT organization_id, id, stage_id, customer_id IS NULL AS is_open, deleted_at IS NULL AS is_there, 1 AS n
                     FROM new_rows
                     UNION ALL
                     SELECT organization_id, id, stage_id, customer_id IS NULL, deleted_at IS NULL, -1 FROM old_rows) x
        GROUP BY organization_id, id, stage_id, is_open, is_there HAVING sum(n) <> 0) THEN
        RETURN NULL;
    END IF;
    WITH x AS MATERIALIZED (
        SELECT organization_id, id,
               max(stage_id) FILTER (WHERE is_new) AS stage_id, max(stage_id) FILTER (WHERE NOT is_new) AS left_id,
               max(stage_since) FILTER (WHERE is_new) AS stage_since, max(stage_since) FILTER (WHERE NOT is_new) AS left_since,
               bool_or(is_won) FILTER (WHERE is_new) AS is_won, bool_or(is_won) FILTER (WHERE NOT is_new) AS was_won,
               bool_or(is_gone) FILTER (WHERE is_new) AS is_gone, bool_or(is_gone) FILTER (WHERE NOT is_new) AS was_gone,
               max(created_at) AS created_at, max(changed_at) FILTER (WHERE is_new) AS changed_at,
               coalesce((array_agg(assigned_to) FILTER (WHERE NOT is_new))[1], '00000000-0000-0000-0000-000000000000') AS assigned_to
        FROM (SELECT organization_id, id, stage_id, stage_since, customer_id IS NOT NULL AS is_won, deleted_at IS NOT NULL AS is_gone,
                     created_at, changed_at, assigned_to, true AS is_new FROM new_rows
              UNION ALL
              SELECT organization_id, id, stage_id, stage_since, customer_id IS NOT NULL, deleted_at IS NOT NULL,
                     created_at, changed_at, assigned_to, false FROM old_rows) r
        GROUP BY organization_id, id),
    undone AS (
        DELETE FROM lead_steps s USING x
        WHERE s.organization_id = x.organization_id AND s.lead_id = x.id
          AND (s.kind = 'stay' AND x.stage_id <> x.left_id AND x.stage_since <> x.changed_at
               AND s.stage_id = x.stage_id AND s.began_at = x.stage_since
               OR s.kind = 'qualified' AND x.was_won AND NOT x.is_won)),
    gone AS (
        UPDATE lead_steps s SET is_gone = x.is_gone FROM x
        WHERE x.is_gone <> x.was_gone AND s.organization_id = x.organization_id AND s.lead_id = x.id)
    INSERT INTO lead_steps AS s (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to, is_gone)
    SELECT x.organization_id, x.id, k.kind, k.stage_id, k.began_at, greatest(k.ended_at, k.began_at), x.assigned_to, x.is_gone
    FROM x CROSS JOIN LATERAL (VALUES
        ('stay', x.left_id, x.left_since, x.stage_since, x.stage_id <> x.left_id AND x.stage_since = x.changed_at),
        ('qualified', 0, x.created_at, x.changed_at, x.is_won AND NOT x.was_won)) k (kind, stage_id, began_at, ended_at, holds)
    WHERE k.holds
    ON CONFLICT (organization_id, lead_id, kind, stage_id, began_at) DO UPDATE SET ended_at = excluded.ended_at;
    RETURN NULL;
END $$;
CREATE TRIGGER leads_steps_kept AFTER UPDATE ON leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_lead_steps();

CREATE FUNCTION count_lead_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_lead_days(array_agg(organization_id), array_agg(ended_at), array_agg(kind),
                                array_agg(CASE WHEN kind = 'stay' THEN stage_id::text ELSE '' END), array_agg(assigned_to), array_agg(1))
        FROM new_rows WHERE NOT is_gone;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM count_lead_days(array_agg(organization_id), array_agg(ended_at), array_agg(kind),
                                array_agg(CASE WHEN kind = 'stay' THEN stage_id::text ELSE '' END), array_agg(assigned_to), array_agg(-1))
        FROM old_rows WHERE NOT is_gone;
    ELSE
        PERFORM count_lead_days(array_agg(organization_id), array_agg(ended_at), array_agg(kind),
                                array_agg(CASE WHEN kind = 'stay' THEN stage_id::text ELSE '' END), array_agg(assigned_to), array_agg(n))
        FROM (SELECT *, 1 AS n FROM new_rows UNION ALL SELECT *, -1 FROM old_rows) x WHERE NOT is_gone;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lead_steps_counted AFTER INSERT ON lead_steps REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_lead_steps();
CREATE TRIGGER lead_steps_recounted AFTER UPDATE ON lead_steps REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_lead_steps();
CREATE TRIGGER lead_steps_uncounted AFTER DELETE ON lead_steps REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_lead_steps();

-- When somebody first reached those leads: the first activity that was done and is no note.
CREATE FUNCTION keep_first_contacts(given_organizations uuid[], given_leads uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF given_leads IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM lead_steps s USING unnest(given_organizations, given_leads) AS g (organization_id, lead_id)
    WHERE s.organization_id = g.organization_id AND s.lead_id = g.lead_id AND s.kind = 'contacted'
      AND NOT EXISTS (SELECT FROM activities a
                      WHERE a.organization_id = g.organization_id AND a.lead_id = g.lead_id AND a.state = 'completed'
                        AND a.type <> 'note');
    INSERT INTO lead_steps AS s (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to, is_gone)
    SELECT l.organization_id, l.id, 'contacted', 0, l.created_at, greatest(a.first_at, l.created_at),
           coalesce(l.assigned_to, '00000000-0000-0000-0000-000000000000'), l.deleted_at IS NOT NULL
    FROM (SELECT DISTINCT organization_id, lead_id
          FROM unnest(given_organizations, given_leads) AS g (organization_id, lead_id)) g
    JOIN leads l ON l.organization_id = g.organization_id AND l.id = g.lead_id
    CROSS JOIN LATERAL (
        SELECT min(x.ended_at) AS first_at FROM activities x
        WHERE x.organization_id = g.organization_id AND x.lead_id = g.lead_id AND x.state = 'completed' AND x.type <> 'note') a
    WHERE a.first_at IS NOT NULL
    ON CONFLICT (organization_id, lead_id, kind, stage_id, began_at) DO UPDATE SET ended_at = excluded.ended_at
        WHERE s.ended_at <> excluded.ended_at;
END $$;

-- What was due on a day, by how it stands now and who is to do it. A note is nothing that is due.
CREATE FUNCTION count_due_activities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_lead_days(array_agg(organization_id), array_agg(due_at), array_agg('due'::text), array_agg(state),
                                array_agg(assigned_to), array_agg(1))
        FROM new_rows WHERE due_at IS NOT NULL AND type <> 'note';
        PERFORM keep_first_contacts(array_agg(organization_id), array_agg(lead_id))
        FROM new_rows WHERE lead_id IS NOT NULL AND state = 'completed' AND type <> 'note';
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM count_lead_days(array_agg(organization_id), array_agg(due_at), array_agg('due'::text), array_agg(state),
                                array_agg(assigned_to), array_agg(-1))
        FROM old_rows WHERE due_at IS NOT NULL AND type <> 'note';
        PERFORM keep_first_contacts(array_agg(organization_id), array_agg(lead_id))
        FROM old_rows WHERE lead_id IS NOT NULL AND state = 'completed' AND type <> 'note';
    ELSE
        PERFORM count_lead_days(array_agg(x.organization_id), array_agg(x.due_at), array_agg('due'::text), array_agg(x.state),
                                array_agg(x.assigned_to), array_agg(x.n))
        FROM (SELECT organization_id, due_at, state, assigned_to, sum(n)::integer AS n
              FROM (SELECT organization_id, due_at, state, assigned_to, type, 1 AS n FROM new_rows
                    UNION ALL
                    SELECT organization_id, due_at, state, assigned_to, type, -1 FROM old_rows) r
              WHERE due_at IS NOT NULL AND type <> 'note' GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0) x;
        PERFORM keep_first_contacts(array_agg(x.organization_id), array_agg(x.lead_id))
        FROM (SELECT DISTINCT organization_id, lead_id
              FROM (SELECT organization_id, lead_id, ended_at, sum(n) AS n
                    FROM (SELECT organization_id, lead_id, state, type, ended_at, 1 AS n FROM new_rows
                          UNION ALL
                          SELECT organization_id, lead_id, state, type, ended_at, -1 FROM old_rows) r
                    WHERE lead_id IS NOT NULL AND state = 'completed' AND type <> 'note' GROUP BY 1, 2, 3) c
              WHERE n <> 0) x;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_due_counted AFTER INSERT ON activities REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_due_activities();
CREATE TRIGGER activities_due_recounted AFTER UPDATE ON activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_due_activities();
CREATE TRIGGER activities_due_uncounted AFTER DELETE ON activities REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_due_activities();

-- Everything counted anew: after another zone moved the days. Who counts meanwhile waits.
CREATE FUNCTION recount_lead_days(given_organization uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('lead_days ' || given_organization, 0));
    DELETE FROM lead_days WHERE organization_id = given_organization;
    INSERT INTO lead_days (organization_id, assigned_to, day, figure, key, shard, n)
    SELECT given_organization, p.person, x.day, x.figure, x.key, 0, sum(x.n)
    FROM (SELECT l.assigned_to, (l.created_at AT TIME ZONE o.zone)::date AS day, f.figure, l.source AS key, count(*) AS n
          FROM organizations o JOIN leads l ON l.organization_id = o.id AND l.deleted_at IS NULL
          CROSS JOIN (VALUES ('created', false), ('won', true)) f (figure, wants)
          WHERE o.id = given_organization AND (l.customer_id IS NOT NULL OR NOT f.wants) GROUP BY 1, 2, 3, 4
          UNION ALL
          SELECT s.assigned_to, (s.ended_at AT TIME ZONE o.zone)::date, s.kind,
                 CASE WHEN s.kind = 'stay' THEN s.stage_id::text ELSE '' END, count(*)
          FROM organizations o JOIN lead_steps s ON s.organization_id = o.id AND NOT s.is_gone
          WHERE o.id = given_organization GROUP BY 1, 2, 3, 4
          UNION ALL
          SELECT a.assigned_to, (a.due_at AT TIME ZONE o.zone)::date, 'due', a.state, count(*)
          FROM organizations o JOIN activities a ON a.organization_id = o.id AND a.due_at IS NOT NULL AND a.type <> 'note'
          WHERE o.id = given_organization GROUP BY 1, 2, 3, 4) x
    CROSS JOIN LATERAL (VALUES (coalesce(x.assigned_to, '00000000-0000-0000-0000-000000000000'::uuid)),
                               ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) p (person)
    GROUP BY 2, 3, 4, 5;
END $$;

CREATE FUNCTION recount_in_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recount_lead_days(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER organizations_zone_moved AFTER UPDATE OF zone ON organizations FOR EACH ROW
    WHEN (OLD.zone <> NEW.zone) EXECUTE FUNCTION recount_in_zone();

-- What can be told of the time before: who became a customer and when, who was first reached when, and of the stays
-- those that the log tells without a gap, in stages that are still called so.
ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_stages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE customers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE activities NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY;

INSERT INTO lead_steps (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to, is_gone)
SELECT l.organization_id, l.id, x.kind, 0, l.created_at, greatest(x.ended_at, l.created_at),
       coalesce(l.assigned_to, '00000000-0000-0000-0000-000000000000'), l.deleted_at IS NOT NULL
FROM leads l
CROSS JOIN LATERAL (
    SELECT 'contacted' AS kind, min(a.ended_at) AS ended_at FROM activities a
    WHERE a.organization_id = l.organization_id AND a.lead_id = l.id AND a.state = 'completed' AND a.type <> 'note'
    UNION ALL
    SELECT 'qualified', coalesce((SELECT max(e.at) FROM audit_entries e
                                  WHERE e.organization_id = l.organization_id AND e.target_type = 'lead' AND e.target_id = l.id::text
                                    AND e.event = 'lead.qualified'), l.stage_since)
    WHERE l.customer_id IS NOT NULL) x
WHERE x.ended_at IS NOT NULL;

INSERT INTO lead_steps (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to, is_gone)
SELECT DISTINCT ON (l.organization_id, l.id, s.id, e.began_at)
       l.organization_id, l.id, 'stay', s.id, e.began_at, greatest(e.at, e.began_at),
       coalesce(l.assigned_to, '00000000-0000-0000-0000-000000000000'), l.deleted_at IS NOT NULL
FROM (SELECT organization_id, target_id, at, before->>'stage' AS left_stage, id,
             lag(at) OVER w AS began_at, lag(after->>'stage') OVER w AS began_stage
      FROM audit_entries
      WHERE target_type = 'lead' AND event IN ('lead.created', 'lead.moved', 'lead.qualified', 'lead.reopened')
      WINDOW w AS (PARTITION BY organization_id, target_id ORDER BY id)) e
JOIN lead_stages s ON s.organization_id = e.organization_id AND s.name = e.left_stage
JOIN leads l ON l.organization_id = e.organization_id AND l.id::text = e.target_id
WHERE e.began_stage = e.left_stage
ORDER BY l.organization_id, l.id, s.id, e.began_at, e.id;

DELETE FROM lead_days;
SELECT recount_lead_days(id) FROM organizations;

ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE leads FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_stages FORCE ROW LEVEL SECURITY;
ALTER TABLE customers FORCE ROW LEVEL SECURITY;
ALTER TABLE activities FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lead_steps', 'lead_days'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON lead_steps, lead_days TO takt_app;
