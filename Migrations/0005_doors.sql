-- The doors through the tenant wall: the closed list of functions that look across organizations. They
-- belong to takt_queue, which may see only the columns granted here; tests assert the list.

GRANT SELECT (token_sha256, id, person_id, organization_id, csrf_key, is_long, created_at, seen_at, sudo_at, expires_at, flash),
      UPDATE (seen_at) ON sessions TO takt_queue;
GRANT SELECT, INSERT (id, email, name, password_hash, pepper_id, language, is_operator, created_at) ON people TO takt_queue;
GRANT SELECT (organization_id, person_id, role, is_active) ON memberships TO takt_queue;
GRANT SELECT (id, public_id, name, language, zone, is_demo) ON organizations TO takt_queue;
GRANT SELECT (organization_id, id, public_id, name, zone, is_active, rules_number) ON projects TO takt_queue;
GRANT SELECT ON project_members TO takt_queue;
GRANT SELECT (organization_id, project_id, token_sha256, expires_at) ON hook_tokens TO takt_queue;
GRANT SELECT, UPDATE (used_at) ON setup_links TO takt_queue;

CREATE POLICY doors ON sessions TO takt_queue USING (true);
CREATE POLICY doors ON people TO takt_queue USING (true) WITH CHECK (true);
CREATE POLICY doors ON memberships TO takt_queue USING (true);
CREATE POLICY doors ON organizations TO takt_queue USING (true);
CREATE POLICY doors ON projects TO takt_queue USING (true);
CREATE POLICY doors ON project_members TO takt_queue USING (true);
CREATE POLICY doors ON hook_tokens TO takt_queue USING (true);

-- The one look-up of every signed-in request: the session, its person, and their part in the organization
-- or project that the address names. A change of role, a revoked session or a deactivated person acts at once.
CREATE FUNCTION find_session(given_token bytea, place text, public text)
RETURNS TABLE (
    session_id bigint, person_id uuid, csrf_key bytea, sudo_age double precision, flash bytea, last_organization uuid,
    email text, person_name text, language text, theme text, zone text, is_operator boolean,
    organization_id uuid, organization_public_id text, organization_name text, organization_language text,
    organization_zone text, role text,
    project_id uuid, project_public_id text, project_name text, project_zone text, is_project_member boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE sessions s SET seen_at = now()
    WHERE s.token_sha256 = given_token AND s.seen_at < now() - interval '1 minute'
      AND s.expires_at > now() AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END;
    RETURN QUERY
    SELECT s.id, s.person_id, s.csrf_key, extract(epoch FROM now() - s.sudo_at)::double precision, s.flash, s.organization_id,
           p.email, p.name, p.language, p.theme, p.zone, p.is_operator,
           o.id, o.public_id, o.name, o.language, o.zone, m.role,
           j.id, j.public_id, j.name, j.zone,
           EXISTS (SELECT FROM project_members pm
                   WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = s.person_id)
    FROM sessions s
    JOIN people p ON p.id = s.person_id AND p.is_active
    LEFT JOIN projects j ON place = 'project' AND j.public_id = public
    LEFT JOIN organizations o ON CASE place WHEN 'organization' THEN o.public_id = public WHEN 'project' THEN o.id = j.organization_id END
    LEFT JOIN memberships m ON m.organization_id = o.id AND m.person_id = s.person_id AND m.is_active
    WHERE s.token_sha256 = given_token AND s.expires_at > now()
      AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END;
END $$;

-- Sign-in: what the password is compared with. One row or none.
CREATE FUNCTION find_login(given_email text)
RETURNS TABLE (person_id uuid, password_hash text, pepper_id text, name text, email text, last_organization uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.password_hash, p.pepper_id, p.name, p.email,
           (SELECT s.organization_id FROM sessions s WHERE s.person_id = p.id ORDER BY s.created_at DESC LIMIT 1)
    FROM people p WHERE p.email_key = lower(given_email) AND p.is_active AND p.password_hash IS NOT NULL
$$;

-- The organizations a person belongs to, for the person who asks only.
CREATE FUNCTION my_organizations()
RETURNS TABLE (organization_id uuid, public_id text, name text, role text, projects bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.public_id, o.name, m.role,
           (SELECT count(*) FROM projects j
            WHERE j.organization_id = o.id AND j.is_active
              AND (m.role IN ('manager', 'admin') OR EXISTS (
                  SELECT FROM project_members pm
                  WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = m.person_id)))
    FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.person_id = nullif(current_setting('takt.person', true), '')::uuid AND m.is_active
    ORDER BY o.name, o.id LIMIT 200
$$;

-- A webhook's project, when its secret is right.
CREATE FUNCTION find_intake(given_project text, given_token bytea)
RETURNS TABLE (organization_id uuid, project_id uuid, rules_number integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT j.organization_id, j.id, j.rules_number
    FROM hook_tokens t JOIN projects j ON j.organization_id = t.organization_id AND j.id = t.project_id
    WHERE t.token_sha256 = given_token AND j.public_id = given_project AND j.is_active
      AND (t.expires_at IS NULL OR t.expires_at > now())
$$;

-- Whether nobody runs the installation yet.
CREATE FUNCTION needs_setup() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM people WHERE is_operator)
$$;

CREATE FUNCTION setup_link_is_open(given_token bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM setup_links WHERE token_sha256 = given_token AND used_at IS NULL AND expires_at > now())
$$;

-- Uses a setup link up and makes its operator; false when the link was used or has expired.
CREATE FUNCTION use_setup_link(
    given_token bytea, given_id uuid, given_email text, given_name text, given_hash text, given_pepper text, given_language text,
    given_at timestamptz)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE setup_links SET used_at = now() WHERE token_sha256 = given_token AND used_at IS NULL AND expires_at > now();
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO people (id, email, name, password_hash, pepper_id, language, is_operator, created_at)
    VALUES (given_id, given_email, given_name, given_hash, given_pepper, given_language, true, given_at);
    RETURN true;
END $$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'find_session(bytea, text, text)', 'find_login(text)', 'my_organizations()', 'find_intake(text, bytea)',
        'needs_setup()', 'setup_link_is_open(bytea)', 'use_setup_link(bytea, uuid, text, text, text, text, text, timestamptz)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
