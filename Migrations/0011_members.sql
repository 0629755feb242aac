-- People as members: roles gained and lost, invitations, the second factor; organizations that ask for one or
-- are suspended; what the operator of the installation sees of them.

ALTER TABLE organizations
    ADD COLUMN requires_second_factor boolean NOT NULL DEFAULT false,
    ADD COLUMN suspended_at           timestamptz,
    ADD COLUMN version                integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN organizations.suspended_at IS 'its members are shut out since then; its hooks still take events';
CREATE INDEX organizations_by_name ON organizations ((lower(name)) COLLATE "C", id);

ALTER TABLE memberships
    ADD COLUMN seen_at        timestamptz,
    -- Sessions whose token is older than this get a new one.
    ADD COLUMN role_gained_at timestamptz,
    ADD COLUMN version        integer NOT NULL DEFAULT 1;

ALTER TABLE people ADD COLUMN second_factor_at timestamptz;
CREATE INDEX people_by_email ON people (email_key COLLATE "C", id);
ALTER TABLE sessions ADD COLUMN token_at timestamptz NOT NULL DEFAULT now();

-- The last active admin can neither leave nor be demoted nor deactivated. The lock lets two who demote each
-- other go one after the other, and the second one sees what the first did.
CREATE FUNCTION keep_an_admin() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.role = 'admin' AND OLD.is_active AND NOT (NEW.role = 'admin' AND NEW.is_active) THEN
        PERFORM FROM organizations o WHERE o.id = OLD.organization_id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT FROM memberships m JOIN people p ON p.id = m.person_id AND p.is_active
            WHERE m.organization_id = OLD.organization_id AND m.person_id <> OLD.person_id
              AND m.role = 'admin' AND m.is_active)
        THEN
            RAISE EXCEPTION 'the last admin stays' USING ERRCODE = '23514', CONSTRAINT = 'organization_keeps_an_admin';
        END IF;
    END IF;
    IF NEW.is_active AND (NOT OLD.is_active OR array_position(ARRAY['viewer', 'rep', 'manager', 'admin'], NEW.role)
                                             > array_position(ARRAY['viewer', 'rep', 'manager', 'admin'], OLD.role))
    THEN
        NEW.role_gained_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_an_admin BEFORE UPDATE OF role, is_active ON memberships
    FOR EACH ROW EXECUTE FUNCTION keep_an_admin();

-- Somebody asked by mail to join. The token is in the mail alone; accepted, revoked or expired it opens nothing.
CREATE TABLE invitations (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              uuid NOT NULL,
    email           text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key       text GENERATED ALWAYS AS (lower(email)) STORED,
    role            text NOT NULL CHECK (role IN ('viewer', 'rep', 'manager', 'admin')),
    projects        uuid[] NOT NULL DEFAULT '{}',
    language        text NOT NULL CHECK (language IN ('en', 'uk')),
    invited_by      uuid NOT NULL,
    token_sha256    bytea NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    created_at      timestamptz NOT NULL,
    sent_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    accepted_at     timestamptz,
    accepted_by     uuid REFERENCES people,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, invited_by) REFERENCES memberships
);
CREATE UNIQUE INDEX invitations_one_open ON invitations (organization_id, email_key)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON invitations
    USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));

-- The seed that a person's phone makes codes from, and the last step whose code was used: no code works twice.
CREATE TABLE second_factors (
    person_id  uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    seed       bytea NOT NULL,
    last_step  bigint NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON COLUMN second_factors.seed IS 'sealed with the key ring';

-- Ways in for somebody whose phone is lost; each works once.
CREATE TABLE recovery_codes (
    person_id   uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    code_sha256 bytea NOT NULL CHECK (length(code_sha256) = 32),
    used_at     timestamptz,
    PRIMARY KEY (person_id, code_sha256)
);
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON second_factors
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
CREATE POLICY self ON recovery_codes
    USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));

GRANT SELECT, INSERT, UPDATE ON invitations TO takt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO takt_app;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_codes TO takt_app;
GRANT SELECT (second_factor_at), UPDATE (second_factor_at) ON people TO takt_app;

GRANT SELECT (token_at), DELETE ON sessions TO takt_queue;
GRANT UPDATE (second_factor_at) ON people TO takt_queue;
GRANT SELECT (seen_at, role_gained_at, version), INSERT (organization_id, person_id, role, created_at),
      UPDATE (role, is_active, seen_at, version) ON memberships TO takt_queue;
GRANT SELECT (requires_second_factor, suspended_at, created_at) ON organizations TO takt_queue;
GRANT INSERT (organization_id, project_id, person_id) ON project_members TO takt_queue;
GRANT SELECT, UPDATE (accepted_at, accepted_by) ON invitations TO takt_queue;
GRANT SELECT (person_id), DELETE ON second_factors, recovery_codes TO takt_queue;
CREATE POLICY doors ON invitations TO takt_queue USING (true);
CREATE POLICY doors ON second_factors TO takt_queue USING (true);
CREATE POLICY doors ON recovery_codes TO takt_queue USING (true);

-- As before, and besides: when the member was last seen, whether a barrier stands between them and the
-- organization, and whether a role gained meanwhile asks for a new token.
DROP FUNCTION find_session(bytea, text, text);
CREATE FUNCTION find_session(given_token bytea, place text, public text)
RETURNS TABLE (
    session_id bigint, person_id uuid, csrf_key bytea, sudo_age double precision, flash bytea, last_organization uuid,
    email text, person_name text, language text, theme text, zone text, is_operator boolean,
    organization_id uuid, organization_public_id text, organization_name text, organization_language text,
    organization_zone text, role text,
    project_id uuid, project_public_id text, project_name text, project_zone text, is_project_member boolean,
    is_long boolean, has_second_factor boolean, is_suspended boolean, requires_second_factor boolean,
    needs_new_token boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE sessions s SET seen_at = now()
    WHERE s.token_sha256 = given_token AND s.seen_at < now() - interval '1 minute'
      AND s.expires_at > now() AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END;
    -- A member is seen where they go; written as seldom as the session, and on their first visit.
    IF place <> 'site' THEN
        UPDATE memberships m SET seen_at = now()
        FROM sessions s, organizations o
        WHERE s.token_sha256 = given_token AND s.expires_at > now() AND s.seen_at > now() - interval '2 minutes'
          AND m.person_id = s.person_id AND m.organization_id = o.id AND m.is_active
          AND (m.seen_at IS NULL OR m.seen_at < now() - interval '1 minute')
          AND o.id = CASE place WHEN 'organization' THEN (SELECT x.id FROM organizations x WHERE x.public_id = public)
                                ELSE (SELECT j.organization_id FROM projects j WHERE j.public_id = public) END;
    END IF;
    RETURN QUERY
    SELECT s.id, s.person_id, s.csrf_key, extract(epoch FROM now() - s.sudo_at)::double precision, s.flash, s.organization_id,
           p.email, p.name, p.language, p.theme, p.zone, p.is_operator,
           o.id, o.public_id, o.name, o.language, o.zone, m.role,
           j.id, j.public_id, j.name, j.zone,
           EXISTS (SELECT FROM project_members pm
                   WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = s.person_id),
           s.is_long, p.second_factor_at IS NOT NULL, o.suspended_at IS NOT NULL,
           coalesce(o.requires_second_factor, false), coalesce(m.role_gained_at > s.token_at, false)
    FROM sessions s
    JOIN people p ON p.id = s.person_id AND p.is_active
    LEFT JOIN projects j ON place = 'project' AND j.public_id = public
    LEFT JOIN organizations o ON CASE place WHEN 'organization' THEN o.public_id = public WHEN 'project' THEN o.id = j.organization_id END
    LEFT JOIN memberships m ON m.organization_id = o.id AND m.person_id = s.person_id AND m.is_active
    WHERE s.token_sha256 = given_token AND s.expires_at > now()
      AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END;
END $$;

DROP FUNCTION my_organizations();
CREATE FUNCTION my_organizations()
RETURNS TABLE (
    organization_id uuid, public_id text, name text, role text, projects bigint, is_suspended boolean,
    needs_second_factor boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.public_id, o.name, m.role,
           (SELECT count(*) FROM projects j
            WHERE j.organization_id = o.id AND j.is_active
              AND (m.role IN ('manager', 'admin') OR EXISTS (
                  SELECT FROM project_members pm
                  WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = m.person_id))),
           o.suspended_at IS NOT NULL, o.requires_second_factor AND p.second_factor_at IS NULL
    FROM memberships m JOIN organizations o ON o.id = m.organization_id JOIN people p ON p.id = m.person_id
    WHERE m.person_id = nullif(current_setting('takt.person', true), '')::uuid AND m.is_active
    ORDER BY o.name, o.id LIMIT 200
$$;

-- What an invitation that is still open offers, to whoever holds its token.
CREATE FUNCTION find_invitation(given_token bytea)
RETURNS TABLE (organization_name text, email text, role text, inviter text, language text, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.name, i.email, i.role, b.name, i.language, p.id
    FROM invitations i
    JOIN organizations o ON o.id = i.organization_id AND o.suspended_at IS NULL
    JOIN people b ON b.id = i.invited_by
    LEFT JOIN people p ON p.email_key = i.email_key
    WHERE i.token_sha256 = given_token AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
$$;

-- Uses an invitation up: with a name, somebody new signs up by it; without, the person at hand joins, if the
-- invitation was sent to their address. No row when it is not open or not theirs.
CREATE FUNCTION accept_invitation(
    given_token bytea, given_person uuid, given_name text, given_hash text, given_pepper text, given_language text,
    given_at timestamptz)
RETURNS TABLE (organization_id uuid, public_id text, role text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    offer record;
BEGIN
    SELECT i.organization_id, i.id, i.email, i.email_key, i.role, i.projects, o.public_id INTO offer
    FROM invitations i JOIN organizations o ON o.id = i.organization_id AND o.suspended_at IS NULL
    WHERE i.token_sha256 = given_token AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    FOR UPDATE OF i;
    IF NOT FOUND THEN RETURN; END IF;
    IF given_name IS NULL THEN
        IF NOT EXISTS (
            SELECT FROM people p
            WHERE p.id = given_person AND p.id = nullif(current_setting('takt.person', true), '')::uuid
              AND p.is_active AND p.email_key = offer.email_key)
        THEN RETURN; END IF;
    ELSE
        INSERT INTO people (id, email, name, password_hash, pepper_id, language, created_at)
        VALUES (given_person, offer.email, given_name, given_hash, given_pepper, given_language, given_at);
    END IF;
    INSERT INTO memberships AS m (organization_id, person_id, role, created_at)
    VALUES (offer.organization_id, given_person, offer.role, given_at)
    ON CONFLICT (organization_id, person_id) DO UPDATE
        SET role = CASE WHEN m.is_active THEN m.role ELSE excluded.role END, is_active = true, version = m.version + 1;
    INSERT INTO project_members (organization_id, project_id, person_id)
    SELECT j.organization_id, j.id, given_person FROM projects j
    WHERE j.organization_id = offer.organization_id AND j.id = ANY (offer.projects) AND j.is_active
    ON CONFLICT DO NOTHING;
    UPDATE invitations i SET accepted_at = given_at, accepted_by = given_person
    WHERE i.organization_id = offer.organization_id AND i.id = offer.id;
    RETURN QUERY SELECT offer.organization_id, offer.public_id, offer.role;
END $$;

-- An admin takes the lost phone of a member of the organization at hand away; the member's sessions end.
CREATE FUNCTION reset_second_factor(given_person uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM memberships m
        WHERE m.organization_id = nullif(current_setting('takt.organization', true), '')::uuid
          AND m.person_id = given_person AND m.is_active)
    THEN RETURN false; END IF;
    DELETE FROM second_factors f WHERE f.person_id = given_person;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM recovery_codes c WHERE c.person_id = given_person;
    UPDATE people p SET second_factor_at = NULL WHERE p.id = given_person;
    DELETE FROM sessions s WHERE s.person_id = given_person;
    RETURN true;
END $$;

-- The operator's lists; nothing for anybody else. Each page goes on after the row given.
CREATE FUNCTION operator_organizations(given_search text, given_after text, given_limit integer)
RETURNS TABLE (
    id uuid, public_id text, name text, members bigint, projects bigint, is_demo boolean, created_at timestamptz,
    seen_at timestamptz, suspended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.public_id, o.name,
           (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id AND m.is_active),
           (SELECT count(*) FROM projects j WHERE j.organization_id = o.id AND j.is_active),
           o.is_demo, o.created_at, (SELECT max(m.seen_at) FROM memberships m WHERE m.organization_id = o.id), o.suspended_at
    FROM organizations o
    WHERE EXISTS (SELECT FROM people p WHERE p.id = nullif(current_setting('takt.person', true), '')::uuid
                    AND p.is_operator AND p.is_active)
      AND (given_search = '' OR o.public_id = given_search OR (lower(o.name) COLLATE "C") ^@ lower(given_search))
      AND (given_after IS NULL OR ((lower(o.name) COLLATE "C"), o.id) > (
          SELECT (lower(x.name) COLLATE "C"), x.id FROM organizations x WHERE x.public_id = given_after))
    ORDER BY (lower(o.name) COLLATE "C"), o.id LIMIT given_limit
$$;

CREATE FUNCTION operator_members(given_search text, given_after uuid, given_limit integer)
RETURNS TABLE (
    id uuid, email text, name text, is_active boolean, is_operator boolean, second_factor_at timestamptz,
    created_at timestamptz, seen_at timestamptz, organizations text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.email, p.name, p.is_active, p.is_operator, p.second_factor_at, p.created_at,
           (SELECT max(s.seen_at) FROM sessions s WHERE s.person_id = p.id),
           ARRAY(SELECT o.name FROM memberships m JOIN organizations o ON o.id = m.organization_id
                 WHERE m.person_id = p.id AND m.is_active ORDER BY o.name, o.id LIMIT 6)
    FROM people p
    WHERE EXISTS (SELECT FROM people a WHERE a.id = nullif(current_setting('takt.person', true), '')::uuid
                    AND a.is_operator AND a.is_active)
      AND (given_search = '' OR (p.email_key COLLATE "C") ^@ lower(given_search))
      AND (given_after IS NULL OR ((p.email_key COLLATE "C"), p.id) > (
          SELECT (x.email_key COLLATE "C"), x.id FROM people x WHERE x.id = given_after))
    ORDER BY (p.email_key COLLATE "C"), p.id LIMIT given_limit
$$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'find_session(bytea, text, text)', 'my_organizations()', 'find_invitation(bytea)',
        'accept_invitation(bytea, uuid, text, text, text, text, timestamptz)', 'reset_second_factor(uuid)',
        'operator_organizations(text, text, integer)', 'operator_members(text, uuid, integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
