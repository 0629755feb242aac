-- What the source told us about its orders, and what follows from it.

-- Every delivery with a right secret, as it came: raw bytes and a verdict.
CREATE TABLE deliveries (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    received_at     timestamptz NOT NULL,
    verdict         text NOT NULL CHECK (verdict IN ('accepted', 'duplicate', 'unknown_event', 'malformed', 'too_large')),
    reason          text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
    marks           text[] NOT NULL DEFAULT '{}',
    order_id        bigint,
    status_id       bigint,
    changed_at      timestamptz,
    length          bigint NOT NULL,
    body            bytea NOT NULL,
    address         text NOT NULL DEFAULT '',
    -- What the list says and filters by: the verdict, and of an accepted event its gravest mark.
    outcome         text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN verdict <> 'accepted' THEN verdict
             WHEN 'unknown_status' = ANY (marks) THEN 'unknown_status'
             WHEN 'future' = ANY (marks) THEN 'future'
             WHEN 'late' = ANY (marks) THEN 'late'
             ELSE 'stored' END) STORED,
    PRIMARY KEY (organization_id, project_id, id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);

CREATE INDEX deliveries_by_time ON deliveries (organization_id, project_id, received_at);
-- The filter of the list. Most deliveries are stored and nothing else; those the primary key finds at once.
CREATE INDEX deliveries_by_outcome ON deliveries (organization_id, project_id, outcome, id) WHERE outcome <> 'stored';

-- The event log, the only source of truth for time: this order entered this status at this instant.
-- Append-only; the unique key is the deduplication.
CREATE TABLE status_events (
    organization_id  uuid NOT NULL,
    project_id       uuid NOT NULL,
    order_id         bigint NOT NULL,
    changed_at       timestamptz NOT NULL,
    status_id        bigint NOT NULL,
    source_group     integer,
    order_created_at timestamptz,
    received_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, order_id, changed_at, status_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);

-- Derived, one row per order: nothing here depends on the order of arrival.
CREATE TABLE orders (
    organization_id     uuid NOT NULL,
    project_id          uuid NOT NULL,
    order_id            bigint NOT NULL,
    status_id           bigint,
    status_group        integer,
    started_at          timestamptz,
    changed_at          timestamptz,
    group_entered_at    timestamptz,
    delivery_entered_at timestamptz,
    closed_at           timestamptz,
    near_at             timestamptz,
    over_at             timestamptz,
    -- Where it stands among the open ones: without a limit it comes last.
    breach_key          timestamptz GENERATED ALWAYS AS (coalesce(over_at, 'infinity'::timestamptz)) STORED,
    is_urgent           boolean NOT NULL DEFAULT false,
    group_seconds       jsonb NOT NULL DEFAULT '{}',
    working_seconds     bigint NOT NULL DEFAULT 0,
    elapsed_seconds     bigint NOT NULL DEFAULT 0,
    rules_number        integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, project_id, order_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
) WITH (fillfactor = 85);
COMMENT ON COLUMN orders.group_seconds IS 'working seconds per group of the finished intervals, by group number';
COMMENT ON COLUMN orders.working_seconds IS 'of the finished intervals; the open one runs from changed_at';

-- Derived: the stretches between consecutive events.
CREATE TABLE order_intervals (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    order_id        bigint NOT NULL,
    number          integer NOT NULL,
    status_id       bigint NOT NULL,
    status_group    integer NOT NULL,
    entered_at      timestamptz NOT NULL,
    left_at         timestamptz,
    elapsed_seconds bigint,
    working_seconds bigint,
    PRIMARY KEY (organization_id, project_id, order_id, number),
    FOREIGN KEY (organization_id, project_id, order_id) REFERENCES orders
) WITH (fillfactor = 85);

-- Attempts with a wrong secret or for an unknown project: a number an hour, nothing of their content.
CREATE TABLE hook_refusals (
    hour  timestamptz NOT NULL,
    kind  text NOT NULL CHECK (kind IN ('unknown', 'get', 'limited')),
    count bigint NOT NULL,
    PRIMARY KEY (hour, kind)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['deliveries', 'status_events', 'orders', 'order_intervals'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

-- A list reads either the open orders or the closed ones, or the heads of both, so each order stands in one
-- index of each pair and a page costs the same however many are closed. Nothing closed can breach.
CREATE INDEX orders_open_by_breach ON orders (organization_id, project_id, breach_key, order_id) INCLUDE (near_at)
    WHERE closed_at IS NULL;
CREATE INDEX orders_open_by_group ON orders (organization_id, project_id, status_group, breach_key, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_open_by_status ON orders (organization_id, project_id, status_id, breach_key, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_open_by_entry ON orders (organization_id, project_id, group_entered_at, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_open_by_change ON orders (organization_id, project_id, changed_at, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_closed_by_group ON orders (organization_id, project_id, status_group, order_id) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_closed_by_status ON orders (organization_id, project_id, status_id, order_id) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_closed_by_entry ON orders (organization_id, project_id, group_entered_at, order_id) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_closed_by_change ON orders (organization_id, project_id, changed_at, order_id) WHERE closed_at IS NOT NULL;
-- What a recomputation still has to do, open ones first.
CREATE INDEX orders_open_by_rules ON orders (organization_id, project_id, rules_number, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_closed_by_rules ON orders (organization_id, project_id, rules_number, order_id) WHERE closed_at IS NOT NULL;

GRANT SELECT, INSERT ON deliveries, status_events TO takt_app;
GRANT SELECT, INSERT, UPDATE ON hook_refusals TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders, order_intervals TO takt_app;
