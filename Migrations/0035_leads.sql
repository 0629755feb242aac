-- Leads: companies before the sale, the people in them, the stages they pass, and how many stand where.

-- The columns of the pipeline, in the order of their positions.
CREATE TABLE lead_stages (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    position        integer NOT NULL,
    color           text NOT NULL CHECK (color ~ '^c([1-9]|1[0-2])$'),
    kind            text NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'qualified', 'failed')),
    ageing_days     integer CHECK (ageing_days BETWEEN 1 AND 365),
    version         integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN lead_stages.color IS 'a class of the palette that tags and avatars share';
COMMENT ON COLUMN lead_stages.ageing_days IS 'a lead that stands here for longer is shown as ageing; NULL: never';
CREATE UNIQUE INDEX lead_stages_name_taken ON lead_stages (organization_id, lower(name));
CREATE UNIQUE INDEX lead_stages_one_qualified ON lead_stages (organization_id) WHERE kind = 'qualified';
CREATE UNIQUE INDEX lead_stages_one_failed ON lead_stages (organization_id) WHERE kind = 'failed';

CREATE TABLE leads (
    organization_id   uuid NOT NULL REFERENCES organizations,
    id                uuid NOT NULL,
    company           text NOT NULL CHECK (length(company) BETWEEN 1 AND 200),
    company_key       text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(company)) STORED,
    email             text CHECK (length(email) BETWEEN 3 AND 254),
    email_key         text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
    inn               text CHECK (length(inn) BETWEEN 1 AND 20),
    external_id       text CHECK (length(external_id) BETWEEN 1 AND 100),
    phones            text[] NOT NULL DEFAULT '{}' CHECK (cardinality(phones) <= 10),
    phone_digits      text NOT NULL DEFAULT '',
    contact_names     text NOT NULL DEFAULT '',
    segment           text CHECK (length(segment) BETWEEN 1 AND 60),
    stage_id          bigint NOT NULL,
    stage_since       timestamptz NOT NULL,
    assigned_to       uuid,
    source            text NOT NULL CHECK (source IN ('manual', 'form', 'webhook', 'api', 'import', 'mobile', 'demo')),
    project_id        uuid,
    score             smallint NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 1000),
    value_minor       bigint CHECK (value_minor >= 0),
    currency          text CHECK (currency ~ '^[A-Z]{3}$'),
    notes             text NOT NULL DEFAULT '' CHECK (length(notes) <= 10000),
    custom            jsonb NOT NULL DEFAULT '{}',
    contact_count     smallint NOT NULL DEFAULT 0,
    last_activity_at  timestamptz,
    next_activity_at  timestamptz,
    -- Where it stands among the others: without an activity it comes last.
    last_activity_key timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(last_activity_at, '-infinity'::timestamptz)) STORED,
    next_activity_key timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(next_activity_at, 'infinity'::timestamptz)) STORED,
    search            text NOT NULL GENERATED ALWAYS AS (lower(
        company || ' ' || coalesce(email, '') || ' ' || coalesce(inn, '') || ' ' || phone_digits || ' ' || contact_names)) STORED,
    created_at        timestamptz NOT NULL,
    created_by        uuid,
    changed_at        timestamptz NOT NULL,
    version           integer NOT NULL DEFAULT 1,
    deleted_at        timestamptz,
    PRIMARY KEY (organization_id, id),
    CHECK ((value_minor IS NULL) = (currency IS NULL)),
    FOREIGN KEY (organization_id, stage_id) REFERENCES lead_stages,
    FOREIGN KEY (organization_id, assigned_to) REFERENCES memberships,
    FOREIGN KEY (organization_id, created_by) REFERENCES memberships,
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
) WITH (fillfactor = 90);
COMMENT ON COLUMN leads.phones IS 'as typed; the first is the primary one';
COMMENT ON COLUMN leads.phone_digits IS 'the digits of each phone, separated by blanks';
COMMENT ON COLUMN leads.contact_names IS 'of lead_contacts, for the search';
COMMENT ON COLUMN leads.assigned_to IS 'NULL: nobody''s, for everybody who works on leads to take';

CREATE UNIQUE INDEX leads_email_taken ON leads (organization_id, email_key) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_creation ON leads (organization_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_stage ON leads (organization_id, stage_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_assignee ON leads (organization_id, assigned_to, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_segment ON leads (organization_id, segment, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_company ON leads (organization_id, company_key, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_score ON leads (organization_id, score, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_last_activity ON leads (organization_id, last_activity_key, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_next_activity ON leads (organization_id, next_activity_key, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_inn ON leads (organization_id, inn) WHERE deleted_at IS NULL AND inn IS NOT NULL;
CREATE INDEX leads_by_external_id ON leads (organization_id, external_id) WHERE deleted_at IS NULL AND external_id IS NOT NULL;
CREATE INDEX leads_search ON leads USING gin (organization_id, search takt.trgm_contains_ops) WHERE deleted_at IS NULL;

-- The people who decide in a company. The store keeps one of them primary while there is any.
CREATE TABLE lead_contacts (
    organization_id uuid NOT NULL,
    id              uuid NOT NULL,
    lead_id         uuid NOT NULL,
    full_name       text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 120),
    position        text CHECK (length(position) BETWEEN 1 AND 120),
    phone           text CHECK (length(phone) BETWEEN 1 AND 40),
    email           text CHECK (length(email) BETWEEN 3 AND 254),
    is_primary      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE
);
CREATE INDEX lead_contacts_of_lead ON lead_contacts (organization_id, lead_id);
CREATE UNIQUE INDEX lead_contacts_one_primary ON lead_contacts (organization_id, lead_id) WHERE is_primary;

-- How many leads stand in each stage with each assignee; the zero id is nobody. Eight rows for each, of which a
-- connection writes one, so that writers rarely wait for each other; a figure is their sum, and one row alone may be
-- below zero.
CREATE TABLE lead_counts (
    organization_id uuid NOT NULL,
    stage_id        bigint NOT NULL,
    assigned_to     uuid NOT NULL,
    shard           smallint NOT NULL CHECK (shard BETWEEN 0 AND 7),
    n               bigint NOT NULL,
    PRIMARY KEY (organization_id, stage_id, assigned_to, shard),
    FOREIGN KEY (organization_id, stage_id) REFERENCES lead_stages ON DELETE CASCADE
) WITH (fillfactor = 50);

-- One statement writes each row at most once, in the order of their keys; a statement that moves nothing writes none.
CREATE FUNCTION count_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'),
               pg_backend_pid() % 8, count(*)
        FROM new_rows WHERE deleted_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'),
               pg_backend_pid() % 8, -count(*)
        FROM old_rows WHERE deleted_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    ELSE
        INSERT INTO lead_counts AS c (organization_id, stage_id, assigned_to, shard, n)
        SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'),
               pg_backend_pid() % 8, sum(step)
        FROM (SELECT organization_id, stage_id, assigned_to, 1 AS step FROM new_rows WHERE deleted_at IS NULL
              UNION ALL
              SELECT organization_id, stage_id, assigned_to, -1 FROM old_rows WHERE deleted_at IS NULL) moved
        GROUP BY 1, 2, 3 HAVING sum(step) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = c.n + excluded.n;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER leads_inserted AFTER INSERT ON leads REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_leads();
CREATE TRIGGER leads_changed AFTER UPDATE ON leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_leads();
CREATE TRIGGER leads_removed AFTER DELETE ON leads REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_leads();

-- The stages that an organization begins with; nothing where there are any, however often it runs.
CREATE FUNCTION begin_lead_stages(given_organization uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO lead_stages (organization_id, name, position, color, kind)
    SELECT given_organization, s.name, s.position, s.color, s.kind
    FROM (VALUES ('New', 1, 'c1', 'open'), ('Call', 2, 'c3', 'open'), ('Meeting', 3, 'c12', 'open'),
                 ('Negotiation', 4, 'c8', 'open'), ('Qualified', 5, 'c5', 'qualified'), ('Refused', 6, 'c10', 'failed'))
         AS s (name, position, color, kind)
    WHERE NOT EXISTS (SELECT FROM lead_stages o WHERE o.organization_id = given_organization)
    ON CONFLICT DO NOTHING
$$;

ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
SELECT begin_lead_stages(id) FROM organizations;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lead_stages', 'leads', 'lead_contacts', 'lead_counts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON lead_stages, lead_contacts TO takt_app;
GRANT SELECT, INSERT, UPDATE ON leads, lead_counts TO takt_app;
