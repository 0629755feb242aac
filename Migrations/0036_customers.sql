-- Customers, which good leads become; and what people plan and do with leads and customers.

CREATE TABLE customers (
    organization_id   uuid NOT NULL REFERENCES organizations,
    id                uuid NOT NULL,
    company           text NOT NULL CHECK (length(company) BETWEEN 1 AND 200),
    company_key       text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(company)) STORED,
    email             text CHECK (length(email) BETWEEN 3 AND 254),
    email_key         text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
    inn               text CHECK (length(inn) BETWEEN 1 AND 20),
    phones            text[] NOT NULL DEFAULT '{}' CHECK (cardinality(phones) <= 10),
    phone_digits      text NOT NULL DEFAULT '',
    contact_names     text NOT NULL DEFAULT '',
    contact_count     smallint NOT NULL DEFAULT 0,
    segment           text CHECK (length(segment) BETWEEN 1 AND 60),
    notes             text NOT NULL DEFAULT '' CHECK (length(notes) <= 10000),
    assigned_to       uuid,
    qualified_from    uuid,
    last_activity_at  timestamptz,
    next_activity_at  timestamptz,
    search            text NOT NULL GENERATED ALWAYS AS (lower(
        company || ' ' || coalesce(email, '') || ' ' || coalesce(inn, '') || ' ' || phone_digits || ' ' || contact_names)) STORED,
    created_at        timestamptz NOT NULL,
    created_by        uuid,
    changed_at        timestamptz NOT NULL,
    version           integer NOT NULL DEFAULT 1,
    deleted_at        timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, assigned_to) REFERENCES memberships,
    FOREIGN KEY (organization_id, created_by) REFERENCES memberships,
    FOREIGN KEY (organization_id, qualified_from) REFERENCES leads
) WITH (fillfactor = 90);
COMMENT ON COLUMN customers.qualified_from IS 'the lead it was made from; NULL: it was entered as a customer';
COMMENT ON COLUMN customers.version IS '1: nothing was changed since it was made';

CREATE UNIQUE INDEX customers_email_taken ON customers (organization_id, email_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX customers_one_of_lead ON customers (organization_id, qualified_from) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_creation ON customers (organization_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_company ON customers (organization_id, company_key, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_assignee ON customers (organization_id, assigned_to, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_inn ON customers (organization_id, inn) WHERE deleted_at IS NULL AND inn IS NOT NULL;
CREATE INDEX customers_search ON customers USING gin (organization_id, search takt.trgm_contains_ops) WHERE deleted_at IS NULL;

-- Of the people in a customer's company; the store keeps one of them primary while there is any.
CREATE TABLE customer_contacts (
    organization_id uuid NOT NULL,
    id              uuid NOT NULL,
    customer_id     uuid NOT NULL,
    full_name       text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 120),
    position        text CHECK (length(position) BETWEEN 1 AND 120),
    phone           text CHECK (length(phone) BETWEEN 1 AND 40),
    email           text CHECK (length(email) BETWEEN 3 AND 254),
    is_primary      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers ON DELETE CASCADE
);
CREATE INDEX customer_contacts_of_customer ON customer_contacts (organization_id, customer_id);
CREATE UNIQUE INDEX customer_contacts_one_primary ON customer_contacts (organization_id, customer_id) WHERE is_primary;

-- The other way of the link; several leads may have become the same customer.
ALTER TABLE leads ADD COLUMN customer_id uuid;
ALTER TABLE leads ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customers;
CREATE INDEX leads_of_customer ON leads (organization_id, customer_id) WHERE customer_id IS NOT NULL;

-- A call, an e-mail, a meeting, a task or a note, planned or done, on exactly one lead or customer.
CREATE TABLE activities (
    organization_id  uuid NOT NULL REFERENCES organizations,
    id               uuid NOT NULL,
    lead_id          uuid,
    customer_id      uuid,
    type             text NOT NULL CHECK (type IN ('call', 'email', 'meeting', 'task', 'note')),
    state            text NOT NULL CHECK (state IN ('scheduled', 'in_progress', 'completed', 'skipped')),
    title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    notes            text NOT NULL DEFAULT '' CHECK (length(notes) <= 10000),
    result           text NOT NULL DEFAULT '' CHECK (length(result) <= 10000),
    due_at           timestamptz,
    duration_minutes integer CHECK (duration_minutes BETWEEN 1 AND 1440),
    assigned_to      uuid,
    created_at       timestamptz NOT NULL,
    created_by       uuid,
    ended_at         timestamptz,
    changed_at       timestamptz NOT NULL,
    version          integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CHECK (num_nonnulls(lead_id, customer_id) = 1),
    CHECK ((ended_at IS NULL) = (state IN ('scheduled', 'in_progress'))),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE,
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers ON DELETE CASCADE,
    FOREIGN KEY (organization_id, assigned_to) REFERENCES memberships,
    FOREIGN KEY (organization_id, created_by) REFERENCES memberships
) WITH (fillfactor = 90);
COMMENT ON COLUMN activities.due_at IS 'when it is to be done, and of a meeting when it begins; NULL: some time';
COMMENT ON COLUMN activities.created_by IS 'NULL: a rule or a program';
COMMENT ON COLUMN activities.ended_at IS 'when it was completed or skipped';

CREATE INDEX activities_of_lead ON activities (organization_id, lead_id, created_at, id) WHERE lead_id IS NOT NULL;
CREATE INDEX activities_of_customer ON activities (organization_id, customer_id, created_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX activities_of_person ON activities (organization_id, assigned_to, due_at, id);
CREATE INDEX activities_open ON activities (organization_id, assigned_to, due_at, id) WHERE ended_at IS NULL;
CREATE INDEX activities_by_due ON activities (organization_id, due_at, id);
CREATE INDEX activities_by_type ON activities (organization_id, type, due_at, id);
CREATE INDEX activities_ended ON activities (organization_id, ended_at, id) WHERE ended_at IS NOT NULL;

-- A lead and a customer know when something was last done with them, and what is due next: the list sorts by both.
-- A note is no activity in this sense: nobody reached anybody.
CREATE FUNCTION plan_parents(given_organizations uuid[], given_leads uuid[], given_customers uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads l SET last_activity_at = p.last_at, next_activity_at = p.next_at
    FROM (SELECT k.organization_id, k.lead_id, a.last_at, a.next_at
          FROM (SELECT DISTINCT organization_id, lead_id FROM unnest(given_organizations, given_leads) AS g (organization_id, lead_id)
                WHERE lead_id IS NOT NULL) k
          CROSS JOIN LATERAL (
              SELECT max(x.ended_at) FILTER (WHERE x.state = 'completed' AND x.type <> 'note') AS last_at,
                     min(x.due_at) FILTER (WHERE x.ended_at IS NULL) AS next_at
              FROM activities x WHERE x.organization_id = k.organization_id AND x.lead_id = k.lead_id) a) p
    WHERE l.organization_id = p.organization_id AND l.id = p.lead_id
      AND (l.last_activity_at, l.next_activity_at) IS DISTINCT FROM (p.last_at, p.next_at);
    UPDATE customers c SET last_activity_at = p.last_at, next_activity_at = p.next_at
    FROM (SELECT k.organization_id, k.customer_id, a.last_at, a.next_at
          FROM (SELECT DISTINCT organization_id, customer_id
                FROM unnest(given_organizations, given_customers) AS g (organization_id, customer_id)
                WHERE customer_id IS NOT NULL) k
          CROSS JOIN LATERAL (
              SELECT max(x.ended_at) FILTER (WHERE x.state = 'completed' AND x.type <> 'note') AS last_at,
                     min(x.due_at) FILTER (WHERE x.ended_at IS NULL) AS next_at
              FROM activities x WHERE x.organization_id = k.organization_id AND x.customer_id = k.customer_id) a) p
    WHERE c.organization_id = p.organization_id AND c.id = p.customer_id
      AND (c.last_activity_at, c.next_activity_at) IS DISTINCT FROM (p.last_at, p.next_at);
END $$;

CREATE FUNCTION plan_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM plan_parents(array_agg(organization_id), array_agg(lead_id), array_agg(customer_id)) FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE FUNCTION plan_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM plan_parents(array_agg(organization_id), array_agg(lead_id), array_agg(customer_id)) FROM old_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE FUNCTION plan_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM plan_parents(array_agg(organization_id), array_agg(lead_id), array_agg(customer_id))
    FROM (TABLE new_rows UNION ALL TABLE old_rows) x HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_added AFTER INSERT ON activities REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION plan_added();
CREATE TRIGGER activities_changed AFTER UPDATE ON activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION plan_changed();
CREATE TRIGGER activities_gone AFTER DELETE ON activities REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION plan_gone();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['customers', 'customer_contacts', 'activities'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON customers TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_contacts, activities TO takt_app;
