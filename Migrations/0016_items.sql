-- What the outside CRM tells of an order besides its statuses, who its managers and sources are, what makes an
-- order urgent, and how often the CRM may be asked.

-- One row for each API key, known by a keyed hash: the calls of every process and project that uses it. Losing
-- them in a crash costs nothing.
CREATE UNLOGGED TABLE call_lines (
    key_hash     bytea PRIMARY KEY CHECK (length(key_hash) = 32),
    tokens       double precision NOT NULL,
    at           timestamptz NOT NULL,
    -- When the last of those who wait has its turn.
    line_until   timestamptz NOT NULL DEFAULT 'epoch',
    -- The other side asked for silence until then.
    paused_until timestamptz NOT NULL DEFAULT 'epoch'
) WITH (fillfactor = 70);

-- Lets one call through and answers 0, or how many seconds there are to wait. 'new' goes to the end of the line
-- and is told its turn; 'turn' has waited for it; 'now' is a person at a page, who passes the line and never
-- joins it. The line moves a tenth slower than the bucket fills, so that who has a turn finds a token.
CREATE FUNCTION take_call(given_key bytea, given_rate double precision, given_burst double precision, given_place text)
RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    held    call_lines;
    present timestamptz;
    ready   double precision;
    my_turn timestamptz;
BEGIN
    INSERT INTO call_lines (key_hash, tokens, at) VALUES (given_key, given_burst, clock_timestamp()) ON CONFLICT DO NOTHING;
    SELECT * INTO held FROM call_lines WHERE key_hash = given_key FOR UPDATE;
    present := clock_timestamp();
    ready := least(given_burst, held.tokens + greatest(0, extract(epoch FROM present - held.at)) * given_rate);
    IF held.paused_until <= present AND ready >= 1 AND (given_place <> 'new' OR held.line_until <= present) THEN
        UPDATE call_lines SET tokens = ready - 1, at = present WHERE key_hash = given_key;
        RETURN 0;
    END IF;
    IF given_place = 'now' THEN
        RETURN greatest((1 - ready) / given_rate, extract(epoch FROM held.paused_until - present), 0.001);
    END IF;
    my_turn := greatest(held.line_until, held.paused_until, present) + make_interval(secs => 1.1 / given_rate);
    UPDATE call_lines SET line_until = my_turn WHERE key_hash = given_key;
    RETURN extract(epoch FROM my_turn - present);
END $$;

-- Nobody calls under this key for so many seconds, and nobody has saved anything up after them.
CREATE FUNCTION pause_calls(given_key bytea, given_seconds double precision) RETURNS void LANGUAGE sql AS $$
    INSERT INTO call_lines AS l (key_hash, tokens, at, paused_until)
    SELECT given_key, 0, until, until FROM (SELECT clock_timestamp() + make_interval(secs => given_seconds) AS until) x
    ON CONFLICT (key_hash) DO UPDATE
    SET tokens = 0, at = greatest(l.at, excluded.at), paused_until = greatest(l.paused_until, excluded.paused_until)
$$;

-- Gives a run back until its turn comes; the attempt does not count. Asked for anew meanwhile, the job does what
-- was asked last.
CREATE FUNCTION postpone_job(job bigint, worker text, run bigint, wait_seconds double precision, next_payload jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE jobs SET state = 0, owner = NULL, lease_until = NULL, forgiven = forgiven + 1,
        run_at = clock_timestamp() + make_interval(secs => wait_seconds),
        payload = CASE WHEN again THEN payload ELSE coalesce(next_payload, payload) END, again = false
    WHERE id = job AND owner = worker AND attempt = run AND state = 1;
    RETURN FOUND;
END $$;
ALTER FUNCTION postpone_job(bigint, text, bigint, double precision, jsonb) OWNER TO takt_queue;
REVOKE ALL ON FUNCTION postpone_job(bigint, text, bigint, double precision, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION postpone_job(bigint, text, bigint, double precision, jsonb) TO takt_app;

-- What an event told besides its status. Of the newest one by source time the order has its manager.
ALTER TABLE status_events ADD COLUMN manager_id bigint, ADD COLUMN source_id bigint, ADD COLUMN products_total bigint;
COMMENT ON COLUMN status_events.products_total IS 'minor units; when it changes, the items have changed';
ALTER TABLE orders ADD COLUMN manager_id bigint, ADD COLUMN source_id bigint;

-- What the CRM answered when it was asked for an order: with its first event, and again when its total changed.
CREATE TABLE order_contents (
    organization_id   uuid NOT NULL,
    project_id        uuid NOT NULL,
    order_id          bigint NOT NULL,
    state             text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'fetched', 'failed')),
    asked_at          timestamptz NOT NULL,
    -- The last attempt that came to nothing, as one word.
    failure           text NOT NULL DEFAULT '' CHECK (length(failure) <= 40),
    tried_at          timestamptz,
    fetched_at        timestamptz,
    -- By the CRM's clock: an older answer never replaces a newer one.
    source_updated_at timestamptz,
    told_total        bigint,
    grand_total       bigint,
    buyer_name        text NOT NULL DEFAULT '' CHECK (length(buyer_name) <= 200),
    buyer_phone       text NOT NULL DEFAULT '' CHECK (length(buyer_phone) <= 60),
    buyer_email       text NOT NULL DEFAULT '' CHECK (length(buyer_email) <= 254),
    buyer_rest        jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, project_id, order_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
) WITH (fillfactor = 85);
COMMENT ON COLUMN order_contents.told_total IS 'the products'' total of the newest event when the CRM was last asked, minor units';
COMMENT ON COLUMN order_contents.buyer_rest IS 'what else stood in the buyer, as texts';
CREATE INDEX order_contents_missing ON order_contents (organization_id, project_id, state, order_id) WHERE state <> 'fetched';

CREATE TABLE order_items (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    order_id        bigint NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    name            text NOT NULL CHECK (length(name) <= 300),
    sku             text CHECK (length(sku) <= 200),
    offer_sku       text CHECK (length(offer_sku) <= 200),
    offer_id        bigint,
    product_id      bigint,
    quantity        bigint NOT NULL,
    price_sold      bigint,
    purchased_price bigint,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, order_id, number),
    FOREIGN KEY (organization_id, project_id, order_id) REFERENCES order_contents ON DELETE CASCADE
) WITH (fillfactor = 85);
COMMENT ON COLUMN order_items.quantity IS 'thousandths';
COMMENT ON COLUMN order_items.price_sold IS 'of one piece, minor units';
COMMENT ON COLUMN order_items.created_at IS 'when the line was first told';

CREATE TABLE order_marketing (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    order_id        bigint NOT NULL,
    utm_source      text,
    utm_medium      text,
    utm_campaign    text,
    utm_term        text,
    utm_content     text,
    fbclid          text,
    fbc             text,
    fbp             text,
    raw_comment     text,
    rest            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, project_id, order_id),
    FOREIGN KEY (organization_id, project_id, order_id) REFERENCES order_contents ON DELETE CASCADE
);
COMMENT ON COLUMN order_marketing.raw_comment IS 'as a person wrote it; it may hold personal data and is shown to administrators alone';

-- The CRM's people and sources. One that an order names before the dictionary does is shown by its number.
CREATE TABLE order_managers (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    manager_id      bigint NOT NULL,
    name            text NOT NULL CHECK (length(name) <= 200),
    email           text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    is_active       boolean NOT NULL DEFAULT true,
    -- The member who is this manager.
    person_id       uuid,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, manager_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects,
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships
);

CREATE TABLE order_sources (
    organization_id uuid NOT NULL,
    project_id      uuid NOT NULL,
    source_id       bigint NOT NULL,
    name            text NOT NULL CHECK (length(name) <= 200),
    currency        text NOT NULL DEFAULT '' CHECK (length(currency) <= 3),
    is_active       boolean NOT NULL DEFAULT true,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, project_id, source_id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects
);

-- Counts the saves of who is whom; a form posts back the version it showed.
ALTER TABLE projects ADD COLUMN people_version integer NOT NULL DEFAULT 0;

ALTER TABLE rule_versions DROP CONSTRAINT rule_versions_kind_check,
    ADD CONSTRAINT rule_versions_kind_check CHECK (kind IN ('sla', 'hours', 'statuses', 'urgent'));

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['order_contents', 'order_items', 'order_marketing', 'order_managers', 'order_sources'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
    END LOOP;
END $$;

-- The lists by manager, source and urgency, in the same two lanes as the others.
CREATE INDEX orders_open_by_manager ON orders (organization_id, project_id, manager_id, breach_key, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_open_by_source ON orders (organization_id, project_id, source_id, breach_key, order_id) WHERE closed_at IS NULL;
CREATE INDEX orders_open_urgent ON orders (organization_id, project_id, breach_key, order_id) INCLUDE (near_at)
    WHERE closed_at IS NULL AND is_urgent;
CREATE INDEX orders_closed_by_manager ON orders (organization_id, project_id, manager_id, order_id) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_closed_by_source ON orders (organization_id, project_id, source_id, order_id) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_closed_urgent ON orders (organization_id, project_id, order_id) WHERE closed_at IS NOT NULL AND is_urgent;

GRANT SELECT, INSERT, UPDATE ON call_lines, order_managers, order_sources TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON order_contents, order_items, order_marketing TO takt_app;
