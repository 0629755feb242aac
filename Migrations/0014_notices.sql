-- What people should know without having asked, one row for each person, and the feed of what has changed
-- that open pages follow.

-- The words are a key of the catalogue with values, so that each reader is told in their own language.
CREATE TABLE notifications (
    organization_id     uuid NOT NULL,
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    person_id           uuid NOT NULL,
    -- What it is about; whoever loses sight of the project, or the right, no longer sees the notice.
    project_id          uuid,
    permission          text CHECK (length(permission) BETWEEN 1 AND 80),
    type                text NOT NULL CHECK (type IN ('info', 'warning', 'success', 'error', 'system')),
    priority            text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    category            text NOT NULL DEFAULT 'general' CHECK (length(category) BETWEEN 1 AND 100),
    title               text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    message             text NOT NULL CHECK (length(message) BETWEEN 1 AND 2000),
    arguments           jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(arguments) = 'object'),
    action_url          text CHECK (length(action_url) <= 500 AND action_url LIKE '/%' AND action_url NOT LIKE '//%'),
    action_label        text CHECK (length(action_label) BETWEEN 1 AND 200),
    metadata            jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    related_entity_type text CHECK (length(related_entity_type) BETWEEN 1 AND 60),
    related_entity_id   text CHECK (length(related_entity_id) BETWEEN 1 AND 80),
    -- What repeats is told once: at most one unread notice of a key, and nothing anew within an hour.
    collapse_key        text CHECK (length(collapse_key) BETWEEN 1 AND 200),
    repeats             integer NOT NULL DEFAULT 0 CHECK (repeats >= 0),
    is_read             boolean NOT NULL DEFAULT false,
    read_at             timestamptz,
    email_sent          boolean NOT NULL DEFAULT false,
    email_sent_at       timestamptz,
    email_error         text CHECK (length(email_error) <= 500),
    created_at          timestamptz NOT NULL,
    told_at             timestamptz NOT NULL,
    expires_at          timestamptz,
    deleted_at          timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, person_id) REFERENCES memberships,
    FOREIGN KEY (organization_id, project_id) REFERENCES projects,
    CONSTRAINT notifications_read_when CHECK (is_read = (read_at IS NOT NULL))
);
COMMENT ON COLUMN notifications.title IS 'a key of the catalogue';
COMMENT ON COLUMN notifications.message IS 'a key of the catalogue';
COMMENT ON COLUMN notifications.told_at IS 'when it happened last; created_at is when it happened first';
COMMENT ON COLUMN notifications.repeats IS 'how often it was told again while it was unread, at most once an hour';

CREATE INDEX notifications_of_person ON notifications (person_id, id) WHERE deleted_at IS NULL;
CREATE INDEX notifications_unread ON notifications (person_id, id) WHERE NOT is_read AND deleted_at IS NULL;
CREATE UNIQUE INDEX notifications_collapse ON notifications (organization_id, person_id, collapse_key)
    WHERE collapse_key IS NOT NULL AND NOT is_read AND deleted_at IS NULL;
CREATE INDEX notifications_repeated ON notifications (organization_id, person_id, collapse_key, told_at)
    WHERE collapse_key IS NOT NULL;

-- One row for each change that an open page may want to know of: which thing it was, never what it says.
-- Numbers and transactions commit out of order: a reader takes what lies below the oldest transaction
-- still running, in the order of transactions, and misses nothing.
CREATE TABLE events (
    organization_id uuid NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    xact            xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at              timestamptz NOT NULL DEFAULT now(),
    topic           text NOT NULL CHECK (topic IN ('order_updated', 'invalidate', 'notifications')),
    -- Told to everybody who sees the project, or to these people alone.
    project_id      uuid,
    people          uuid[],
    entity_id       text CHECK (length(entity_id) BETWEEN 1 AND 80),
    PRIMARY KEY (organization_id, xact, id),
    CONSTRAINT events_are_told_to_somebody CHECK ((project_id IS NULL) <> (people IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX events_in_order ON events (xact, id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['notifications', 'events'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (organization_id = (SELECT current_organization()))
            WITH CHECK (organization_id = (SELECT current_organization()))', name);
        EXECUTE format('CREATE POLICY doors ON %I TO takt_queue USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;
-- One's own, from all organizations: the list belongs to the person.
CREATE POLICY self ON notifications FOR SELECT USING (person_id = (SELECT current_person()));
CREATE POLICY self_marks ON notifications FOR UPDATE
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));

GRANT SELECT, INSERT, UPDATE (arguments, repeats, told_at, is_read, read_at, deleted_at, email_sent, email_sent_at, email_error)
    ON notifications TO takt_app;
GRANT SELECT, INSERT ON events TO takt_app;
-- The doors see whom a notice is for and how old it is, not what it says.
GRANT SELECT (organization_id, id, person_id, is_read, read_at, collapse_key, told_at, expires_at, deleted_at), DELETE,
    INSERT (organization_id, person_id, permission, type, priority, category, title, message, arguments,
        related_entity_type, related_entity_id, collapse_key, created_at, told_at) ON notifications TO takt_queue;
GRANT SELECT, DELETE, INSERT (organization_id, topic, people) ON events TO takt_queue;

-- Where people belong: a row for each organization they are members of, and one for each project they see there.
CREATE FUNCTION places_of(given_people uuid[])
RETURNS TABLE (
    person_id uuid, organization_id uuid, organization_public_id text, organization_name text, role text,
    project_id uuid, project_public_id text, project_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.person_id, o.id, o.public_id, o.name, m.role, NULL::uuid, NULL::text, NULL::text
    FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.person_id = ANY (given_people) AND m.is_active
    UNION ALL
    SELECT m.person_id, o.id, o.public_id, o.name, m.role, j.id, j.public_id, j.name
    FROM memberships m JOIN organizations o ON o.id = m.organization_id
    JOIN projects j ON j.organization_id = m.organization_id AND j.is_active
    WHERE m.person_id = ANY (given_people) AND m.is_active
      AND (m.role IN ('manager', 'admin') OR EXISTS (
          SELECT FROM project_members pm
          WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = m.person_id))
$$;

-- Which of these sessions are alive, and whose they are. Looking does not prolong them: a page left open
-- is nobody at work.
CREATE FUNCTION live_sessions(given_tokens bytea[])
RETURNS TABLE (token_sha256 bytea, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.token_sha256, s.person_id
    FROM sessions s JOIN people p ON p.id = s.person_id AND p.is_active
    WHERE s.token_sha256 = ANY (given_tokens) AND s.expires_at > now()
      AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END
$$;

-- What follows after a place in the feed, of all organizations, up to where nothing can be overtaken any more.
CREATE FUNCTION read_events(given_xact xid8, given_id bigint, given_count integer)
RETURNS TABLE (
    organization_id uuid, id bigint, xact xid8, topic text, project_id uuid, people uuid[], entity_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.organization_id, e.id, e.xact, e.topic, e.project_id, e.people, e.entity_id FROM events e
    WHERE (e.xact, e.id) > (given_xact, given_id) AND e.xact < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.xact, e.id LIMIT given_count
$$;

-- Forgets events after an hour; answers whether there may be more to forget.
CREATE FUNCTION purge_events(given_count integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM events e USING (
        SELECT o.organization_id, o.xact, o.id, o.at FROM events o
        ORDER BY o.xact, o.id LIMIT given_count) old
    WHERE e.organization_id = old.organization_id AND e.xact = old.xact AND e.id = old.id
      AND old.at < now() - interval '1 hour';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone = given_count;
END $$;

-- Forgets notices ninety days after they were read or expired, and deleted ones after thirty.
CREATE FUNCTION purge_notices(given_count integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM notifications n USING (
            SELECT o.organization_id, o.id FROM notifications o
            WHERE o.read_at < now() - interval '90 days' OR o.expires_at < now() - interval '90 days'
               OR o.deleted_at < now() - interval '30 days'
            LIMIT given_count) old
        WHERE n.organization_id = old.organization_id AND n.id = old.id
        RETURNING 1)
    SELECT count(*) FROM gone
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'places_of(uuid[])', 'live_sessions(bytea[])', 'read_events(xid8, bigint, integer)', 'purge_events(integer)',
        'purge_notices(integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;

-- A job that died for good is told to the admins of its organization, in the transaction that buries it.
CREATE FUNCTION tell_dead_job() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    WITH told AS (
        INSERT INTO notifications (organization_id, person_id, permission, type, priority, category, title, message, arguments,
            related_entity_type, related_entity_id, collapse_key, created_at, told_at)
        SELECT m.organization_id, m.person_id, 'projects.manage', 'error', 'high', 'system', 'notice.job_dead',
               'notice.job_dead_text', jsonb_build_object('job', NEW.kind, 'n', NEW.attempts::text),
               'job', NEW.id::text, 'job:' || NEW.kind, NEW.died_at, NEW.died_at
        FROM memberships m
        WHERE m.organization_id = NEW.organization_id AND m.is_active AND m.role = 'admin'
          AND NOT EXISTS (
              SELECT FROM notifications n
              WHERE n.organization_id = m.organization_id AND n.person_id = m.person_id AND n.collapse_key = 'job:' || NEW.kind
                AND (n.told_at > NEW.died_at - interval '1 hour' OR NOT n.is_read AND n.deleted_at IS NULL))
        ORDER BY m.person_id
        ON CONFLICT DO NOTHING
        RETURNING person_id)
    INSERT INTO events (organization_id, topic, people)
    SELECT NEW.organization_id, 'notifications', array_agg(told.person_id) FROM told HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER dead_jobs_are_told AFTER INSERT ON dead_jobs FOR EACH ROW EXECUTE FUNCTION tell_dead_job();
