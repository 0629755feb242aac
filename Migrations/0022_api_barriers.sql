-- A token stops where its member is stopped.

-- The one look-up of every call of a program.
-- As before, and nothing either while the organization is suspended or asks its members for a second factor
-- that this one lacks.
CREATE OR REPLACE FUNCTION find_api_token(
    given_id text, given_secret bytea, given_project text, given_address inet,
    token_rate double precision, token_burst double precision,
    organization_rate double precision, organization_burst double precision)
RETURNS TABLE (
    token_id text, organization_id uuid, organization_public_id text, organization_name text, person_id uuid, person_name text,
    email text, language text, role text, name text, scopes text[], expires_at timestamptz,
    is_address_allowed boolean, wait double precision,
    project_id uuid, project_public_id text, project_zone text, is_project_member boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found_organization uuid;
    last_use timestamptz;
    is_allowed boolean;
    seconds double precision := 0;
BEGIN
    SELECT t.organization_id, t.last_used_at,
           cardinality(t.networks) = 0 OR given_address <<= ANY (t.networks::inet[])
    INTO found_organization, last_use, is_allowed
    FROM api_tokens t
    JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id AND m.is_active
    JOIN people p ON p.id = t.person_id AND p.is_active
    JOIN organizations o ON o.id = t.organization_id AND o.suspended_at IS NULL
        AND NOT (o.requires_second_factor AND p.second_factor_at IS NULL)
    WHERE t.id = given_id AND t.secret_sha256 = given_secret AND t.revoked_at IS NULL AND t.expires_at > now();
    IF NOT FOUND THEN RETURN; END IF;
    IF is_allowed THEN
        seconds := take_token('api:' || given_id, token_rate, token_burst);
        IF seconds = 0 THEN
            seconds := take_token('api::' || found_organization, organization_rate, organization_burst);
        END IF;
        IF last_use IS NULL OR last_use < date_trunc('hour', now()) THEN
            UPDATE api_tokens t SET last_used_at = date_trunc('hour', now()) WHERE t.id = given_id;
        END IF;
    END IF;
    RETURN QUERY
    SELECT t.id, o.id, o.public_id, o.name, p.id, p.name, p.email, p.language, m.role, t.name, t.scopes, t.expires_at,
           is_allowed, seconds, j.id, j.public_id, j.zone,
           EXISTS (SELECT FROM project_members pm
                   WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = t.person_id)
    FROM api_tokens t
    JOIN organizations o ON o.id = t.organization_id
    JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id
    JOIN people p ON p.id = t.person_id
    LEFT JOIN projects j ON j.organization_id = t.organization_id AND j.public_id = given_project AND j.is_active
    WHERE t.id = given_id;
END $$;
