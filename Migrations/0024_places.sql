-- Who is shut out of an organization, because it is suspended or asks for a second factor that they do not have,
-- belongs nowhere there: neither notices nor events of it reach them, and open streams end.
CREATE OR REPLACE FUNCTION places_of(given_people uuid[])
RETURNS TABLE (
    person_id uuid, organization_id uuid, organization_public_id text, organization_name text, role text,
    project_id uuid, project_public_id text, project_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH open AS (
        SELECT m.person_id, o.id, o.public_id, o.name, m.role
        FROM memberships m JOIN organizations o ON o.id = m.organization_id JOIN people p ON p.id = m.person_id
        WHERE m.person_id = ANY (given_people) AND m.is_active AND o.suspended_at IS NULL
          AND (NOT o.requires_second_factor OR p.second_factor_at IS NOT NULL))
    SELECT m.person_id, m.id, m.public_id, m.name, m.role, NULL::uuid, NULL::text, NULL::text FROM open m
    UNION ALL
    SELECT m.person_id, m.id, m.public_id, m.name, m.role, j.id, j.public_id, j.name
    FROM open m JOIN projects j ON j.organization_id = m.id AND j.is_active
    WHERE m.role IN ('manager', 'admin') OR EXISTS (
        SELECT FROM project_members pm
        WHERE pm.organization_id = j.organization_id AND pm.project_id = j.id AND pm.person_id = m.person_id)
$$;
