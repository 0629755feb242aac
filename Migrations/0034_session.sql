-- Every request asks for its session. The tenant that the address names is looked up first, by its own index: joined
-- by a condition with cases it was searched among all organizations. What was seen when is written only when it is due,
-- instead of asking with two updates each time.
CREATE OR REPLACE FUNCTION find_session(given_token bytea, place text, public text)
RETURNS TABLE (
    session_id bigint, person_id uuid, csrf_key bytea, sudo_age double precision, flash bytea, last_organization uuid,
    email text, person_name text, language text, theme text, zone text, is_operator boolean,
    organization_id uuid, organization_public_id text, organization_name text, organization_language text,
    organization_zone text, role text,
    project_id uuid, project_public_id text, project_name text, project_zone text, is_project_member boolean,
    is_long boolean, has_second_factor boolean, is_suspended boolean, requires_second_factor boolean,
    needs_new_token boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    tenant uuid;
    shop uuid;
    session_due boolean;
    member_due boolean;
BEGIN
    IF place = 'project' THEN
        SELECT j.id, j.organization_id INTO shop, tenant FROM projects j WHERE j.public_id = public;
    ELSIF place = 'organization' THEN
        SELECT o.id INTO tenant FROM organizations o WHERE o.public_id = public;
    END IF;
    SELECT s.id, s.person_id, s.csrf_key, extract(epoch FROM now() - s.sudo_at)::double precision, s.flash, s.organization_id,
           p.email, p.name, p.language, p.theme, p.zone, p.is_operator,
           o.id, o.public_id, o.name, o.language, o.zone, m.role,
           j.id, j.public_id, j.name, j.zone,
           EXISTS (SELECT FROM project_members pm
                   WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = s.person_id),
           s.is_long, p.second_factor_at IS NOT NULL, o.suspended_at IS NOT NULL,
           coalesce(o.requires_second_factor, false), coalesce(m.role_gained_at > s.token_at, false),
           s.seen_at < now() - interval '1 minute',
           m.person_id IS NOT NULL AND (m.seen_at IS NULL OR m.seen_at < now() - interval '1 minute')
    INTO session_id, person_id, csrf_key, sudo_age, flash, last_organization, email, person_name, language, theme, zone,
         is_operator, organization_id, organization_public_id, organization_name, organization_language,
         organization_zone, role, project_id, project_public_id, project_name, project_zone, is_project_member,
         is_long, has_second_factor, is_suspended, requires_second_factor, needs_new_token, session_due, member_due
    FROM sessions s
    JOIN people p ON p.id = s.person_id AND p.is_active
    LEFT JOIN projects j ON j.organization_id = tenant AND j.id = shop
    LEFT JOIN organizations o ON o.id = tenant
    LEFT JOIN memberships m ON m.organization_id = tenant AND m.person_id = s.person_id AND m.is_active
    WHERE s.token_sha256 = given_token AND s.expires_at > now()
      AND s.seen_at > now() - CASE WHEN s.is_long THEN interval '7 days' ELSE interval '12 hours' END;
    IF NOT FOUND THEN RETURN; END IF;
    -- Written once a minute at most.
    IF session_due THEN
        UPDATE sessions s SET seen_at = now() WHERE s.token_sha256 = given_token;
    END IF;
    IF member_due THEN
        UPDATE memberships m SET seen_at = now()
        WHERE m.organization_id = find_session.organization_id AND m.person_id = find_session.person_id;
    END IF;
    RETURN NEXT;
END $$;
